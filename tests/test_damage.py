"""What is damaged at rest is refused with its cure or answered as before, whatever file it is in."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wiring
from bot.opening import open_retriever
from bot.settings import Settings
from corpus.errors import ArchiveError, IndexDamaged
from corpus.snapshot import Snapshot
from retrieval import Retriever
from tests.rounds import QUESTIONS, counting_encoder, ingest, newsroom


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive that nobody harms; the encoder that it was made with is in place."""
    with pytest.MonkeyPatch.context() as patch:
        counting_encoder(patch)
        patch.setattr("retrieval.retriever.confidence", lambda *_: (1.0, 0.0))  # vectors that mean nothing promise nothing
        home = tmp_path_factory.mktemp("damage")
        ingest(home / "archive", newsroom(home / "a"))
        wiring.reindex(Settings(data_dir=home / "archive"))  # of equal passages the first is quoted: now in the same order
        yield home / "archive"


@pytest.fixture
def archive(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "archive"))


def opened(archive: Path) -> Retriever:
    return open_retriever(Settings(data_dir=archive, reader="never"))


def answers(archive: Path) -> list[set[object]]:
    retriever = opened(archive)
    try:
        made = [retriever.answer(question, top_k=20) for question in QUESTIONS]
        assert all(answer.quotes for answer in made)
        return [{(quote.article.path, quote.start, quote.end, quote.text) for quote in answer.quotes} for answer in made]
    finally:
        retriever.close()


def home_of(archive: Path) -> Path:
    return max(archive.glob("index/0*"))


def change(archive: Path, statement: str) -> None:
    database = sqlite3.connect(archive / "archive.db")
    with database:
        database.execute(statement)
    database.close()


def test_a_language_that_is_none_is_no_passage_of_another_language(archive: Path) -> None:
    change(archive, "UPDATE articles SET language = 'ee'")
    with pytest.raises(ArchiveError, match="backup"):
        answers(archive)


@pytest.mark.parametrize("method", ["articles", "passages"])
def test_what_the_store_does_not_find_is_no_shorter_answer(archive: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    found = getattr(Snapshot, method)
    monkeypatch.setattr(Snapshot, method, lambda *asked: dict(list(found(*asked).items())[1:]))
    with pytest.raises(ArchiveError, match="passages are missing that the index holds"):
        answers(archive)


@pytest.mark.parametrize("name", ["centroids.npy", "sentences/000009.f16", "texts/000009.keys", "lexical/x.idx", "x"])
def test_a_file_that_the_manifest_does_not_name_is_refused(sound: Path, archive: Path, name: str) -> None:
    shutil.copyfile(home_of(archive) / "passages.faiss", home_of(archive) / name)
    with pytest.raises(IndexDamaged, match=name.rpartition("/")[2]):
        answers(archive)
    wiring.reindex(Settings(data_dir=archive))
    assert answers(archive) == answers(sound)


def test_a_missing_database_beside_an_index_is_lost_and_not_yet_to_come(archive: Path, tmp_path: Path) -> None:
    (archive / "archive.db").rename(tmp_path / "backup")
    index = sorted(archive.glob("index/**/*"))
    for act in (
        lambda: answers(archive),
        lambda: ingest(archive, tmp_path),
        lambda: wiring.reindex(Settings(data_dir=archive)),
    ):
        with pytest.raises(ArchiveError, match="it is missing") as caught:
            act()
        assert type(caught.value) is ArchiveError
    (tmp_path / "backup").rename(archive / "archive.db")
    assert sorted(archive.glob("index/**/*")) == index
    assert answers(archive)

"""Commands over an archive whose index lies in Milvus: they do what they do over the one inside, or say why they cannot."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.moving import move
from retrieval.encoder import Encoder
from tests.engine_world import World, passages_of
from tests.postgres import Server, own_schema
from tests.test_cli import articles, run
from tests.test_engines import ALL, faults

pytest.importorskip("milvus_lite", reason="Milvus Lite is not for this system", exc_type=ImportError)
pytestmark = pytest.mark.slow
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wortlaut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words_encoder: Encoder) -> Run:
    """The command with the stand-in for the encoder: what is tested here does not hang on what vectors mean."""
    for module in ("encoder", "retriever"):
        monkeypatch.setattr(f"retrieval.{module}.load_encoder", lambda *_: words_encoder)
    monkeypatch.setenv("WORTLAUT_READER", "never")
    return lambda *words: run(capsys, *words)


@pytest.fixture
def milvus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("WORTLAUT_INDEX_URL", str(tmp_path / "m.db"))
    return articles(tmp_path / "a", eins="Der Rat tagte in Bonn.", zwei="Der Rat tagte in Köln.", drei="In Ulm war Markt.")


def said(run: Run, question: str) -> str:
    """The answer, or the nearest miss: what the stand-in for the encoder gives is not the point."""
    code, out, _ = run("ask", "--json", question)
    assert code in (0, 1)
    return out


def test_from_the_first_article_to_the_last(wortlaut: Run, milvus: Path) -> None:
    assert wortlaut("ingest", "a")[0] == 0
    status = json.loads(wortlaut("status", "--json")[1])
    assert (status["passages"], status["search"], status["index"]["whole"]) == (3, "milvus", True)
    assert status["index"]["generation"].startswith("milvus-wortlaut_")
    assert list(status["disk"]) == ["articles"], "what lies elsewhere takes no room here"
    assert "Der Rat tagte in Bonn" in said(wortlaut, "Wo tagte der Rat in Bonn?")
    assert wortlaut("check", "„Der Rat tagte in Köln“")[0] == 0
    assert wortlaut("doctor")[0] == 0
    assert wortlaut("remove", "eins.txt")[0] == 0
    assert "Der Rat tagte in Bonn" not in said(wortlaut, "Wo tagte der Rat in Bonn?")
    articles(milvus, zwei="Der Rat tagte in Hof.")
    assert wortlaut("ingest", "a", "--prune")[0] == 0
    assert wortlaut("reindex")[0] == 0
    assert "Der Rat tagte in Hof" in said(wortlaut, "Wo tagte der Rat in Hof?")
    code, out, _ = wortlaut("doctor", "--json")
    assert (code, [each for each in json.loads(out)["checks"] if each["wrong"]]) == (0, [])
    assert wortlaut("timeline", "Rat in Hof")[0] in (0, 1)


def test_an_engine_that_is_not_there_is_one_sentence_and_the_articles_stay(
    wortlaut: Run,
    milvus: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wortlaut("ingest", "a")
    monkeypatch.setattr("retrieval.milvus.client.CONNECTING", 0.5)
    monkeypatch.setenv("WORTLAUT_INDEX_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WORTLAUT_INDEX_TOKEN", "root:geheim")
    for words in (("ask", "Wo tagte der Rat?"), ("check", "„Der Rat tagte“"), ("ingest", "a"), ("reindex",)):
        code, out, err = wortlaut(*words)
        assert code == 1
        assert "Die Suche unter http://127.0.0.1:9 antwortet nicht (" in err
        assert "geheim" not in out + err and "Traceback" not in err
    code, out, _ = wortlaut("status")
    assert (code, "Artikel" in out, "antwortet nicht" in out) == (1, True, True)
    assert wortlaut("doctor")[0] != 0
    monkeypatch.setenv("WORTLAUT_INDEX_URL", "")
    code, _, err = wortlaut("ask", "Wo tagte der Rat?")
    assert (code, "er liegt in Milvus, und WORTLAUT_INDEX_URL ist nicht gesetzt" in err) == (1, True)
    monkeypatch.setenv("WORTLAUT_INDEX_URL", str(milvus.parent / "m.db"))
    assert "Der Rat tagte in Bonn" in said(wortlaut, "Wo tagte der Rat in Bonn?")


def test_an_archive_that_moves_into_postgresql_keeps_its_collection(
    tmp_path: Path, words_encoder: Encoder, postgres_server: Server
) -> None:
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    world.update(add=10)
    world.update(add=2, remove=3)
    sought = world.sought("Soldaten im Irak")
    with world.opened() as (_, index):
        name, expected = index.name, index.search(sought, ALL)
    world.close()
    with own_schema(postgres_server) as database:
        assert move(tmp_path / "a", database) == 9
        moved = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder, database=database)
        with moved.opened() as (snapshot, index):
            assert (index.name, index.search(sought, ALL)) == (name, expected)
            assert expected[0].keys() == passages_of(snapshot).keys()
        moved.update(add=1)
        assert faults(moved) == []
        moved.close()

"""The tokenizer of a few texts cuts them as the whole one does."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.wiring import sample_folder
from retrieval.encoder import default_cache
from retrieval.models import bundled, pieces
from retrieval.models.pieces import Pieces
from retrieval.models.vocabulary import Vocabulary, write_vocabulary

TEXTS = [line for path in sorted(sample_folder().glob("*.txt")) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def runtime() -> Path:
    return bundled.runtime_folder(default_cache())


@pytest.fixture(scope="module")
def whole(runtime: Path) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(runtime / "tokenizer.model"))


@pytest.fixture(scope="module")
def few(runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder = tmp_path_factory.mktemp("vocabulary")
    write_vocabulary(runtime / "tokenizer.model", folder)
    return Vocabulary(folder, runtime / "tokenizer.model")


def test_the_sample_is_cut_alike_line_by_line_and_together(few: Vocabulary, whole: Any) -> None:
    assert len(TEXTS) > 100
    assert few.encode(TEXTS) == whole.encode(TEXTS)
    assert [few.encode([text])[0] for text in TEXTS[:40]] == whole.encode(TEXTS[:40])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
@example([])
@example(["", " \n ", "\x00"])
@example(["ﬁ½①  ｱ  ½", "日本語のテキスト", "x" * 300])
@example(["<s> </s> <mask> <unk> <pad>", "▁▁a", "ⱠⱠ𐍈𐍈 zz"])
@example(["Nato-Mission, query: Soldaten", "😀😀 a😀b"])
def test_any_text_is_cut_alike(few: Vocabulary, whole: Any, texts: list[str]) -> None:
    assert few.encode(texts) == whole.encode(texts)


def test_a_few_questions_do_not_open_the_whole_tokenizer(runtime: Path, whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Pieces(runtime)
    monkeypatch.setattr(pieces, "_FEW", 60)
    questions = ["Wer leitet die Mission?", "Wie viele Soldaten sind im Irak?"]
    assert opened.plain(questions) == whole.encode(questions)
    assert "_whole" not in vars(opened)
    assert opened.plain(questions[:1]) == whole.encode(questions[:1])  # 55 characters before, 23 more
    assert "_whole" in vars(opened)


def test_the_marks_are_those_of_the_whole(runtime: Path, whole: Any) -> None:
    opened = Pieces(runtime)
    assert (opened.begin, opened.end, opened.pad) == (whole.bos_id(), whole.eos_id(), whole.pad_id()) == (0, 2, 1)


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["about.json", "head.model", "hashes.npy"])
def test_a_damaged_table_is_done_without(runtime: Path, whole: Any, tmp_path: Path, broken: str) -> None:
    for file in runtime.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    question = ["Wie viele Soldaten sind im Irak?"]
    assert Pieces(tmp_path).plain(question) == whole.encode(question)
    table = next(tmp_path.glob("pieces-*"))
    (table / broken).write_bytes(b"x")
    assert Pieces(tmp_path).plain(question) == whole.encode(question)

import math
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from bot.settings import Settings
from corpus.article import BlockKind
from corpus.errors import ArchiveMissing, IndexDamaged, QuestionEmpty, QuestionTooLong
from corpus.store import Snapshot
from retrieval import Answer, Retriever, retriever
from retrieval.encoder import Encoder
from retrieval.evaluation import JudgedQuestion, contains, read_judged
from retrieval.generation import index_folder
from retrieval.select import RULES
from retrieval.turn import Turn

PROJECT = Path(__file__).parents[1]
QUESTIONS = read_judged(PROJECT / "corpus/sample/questions.jsonl")
TURNS = {question.id: Turn.plain(question.question) for question in QUESTIONS}
INGEST = """
import sys
from pathlib import Path
from corpus.collect import collect, list_files
from corpus.lock import writing
from corpus.store import Store
from retrieval.encoder import load_encoder
from retrieval.indexer import update_index

folder, file, cache = map(Path, sys.argv[1:])
with writing(folder):
    store = Store.open(folder)
    read = collect(list_files([file]), {})
    update_index(store, load_encoder("bundled", cache), read.added, read.input_digests)
"""


def ask(opened: Retriever, question: JudgedQuestion) -> Answer:
    return opened.answer(question.question, before=TURNS.get(question.follow_up_of or ""))


@pytest.fixture(scope="module")
def answers(sample_retriever: Retriever) -> dict[str, Answer]:
    """The answer to every judged question of the sample archive."""
    return {question.id: ask(sample_retriever, question) for question in QUESTIONS}


def test_every_quote_stands_in_its_file(answers: dict[str, Answer]) -> None:
    files: dict[str, str] = {}
    quotes = 0
    for answer in answers.values():
        for quote in (*answer.quotes, *([answer.nearest] if answer.nearest else ())):
            path = quote.article.path
            files.setdefault(path, Path(path).read_bytes().decode("utf-8"))
            assert quote.text == quote.article.text[quote.start : quote.end]
            assert quote.text in files[path]
            assert all(quote.start <= start < end <= quote.end for start, end in quote.highlights)
            quotes += 1
    assert quotes > 400


def test_no_quote_holds_furniture_or_overlaps_another(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        places = sorted((quote.article.id, quote.start, quote.end) for quote in answer.quotes)
        for (one, _, end), (other, start, _) in pairwise(places):
            assert one != other or end <= start
        for quote in answer.quotes:
            crossed = [b for b in quote.article.blocks if b.start < quote.end and quote.start < b.end]
            assert {block.kind for block in crossed} == {BlockKind.PROSE}


def test_status_quotes_and_nearest_agree(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        assert 0 <= answer.confidence <= 1
        assert len(answer.quotes) <= 5
        assert (answer.status == "answered") == bool(answer.quotes) == (answer.nearest is None)
        logits = [math.log(quote.score / (1 - quote.score)) for quote in answer.quotes]
        assert all(one >= other - RULES.repeat - 1e-9 for one, other in combinations(logits, 2))
        assert answer.coverage.articles == 36


@pytest.mark.parametrize("confidence", [0.5, 0.49])
def test_below_the_threshold_the_best_quote_is_the_nearest_miss(
    sample_retriever: Retriever, monkeypatch: pytest.MonkeyPatch, confidence: float
) -> None:
    question = "Wer leitet die Nato-Mission im Irak?"
    (best,) = sample_retriever.answer(question, top_k=1).quotes
    monkeypatch.setattr(retriever, "confidence", lambda evidence, logits: (confidence, 0.5))
    answer = sample_retriever.answer(question, top_k=3)
    assert answer.confidence == confidence
    if confidence < 0.5:
        assert (answer.status, answer.quotes, answer.nearest) == ("not_found", (), best)
    else:
        assert (answer.status, answer.quotes[0], answer.nearest) == ("answered", best, None)


def test_names_and_numbers_that_no_article_mentions(sample_retriever: Retriever) -> None:
    asked = "Wie viele Soldaten schickt Paraguay 1998 mit Kuno in den Irak?"
    assert sample_retriever.answer(asked).unknown == ("Paraguay", "1998", "Kuno")
    assert sample_retriever.answer("Wer leitet die Nato-Mission im Irak?").unknown == ()


def test_a_judged_span_is_mostly_among_the_first_three(answers: dict[str, Answer]) -> None:
    answerable = [question for question in QUESTIONS if question.gold]
    right = [
        any(contains(quote, span) for quote in answers[question.id].quotes[:3] for span in question.gold)
        for question in answerable
    ]
    assert sum(right) / len(answerable) > 0.7


def test_the_same_question_gets_the_same_answer(sample_retriever: Retriever, answers: dict[str, Answer]) -> None:
    for question in QUESTIONS[:10]:
        assert ask(sample_retriever, question) == answers[question.id]


@pytest.mark.parametrize("top_k", [1, 3, 8, 500])
def test_top_k(sample_retriever: Retriever, top_k: int) -> None:
    quotes = sample_retriever.answer("Wer leitet die Nato-Mission im Irak?", top_k=top_k).quotes
    assert len(quotes) == top_k if top_k < 500 else 8 < len(quotes) < 500
    assert quotes[:3] == sample_retriever.answer("Wer leitet die Nato-Mission im Irak?", top_k=3).quotes[:top_k]


def test_what_cannot_be_asked(sample_retriever: Retriever) -> None:
    with pytest.raises(ValueError, match="top_k must be at least 1, not 0"):
        sample_retriever.answer("Wer?", top_k=0)
    with pytest.raises(QuestionEmpty):
        sample_retriever.answer(" ?! ")
    with pytest.raises(QuestionTooLong):
        sample_retriever.answer("a" * 2001)


@pytest.mark.parametrize(
    "question", ["a" * 2000, "wo " * 600, "\x00 Irak", "Irak \ufffd\u200b", "😀 Irak", "Irak \udcff", "+-\"(Irak):*~^'; DROP"]
)
def test_odd_questions_have_answers(sample_retriever: Retriever, question: str) -> None:
    assert sample_retriever.answer(question).status in ("answered", "not_found")


@pytest.mark.slow
def test_threads_get_the_same_answers(sample_retriever: Retriever, answers: dict[str, Answer]) -> None:
    some = QUESTIONS[:40]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda question: ask(sample_retriever, question), some))
    assert made == [answers[question.id] for question in some]


@pytest.fixture
def copied(sample_settings: Settings, tmp_path: Path) -> Path:
    """A copy of the sample archive, to be changed."""
    return Path(shutil.copytree(sample_settings.data_dir, tmp_path / "copy"))


def add_article(folder: Path, file: Path, cache: Path) -> None:
    """Another process reads `file` into the archive."""
    file.write_text("Das Zwergflusspferd Kuno zog im Mai 2019 in den Zoo von Bremerhaven.\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", INGEST, *map(str, (folder, file, cache))], env=environment, check=True, timeout=60)


@pytest.mark.slow
def test_what_another_process_ingests_is_seen(
    sample_settings: Settings, encoder: Encoder, copied: Path, tmp_path: Path
) -> None:
    opened = Retriever.open(copied, cache=sample_settings.cache_dir)
    question = "In welchen Zoo zog das Zwergflusspferd Kuno?"
    before = opened.answer(question)
    assert "Bremerhaven" not in str(before)
    with opened._store.read() as old:
        add_article(copied, tmp_path / "kuno.txt", sample_settings.cache_dir)
        after = opened.answer(question)
        assert after.quotes[0].text == "Das Zwergflusspferd Kuno zog im Mai 2019 in den Zoo von Bremerhaven."
        assert after.coverage.articles == before.coverage.articles + 1
        assert old.coverage() == before.coverage
        assert_each_snapshot_gets_its_generation(opened, old)
    opened.close()


def assert_each_snapshot_gets_its_generation(opened: Retriever, old: Snapshot) -> None:
    """Also when another thread, here in the midst of opening the old one, switches to the new one."""
    coverage = old.coverage

    def interrupted() -> object:
        with opened._store.read() as new:
            assert opened._opened_for(new).generation.name == new.generation != old.generation
        return coverage()

    old.coverage = interrupted
    found = opened._opened_for(old)
    assert (found.generation.name, found.coverage) == (old.generation, coverage())


def test_a_damaged_index_never_answers(sample_settings: Settings, copied: Path) -> None:
    (name,) = [path.name for path in index_folder(copied).iterdir()]
    path = index_folder(copied) / name / "passages.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"passages\.faiss: wrong digest"):
        Retriever.open(copied, cache=sample_settings.cache_dir)


def test_no_archive(sample_settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        Retriever.open(tmp_path / "nirgends", cache=sample_settings.cache_dir)
    assert not (tmp_path / "nirgends").exists()

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.article import Article, Block, BlockKind
from corpus.provenance import Provenance, Sourced
from corpus.store import Store
from retrieval.encoder import Encoder, Kind, Vectors
from retrieval.generation import Generation, generation_names, index_folder
from retrieval.indexer import IndexReport, update_index
from retrieval.passages import passage_text
from retrieval.retriever import Retriever

WALES = "Zehn Staaten gründeten in Wales eine Koalition. Die USA hatten eingeladen. Bodentruppen schlossen alle aus."
ERBIL = "In Erbil bilden deutsche Soldaten die Peschmerga aus. Das Mandat gilt bis Januar."
KABUL = "Der Flughafen Kabul wurde geräumt. Kanada schickte zwei Maschinen. Der Einsatz dauerte neun Tage."
BAGDAD = "In Bagdad berät eine Mission das Ministerium. Dänemark stellt den General."
LIBYEN = "In Libyen ruhen die Waffen. Beide Seiten tauschten Gefangene aus. Die Häfen öffnen wieder."
QUESTIONS = ["Wie viele Staaten gründeten die Koalition?", "Wer stellt den General?", "Was geschah in Kabul?"]


def article(name: str, *paragraphs: str) -> Article:
    text, blocks = "", []
    for paragraph in paragraphs:
        blocks.append(Block(len(text), len(text) + len(paragraph), BlockKind.PROSE))
        text += paragraph + "\n\n"
    return Article(name, f"/archiv/{name}.txt", text, "de", blocks=tuple(blocks))


class Counting:
    """An encoder that notes the texts it is given, and fails when told to."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.texts: list[str] = []
        self.fails = False

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        if self.fails:
            raise RuntimeError("no memory left")
        self.texts += texts if kind == "passage" else []
        return self._encoder.encode(texts, kind, progress)


@pytest.fixture
def counting(words_encoder: Encoder) -> Counting:
    return Counting(words_encoder)


def ingest(store: Store, encoder: Encoder, *articles: Article, removed: Sequence[str] = (), **options: Any) -> IndexReport:
    return update_index(store, encoder, articles, {a.path: "d-" + a.id for a in articles}, removed, **options)


def vectors_by_text(store: Store, encoder: Encoder) -> dict[str, tuple[list[float], list[list[float]]]]:
    """Each passage's text with its vector and those of its sentences."""
    with store.read() as snapshot:
        generation = Generation.open(index_folder(store.path), snapshot.generation or "", model=encoder.identity)
        articles = {a.id: a for a in snapshot.all_articles()}
        passages = list(snapshot.all_passages())
    assert generation.dense.count == generation.lexical.count == generation.manifest.passages == len(passages)
    assert generation.sentences.count == generation.manifest.sentences == sum(len(p.sentences) for p in passages)
    return {
        f"{p.article_id}: {passage_text(articles[p.article_id], p)}": (
            generation.dense.vectors([p.id])[0].tolist(),
            generation.sentences.of(p.id).tolist(),
        )
        for p in passages
    }


def found(store: Store, encoder: Encoder) -> dict[str, dict[tuple[str, int], list[float]]]:
    """For each question the features of every sentence that was found, by place; and the quotes."""
    retriever = Retriever(store, encoder)
    results = {}
    for question in QUESTIONS:
        evidence = retriever.evidence(question)
        sentences: dict[tuple[str, int], list[float]] = {}
        for candidate, row in zip(evidence.candidates, evidence.features, strict=True):
            source = evidence.pool[candidate.passage]
            sentences[source.article.id, source.passage.sentences[candidate.sentence][0]] = row.round(6).tolist()
        results[question] = sentences
        quotes = retriever.answer(question).quotes
        results["quotes " + question] = {(q.article.id, q.start): [q.end, round(q.score, 6)] for q in quotes}
    return results


def test_step_by_step_is_as_all_at_once(tmp_path: Path, counting: Counting) -> None:
    grown = Store.open(tmp_path / "grown", create=True)
    ingest(grown, counting, article("a", WALES), article("b", ERBIL))
    ingest(grown, counting, article("c", KABUL))
    ingest(grown, counting, article("b", BAGDAD, ERBIL))
    ingest(grown, counting, article("d", KABUL, WALES), removed=["c"])
    ingest(grown, counting, removed=["a"])
    fresh = Store.open(tmp_path / "fresh", create=True)
    ingest(fresh, counting, article("b", BAGDAD, ERBIL), article("d", KABUL, WALES))
    vectors = vectors_by_text(grown, counting)
    assert vectors == vectors_by_text(fresh, counting)
    assert vectors.keys() == {f"b: {BAGDAD} {ERBIL}", f"d: {KABUL} {WALES}"}
    results = found(grown, counting)
    assert results == found(fresh, counting)
    assert {place[0] for place in results[QUESTIONS[1]]} == {"b", "d"}


def test_only_what_changed_is_encoded(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    report = ingest(store, counting, article("a", WALES), article("b", ERBIL))
    assert (report.encoded, report.rebuilt) == (2, True)
    assert len(counting.texts) == 2 + 3 + 2
    counting.texts.clear()
    done: list[tuple[int, int]] = []
    report = ingest(store, counting, article("b", KABUL), progress=lambda *at: done.append(at))
    assert (report.encoded, report.rebuilt) == (1, False)
    assert counting.texts == [KABUL, *(sentence + "." for sentence in KABUL.rstrip(".").split(". "))]
    length = len(KABUL) - 2  # without the blanks between its three sentences; read once as a passage and once by sentences
    assert done == [(0, 2 * length), (length, 2 * length), (2 * length, 2 * length)]
    counting.texts.clear()
    ingest(store, counting, removed=["a"])
    assert counting.texts == []
    assert vectors_by_text(store, counting).keys() == {f"b: {KABUL}"}


def test_many_articles_are_encoded_batch_by_batch(tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [article(name, text) for name, text in zip("abcde", (WALES, ERBIL, KABUL, BAGDAD, LIBYEN), strict=True)]
    whole = Store.open(tmp_path / "whole", create=True)
    ingest(whole, counting, *articles)
    counting.texts.clear()
    monkeypatch.setattr("retrieval.filling.BATCH_PASSAGES", 2)
    store = Store.open(tmp_path / "batches", create=True)
    done: list[tuple[int, int]] = []
    ingest(store, counting, *articles, progress=lambda *at: done.append(at))
    sentences = [len(text.rstrip(".").split(". ")) for text in (WALES, ERBIL, KABUL, BAGDAD, LIBYEN)]
    kinds = [text in (WALES, ERBIL, KABUL, BAGDAD, LIBYEN) for text in counting.texts]  # a whole passage, or a sentence
    first, second, third = sentences[0] + sentences[1], sentences[2] + sentences[3], sentences[4]
    assert kinds == [*[True] * 2, *[False] * first, *[True] * 2, *[False] * second, True, *[False] * third]
    assert [at for at, _ in done] == sorted({at for at, _ in done})
    characters = len(WALES) - 2 + len(LIBYEN) - 2 + len(ERBIL) - 1 + len(KABUL) - 2 + len(BAGDAD) - 1
    assert done[-1][0] == done[-1][1] == 2 * characters
    assert vectors_by_text(store, counting) == vectors_by_text(whole, counting)


def test_ids_of_passages_are_never_given_again(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    ids = []
    for text in (WALES, ERBIL, KABUL):
        ingest(store, counting, article("a", text))
        with store.read() as snapshot:
            ids += [passage.id for passage in snapshot.all_passages()]
    assert ids == [1, 2, 3]


@pytest.mark.parametrize("everything", [True, False])
def test_a_damaged_or_unwanted_index_is_built_anew(tmp_path: Path, counting: Counting, everything: bool) -> None:
    store = Store.open(tmp_path, create=True)
    name = ingest(store, counting, article("a", WALES), article("b", ERBIL)).generation
    before = vectors_by_text(store, counting)
    if not everything:
        path = index_folder(tmp_path) / name / "sentences" / "000001.f16"
        path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    counting.texts.clear()
    report = ingest(store, counting, everything=everything)
    assert (report.encoded, report.rebuilt) == (2, True)
    assert len(counting.texts) == 7
    assert vectors_by_text(store, counting) == before
    with store.read() as snapshot:
        assert snapshot.input_digests() == {"/archiv/a.txt": "d-a", "/archiv/b.txt": "d-b"}


def test_another_model_builds_anew(tmp_path: Path, counting: Counting, words_encoder: Any) -> None:
    store = Store.open(tmp_path, create=True)
    ingest(store, counting, article("a", WALES))
    counting.identity = "other words"
    assert ingest(store, counting, article("b", ERBIL)).encoded == 2
    assert len(vectors_by_text(store, counting)) == 2


def test_a_failing_encoder_leaves_the_old_state_answering(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    name = ingest(store, counting, article("a", WALES), article("b", ERBIL)).generation
    before = found(store, counting)
    counting.fails = True
    with pytest.raises(RuntimeError, match="no memory left"):
        ingest(store, counting, article("a", KABUL), removed=["b"])
    counting.fails = False
    assert found(store, counting) == before
    assert generation_names(index_folder(tmp_path)) == [name]
    assert [path.name for path in index_folder(tmp_path).iterdir()] == [name]


def test_an_archive_that_became_empty(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    ingest(store, counting, article("a", WALES))
    ingest(store, counting, removed=["a"])
    answer = Retriever(store, counting).answer("Wer führt die Mission?")
    assert (answer.status, answer.nearest, answer.confidence) == ("not_found", None, 0.0)
    assert vectors_by_text(store, counting) == {}


def test_old_generations_go_but_the_one_before_stays(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    names = [ingest(store, counting, article("a", text)).generation for text in (WALES, ERBIL, KABUL, BAGDAD)]
    assert generation_names(index_folder(tmp_path)) == names[2:]
    assert np.isfinite(next(iter(vectors_by_text(store, counting).values()))[0]).all()


def test_the_title_is_encoded_and_the_context_searched_but_neither_quoted(tmp_path: Path, counting: Counting) -> None:
    store = Store.open(tmp_path, create=True)
    titled = replace(
        article("a", WALES),
        title=Sourced("Gründung in Newport", Provenance.SIDECAR),
        authors=Sourced(("Kai Küstner",), Provenance.BYLINE),
    )
    ingest(store, counting, titled, article("b", ERBIL), article("c", KABUL))
    assert counting.texts[:3] == [f"Gründung in Newport. {WALES}", ERBIL, KABUL]
    assert counting.texts[3] == "Zehn Staaten gründeten in Wales eine Koalition."
    retriever = Retriever(store, counting)
    with store.read() as snapshot:
        generation = Generation.open(index_folder(tmp_path), snapshot.generation or "")
    for question in ("Newport", "Was hat Kuestner berichtet?"):
        (best,) = generation.lexical.search(question, 5)
        found = retriever.evidence(question).pool
        assert best in [candidate.passage.id for candidate in found if candidate.article.id == "a"]
        shown = retriever.answer(question).quotes or (retriever.answer(question).nearest,)
        assert all(quote is not None and quote.text in WALES + ERBIL + KABUL for quote in shown)


def test_an_open_retriever_answers_from_the_changed_text(tmp_path: Path, counting: Counting) -> None:
    """Whatever it keeps of an article, of its passages or of its text: it goes with the change."""
    store = Store.open(tmp_path, create=True)
    versions = [
        replace(article("b", ERBIL), source=Sourced("Morgenblatt", Provenance.HEADER)),
        replace(article("b", ERBIL.replace("Erbil", "Mossul")), source=Sourced("Morgenblatt", Provenance.HEADER)),
        replace(article("b", ERBIL.replace("Erbil", "Mossul")), source=Sourced("Abendblatt", Provenance.HEADER)),
        replace(article("b", BAGDAD, ERBIL), source=Sourced("Abendblatt", Provenance.HEADER)),
    ]
    ingest(store, counting, article("a", WALES), versions[0], article("c", KABUL))
    opened = Retriever(store, counting)
    questions = [*QUESTIONS, "Was geschah in Erbil?", "Wer bildet in Mossul aus?"]
    for version in versions:
        ingest(store, counting, version)
        fresh = Retriever(Store.open(tmp_path), counting)
        for question in questions:
            answer = opened.answer(question)
            assert answer == fresh.answer(question)
            shown = [*answer.quotes, *([answer.nearest] if answer.nearest else [])]
            assert all(quote.article == version for quote in shown if quote.article.id == "b")
            assert {quote.article.id for quote in shown} <= {"a", "b", "c"}
        assert version in [candidate.article for candidate in opened.evidence("Erbil oder Mossul?").pool]


@pytest.mark.slow
def test_runs_that_die_before_the_store_names_their_generation_do_not_pile_up(
    tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(tmp_path, create=True)
    first = ingest(store, counting, article("wales", WALES)).generation
    second = ingest(store, counting, article("erbil", ERBIL)).generation
    with monkeypatch.context() as patch:
        patch.setattr(Store, "apply", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        for number in range(3):
            with pytest.raises(KeyboardInterrupt):
                ingest(store, counting, article("kabul", KABUL))
            names = generation_names(index_folder(tmp_path))
            assert (names[:2], len(names)) == ([first, second], 3), number
    third = ingest(store, counting, article("kabul", KABUL)).generation
    assert generation_names(index_folder(tmp_path)) == [second, third]

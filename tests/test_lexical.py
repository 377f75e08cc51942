import math
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from corpus.language import Language
from retrieval.analysis import terms
from retrieval.lexical import LexicalIndex
from retrieval.vocabulary import CONTEXT_WEIGHT, PART_WEIGHT
from tests.lexical_files import build_lexical

TEXTS = [
    "Soldaten der Bundeswehr bilden irakische Soldaten aus.",
    "Der Minister besucht die Bundeswehr im Irak.",
    "Kanada führt die Mission im Irak.",
    "Die Mission im Irak endet bald, die Mission in Mali nicht.",
    "Das Parlament stimmt über Häuser ab.",
    "Ein altes Haus steht leer.",
]
ENGLISH = ["Canada leads the mission in Iraq.", "Houses were destroyed in Mosul in 2017."]


def build(folder: Path, documents: list[tuple[int, Language, str]]) -> LexicalIndex:
    assert build_lexical(folder, documents) == len(documents)
    return LexicalIndex.load(folder)


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    german: list[tuple[int, Language, str]] = [(number, "de", text) for number, text in enumerate(TEXTS, start=1)]
    return build(tmp_path, [*german, *((number, "en", text) for number, text in enumerate(ENGLISH, start=7))])


def all_stems(text: str, language: Language) -> list[str]:
    """Stems of every word of a document, stop words too: what `terms` gives word by word."""
    return [stem for word in text.split() for stem in terms(word, language)]


def bm25(question: str) -> dict[int, float]:
    """BM25 by hand, k1 = 1.2, b = 0.75. A language is a field of its own, its mean length is over all documents."""
    documents: list[tuple[Language, list[str]]] = [("de", all_stems(text, "de")) for text in TEXTS]
    documents += [("en", all_stems(text, "en")) for text in ENGLISH]
    scores: dict[int, float] = {}
    for number, (language, words) in enumerate(documents, start=1):
        mean = sum(len(other) for field, other in documents if field == language) / len(documents)
        for term in set(terms(question, language)):
            holding = sum(field == language and term in other for field, other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            count = words.count(term)
            if count:
                gain = idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words) / mean))
                scores[number] = scores.get(number, 0.0) + gain
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


@pytest.mark.parametrize(
    "question",
    [
        "Wo sind die Soldaten der Bundeswehr?",
        "Wer führt die Mission im Irak?",
        "Mission Mission Mission in Mali",
        "Stimmt das Parlament ab?",
        "Who leads the mission in Canada?",
        "Irak Kanada Minister 2017",
    ],
)
def test_scores_are_bm25(index: LexicalIndex, question: str) -> None:
    found, expected = index.search(question, 10), bm25(question)
    assert list(found) == list(expected)
    assert list(found.values()) == pytest.approx(list(expected.values()), rel=1e-4)


def test_the_best_only(index: LexicalIndex) -> None:
    assert list(index.search("Mission Irak", 2)) == list(bm25("Mission Irak"))[:2]


@pytest.mark.parametrize("allowed", [{3}, {1, 4}, {2, 5, 6, 8}, set(range(1, 9)), set(), {99}])
@pytest.mark.parametrize("top_k", [1, 2, 10])
def test_a_search_among_some_loses_none_of_them(index: LexicalIndex, allowed: set[int], top_k: int) -> None:
    question = "Mission der Soldaten im Irak und Häuser"
    every = index.search(question, 10)
    expected = {key: score for key, score in every.items() if key in allowed}
    assert index.search(question, top_k, allowed=np.array(sorted(allowed), dtype=np.int64)) == dict(
        list(expected.items())[:top_k]
    )


def test_one_among_many_is_found_however_deep(tmp_path: Path) -> None:
    many: list[tuple[int, Language, str]] = [(n, "de", "Mission Mission Irak") for n in range(1, 301)]
    index = build(tmp_path, [*many, (301, "de", "Eine Mission unter vielen anderen Dingen, die lange währen.")])
    assert index.search("Mission", 5, allowed=np.array([301])).keys() == {301}


def test_stems(index: LexicalIndex) -> None:
    assert terms("Häuser", "de") == terms("Haus", "de") == terms("HÄUSERN", "de")
    assert terms("houses", "en") == terms("House", "en")
    assert index.search("Häuser", 10).keys() == index.search("Haus", 10).keys() == {5, 6}
    assert index.search("house", 10).keys() == {8}


def test_stop_words_count_only_where_nothing_else_is_left(index: LexicalIndex) -> None:
    assert terms("Wer führt die Mission?", "de") == [*terms("führt", "de"), *terms("Mission", "de")]
    assert terms("Wie viele sind das?", "de") == [stem for word in "wie viele sind das".split() for stem in terms(word, "de")]
    assert index.search("die", 10).keys() == {2, 3, 4}
    assert index.search("Wo ist das?", 10).keys() == {5}


def test_stop_words_of_the_question_do_not_count_in_another_language(tmp_path: Path) -> None:
    index = build(
        tmp_path, [(1, "de", "Der Guardian und The Who."), (2, "de", "Kanada führt die Mission an."), (3, "en", "The who.")]
    )
    question = "Who leads the Mission of Kanada?"
    assert terms(question, "de", "en") == [stem for word in ("leads", "Mission", "Kanada") for stem in terms(word, "de")]
    assert index.search(question, 10).keys() == {1, 2}
    assert index.search(question, 10, asked="en").keys() == {2}
    # A question that is nothing but stop words is searched as it stands, and in its own language nothing changes.
    assert index.search("Who is the who?", 10, asked="en").keys() == {1, 3}
    assert index.search(question, 10, asked="de") == index.search(question, 10)


@pytest.mark.parametrize("question", ["", "?!", "„…“ – ()", "\n\t", "😀"])
def test_without_words_nothing_is_found(index: LexicalIndex, question: str) -> None:
    assert terms(question, "de") == []
    assert index.search(question, 10) == {}


def test_decomposed_letters_and_soft_hyphens_are_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Häuser")
    assert decomposed != "Häuser"
    assert index.search(decomposed, 10) == index.search("Häu\u00adser", 10) == index.search("Häuser", 10)
    other = build(tmp_path / "other", [(1, "de", decomposed), (2, "de", "Häu\u00adser")])
    assert other.search("Häuser", 10).keys() == {1, 2}


@pytest.mark.parametrize("mark", [*"+-\"():*~^[]{}!\\/&|<>'", " AND ", " OR ", " NOT ", " id:", " de:", "^2 ", "~1 "])
def test_query_syntax_is_no_syntax(index: LexicalIndex, mark: str) -> None:
    plain = index.search("Mission Irak", 10).keys()
    assert plain == {1, 2, 3, 4, 7}  # „irakische“ has the stem of „Irak“, and „Mission“ is an English word too
    for question in (f"{mark}Mission {mark}Irak", f"Mission{mark} Irak{mark}", f"Mission {mark} Irak"):
        assert index.search(question, 10).keys() >= plain
        assert next(iter(index.search(question, 10))) == 3


def test_document_frequency(index: LexicalIndex) -> None:
    (mission,) = terms("Mission", "de")
    assert index.document_frequency(mission, "de") == 2
    assert index.document_frequency(mission, "en") == 1
    assert index.document_frequency(terms("Soldaten", "de")[0], "de") == 1  # twice in one passage
    assert index.document_frequency("nirgends", "de") == 0
    assert index.count == 8


def gain(text: str, word: str, texts: list[str]) -> float:
    """What `word` adds by BM25 to `text`, one of `texts`, all given as what stands in one field."""
    documents = [all_stems(each, "de") for each in texts]
    (term,) = terms(word, "de")
    holding, mean = sum(term in words for words in documents), sum(map(len, documents)) / len(texts)
    count, length = all_stems(text, "de").count(term), len(all_stems(text, "de"))
    idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
    return idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean))


COMPOUNDS = ["Die Ausbildungsmission endet", "Die Mission", "Ausbildung von Soldaten", "Regen"]


def test_parts_of_compounds_count_less(tmp_path: Path) -> None:
    index = build(tmp_path, [(number, "de", text) for number, text in enumerate(COMPOUNDS, start=1)])
    parts = ["Ausbildung Mission", "", "", ""]
    for word, whole in (("Mission", 2), ("Ausbildungen", 3)):
        found = index.search(word, 10)
        assert list(found) == [whole, 1]
        assert found[whole] == pytest.approx(gain(COMPOUNDS[whole - 1], word, COMPOUNDS), rel=1e-4)
        assert found[1] == pytest.approx(PART_WEIGHT * gain(parts[0], word, parts), rel=1e-4)


def test_parts_of_a_compound_in_the_question(tmp_path: Path) -> None:
    index = build(tmp_path, [(number, "de", text) for number, text in enumerate(COMPOUNDS, start=1)])
    found = index.search("Ausbildungsmission", 10)
    assert next(iter(found)) == 1
    assert found.keys() == {1, 2, 3}
    assert found[2] == pytest.approx(PART_WEIGHT * gain("Die Mission", "Mission", COMPOUNDS), rel=1e-4)
    assert index.search("Missionsausbildung", 10).keys() == {1, 2, 3}


def test_the_context_is_searched_with_its_weight(tmp_path: Path) -> None:
    contexts = {1: "Kai Küstner ARD", 2: "Nato stoppt Ausbildung"}
    build_lexical(tmp_path, [(1, "de", "Regen fällt"), (2, "de", "Schnee fällt")], contexts)
    found = LexicalIndex.load(tmp_path).search("Was hat Kuestner berichtet?", 10)
    assert found == pytest.approx({1: CONTEXT_WEIGHT * gain(contexts[1], "Küstner", list(contexts.values()))}, rel=1e-4)


@pytest.mark.parametrize("typo", ["Misison", "Misssion", "Mssion", "Mizsion", "mission", "Mişsion"])
def test_what_a_misspelt_word_may_have_meant(index: LexicalIndex, typo: str) -> None:
    assert index.search(typo, 10).keys() == index.search("Mission", 10).keys()
    assert terms(typo, "de") == terms("Mission", "de") or index.document_frequency(terms(typo, "de")[0], "de") == 0


@pytest.mark.parametrize("word", ["Hauz", "Irag", "2018", "Missionare1", "Malediven", "Canada"])
def test_no_guess_for_short_words_numbers_and_words_that_are_known(index: LexicalIndex, word: str) -> None:
    assert index.search(word, 10).keys() == ({7} if word == "Canada" else set())


def test_in_a_german_archive_an_english_name_finds_the_german_one(tmp_path: Path) -> None:
    index = build(tmp_path, [(1, "de", "Kanada führt"), (2, "de", "Dänemark führt")])
    assert index.search("Who leads in Canada?", 10).keys() == {1}


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Nato-Mission", "NATO Mission"),
        ("Nato‑Mission", "Nato–Mission"),
        ("20.000 Euro", "20 000"),
        ("20\u202f000 Euro", "20000"),
        ("drei Schiffe", "3"),
        ("3 Schiffe", "three"),
        ("zwanzig Staaten", "twenty"),
        ("50 %", "Prozent"),
        ("Straße", "Strasse"),
        ("Kuestner", "Küstner"),
    ],
)
def test_other_spellings_are_found(tmp_path: Path, written: str, asked: str) -> None:
    index = build(tmp_path, [(1, "de", written), (2, "de", "Etwas anderes")])
    assert index.search(asked, 10).keys() == {1}


def test_a_joined_word_finds_the_hyphenated_one(tmp_path: Path) -> None:
    index = build(tmp_path, [(1, "de", "Die Nato-Mission"), (2, "de", "Die Natomission"), (3, "de", "Die Mission")])
    assert list(index.search("Natomission", 10)) == [2, 1, 3]
    assert index.search("Nato-Mission", 10).keys() == {1, 2, 3}


def test_an_empty_index(tmp_path: Path) -> None:
    index = build(tmp_path, [])
    assert index.count == 0
    assert index.search("Mission", 10) == {}


def test_building_again_replaces(tmp_path: Path) -> None:
    build(tmp_path, [(1, "de", "Mission")])
    assert build(tmp_path, [(2, "de", "Mission")]).search("Mission", 10).keys() == {2}

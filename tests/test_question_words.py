import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from retrieval.lexical import LexicalIndex
from retrieval.question_words import Haystack, QuestionWord, WordKind, question_words
from tests.lexical_files import build_lexical

PASSAGES: list[tuple[int, Language, str]] = [
    (1, "de", "Kanada leitete 2018 die Ausbildungsmission mit 1.200 Soldaten."),
    (2, "de", "Die Mission kostet Kanada viel."),
    (3, "en", "The mission moved to Taji."),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder: Path = tmp_path_factory.mktemp("lexical")
    build_lexical(folder, PASSAGES)
    return LexicalIndex.load(folder)


def by_text(question: str, language: Language, lexical: LexicalIndex) -> dict[str, QuestionWord]:
    return {word.text: word for word in question_words(question, language, lexical)}


def idf(frequency: int) -> float:
    return math.log(1 + (3 - frequency + 0.5) / (frequency + 0.5))


def test_words_by_hand(lexical: LexicalIndex) -> None:
    words = by_text("Leitete Kanada 2018 die Mission mit 1.300 Soldaten in Tadschi, Kanada?", "de", lexical)
    assert {text: word.kind for text, word in words.items()} == {
        "Leitete": WordKind.OTHER,  # it begins the question
        "Kanada": WordKind.NAME,
        "2018": WordKind.NUMBER,
        "Mission": WordKind.NAME,
        "1.300": WordKind.NUMBER,
        "Soldaten": WordKind.NAME,
        "Tadschi": WordKind.NAME,
    }
    assert {text: word.idf["de"] for text, word in words.items()} == pytest.approx(
        {
            "Leitete": idf(1),
            "Kanada": idf(2),
            "2018": idf(1),
            "Mission": idf(1),
            "1.300": idf(0),  # „1“ is known, „300“ is not
            "Soldaten": idf(1),
            "Tadschi": idf(0),
        }
    )
    assert [text for text, word in words.items() if not word.known] == ["1.300", "Tadschi"]


def test_a_name_is_known_in_any_language(lexical: LexicalIndex) -> None:
    assert by_text("Was geschah in Taji?", "de", lexical)["Taji"].known


def test_what_a_text_holds(lexical: LexicalIndex) -> None:
    words = by_text("Wie viele Soldaten hat Kanadas Mission 2018, 1200 oder 120?", "de", lexical)
    text = Haystack.of(PASSAGES[0][2], "de")
    assert {name for name, word in words.items() if text.holds(word)} == {"Soldaten", "Kanadas", "Mission", "2018", "1200"}
    assert not Haystack.of("Im Jahr 20187 waren es 20 18, 201,8.", "de").holds(words["2018"])


@pytest.mark.parametrize(
    ("asked", "language", "text", "written"),
    [
        ("12", "de", "Sie zählt zwölf Köpfe.", "de"),
        ("zwölf", "de", "Sie zählt 12 Köpfe.", "de"),
        ("twenty-five", "en", "Sie zählt fünfundzwanzig Köpfe.", "de"),
        ("20 000", "de", "Es waren 20.000.", "de"),
        ("20,000", "en", "Es waren 20.000.", "de"),
        ("3.5", "en", "Es waren 3,5 Prozent.", "de"),
        ("1,200", "en", "Es waren 1200.", "de"),
    ],
)
def test_a_number_is_one_however_it_is_written(
    asked: str, language: Language, text: str, written: Language, lexical: LexicalIndex
) -> None:
    word = by_text(f"Wie oft {asked}?", language, lexical)[asked]
    assert word.kind is WordKind.NUMBER
    assert Haystack.of(text, written).holds(word)
    assert not Haystack.of("Es waren 35, 13, 1,2 und 2.000.", written).holds(word)


def test_one_is_mostly_no_number(lexical: LexicalIndex) -> None:
    assert by_text("Is one enough?", "en", lexical)["one"].kind is WordKind.OTHER


@given(st.text(max_size=80), st.sampled_from(["de", "en"]))
def test_a_text_holds_its_own_words(lexical: LexicalIndex, text: str, language: Language) -> None:
    held = Haystack.of(text, language)
    assert all(held.holds(word) for word in question_words(text, language, lexical))


@pytest.mark.parametrize("question", ["Wer leitet sie? Kanada?", "„Kanada leitet sie?“", "Kanada: leitet es sie?", "… Kanada?"])
def test_the_first_word_of_any_sentence_is_no_name(question: str, lexical: LexicalIndex) -> None:
    assert by_text(question, "de", lexical)["Kanada"].kind is WordKind.OTHER
    assert by_text("Leitet Kanada sie?", "de", lexical)["Kanada"].kind is WordKind.NAME

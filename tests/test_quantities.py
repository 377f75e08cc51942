"""Quantities in sentences: the table of phrases, hand arithmetic for what they leave open, and numbers read back."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from retrieval.comparing.agreement import apart, bounds, measure
from retrieval.numbers.quantities import Quantity, find_quantities

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "quantities.jsonl").read_text(encoding="utf-8").splitlines()
]
LANGUAGES = st.sampled_from(("de", "en"))


def one(text: str, language: Language = "de") -> Quantity:
    (found,) = find_quantities(text, language)
    return found


def test_the_table_is_large_enough_and_mixed() -> None:
    assert len(ROWS) >= 120
    assert {row["lang"] for row in ROWS} == {"de", "en"}
    assert sum(not row["quantities"] for row in ROWS) >= 30


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:40] for row in ROWS])
def test_the_table(row: dict) -> None:
    found = [
        {"text": row["text"][q.start : q.end], "low": q.low, "high": q.high, "modifier": q.modifier, "unit": q.unit}
        for q in find_quantities(row["text"], row["lang"])
    ]
    assert found == [q | {"low": pytest.approx(q["low"]), "high": pytest.approx(q["high"])} for q in row["quantities"]]


@given(st.text(max_size=80), LANGUAGES)
def test_spans_stand_in_any_text(text: str, language: Language) -> None:
    at = 0
    for found in find_quantities(text, language):
        assert at <= found.start < found.end <= len(text)
        assert found.low <= found.high
        assert found.unit_span is None or text[slice(*found.unit_span)] == found.unit
        assert found.whole[0] <= found.start and found.end <= found.whole[1] <= len(text)
        at = found.end


@given(st.lists(st.sampled_from([row["text"] for row in ROWS]), min_size=1, max_size=3), LANGUAGES)
def test_spans_stand_in_sentences_strung_together(texts: list[str], language: Language) -> None:
    text = " ".join(texts)
    for found in find_quantities(text, language):
        assert 0 <= found.start < found.end <= len(text)


@given(st.integers(0, 10**12))
def test_figures_are_read_back(number: int) -> None:
    german, english = f"{number:,}".replace(",", "."), f"{number:,}"
    found = one(f"Es sind rund {german} Menschen."), one(f"There are about {english} people.", "en")
    for each in found:
        assert (each.low, each.high, each.modifier) == (number, number, "about")


@given(st.integers(2, 999_999))
def test_number_words_are_read_back(number: int) -> None:
    assert one(f"Etwa {german_words(number)} Soldaten kamen.").low == number


@given(st.integers(1, 999), st.integers(1, 99))
def test_decimals_are_read_back(whole: int, hundredths: int) -> None:
    written = f"{whole},{hundredths:02d}"
    assert one(f"Das sind {written} Prozent.").low == pytest.approx(whole + hundredths / 100)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("etwa 500 Soldaten", (450, 550)),  # the last digit said is a hundred: ± 50, a tenth at most
        ("etwa 580 Soldaten", (575, 585)),  # the last digit said is a ten: ± 5
        ("rund 20 Soldaten", (18, 22)),  # ± 5 would be more than a tenth
        ("28 Staaten", (28, 28)),
        ("500 Soldaten", (485, 515)),  # ± 3 %
        ("bis zu vier Millionen Menschen", (2e6, 4e6)),
        ("mehr als 1000 Soldaten", (1000, 1500)),
        ("mehrere Hundert Soldaten", (200, 999)),
        ("knapp 70 Millionen Euro", (63e6, 70e6)),
        ("gut 30 Mio. Euro", (30e6, 33e6)),
        ("mindestens 12 Menschen", (12, 24)),
    ],
)
def test_what_a_number_leaves_open(text: str, expected: tuple[float, float]) -> None:
    assert bounds(one(text)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("rund 500 Soldaten", "500 Soldaten", False),
        ("etwa 500 Soldaten", "mehrere Hundert Soldaten", False),
        ("bis zu vier Millionen Menschen", "bis zu einer Million Menschen", True),
        ("bis zu einer Million Iraker", "Hunderttausende Iraker", False),
        ("rund 20 Mitarbeiter", "etwa 500 Soldaten", True),
        ("28 Staaten", "29 Staaten", True),
        ("rund 500 Menschen", "etwa 580 Männer", True),
        ("etwa 400 Menschen", "rund 500 Menschen", True),
        ("Zehntausende Menschen", "einige Hunderttausend Menschen", True),
        ("20 bis 30 Fachleute", "25 Fachleute", False),
    ],
)
def test_which_numbers_are_apart(first: str, second: str, expected: bool) -> None:
    assert apart(one(first), one(second)) is apart(one(second), one(first)) is expected


def test_ceilings_are_numbers_of_their_own() -> None:
    low, high = one("bis zu 100 Soldaten"), one("höchstens 150 Soldaten")
    assert apart(low, high, ceilings=True) and not apart(low, high)
    assert not apart(one("bis zu 800 Soldaten"), one("maximal 800 Kräfte"), ceilings=True)


def test_only_one_measure_is_compared() -> None:
    assert [measure(one(text)) for text in ("5 Prozent", "5 Euro", "$5", "5 Soldaten")] == ["share", "€", "$", "count"]


def test_what_is_over_is_marked() -> None:
    assert [q.former for q in find_quantities("Die Grenze sinkt von 800 auf 700.", "de")] == [True, False]
    assert [q.former for q in find_quantities("It lowered the ceiling from 700 to 500 soldiers.", "en")] == [True, False]
    assert [q.former for q in find_quantities("Statt 100 dürfen nun bis zu 150 Soldaten nach Erbil.", "de")] == [True, False]
    assert [q.former for q in find_quantities("Aus 500 sollen etwa 4000 werden.", "de")] == [True, False]
    assert [q.former for q in find_quantities("From 20 to 30 people came.", "en")] == [False]


def german_words(number: int) -> str:
    """The number in German words, by the grammar: an oracle apart from the reader."""
    ones = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn".split()
    ones += ["achtzehn", "neunzehn"]
    tens = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
    if number >= 1000:
        rest = number % 1000
        thousands = german_words(number // 1000)
        return (thousands[:-1] if thousands.endswith("eins") else thousands) + "tausend" + (german_words(rest) if rest else "")
    if number >= 100:
        rest = number % 100
        return ones[number // 100 - 1] + "hundert" + (german_words(rest) if rest else "")
    if number >= 20:
        return (ones[number % 10 - 1] + "und" if number % 10 else "") + tens[number // 10 - 2]
    return "eins" if number == 1 else ones[number - 1]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1 ", "hundert ", "vor zwei ", "5 Soldaten, ", "aus 5 ", "von 5 "])
def test_a_table_as_one_sentence_is_read_in_bounded_time(piece: str) -> None:
    """20 kB of numbers took a minute when the text in front of each was read anew."""
    began = process_time()
    text = piece * (20_000 // len(piece))
    find_quantities(text, "de")
    assert process_time() - began < 10


def test_what_bounds_a_number_far_into_a_sentence_counts() -> None:
    found = one("Im Irak " + "und in den Nachbarländern des Landes " * 20 + "sind zwischen 400 und 500 Soldaten.")
    assert (found.low, found.high) == (400, 500)
    text = "sehr " * 100 + "viele, nämlich bis zu 500 Soldaten."
    assert one(text).modifier == "up_to"
    assert text[one(text).start :].startswith("bis zu 500")


def test_a_row_of_a_table_is_no_number() -> None:
    """„100 101 102 …“ looks like thousands set apart; more than 308 digits were more than a float holds."""
    row = " ".join(str(number) for number in range(100, 400))
    assert [found.high for found in find_quantities(f"Die Kurse: {row}, und 500 Soldaten.", "de")] == [500]
    assert find_quantities("9" * 400 + " Soldaten", "de") == ()

"""Copies: what editors change is no difference, and a number, a negation or a name always is."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from retrieval.copies import ending, form_of

WORDS = (
    "die nato mission im irak umfasst soldaten truppen regierung hat beschlossen angekündigt bis ende juli erbil bagdad".split()
)
NUMBERS = st.one_of(
    st.integers(0, 9999).map(str),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: f"{pair[0]},{pair[1]}"),
    st.sampled_from(["zwei", "drei", "fünfzig", "fünfzehn", "hunderte", "hundert", "zwölf", "two", "thirteen", "thirty"]),
)
NEGATIONS = st.sampled_from("nicht kein keine nie niemals ohne weder kaum no not never without cannot un-".split())
NAMES = st.sampled_from("Iran Irak Schmidt Schmitt Stoltenberg Mattis Bagdad Basra USA UNO Deutschland Dänemark".split())
sentences = st.lists(st.sampled_from(WORDS), min_size=5, max_size=14)


def copies(one: str, other: str) -> bool:
    made = form_of(one).copies(form_of(other))
    assert made == form_of(other).copies(form_of(one))
    return made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Brüssel (dpa) – Die Nato stoppt die Ausbildung.", "BRÜSSEL - Die Nato stoppt die Ausbildung."),
        ("Brüssel/Bagdad (dpa) – Die Nato stoppt die Ausbildung.", "Brüssel – Die Nato stoppt die Ausbildung."),
        ("Die Nato stoppt die Ausbildung.", "Brüssel (dpa) – Die Nato stoppt die Ausbildung."),
        ("„Der Kampf ist noch nicht vorbei“, sagte Mattis.", '"Der Kampf ist noch nicht vorbei", erklärte Mattis.'),
        ("Derzeit sind rd. 3,5 Mio. Menschen auf der Flucht.", "Derzeit sind rund 3,5 Millionen Menschen auf der Flucht."),
        ("Das Gebiet schrumpfte um 98 % seiner Fläche.", "Das Gebiet schrumpfte um 98 Prozent seiner Fläche."),
        ("Die Anti-IS-Koalition setzte auch die Kurse aus.", "Die Anti‑IS‑Koalition setzte die Kurse aus."),
        ("Die Mission ruhe jedoch, hieß es.", "Die  Mission\nruhe aber, hieß es."),
        ("Das heißt, die große Straße bleibt zu.", "DAS HEISST, DIE GROSSE STRASSE BLEIBT ZU."),
        ("Die Straße bleibt gesperrt, hieß es.", "Die Stra\u00adße bleibt gesperrt, hieß es."),
        ("Canada's mission didn't end, he said.", "Canada’s mission didn’t end, he stated."),
        ("BAGHDAD (Reuters) - Troops left on Monday.", "Troops left on Monday."),
    ],
)
def test_what_editors_change(one: str, other: str) -> None:
    assert copies(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die 28 Bündnisstaaten gaben den Auftrag.", "Die 29 Bündnisstaaten gaben den Auftrag."),
        ("Es waren 3,5 Grad am Morgen.", "Es waren 35 Grad am Morgen."),
        ("Es waren 5 Grad am Morgen.", "Es waren -5 Grad am Morgen."),
        ("Die Jahre 2014–2018 waren ruhig.", "Die Jahre 2014, 2018 waren ruhig."),
        ("Der Zug A-1-2 fährt heute.", "Der Zug A-12 fährt heute."),
        ("Es fehlen 5 Mio. Euro.", "Es fehlen 5 Mrd. Euro."),
        ("Es fehlen 5 Euro.", "Es fehlen 5 %."),
        ("Mehr als 500 Soldaten kamen an.", "500 Soldaten kamen an."),
        ("Rund 500 Soldaten kamen an.", "500 Soldaten kamen an."),
        ("Der Iran lehnt das Angebot ab.", "Der Irak lehnt das Angebot ab."),
        ("Erbil – Fünf Soldaten wurden verletzt.", "Mossul – Fünf Soldaten wurden verletzt."),
        ("Zwei Soldaten wurden verletzt.", "Zwei Soldaten wurden versetzt."),
        ("Die Zahl ist gestiegen.", "Die Zahl ist gesunken."),
        ("Die Regierung könnte zustimmen.", "Die Regierung konnte zustimmen."),
        ("Den Minister kritisierte die Kanzlerin.", "Der Minister kritisierte die Kanzlerin."),
        ("Das Parlament stimmt zu.", "Das Parlament stimmt nicht zu."),
        ("Das ist möglich.", "Das ist unmöglich."),
        ("Kommt die Mission im Juli?", "Kommt die Mission im Juli."),
        ("Iran attacked Israel on Monday.", "Israel attacked Iran on Monday."),
        ("He can attend the summit.", "He can't attend the summit."),
        ("The rate was ≤ 5 per year.", "The rate was ≥ 5 per year."),
        ("Er bestätigte den Bericht.", "Er bestritt den Bericht."),
    ],
)
def test_what_is_another_statement(one: str, other: str) -> None:
    assert not copies(one, other)


@given(sentences, st.integers(0, 13), st.one_of(NUMBERS, NEGATIONS, NAMES))
def test_an_added_number_negation_or_name_parts(words: list[str], place: int, added: str) -> None:
    longer = [*words[:place], added, *words[place:]]
    assert not copies(" ".join(words) + ".", " ".join(longer) + ".")


@given(sentences, st.integers(0, 13), st.one_of(NUMBERS, NEGATIONS, NAMES), st.one_of(NUMBERS, NEGATIONS, NAMES))
def test_exchanged_numbers_negations_and_names_part(words: list[str], place: int, one: str, other: str) -> None:
    assume(one != other)
    made = [" ".join([*words[:place], part, *words[place:]]) + "." for part in (one, other)]
    assert not copies(*made)


@given(sentences, st.integers(0, 13), NUMBERS)
@settings(max_examples=50)
def test_printing_does_not_part(words: list[str], place: int, number: str) -> None:
    plain = " ".join([*words[:place], number, *words[place:]])
    printed = "„" + "\u00a0 ".join(word.upper() for word in plain.split(" ")) + ".“"
    assert copies(f"{plain}.", printed)
    assert copies(f"{plain}.", f"Erbil (dpa) – {plain.capitalize()}.")
    assert ending(f"{plain}.") == ending(printed)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=300)
def test_digits_always_agree(one: str, other: str) -> None:
    assert copies(one, one)
    first, second = form_of(one), form_of(other)
    if first.copies(second):
        digits = [re.sub(r"\D", "", "".join(form.words)) for form in (first, second)]
        assert digits[0] == digits[1]


def test_few_words_are_not_sure() -> None:
    assert not form_of("Das stimmt nicht, aber gut.").sure  # „aber“ does not count
    assert form_of("Die Sicherheit gehe immer vor.").sure

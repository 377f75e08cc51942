"""Persons and places that a text names, and nouns that are neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.asking.named import people, places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am Montag sprach General Jo Kern in Bagdad.", ["General Jo Kern"]),
        ("Ministerin Ursula von der Leyen war dort.", ["Ministerin Ursula von der Leyen"]),
        ("Der Geistliche Muktada al-Sadr rief sie.", ["Muktada al-Sadr"]),
        ("Major General Dany Fortin of Canada commands it.", ["Major General Dany Fortin"]),
        ("Von Jo Kern", ["Jo Kern"]),
        ("Zehntausende Menschen und Millionen Iraker kamen Anfang Januar.", []),
        ("Irakische Soldaten und das Auswärtige Amt, die Terrormiliz IS und die Vereinigten Staaten", []),
        ("Sie gaben in Bagdad Kurse.", []),  # a place and a noun
        ("In Mossul sah er die Universität Mossul.", []),
        ("Die Soldaten kamen. Es schickt Kanada Soldaten.", []),
        ("", []),
    ],
)
def test_people(text: str, expected: list[str]) -> None:
    assert people(text, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er flog aus Kairo nach Bagdad.", ["Kairo", "Bagdad"]),
        ("In Erbil, nach Angaben aus Regierungskreisen.", ["Erbil"]),
        ("Nach Angaben der Nato in Zusammenarbeit mit Kanada", []),
        ("Nach Januar, in Zehntausenden", []),
        ("Er sah nach Lagern. Die Lagern", []),  # what has an article is a noun
        ("They came from Canada.", ["Canada"]),
        ("Er ging in Richtung Bagdad.", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert places(text, text) == expected


@given(
    st.text()
    | st.lists(st.sampled_from("Jo Kern in von der Bagdad Januar die al-Sadr . aus Menschen IS".split())).map(" ".join)
)
def test_every_name_stands_in_the_text(text: str) -> None:
    persons = people(text, text)
    assert all(name in text and " " in name for name in persons)
    assert all(name in text and " " not in name for name in places(text, text))

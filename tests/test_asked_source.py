"""Which outlets a question leans on. More questions, with periods, stand in tests/data/asked.jsonl."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.asked_source import Names, asked_source
from retrieval.understood import AskedSource

HELD = ("dpa/RND", "ARD", "Die Zeit", "Süddeutsche Zeitung", "AP", "Abendkurier", "Abendkurier am Sonntag", "C++ Heute", ".*")
NAMES = Names(HELD)
SAYS = ["laut {}", "{} zufolge", "nach Angaben von {}", "according to {}", "Was schrieb {}?", "What did {} report?"]


@pytest.mark.parametrize(
    ("question", "name", "source"),
    [
        ("Wie viele waren es laut dpa?", "dpa", "dpa/RND"),
        ("Wie viele waren es laut DPA?", "DPA", "dpa/RND"),
        ("Was meldete die Agentur dpa?", "dpa", "dpa/RND"),
        ("Wie viele waren es der dpa zufolge?", "dpa", "dpa/RND"),
        ("Was stand in der dpa-Meldung?", "dpa", "dpa/RND"),
        ("Was schrieb das Redaktionsnetzwerk Deutschland?", "Redaktionsnetzwerk Deutschland", "dpa/RND"),
        ("Was sagt die ARD dazu?", "ARD", "ARD"),
        ("was sagt die ard dazu", "ard", "ARD"),
        ("Wie viele waren es laut Zeit?", "Zeit", "Die Zeit"),
        ("Was schrieb die ZEIT?", "ZEIT", "Die Zeit"),
        ("Was stand laut „Zeit“ im Mandat?", "Zeit", "Die Zeit"),
        ("Wie viele waren es laut der Süddeutschen Zeitung?", "Süddeutschen Zeitung", "Süddeutsche Zeitung"),
        ("Wie viele waren es laut SZ?", "SZ", "Süddeutsche Zeitung"),
        ("How many were there according to AP?", "AP", "AP"),
        ("Welchen Anteil nennt der Bericht des Abendkuriers?", "Abendkurier", "Abendkurier"),
        ("What do the Abendkurier's figures say?", "Abendkurier", "Abendkurier"),
        ("Was stand im Abendkurier am Sonntag?", "Abendkurier am Sonntag", "Abendkurier am Sonntag"),
        ("Was meldet C++ Heute?", "C++ Heute", "C++ Heute"),
    ],
)
def test_an_outlet_of_the_archive(question: str, name: str, source: str) -> None:
    assert asked_source(question, NAMES) == (AskedSource(name, (source,)), ())


@pytest.mark.parametrize(
    "question",
    [
        "Wie viel Zeit blieb der Regierung?",
        "Zu dieser Zeit schrieb er einen Brief. Wem?",
        "Wie lange Zeit sagte er nichts?",
        "Was geschah in der Zeit nach dem Krieg?",
        "wie viel zeit hat die nato",
        "Wer klagte gegen den Abendkurier?",
        "Wie hoch ist die Auflage des Abendkuriers?",
        "Wem gehört die ARD?",
        "Wer hat die dpa gegründet?",
        "Was steht auf der App?",
        "Wie groß wird sie laut Stoltenberg?",
        "Wie viele waren es nach Angaben der Nato?",
        "What did the ministry report?",
        "Wer trägt ein Bild der Welt im Herzen?",
    ],
)
def test_no_outlet(question: str) -> None:
    assert asked_source(question, NAMES) == (None, ())


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Wie viele waren es laut FAZ?", "FAZ"),
        ("wie viele waren es laut faz", "faz"),
        ("Was schrieb die New York Times?", "New York Times"),
        ("What did the Washington Post report?", "Washington Post"),
        ("How many were there according to Reuters?", "Reuters"),
        ("Was meldete AFP?", "AFP"),
        ("Was berichtete Al Jazeera?", "Al Jazeera"),
        ("Was schrieb der Spiegel?", "Spiegel"),
        ("Was stand laut Welt im Vertrag?", "Welt"),
        ("Was sagte der Bericht der Frankfurter Rundschau?", "Frankfurter Rundschau"),
    ],
)
def test_an_outlet_that_the_archive_does_not_hold(question: str, name: str) -> None:
    source, remarks = asked_source(question, NAMES)
    assert (source, [(remark.code, remark.text) for remark in remarks]) == (None, [("unknown_source", name)])


def test_several_outlets_are_meant_together_and_the_unknown_one_is_named() -> None:
    source, remarks = asked_source("Was sagten laut dpa und ARD die Zahlen, und was laut FAZ?", NAMES)
    assert source == AskedSource("dpa, ARD", ("ARD", "dpa/RND"))
    assert [remark.text for remark in remarks] == ["FAZ"]


def test_a_part_of_a_name_that_says_that_it_is_an_outlet_stands_for_it() -> None:
    names = Names(["Wochenspiegel Beispiel", "Sample Tribune", "Rundfunk Nord (Beispiel)", "Beispiel Nord"])
    asked = {"laut Wochenspiegel": "Wochenspiegel Beispiel", "according to the Tribune": "Sample Tribune"}
    for question, source in asked.items():
        found, _ = asked_source(question, names)
        assert found is not None and found.sources == (source,)
    assert asked_source("Was liegt laut Karte im Nord?", names) == (None, ())


@settings(deadline=None)
@given(
    st.sampled_from(["dpa", "ARD", "Zeit", "SZ", "Abendkurier"]), st.sampled_from(SAYS), st.sampled_from(["", " im Irak", "?"])
)
def test_every_way_to_say_it_finds_every_outlet(name: str, says: str, rest: str) -> None:
    source, remarks = asked_source(says.format(name) + rest, NAMES)
    assert source is not None and source.name == name and remarks == ()


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*HELD, "laut", "die", "Zeit", "FAZ", "schrieb", "nach", "Angaben", "-"]) | st.text(max_size=9))
)
def test_any_text_names_only_outlets_that_are_held_and_words_that_it_has(words: list[str]) -> None:
    text = " ".join(words)
    source, remarks = asked_source(text, NAMES)
    assert all(remark.text in text for remark in remarks)
    if source is not None:
        assert set(source.sources) <= set(HELD) and source.sources
        assert all(name in text for name in source.name.split(", "))

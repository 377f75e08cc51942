"""Sources that disagree, by how a question is put: sizes, ceilings, costs and ends, on articles made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import DateInterval
from retrieval.comparing.number_asked import asked_number
from retrieval.comparing.topic import initials_of
from tests.test_disagreement import FEBRUARY, article, compare, told

CEILINGS = "Statt 100 dürfen nun bis zu 150 Soldatinnen und Soldaten zur Ausbildung nach Erbil geschickt werden."


@pytest.mark.parametrize(
    "question",
    [
        "Wie groß ist die Nato-Mission im Irak?",
        "Wie vieler Soldaten bedarf die Nato-Mission im Irak?",
        "Mit wie vielen Leuten ist die Nato-Mission im Irak besetzt?",
        "Wie viele Soldaten hatte die Nato-Mission im Irak Anfang 2020 nach Berichten?",
    ],
)
def test_a_size_however_it_is_asked(question: str) -> None:
    one = article("a", "Die von Kanada geführte Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören etwa 400 Soldaten an.", FEBRUARY)
    assert told(compare(question, one, other)) == [("number", "contradiction", ["rund 500", "etwa 400"])]


def test_an_organisation_is_no_place() -> None:
    one = article("a", "Die Nato-Mission im Irak hat rund 500 Leute.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören etwa 20 Leute an.", DateInterval.of(2018, 2))
    question = "How many people serve in NATO's mission in Iraq?"
    assert told(compare(question, one, other)) == [("number", "change", ["etwa 20", "rund 500"])]


def test_what_is_counted_is_the_first_thing_asked_for() -> None:
    buses, troops = (asked_number(f"How many {what}?", "en") for what in ("buses brought supporters", "US troops are there"))
    assert buses and (buses.noun, buses.wanted) == ("buses", frozenset())
    assert troops and troops.noun == "troops"
    one = article("a", "The organisers of the Baghdad march spoke of 4000 supporters.", FEBRUARY, language="en")
    other = article("b", "The Baghdad march drew 200 supporters.", FEBRUARY, language="en")
    assert told(compare("How many buses brought supporters to the Baghdad march?", one, other)) == []
    assert len(compare("How many supporters came to the Baghdad march?", one, other)) == 1


def test_a_month_of_may_is_no_ceiling() -> None:
    asked = asked_number("How many soldiers did NATO have in Iraq in May 2019?", "en")
    assert asked is not None and not asked.limit


@pytest.mark.parametrize(
    "question",
    [
        "Welche Höchstzahl von Ausbildern erlaubt das Mandat für Erbil?",
        "How many soldiers may be sent to Erbil at most?",
        "Wie hoch ist die Obergrenze für Erbil?",
    ],
)
def test_a_ceiling_for_a_place(question: str) -> None:
    one = article("a", CEILINGS, FEBRUARY)
    other = article("b", "Die Obergrenze des Mandats bleibt bei 700 Soldaten.", DateInterval.of(2021, 2))
    assert told(compare(question, one, other)) == [("number", "change", ["100", "bis zu 150"])]


def test_a_part_has_the_unit_of_its_whole_and_the_place_next_to_it() -> None:
    question = "Wie viele deutsche Soldaten sind in Erbil?"
    text = "Zuletzt waren 160 deutsche Soldaten im Irak: etwa 100 im kurdischen Erbil und rund 60 in Tadschi."
    one = article("a", text, DateInterval.of(2019, 5))
    other = article("b", "In Erbil sind derzeit 120 deutsche Soldaten.", DateInterval.of(2018, 2))
    assert told(compare(question, one, other)) == [("number", "change", ["120", "etwa 100"])]
    assert told(compare("Wie viele kanadische Soldaten sind in Erbil?", one, other)) == []


def test_costs_that_one_speaker_denies_another() -> None:
    question = "Was kostete der Einsatz der Bundeswehr im Irak?"
    said = "Den Einsatz deutscher Soldaten im Irak bezifferte die Opposition auf mehr als 100 Millionen Euro."
    denied = "Ein Minister widersprach: Es sei ein zweistelliger Millionenbetrag."
    both = compare(question, article("a", f"{said} {denied}", FEBRUARY))
    assert [value.value for value in both[0].values] == [1e8, (1e7, 99_999_999.0)]
    assert told(both) == [("number", "contradiction", ["mehr als 100 Millionen", "zweistelliger Millionenbetrag"])]
    assert (
        told(compare(question, article("a", f"{said} Ein Minister nannte einen zweistelligen Millionenbetrag.", FEBRUARY)))
        == []
    )
    assert told(compare(question, article("a", said, FEBRUARY), article("b", denied, FEBRUARY))) == []


def test_a_number_that_is_taken_back_is_none() -> None:
    question = "Wie viele Mitgliedstaaten hat die Nato?"
    one = article(
        "a", "Die Nato hat 29 Mitgliedstaaten. In einer ersten Fassung war von 28 Mitgliedstaaten der Nato die Rede.", FEBRUARY
    )
    other = article("b", "Die 28 Mitgliedstaaten der Nato berieten.", FEBRUARY)
    assert told(compare(question, one)) == []
    assert told(compare(question, one, other)) == [("number", "contradiction", ["29", "28"])]


def test_the_year_of_a_beginning_is_not_the_number_s() -> None:
    question = "Wie viele Soldaten hatte die Nato-Mission im Irak 2018?"
    one = article("a", "Die Nato-Mission im Irak hat 20 Soldaten.", DateInterval.of(2018, 2))
    other = article("b", "Die Nato-Mission im Irak, die 2018 begann, hat 500 Soldaten.", FEBRUARY)
    assert told(compare(question, one, other)) == []


def test_ends_by_other_words_for_the_country_and_by_initials() -> None:
    question = "Until when is the German mandate against Islamic State valid?"
    first = article(
        "a", "Deutsche Soldaten dürfen bis zum 31. Oktober 2018 gegen den IS eingesetzt werden.", DateInterval.of(2018, 3)
    )
    second = article("b", "Das Mandat der Bundeswehr gegen den IS gilt bis zum 31. Oktober 2019.", DateInterval.of(2018, 10))
    wished = article("c", "Das Mandat der Bundeswehr gegen den IS soll bis zum 31. Mai 2021 gelten.", DateInterval.of(2019, 10))
    assert [v.value for each in compare(question, first, second, wished) for v in each.values] == ["2018-10-31", "2019-10-31"]


def test_a_month_around_a_day_is_told_once() -> None:
    question = "Bis wann läuft das Mandat für Erbil?"
    first = article("a", "Das Mandat für Erbil gilt bis zum 31. Oktober 2018.", DateInterval.of(2018, 3))
    month = article("b", "Das Mandat für Erbil gilt bis Oktober 2018.", DateInterval.of(2018, 3))
    later = article("c", "Das Mandat für Erbil gilt bis zum 31. Oktober 2019.", DateInterval.of(2018, 10))
    assert [v.value for each in compare(question, month, first, later) for v in each.values] == ["2018-10-31", "2019-10-31"]


def test_a_question_without_a_topic_is_not_compared() -> None:
    one = article("a", "Die Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören etwa 400 Soldaten an.", FEBRUARY)
    assert told(compare("Mit wie vielen Soldaten?", one, other)) == []


@given(st.sampled_from(("Islamic State", "United Nations", "European Union", "World Health Organization")))
def test_the_initials_of_a_name(name: str) -> None:
    expected = "".join(word[0] for word in name.split())
    assert initials_of(f"What did the {name} say?") == dict.fromkeys(name.split(), expected)

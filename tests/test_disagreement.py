"""Sources that disagree, on articles made by hand: each relation, and what must stay silent."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from corpus.article import Article, Passage
from corpus.dates import DateInterval
from corpus.filters import Filter
from corpus.language import Language, guess_language
from corpus.provenance import Provenance, Sourced
from retrieval import Retriever
from retrieval.comparing.comparer import Rivals, comparer
from retrieval.comparing.statements import Statement, last_such, same_time
from retrieval.disagreement import Disagreement, Value
from retrieval.question import AnswerKind
from retrieval.question_words import question_words
from retrieval.sentences import split_sentences


class Index:
    """Every word stands in one of ten passages."""

    count = 10

    def document_frequency(self, stem: str, language: Language) -> int:
        return 1


def article(
    name: str, text: str, published: DateInterval | None = None, *, title: str = "", language: Language = "de"
) -> Article:
    return Article(
        name,
        f"{name}.txt",
        text,
        language,
        title=Sourced(title, Provenance.SIDECAR) if title else None,
        source=Sourced(f"Blatt {name}", Provenance.SIDECAR),
        published=Sourced(published, Provenance.HEADER) if published else None,
    )


def statements_of(some: Article, asked: Language, logit: float = 0.0) -> list[Statement]:
    spans = tuple(split_sentences(some.text, some.language))
    passage = Passage(1, some.id, 0, len(some.text), spans)
    relation = "same" if some.language == asked else "cross"
    return [Statement(some, passage, at, logit - at / 10, relation) for at in range(len(spans))]


def compare(question: str, *articles: Article) -> tuple[Disagreement, ...]:
    language = guess_language(question)
    found = comparer(question, language)
    if found is None:
        return ()
    words = question_words(question, language, cast(Any, Index()))
    return found.find([Rivals(tuple(s for each in articles for s in statements_of(each, language)), words)])


def told(found: tuple[Disagreement, ...]) -> list[tuple[str, str, list[str]]]:
    for each in found:
        for value in each.values:
            assert value.text in value.quote and value.quote in value.article.text
    return [(each.kind, each.relation, [value.text for value in each.values]) for each in found]


JANUARY, FEBRUARY, MARCH = (DateInterval.of(2020, month) for month in (1, 2, 3))
MARCHERS = "Wie viele Menschen nahmen am Marsch in Bagdad teil?"
STRENGTH = "Wie viele Soldaten hat die Nato-Mission im Irak?"


def test_one_march_of_which_two_papers_say_different_numbers() -> None:
    one = article("a", "Am 24. Januar nahmen bis zu vier Millionen Menschen am Marsch in Bagdad teil.", FEBRUARY)
    other = article("b", "Zum Marsch in Bagdad kamen im Januar Zehntausende.", FEBRUARY)
    assert told(compare(MARCHERS, one, other)) == [
        ("number", "contradiction", ["bis zu vier Millionen", "Zehntausende"]),
    ]


def test_rival_sayings_in_one_article() -> None:
    text = "Die Veranstalter des Marsches in Bagdad sprachen von vier Millionen Teilnehmern. Die Polizei zählte 300.000."
    assert told(compare(MARCHERS, article("a", text, FEBRUARY))) == [
        ("number", "contradiction", ["vier Millionen", "300.000"]),
    ]


def test_different_marches_do_not_disagree() -> None:
    one = article("a", "Am 24. Januar nahmen 4000 Menschen am Marsch in Bagdad teil.", MARCH)
    other = article("b", "Am 10. Februar nahmen 200 Menschen am Marsch in Bagdad teil.", MARCH)
    assert told(compare(MARCHERS, one, other)) == []


def test_a_strength_said_at_the_same_time_is_a_contradiction() -> None:
    one = article("a", "Die Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören etwa 400 Soldaten an.", FEBRUARY)
    assert told(compare(STRENGTH, one, other)) == [("number", "contradiction", ["rund 500", "etwa 400"])]


def test_a_strength_said_at_different_times_is_a_change_the_earlier_first() -> None:
    later = article("a", "Die Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    earlier = article("b", "Der Nato-Mission im Irak gehören etwa 20 Soldaten an.", DateInterval.of(2018, 2))
    assert told(compare(STRENGTH, later, earlier)) == [("number", "change", ["etwa 20", "rund 500"])]


def test_an_undated_article_is_compared_only_where_its_bound_proves_the_time() -> None:
    dated = article("a", "Der Nato-Mission im Irak gehören etwa 20 Soldaten an.", DateInterval.of(2018, 2))
    undated = article("b", "Die Nato-Mission im Irak hat rund 500 Soldaten.")
    assert told(compare(STRENGTH, dated, undated)) == []
    bound = replace(undated, not_before=date(2019, 5, 1))
    assert told(compare(STRENGTH, dated, bound)) == [("number", "change", ["etwa 20", "rund 500"])]


def test_numbers_that_may_be_the_same_do_not_disagree() -> None:
    one = article("a", "Die Nato-Mission im Irak hat etwa 500 Soldaten.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören mehrere Hundert Soldaten an.", FEBRUARY)
    assert told(compare(STRENGTH, one, other)) == []


def test_a_copy_says_nothing_anew() -> None:
    one = article("a", "Die Nato-Mission im Irak hat derzeit rund 500 Soldaten.", FEBRUARY)
    copy = article("b", "Die Nato-Mission im Irak hat derzeit rund 500 Soldaten.", FEBRUARY)
    other = article("c", "Der Nato-Mission im Irak gehören etwa 400 Soldaten an.", FEBRUARY)
    assert told(compare(STRENGTH, one, copy)) == []
    assert told(compare(STRENGTH, one, copy, other)) == [("number", "contradiction", ["rund 500", "etwa 400"])]


@pytest.mark.parametrize(
    "sentence",
    [
        "Deutschland stellt für die Nato-Mission im Irak 20 Soldaten.",  # another whole
        "Für die Nato-Mission im Irak bilden 20 deutsche Soldaten aus.",
        "Der Nato-Mission im Irak gehören 20 Soldaten in Tadschi an.",  # a part of it
        "Die Nato-Mission im Irak soll 4000 Soldaten haben.",  # a plan
        "Die Nato-Mission im Irak darf höchstens 4000 Soldaten haben.",  # a ceiling
        "Die Nato-Mission im Irak hat 200 Ausbilder.",  # other people
        "Die Nato-Mission im Irak kostet 20 Millionen Euro.",  # other things
        "Gegen die Nato-Mission im Irak marschierten 4000 Menschen auf der Straße.",
    ],
)
def test_what_counts_something_else_is_left_out(sentence: str) -> None:
    one = article("a", "Die Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    assert told(compare(STRENGTH, one, article("b", sentence, FEBRUARY))) == []


def test_a_ceiling_that_falls() -> None:
    question = "Wie hoch ist die Truppenobergrenze für den Irak-Einsatz der Bundeswehr?"
    one = article(
        "a", "Für den Irak-Einsatz der Bundeswehr dürfen höchstens 800 Soldaten entsandt werden.", DateInterval.of(2018, 10)
    )
    other = article(
        "b", "Für den Irak-Einsatz der Bundeswehr sinkt die Truppenobergrenze von 800 auf 700.", DateInterval.of(2019, 10)
    )
    assert told(compare(question, one)) == []
    assert told(compare(question, one, other)) == [("number", "change", ["höchstens 800", "700"])]
    assert told(compare(question, other)) == [("number", "change", ["800", "700"])]


def test_the_question_s_period_leaves_out_what_is_of_another_time() -> None:
    one = article("a", "Die Nato-Mission im Irak hat rund 500 Soldaten.", FEBRUARY)
    other = article("b", "Der Nato-Mission im Irak gehören etwa 20 Soldaten an.", DateInterval.of(2018, 2))
    assert told(compare("Wie viele Soldaten hatte die Nato-Mission im Irak im Februar 2020?", one, other)) == []


def test_across_languages_only_where_the_names_stand() -> None:
    one = article("a", "The NATO mission in Iraq has about 400 soldiers.", FEBRUARY, language="en")
    other = article("b", "Der Nato-Mission im Irak gehören rund 500 Soldaten an.", FEBRUARY)
    elsewhere = article("c", "In Litauen stehen rund 1000 Soldaten.", FEBRUARY)
    question = "How many soldiers does the NATO mission in Iraq have?"
    assert told(compare(question, one, other)) == [("number", "contradiction", ["about 400", "rund 500"])]
    assert told(compare(question, one, elsewhere)) == []


def test_ends_of_a_mandate_change_and_contradict() -> None:
    question = "Bis wann läuft das Mandat für Erbil?"
    first = article("a", "Das Mandat für Erbil endet am 31. Januar 2016.", DateInterval.of(2015, 1))
    second = article("b", "Das Mandat für Erbil reicht bis zum 31. Januar 2017.", DateInterval.of(2016, 2))
    rival = article("c", "Das Mandat für Erbil gilt bis zum 31. Juli 2017.", DateInterval.of(2016, 2))
    (change,) = compare(question, first, second)
    assert (change.kind, change.relation) == ("date", "change")
    assert [value.value for value in change.values] == ["2016-01-31", "2017-01-31"]
    assert [(each.relation, [v.value for v in each.values]) for each in compare(question, second, rival)] == [
        ("contradiction", ["2017-01-31", "2017-07-31"])
    ]


def test_a_month_that_holds_the_day_agrees_and_a_missing_year_is_the_next() -> None:
    question = "Bis wann läuft das Mandat für Erbil?"
    day = article("a", "Das Mandat für Erbil gilt bis zum 31. Oktober.", DateInterval.of(2018, 3, 23))
    month = article("b", "Das Mandat für Erbil gilt bis Ende Oktober 2018.", DateInterval.of(2018, 3, 24))
    year_after = article("c", "Das Mandat für Erbil gilt bis zum 31. Oktober 2019.", DateInterval.of(2018, 3, 24))
    assert told(compare(question, day, month)) == []
    assert [v.value for v in compare(question, day, year_after)[0].values] == ["2018-10-31", "2019-10-31"]


def test_the_day_of_one_event() -> None:
    question = "Wann tötete die Drohne General Soleimani?"
    one = article("a", "Die Drohne tötete General Soleimani am 3. Januar.", JANUARY)
    same = article("b", "General Soleimani tötete die Drohne im Januar 2020.", JANUARY)
    other = article("c", "Am 8. Januar tötete die Drohne General Soleimani.", JANUARY)
    assert told(compare(question, one, same)) == []
    assert told(compare(question, one, other)) == [("date", "contradiction", ["3. Januar", "8. Januar"])]


@pytest.mark.parametrize(
    "question",
    [
        "Wer leitet die Nato-Mission im Irak?",
        "Was beschloss der Bundestag?",
        "Warum ruht die Mission?",
        "Und wie viele davon sind Ausbilder?",
        "How many of them are trainers?",
        "Where is the mission?",
    ],
)
def test_other_questions_are_not_compared(question: str) -> None:
    assert comparer(question, guess_language(question)) is None


def test_what_a_question_is_compared_by() -> None:
    number, day = comparer(STRENGTH, "de"), comparer("Bis wann läuft das Mandat?", "de")
    assert number is not None and number.kind is AnswerKind.NUMBER
    assert day is not None and day.kind is AnswerKind.TIME


def test_a_day_without_a_year_is_the_last_before_the_article() -> None:
    assert last_such("Dezember", "27", JANUARY) == DateInterval.of(2019, 12, 27)
    assert last_such("Januar", "24", FEBRUARY) == DateInterval.of(2020, 1, 24)
    assert last_such("Februar", "30", FEBRUARY) is None


def test_two_weeks_are_the_same_time() -> None:
    def said(day: DateInterval | None) -> Statement:
        return statements_of(article("a", "Es sind 5 Soldaten.", day), "de")[0]

    assert same_time(said(DateInterval.of(2020, 1, 1)), said(DateInterval.of(2020, 1, 15))) is True
    assert same_time(said(DateInterval.of(2020, 1, 1)), said(DateInterval.of(2020, 1, 16))) is False
    assert same_time(said(DateInterval.of(2020)), said(DateInterval.of(2020, 1, 16))) is None
    assert same_time(said(None), said(DateInterval.of(2020, 1, 16))) is None


def test_a_value_stands_in_its_sentence() -> None:
    some = article("a", "Es waren 20. Dann kamen 30 Leute.")
    with pytest.raises(ValueError, match="is no value"):
        Value(some, 9, 11, (13, 33), 20.0)
    value = Value(some, 9, 11, (0, 12), 20.0)
    assert (value.text, value.quote) == ("20", "Es waren 20.")
    assert value.as_json() == {
        "value": 20.0,
        "text": "20",
        "quote": "Es waren 20.",
        "voice": "own",
        "speaker": None,
        "source": "Blatt a",
        "earliest": None,
        "latest": None,
        "article_id": "a",
        "path": "a.txt",
        "start": 9,
        "end": 11,
    }


def test_the_sample_s_march_also_under_a_filter(sample_retriever: Retriever) -> None:
    question = "Wie viele Leute demonstrierten im Januar 2020 in Bagdad gegen die amerikanischen Truppen?"
    plain = sample_retriever.answer(question)
    limited = sample_retriever.answer(question, only=Filter(since=date(2020, 1, 1), until=date(2020, 2, 29)))
    for answer in (plain, limited):
        (found,) = answer.disagreements
        assert (found.kind, found.relation) == ("number", "contradiction")
        assert {"Zehntausende", "bis zu vier Millionen"} <= {value.text for value in found.values}
        assert answer.as_json()["disagreements"] == [found.as_json()]
    agency = sample_retriever.answer(question, only=Filter(source="Beispiel-Agentur"))
    assert agency.disagreements == ()


def test_a_question_for_a_person_has_none(sample_retriever: Retriever) -> None:
    assert sample_retriever.answer("Wer leitet die Nato-Mission im Irak?").disagreements == ()

"""What a question has from the one before: by the rules alone, and from the sample archive through the retriever."""

from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.formatting.plain import remark_lines, understood_line
from bot.texts import Texts
from corpus.article import Article
from corpus.filters import NO_FILTER
from retrieval import Answer, Quote, Retriever
from retrieval.follow_up import resolve
from retrieval.leaning import Lean, leaning
from retrieval.question import AnswerKind, understand
from retrieval.turn import Turn
from retrieval.understood import Remark
from tests.turns import COVERAGE, HELD, TODAY, apart, asked, turn

NUMBER, TIME, PERSON, PLACE, REASON, OTHER = AnswerKind
FEBRUARY = "Wie viele Soldaten waren im Februar 2018 im Irak?"
GERMANY = "Wie viele Soldaten kommen aus Deutschland?"
SENT = "Wie viele Soldaten schickt Deutschland?"
COME = "How many soldiers come from Germany?"
LEADS = "Wer leitet die Mission im Irak?"
ENGLISH = "How many soldiers were in Iraq in February 2018?"

INHERITED = [
    # the questions before, the question, what is searched, the kind of answer, the period and whether it is carried
    ((GERMANY,), "Und aus Kanada?", "Wie viele Soldaten kommen aus Kanada?", NUMBER, None, False),
    ((GERMANY, "Und aus Kanada?"), "Und aus Italien?", "Wie viele Soldaten kommen aus Italien?", NUMBER, None, False),
    ((SENT,), "Und Kanada?", "Wie viele Soldaten schickt Kanada?", NUMBER, None, False),
    ((SENT,), "Was ist mit Kanada?", "Wie viele Soldaten schickt Kanada?", NUMBER, None, False),
    ((FEBRUARY,), "Und 2020?", "Wie viele Soldaten waren 2020 im Irak?", NUMBER, "2020", False),
    ((FEBRUARY,), "Und im Juli 2018?", "Wie viele Soldaten waren im Juli 2018 im Irak?", NUMBER, "Juli 2018", False),
    ((FEBRUARY,), "Und in Syrien?", "Wie viele Soldaten waren im Februar 2018 in Syrien?", NUMBER, "Februar 2018", True),
    ((FEBRUARY,), "Wie viele davon in Erbil?", "Soldaten Irak Wie viele davon in Erbil?", NUMBER, "Februar 2018", True),
    ((FEBRUARY,), "Wo waren sie 2020?", "Soldaten Irak Wo waren sie 2020?", PLACE, "2020", False),
    ((LEADS,), "Seit wann?", "leitet Mission Irak Seit wann?", TIME, None, False),
    ((LEADS,), "Warum?", "leitet Mission Irak Warum?", REASON, None, False),
    ((LEADS,), "Und die Kosten?", "leitet Mission Irak Und die Kosten?", OTHER, None, False),
    ((LEADS,), "Wie viele Deutsche?", "leitet Mission Irak Wie viele Deutsche?", NUMBER, None, False),
    ((LEADS,), "Wann war das?", "leitet Mission Irak Wann war das?", TIME, None, False),
    ((LEADS,), "Wie heißt ihr Kommandeur?", "leitet Mission Irak Wie heißt ihr Kommandeur?", OTHER, None, False),
    ((LEADS, "Seit wann?"), "Und warum?", "leitet Mission Irak Und warum?", REASON, None, False),
    ((ENGLISH,), "And in 2020?", "How many soldiers were in Iraq in 2020?", NUMBER, "2020", False),
    ((ENGLISH,), "Who commanded them?", "soldiers Iraq Who commanded them?", PERSON, "February 2018", True),
    ((ENGLISH,), "Since when?", "soldiers Iraq Since when?", TIME, "February 2018", True),
    ((COME,), "What about Canada?", "How many soldiers come from Canada?", NUMBER, None, False),
    (("Who leads the mission in Iraq?",), "Who else?", "leads mission Iraq Who else?", PERSON, None, False),
    (("Who leads the mission in Iraq?",), "How many Germans?", "leads mission Iraq How many Germans?", NUMBER, None, False),
]  # fmt: skip


@pytest.mark.parametrize(("before", "question", "query", "kind", "period", "carried"), INHERITED)
def test_a_follow_up_inherits(
    before: tuple[str, ...], question: str, query: str, kind: AnswerKind, period: str | None, carried: bool
) -> None:
    made = asked(question, turn(*before))
    assert (made.query, made.kind) == (query, kind)
    assert made.understood.carried and made.understood.carried.query == query
    assert (made.understood.period and made.understood.period.text) == period
    assert made.understood.carried.period is carried
    assert not made.understood.remarks


@pytest.mark.parametrize(
    ("question", "query", "source", "carried"),
    [
        ("Und was sagt die ARD dazu?", "schrieb Mandat Und was sagt die ARD dazu?", "ARD", False),
        ("Und die ARD?", "Was schrieb die ARD zum Mandat?", "ARD", False),
        ("Und warum?", "schrieb Mandat Und warum?", "dpa", True),
    ],
)
def test_the_source_is_inherited_unless_another_is_named(question: str, query: str, source: str, carried: bool) -> None:
    made = asked(question, turn("Was schrieb dpa zum Mandat?"))
    assert made.understood.source and made.understood.carried
    assert (made.query, made.understood.source.name, made.understood.carried.source) == (query, source, carried)


UNRELATED = [
    "Wer regiert Frankreich?",
    "Und wie hoch ist die Steuer auf Kaffee?",
    "Wie ist die Lage in Paris, und wer regiert dort?",
    "Was kostet es, in Paris eine Wohnung zu mieten?",
    "Gibt es in Paris noch Märkte?",
    "Was sagte Merkel, als sie in Paris war?",
    "Wann beendete Frankreich seine Tests?",
    "Wer ist der Papst?",
    "Ausbau Flughafen Frankfurt",
    "Können Sie mir sagen, wer Frankreich regiert?",
    "Und wie heiß war es mittags beim Markt der Gärtner nahe Paris?",
    "Und " + "wer war in Paris dabei " * 7 + "?",
    "When did Macron say he would travel to Paris?",
    "Is it true that France sold the stadium?",
    "How long does it take to travel to Paris by train?",
    "And what did the farmers of France agree on at their meeting in 2016?",
    "Are there still markets in Paris?",
]


@pytest.mark.parametrize("question", UNRELATED)
@pytest.mark.parametrize("before", [FEBRUARY, LEADS, ENGLISH, "Was schrieb dpa im Mai 2019 zum Mandat?"])
def test_a_question_on_another_topic_inherits_nothing(question: str, before: str) -> None:
    assert asked(question, turn(before)) == asked(question)
    assert asked(question).understood.carried is None and asked(question).query == question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Und wie viele davon kommen aus Deutschland?", "davon"),
        ("Wann war das?", "das"),
        ("Und warum?", "Und warum?"),
        ("Who commanded them?", "them"),
    ],
)
def test_a_follow_up_as_the_first_question_is_said(question: str, words: str) -> None:
    made = asked(question)
    assert made.query == question and made.understood.remarks == (Remark("nothing_before", words),)
    assert remark_lines(made.understood, COVERAGE, NO_FILTER, Texts("de")) == [
        f"„{words}“ knüpft an eine Frage davor an, aber es gibt keine: gesucht wurde, was dasteht."
    ]


def test_a_short_question_leans_only_where_it_may_be_about_the_same() -> None:
    short, before = "Ist der Beschluss bindend?", turn(LEADS)
    assert leaning(short, "de").lean is Lean.LIKELY
    said = understand(short, HELD, TODAY)
    assert resolve(short, said, before, lambda one, two: 0.8).understood.carried
    assert resolve(short, said, before, lambda one, two: 0.7).understood == said
    assert resolve("Ist die Mission bindend?", said, before, apart).understood.carried  # the word is the same


def test_the_vectors_are_asked_for_only_where_the_rules_do_not_tell() -> None:
    def never(one: str, two: str) -> float:
        raise AssertionError

    for question in ("Und warum?", "Wann war das?", "Wer leitet das Lager in Erbil?", "Ist die Mission zu Ende?"):
        resolve(question, understand(question, HELD, TODAY), turn(LEADS), never)


def test_a_question_too_short_to_tell_is_in_the_language_of_the_one_before() -> None:
    assert asked("2018?", turn(ENGLISH)).understood.language == "en"
    assert asked("2018?").understood.language == "de"
    assert asked("Wo genau?", turn(ENGLISH)).understood.language == "de"


ARTICLE = "In Bagdad sprach General Jo Kern am Montag. Der Bundestag sah ihn aus Kairo kommen."


def test_he_is_who_the_answer_names_and_there_is_where_it_was() -> None:
    quote = Quote(Article("a", "/a.txt", ARTICLE, "de"), 0, len(ARTICLE), ((0, 43),), 1.0)
    before = turn("Wer leitet die Mission?", quote=quote)
    assert before.names == ("General Jo Kern", "Bagdad", "Kairo")
    assert asked("Wann wurde er geboren?", before).query == "leitet Mission General Jo Kern Wann wurde er geboren?"
    assert asked("Wie viele Soldaten waren dort?", before).query == "leitet Mission Bagdad Kairo Wie viele Soldaten waren dort?"
    assert asked("Was kostet das?", before).query == "leitet Mission Was kostet das?"


def test_topics_change_and_come_back() -> None:
    first = turn("Wie viele Soldaten kommen aus Deutschland?", "Und aus Kanada?", "Wann war das?")
    assert first.terms[:3] == ("Soldaten", "kommen", "Kanada")
    other = Turn.of(
        Answer("Wer regiert Frankreich?", asked("Wer regiert Frankreich?", first).understood, (), 0.9, None, COVERAGE)
    )
    assert other == turn("Wer regiert Frankreich?")
    assert asked("Seit wann?", other).query == "regiert Frankreich Seit wann?"
    assert asked("Und warum?", first).query.startswith("Soldaten kommen Kanada")


def test_what_was_carried_is_shown() -> None:
    def shown(question: str, lang: str, *before: str) -> str | None:
        return understood_line(asked(question, turn(*before)).understood, Texts("en" if lang == "en" else "de"))

    assert shown("Wie viele davon?", "de", FEBRUARY) == "Im Anschluss: Soldaten, Irak · Zeitraum Februar 2018 (übernommen)"
    assert shown("Und 2020?", "de", FEBRUARY) == "Im Anschluss: Soldaten, Irak · Zeitraum 2020"
    assert shown("Since when?", "en", ENGLISH) == "Following on: soldiers, Iraq · period February 2018 (carried over)"
    assert shown("Und warum?", "de", "Was schrieb dpa zum Mandat?") == "Im Anschluss: schrieb, Mandat · Quelle dpa (übernommen)"
    assert shown("Wer regiert Frankreich?", "de", FEBRUARY) is None


def test_a_conversation_with_the_sample(sample_retriever: Retriever) -> None:
    talk = Conversation(sample_retriever, 3)
    talk.ask("Wie groß war im Mai 2019 das deutsche Kontingent im Irak insgesamt?")
    second = talk.ask("Und wie viele davon waren in Tadschi?")
    assert second.understood.carried and second.understood.carried.period
    assert any("60 in Tadschi" in quote.text for quote in second.quotes)
    third = talk.ask("Und in Erbil?")
    assert third.understood.carried and third.understood.carried.query.endswith("Und wie viele davon waren in Erbil?")
    assert third.understood.period == second.understood.period
    more = talk.more()
    assert talk.last and talk.last.quotes == (*third.quotes, *more) and talk.last.understood == third.understood
    other = talk.ask("Wer übernahm im November 2019 das Kommando der Nato-Mission?")
    alone = sample_retriever.answer(other.question, top_k=3)
    assert other == alone
    assert talk.ask("Und seit wann?").understood.carried
    talk.forget()
    first = talk.ask("Und wie viele davon waren in Tadschi?")
    assert first.understood.carried is None and [remark.code for remark in first.understood.remarks] == ["nothing_before"]
    assert replace(first.coverage, sources={}) == replace(alone.coverage, sources={})

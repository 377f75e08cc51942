from datetime import date

import pytest

from corpus.dates import DateInterval
from corpus.errors import QuestionEmpty, QuestionTooLong
from corpus.holdings import Extent
from corpus.language import Language
from retrieval.held import Held
from retrieval.question import AnswerKind, answer_kind, checked, understand
from retrieval.understood import AskedPeriod, Remark

SOURCES = ["Morgenblatt (Beispiel)", "dpa/RND", "Abendkurier", "Abendkurier am Sonntag"]
MORNING, AGENCY, EVENING, SUNDAY = SOURCES
TODAY = date(2020, 11, 22)
FEBRUARY = DateInterval.of(2018, 2)
FIFTEENTH = DateInterval.of(2018, 2, 15)
NUMBER, TIME, PERSON, PLACE, REASON, OTHER = AnswerKind


def held(*names: str, spans: tuple[DateInterval, ...] = ()) -> Held:
    return Held(Extent(names, spans))


HELD = held(*SOURCES)
QUESTIONS = [
    # question, language, kind, period, source
    ("Wie viele Soldaten sind im Irak?", "de", NUMBER, None, None),
    ("Wie hoch war der Anteil der Frauen?", "de", NUMBER, None, None),
    ("Wieviele Staaten nahmen teil?", "de", NUMBER, None, None),
    ("Wie lange dauert der Einsatz?", "de", NUMBER, None, None),
    ("Wann begann der Einsatz?", "de", TIME, None, None),
    ("Seit wann gibt es das Mandat?", "de", TIME, None, None),
    ("In welchem Jahr wurde die Mission beschlossen?", "de", TIME, None, None),
    ("Wer leitet die Mission?", "de", PERSON, None, None),
    ("Wen traf der Minister im Februar 2018?", "de", PERSON, FEBRUARY, None),
    ("Wessen Soldaten bilden aus?", "de", PERSON, None, None),
    ("Was sagten Merkel und Macron?", "de", OTHER, None, None),
    ("Wo liegt das Lager?", "de", PLACE, None, None),
    ("Wohin zog die Truppe?", "de", PLACE, None, None),
    ("Warum zog die Regierung ab?", "de", REASON, None, None),
    ("Weshalb gab es Kritik?", "de", REASON, None, None),
    ("Aus welchem Grund wurde verlegt?", "de", REASON, None, None),
    ("Was beschloss der Gipfel?", "de", OTHER, None, None),
    ("Was schrieb das Morgenblatt am 15. Februar 2018?", "de", OTHER, FIFTEENTH, MORNING),
    ("Was kostete der Einsatz 2016 laut dpa?", "de", OTHER, DateInterval.of(2016), AGENCY),
    ("Was schreibt der Abendkurier zum Mandat?", "de", OTHER, None, EVENING),
    ("Was stand im Abendkurier am Sonntag?", "de", OTHER, None, SUNDAY),
    ("Was schrieb die Morgenblattredaktion?", "de", OTHER, None, None),
    ("Und wie viele davon kommen aus Deutschland?", "de", NUMBER, None, None),
    ("Wann war das?", "de", TIME, None, None),
    ("Wie lange ist das her?", "de", NUMBER, None, None),
    ("Ist das Mandat verlängert worden?", "de", OTHER, None, None),
    ("Was kostet sie?", "de", OTHER, None, None),
    ("Was sagte er dazu?", "de", OTHER, None, None),
    ("How many soldiers are in Iraq?", "en", NUMBER, None, None),
    ("How much does it cost?", "en", NUMBER, None, None),
    ("When was the mission decided?", "en", TIME, None, None),
    ("In which year did the training begin?", "en", TIME, None, None),
    ("Who leads the mission?", "en", PERSON, None, None),
    ("Where is the camp?", "en", PLACE, None, None),
    ("Why did the government leave?", "en", REASON, None, None),
    ("What was the reason for the delay?", "en", REASON, None, None),
    ("What happened in February 2018?", "en", OTHER, FEBRUARY, None),
    ("What did the Morgenblatt write on February 15, 2018?", "en", OTHER, FIFTEENTH, MORNING),
    ("And who paid for it?", "en", PERSON, None, None),
    ("What about Canada?", "en", OTHER, None, None),
    ("When was that?", "en", TIME, None, None),
]


@pytest.mark.parametrize(("question", "language", "kind", "period", "source"), QUESTIONS)
def test_what_a_question_says(
    question: str, language: Language, kind: AnswerKind, period: DateInterval | None, source: str | None
) -> None:
    understood = understand(question, HELD, TODAY)
    assert understood.language == language
    assert (understood.period.days if understood.period else None) == period
    assert (understood.source.sources if understood.source else None) == ((source,) if source else None)
    assert answer_kind(question) is kind


def test_a_period_that_no_dated_article_is_of_is_kept_and_remarked() -> None:
    known = held(spans=(DateInterval.of(2018, 2), DateInterval.of(2019)))
    within = understand("Was war im Januar 2019?", known, TODAY)
    assert (within.period, within.remarks) == (AskedPeriod.of(DateInterval.of(2019, 1), "Januar 2019"), ())
    between = understand("Was war im Mai 2018?", known, TODAY)
    assert between.period == AskedPeriod.of(DateInterval.of(2018, 5), "Mai 2018")
    assert between.remarks == (Remark("outside", "Mai 2018"),)
    assert understand("Was war im Mai 2018?", held(), TODAY).remarks == ()


@pytest.mark.parametrize("question", ["", "  ", "?!", "\n\t", "„…“", "😀"])
def test_an_empty_question(question: str) -> None:
    with pytest.raises(QuestionEmpty):
        checked(question)


def test_bytes_that_are_no_utf8() -> None:
    assert checked("Wer f\udcfchrt?") == "Wer f?hrt?"


def test_a_question_too_long() -> None:
    assert checked(" " + "a" * 2000 + "\n") == "a" * 2000
    with pytest.raises(QuestionTooLong) as caught:
        checked("a" * 2001)
    assert caught.value.say("de") == "Die Frage hat 2001 Zeichen, höchstens 2000 sind möglich. Bitte kürzer fragen."
    assert caught.value.say("en") == "The question has 2001 characters, at most 2000 are possible. Please ask more briefly."

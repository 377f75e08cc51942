"""Which dates of a sentence answer „Wann …?“ and „Bis wann …?“.

Of events much is told on many days, so a date is compared only where nearly all of the question stands in its sentence, and
an end („bis zum 31. Januar 2017“) only where what is to end stands around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Span
from corpus.dates import DateInterval
from corpus.intervals import MONTH_NAMES, month_number
from corpus.patterns import regex
from retrieval.comparing.number_asked import PLAN, named_days
from retrieval.comparing.statements import Statement, last_such
from retrieval.comparing.topic import anchors_of, names_found, share_held
from retrieval.question_words import QuestionWord, WordKind

_END_ASKED = regex(
    r"\bbis (?:wann|zu welche[mr])\b|until when|till when|how long|wie lange|expire|läuft .* aus\b|auslaufen", re.I
)
_ASKED = regex(r"\bwann\b|\bwhen\b|\b(?:an|zu) welche[mr] (?:Tag|Datum)|\b(?:on )?(?:which|what) (?:day|date)\b", re.IGNORECASE)
_DATE = regex(
    rf"(?:(?P<day>\d{{1,2}})\.?\s*)?\b(?P<month>{MONTH_NAMES})\b\.?(?:\s+(?P<after>\d{{1,2}})\b(?!\d))?"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_TO_END = regex(
    r"(?:\bbis\s+(?:zum|zu|Ende|einschließlich)?|\b(?:endet|endete|ausläuft)\s+(?:am|zum|Ende)|\buntil|\btill|\bexpires?\s+(?:on|in)|"
    r"\bends?\s+(?:on|in))(?:\s+(?:the\s+)?(?:end\s+of|Ende))?\s*$",
    re.IGNORECASE,
)
_UNSURE = regex(
    r"\b(?:soll(?:en|te|ten)?|will|wollen|wollte|wollten|plan(?!ung)\w*|geplant\w*|könnten?|dürften?|würden?|wants?|expect\w*|would|"
    r"could|might|intend\w*|propos\w+|vorgeschlagen|fordert\w*)\b",
    re.IGNORECASE,
)
"""An end that is only wished for; „darf bis zum 31. Januar entsenden“ is no plan of the end."""
_NEAR = 0.5
_WHOLE = 0.7
_IN_SENTENCE = 0.8


@dataclass(frozen=True)
class DateAsked:
    """Whether an end is asked for, and of which days the question is."""

    text: str
    end: bool
    period: DateInterval | None


@dataclass(frozen=True)
class DateAnswer:
    """A date in a statement's sentence, at `span` of the article."""

    statement: Statement
    span: Span
    days: DateInterval


def asked_date(question: str) -> DateAsked | None:
    """What date is asked for; None where none is."""
    if not _ASKED.search(question):
        return None
    return DateAsked(question, bool(_END_ASKED.search(question)), named_days(question))


def date_answers(asked: DateAsked, statement: Statement, words: Sequence[QuestionWord]) -> Iterator[DateAnswer]:
    """The one date of the sentence that answers; none where several may."""
    found = [] if (_UNSURE if asked.end else PLAN).search(statement.text) else list(_dates(statement, asked.end))
    if len(found) != 1 or not _on_topic(asked, statement, words):
        return
    answer = found[0]
    if asked.period is not None and not _of_period(asked.period, statement, answer):
        return
    yield answer


def _of_period(period: DateInterval, statement: Statement, answer: DateAnswer) -> bool:
    if statement.published is not None and period.overlaps(statement.published):
        return True
    return any(period.overlaps(days) for days in statement.told if days != answer.days)


def _dates(statement: Statement, end: bool) -> Iterator[DateAnswer]:
    text, start = statement.text, statement.span[0]
    for match in _DATE.finditer(text):
        if match.group() in ("may", "mar") or (end and not _TO_END.search(text, 0, match.start())):
            continue
        days = _days(match, statement, end)
        if days is not None:
            end_at = start + match.start() + len(match.group().rstrip("."))
            yield DateAnswer(statement, (start + match.start(), end_at), days)


def _days(match: re.Match[str], statement: Statement, end: bool) -> DateInterval | None:
    day, month = match["day"] or match["after"], match["month"]
    if match["year"]:
        try:
            return DateInterval.of(int(match["year"]), month_number(month), int(day) if day else None)
        except ValueError:
            return None
    if statement.published is None:
        return None
    return _next_such(month, day, statement.published) if end else last_such(month, day, statement.published)


def _next_such(month: str, day: str | None, published: DateInterval) -> DateInterval | None:
    """The day or month of that name that comes when the article has appeared."""
    for year in (published.earliest.year, published.earliest.year + 1):
        try:
            made = DateInterval.of(year, month_number(month), int(day) if day else None)
        except ValueError:
            return None
        if made.latest >= published.earliest:
            return made
    return None


def _on_topic(asked: DateAsked, statement: Statement, words: Sequence[QuestionWord]) -> bool:
    language, title = statement.article.language, statement.title
    around = f"{title} {statement.before} {statement.text}" if asked.end else statement.text
    if statement.relation == "cross":
        names = [word.text for word in anchors_of(words) if word.kind is WordKind.NAME]
        return asked.end and names_found(names, asked.text, around, 1.0)
    anchors = [word for word in (anchors_of(words) if asked.end else words) if word.kind is not WordKind.NUMBER]
    close = share_held(anchors, asked.text, around, language)
    if not asked.end:
        return close >= _IN_SENTENCE
    return close >= _NEAR and share_held(anchors, asked.text, f"{title} {statement.article.text}", language) >= _WHOLE

"""What a question asks: its language, the kind of answer it wants, and the period and outlet it names."""

import re
from datetime import date
from enum import StrEnum

from corpus.errors import QuestionEmpty, QuestionTooLong
from corpus.language import guess_language
from corpus.patterns import regex
from retrieval.archive_facts import Held
from retrieval.asking.outlets import asked_source
from retrieval.asking.periods import asked_period
from retrieval.understood import Remark, Understood

MAX_CHARACTERS = 2000


class AnswerKind(StrEnum):
    """What the answering sentence should hold."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    OTHER = "other"


_KINDS = [
    (
        AnswerKind.NUMBER,
        r"wie ?viele?\b|wie (?:hoch|groß|lang|lange|weit|alt|schnell|oft|schwer|tief|teuer|stark|häufig)\b|\bwieviele?\b|"
        r"\bhow (?:many|much|long|far|old|high|large|big|often|tall|deep|fast)\b|prozent|\banteil\b|\banzahl\b|\bpercent",
    ),
    (
        AnswerKind.TIME,
        r"\bwann\b|\bjahr\b|\bwhen\b|\byear\b|\bdatum\b|jahrhundert|\bcentury\b|\bseit wann\b|\bmonth\b|\bmonat\b",
    ),
    (AnswerKind.PERSON, r"\bwer\b|\bwen\b|\bwem\b|\bwessen\b|\bwho\b|\bwhom\b|\bwhose\b"),
    (AnswerKind.PLACE, r"\bwo\b|\bwohin\b|\bwoher\b|\bwhere\b"),
    (AnswerKind.REASON, r"\bwarum\b|\bweshalb\b|\bwieso\b|\bwhy\b|\bgrund\b|\breason\b"),
]
_KIND_PATTERNS = [(kind, regex(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]


def checked(question: str) -> str:
    """The question, trimmed; a byte that was no UTF-8 becomes „?“. Raises QuestionEmpty or QuestionTooLong."""
    trimmed = question.encode("utf-8", "replace").decode().strip()
    if not any(character.isalnum() for character in trimmed):
        raise QuestionEmpty()
    if len(trimmed) > MAX_CHARACTERS:
        raise QuestionTooLong(length=len(trimmed), limit=MAX_CHARACTERS)
    return trimmed


def answer_kind(question: str) -> AnswerKind:
    """The kind of answer the question wants, by its question words."""
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(question)), AnswerKind.OTHER)


def understand(question: str, held: Held, today: date) -> Understood:
    """What `question` says of itself on the day `today`, of what the archive holds."""
    period, remarks = asked_period(question, today)
    if period and held.extent.lacks(period.days):
        remarks += (Remark("outside", period.text),)
    source, unknown = asked_source(question, held.names)
    return Understood(guess_language(question), period, source, None, remarks + unknown)

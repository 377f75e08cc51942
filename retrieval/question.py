"""What a question asks: its language, the kind of answer it wants, and the period and outlet it names."""

import re
from collections.abc import Iterable
from enum import StrEnum

from corpus.dates import find_dates
from corpus.errors import QuestionEmpty, QuestionTooLong
from corpus.language import Language, guess_language
from retrieval.understood import AskedPeriod, AskedSource, Understood

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
_KIND_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]


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


def understand(question: str, sources: Iterable[str]) -> Understood:
    """What `question` says of itself, against the archive's `sources`."""
    language: Language = guess_language(question)
    dates = (AskedPeriod.of(each.interval, question[each.start : each.end]) for each in find_dates(question))
    period = next(dates, None)
    named = named_source(question, sources)
    source = AskedSource(named, (named,)) if named else None
    return Understood(language, period, source)


def named_source(question: str, sources: Iterable[str]) -> str | None:
    """The longest of `sources` that the question names by its whole name or by a name within it („Morgenblatt“)."""
    best: tuple[int, str] | None = None
    for source in sources:
        for name in source_names(source):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE) and (best is None or len(name) > best[0]):
                best = (len(name), source)
    return best[1] if best else None


def source_names(source: str) -> list[str]:
    """„Morgenblatt (Beispiel)“ → also „Morgenblatt“; „dpa/RND“ → also „dpa“ and „RND“."""
    bare = re.sub(r"\s*\([^)]*\)", "", source).strip()
    parts = [part.strip() for part in bare.split("/")]
    return [name for name in dict.fromkeys([source, bare, *parts]) if len(name) >= 3]

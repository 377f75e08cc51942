"""Whether a question leans on the one before, told from the question alone by rules of German and English.

A question leans by what it points with („davon“, „dort“, „er“, "that") or by what it lacks („Und aus Kanada?“, "Since when?").
A pointer that finds what it means within the question („Wie ist die Lage in Bagdad, und wer regiert dort?“) makes it lean on
nothing: a personal pronoun and an adverb mean something of an earlier clause, a possessive may mean a word just before it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from corpus.language import Language
from corpus.patterns import regex
from retrieval.analysis import content_words
from retrieval.asking.pointers import pointer
from retrieval.asking.small_words import ENGLISH_VERBS, MARKERS, NO_TOPIC, QUESTION_WORDS, SMALL_WORDS, VERBS_IN_EN, WORD

MOST_CHARACTERS = 160
"""A longer question says itself what it is about."""

_OPENING = regex(
    r"\s*(?:(?:und|aber|oder|also|and|but|or|so)\b[\s,]*)*"
    r"(?:(?:what about|how about|was ist mit|wie sieht es (?:mit|in|bei) |wie steht es (?:um|mit))\b\s*)?",
    re.IGNORECASE,
)
_WHAT_IS = regex(
    r"(?:(?:was|wer|what|who)\s+(?:ist|sind|war|waren|is|are|was|were)|was\s+(?:heißt|bedeutet))\s+(?:(?i:eigentlich|genau|denn)\s+)?"
    r"(?:(?P<name>(?-i:[A-ZÄÖÜ])[^\s?]*(?:\s+(?:(?:von|van|der|de|bin|of)\s+)*(?-i:[A-ZÄÖÜ])[^\s?]*)*)"
    r"|(?:der|die|das|the)\s+(?P<noun>[^\s?]+))[\s?]*",
    re.IGNORECASE,
)
_FEW = {"de": 2, "en": 3}
"""A question with more words that say what it is about is about that, in English verbs among them."""
_SHORT = 5


class Lean(IntEnum):
    """How surely a question leans on the one before."""

    NO = 0
    MAYBE = 1
    LIKELY = 2
    YES = 3


@dataclass(frozen=True)
class Leaning:
    """What the rules say of a question: how surely it leans, by which of its words, and whether it is no whole sentence.

    `words` is the pointer, or the question itself where it leans by what it lacks. `rest` is where a fragment begins.
    `defines` says that it asks what one thing is, „Was ist die Nato?“: that this was said before makes it lean on nothing.
    """

    lean: Lean
    words: str = ""
    fragment: bool = False
    rest: int = 0
    defines: bool = False


def leaning(question: str, language: Language, given: Iterable[str] = ()) -> Leaning:
    """What the rules say of `question`. Its phrases `given`, a period or an outlet, are no topic: „Und laut dpa?“ lacks one."""
    if len(question) > MOST_CHARACTERS:
        return Leaning(Lean.NO)
    opening = _OPENING.match(question)
    rest = opening.end() if opening else 0
    body = question[rest:]
    for phrase in given:
        body = re.sub(rf"(?:\b(?:der|die|das|dem|den|des|the)\s+)?{re.escape(phrase)}", " ", body, flags=re.IGNORECASE)
    opened = bool(question[:rest].strip())
    words = WORD.findall(body)
    topics = topic_words(body, language)
    if not words or _is_fragment(words, language):
        found = _fragment(body, words, topics, opened) if words else Lean.YES
        if found is not None:
            return Leaning(found, question.strip(), True, rest)
    points = pointer(body)
    defined = None if points else _WHAT_IS.fullmatch(body)
    if defined and defined["name"]:
        return Leaning(Lean.NO)
    if len(topics) > _FEW[language]:
        return Leaning(Lean.NO) if points.casefold() in ("", "es", "it") else Leaning(Lean.YES, points)
    lean = Lean.YES if points else _whole(words, topics, opened)
    return Leaning(lean, points or question.strip(), defines=defined is not None)


def _whole(words: list[str], topics: list[str], opened: bool) -> Lean:
    """How surely a sentence leans that points to nothing and says little of what it is about."""
    if not topics:
        return Lean.YES
    if len(words) <= _SHORT and not _has_a_name(words, topics):
        return Lean.LIKELY
    return Lean.MAYBE if opened or len(topics) < _FEW["de"] else Lean.NO


def topic_words(text: str, language: Language) -> list[str]:
    """The words that say what a question is about: in German its nouns, names and numbers, in English what is no function word.

    A text without capitals („wer leitet die mission“) is taken as English is.
    """
    words = WORD.findall(text)
    capitals = any(word[0].isupper() for word in words[1:])
    named = [w for w in words if (w[0].isupper() or w[0].isdigit()) and w.casefold() not in SMALL_WORDS]
    if language == "de" and (capitals or len(words) < 4):
        return named
    found = set(content_words(text, language))
    return [w for w in words if w in named or (set(content_words(w, language)) & found and w.casefold() not in NO_TOPIC)]


def _asks(words: list[str]) -> bool:
    """Whether the words hold a question word: without one and without a topic they are no question about anything."""
    return any(word.casefold() in QUESTION_WORDS for word in words)


def _fragment(body: str, words: list[str], topics: list[str], opened: bool) -> Lean | None:
    """How surely words without a verb lean: „Nato Irak“ is what people type into a search box, „Und die Kosten?“ is not."""
    if opened:
        return Lean.YES if len(topics) <= 2 else Lean.MAYBE
    asks, small = _asks(words), words[0].casefold() in SMALL_WORDS
    if not topics:
        return Lean.YES if asks else None
    if all(topic[0].isdigit() for topic in topics):
        return Lean.MAYBE
    if asks:
        return Lean.YES if len(topics) == 1 and not topics[0][0].isdigit() else Lean.MAYBE
    if body.rstrip().endswith("?") and len(topics) <= 2:
        return Lean.YES if small else Lean.MAYBE
    return None


def _is_fragment(words: list[str], language: Language) -> bool:
    """Whether a finite verb is nowhere to be seen."""
    if len(words) > 8:
        return False
    if language == "en":
        folded = [word.casefold() for word in words]
        subject = folded[0] in ("who", "what", "which") and len(words) > 1 and folded[1] not in SMALL_WORDS
        return not (subject or set(folded) & ENGLISH_VERBS or len(words) > 5)
    before = ""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        adjective = (
            re.search(r"(?:e|e[nrsm])$", word) is not None
            and word not in VERBS_IN_EN
            and after[:1].isupper()
            and (not before[:1].isupper() or before.casefold() in SMALL_WORDS)
            and before.casefold() not in ("wer", "was", "wann", "wo", "warum", "wie", "weshalb", "wieso", "wohin", "woher")
        )
        if not (word[0].isupper() or word[0].isdigit() or word.casefold() in SMALL_WORDS or adjective):
            return False
        before = word
    return True


def _has_a_name(words: list[str], topics: list[str]) -> bool:
    """Whether a topic is a number or has capitals and stands without an article or anything like it: „Kanada“, „2020“."""
    for at, word in enumerate(words):
        if at and word in topics and (word[0].isupper() or word[0].isdigit()):
            before = words[at - 1].casefold()
            if before not in MARKERS and not (
                len(before) > 5 and before.endswith(("e", "en", "er", "es", "em")) and before not in VERBS_IN_EN
            ):
                return True
    return False

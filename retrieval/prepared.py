"""What every question asks of a passage, worked out once and kept while there is room: its sentences' stems and marks.

All of it follows from the article's text, its language and the passage's spans, and is kept under them: what is kept of a
changed article is never found again, as its text is another.
"""

import math
import re
from dataclasses import dataclass, field

from corpus.article import Article, Passage, Span
from corpus.language import Language
from corpus.patterns import regex
from retrieval.analysis import terms
from retrieval.copies import ending
from retrieval.kept import Kept
from retrieval.question import AnswerKind
from retrieval.stems import Stems

_NUMBER = regex(
    r"\d|\b(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*(?:zehn|zig|hundert|tausend)\w*|million\w*|"
    r"milliarde\w*|hälfte|drittel|viertel|beide\w*|dutzend\w*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|\w+ty|hundreds?|thousands?|billion|half|third|quarter|both|dozens?)\b",
    re.IGNORECASE,
)
_TIME = regex(
    r"\b1\d{3}\b|\b20\d\d\b|\b(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|"
    r"February|March|May|June|July|October|December)\b|jahrhundert|century|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\d+\. |jahre\b|monate\b|years\b|months\b",
    re.IGNORECASE,
)
_NAME = regex(r"(?<=[\w,] )[A-ZÄÖÜ]\w+")
_REASON = regex(
    r"\b(?:weil|da|denn|wegen|aufgrund|deshalb|daher|um|damit|nachdem|because|since|due|so|therefore|to)\b", re.IGNORECASE
)
_WANTED = {
    AnswerKind.NUMBER: _NUMBER,
    AnswerKind.TIME: _TIME,
    AnswerKind.PERSON: _NAME,
    AnswerKind.PLACE: _NAME,
    AnswerKind.REASON: _REASON,
}
_CHARACTERS = 1_000_000
"""So much text is kept prepared: over a thousand passages, in some 20 MB."""


@dataclass(frozen=True)
class Prepared:
    """The sentences of a passage, one entry for each in every tuple. `ordered` are their stems in order, `stems` the same
    for looking up, `all_stems` those of the whole passage; `endings` are keys that copies share.
    """

    sentences: tuple[str, ...]
    ordered: tuple[tuple[str, ...], ...]
    stems: tuple[Stems, ...]
    all_stems: Stems
    lengths: tuple[float, ...]
    questions: tuple[bool, ...]
    endings: tuple[str, ...]
    _marks: dict[AnswerKind, tuple[bool, ...]] = field(default_factory=dict)

    def has(self, kind: AnswerKind) -> tuple[bool, ...]:
        """Whether each sentence holds what answers such a question; empty where nothing particular does."""
        wanted = _WANTED.get(kind)
        if wanted is None:
            return ()
        if kind not in self._marks:
            self._marks[kind] = tuple(bool(wanted.search(sentence)) for sentence in self.sentences)
        return self._marks[kind]


_kept: Kept[tuple[str, Language, tuple[Span, ...]], Prepared] = Kept(
    _CHARACTERS, lambda made: 100 + sum(map(len, made.sentences))
)


def prepared(article: Article, passage: Passage) -> Prepared:
    """A passage of the article, made ready or as it was before."""
    key = article.digest, article.language, passage.sentences
    return _kept.made(key, lambda: _prepare([article.text[start:end] for start, end in passage.sentences], article.language))


def _prepare(sentences: list[str], language: Language) -> Prepared:
    ordered = tuple(tuple(terms(sentence, language)) for sentence in sentences)
    return Prepared(
        tuple(sentences),
        ordered,
        tuple(map(Stems.of, ordered)),
        Stems.of(stem for found in ordered for stem in found),
        tuple(math.log(len(sentence)) for sentence in sentences),
        tuple(sentence.rstrip('"“”»’').endswith("?") for sentence in sentences),
        tuple(map(ending, sentences)),
    )

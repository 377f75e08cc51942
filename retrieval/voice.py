"""Whose words a sentence is: the outlet's own, a speaker's in quotation marks, or a speaker's as the outlet reports them.

Told by quotation marks, words of saying and the Konjunktiv, not by a parser: `benchmarks/voice.py` measures it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Article, BlockKind, Span
from corpus.language import Language
from corpus.patterns import regex
from retrieval.quotation_marks import are_closed, directed, quotations_of
from retrieval.saying.pronouns import apart, is_name, is_one_of, may_mean
from retrieval.saying.sentence_voice import Kind, Reading, people_in, read_sentence
from retrieval.sentences import split_sentences

_REACH = 8
"""How many sentences before are searched for whom a pronoun means."""
_ANY_MARK = regex("[„“”«»]")
_OPENING = frozenset('„“»«"‚‘')
_NEAR = 2
"""How many sentences of the outlet's own may stand between reported speech and where it goes on."""
_ARTICLE = 6
"""How many characters stand before a noun that begins a sentence: „Eine “, "Another "."""
_CARRIED = 4
"""How many paragraphs a quotation may run over."""
_PARAGRAPH = regex(r"\S(?:(?!\n[^\S\n]*\n).)*", re.DOTALL)


Place = tuple[int, int]
"""The number of a paragraph, and of a sentence in it."""


@dataclass(frozen=True)
class Voice:
    """Whose words a sentence is; `speaker` is where the article's text names who speaks, None where it does not."""

    kind: Kind
    speaker: Span | None = None


OWN = Voice("own")


def voice_of(article: Article, start: int) -> Voice:
    """The voice of the sentence at the character `start` of the article's text."""
    around = _Surroundings(article, start)
    kind = around.kind(around.here)
    return Voice(kind, around.speaker(around.here)) if kind != "own" else OWN


@lru_cache(maxsize=2048)
def _sentences_in(paragraph: str, language: Language) -> list[Span]:
    """The paragraph's sentences; the same ones are quoted again and again."""
    return split_sentences(paragraph, language)


class _Surroundings:
    """The sentences of an article, read as far as a sentence needs them."""

    def __init__(self, article: Article, start: int) -> None:
        self._article = article
        prose = [(block.start, block.end) for block in article.blocks if block.kind is BlockKind.PROSE]
        self._paragraphs: list[Span] = prose or [match.span() for match in _PARAGRAPH.finditer(article.text)]
        self._sentences: dict[int, list[Span]] = {}
        self._quoted: dict[int, list[Span]] = {}
        self._speakers: dict[tuple[Place, int], Span | None] = {}
        self._readings: dict[Place, Reading] = {}
        paragraph = max(0, bisect_right(self._paragraphs, start, key=lambda span: span[0]) - 1)
        starts = [sentence[0] for sentence in self._split(paragraph)]
        self.here = (paragraph, max(0, bisect_right(starts, start) - 1))

    def kind(self, place: Place, reach: int = _REACH) -> Kind:
        """The voice of the sentence there; one that only may be reported speech is, where the one before is."""
        reading = self._reading(place)
        if reading.perhaps and place[1] and reach and self.kind((place[0], place[1] - 1), reach - 1) == "reported":
            return "reported"
        return reading.kind

    def speaker(self, place: Place, reach: int = _REACH) -> Span | None:
        """Who speaks there, as the nearest place of the text names them."""
        reading = self._reading(place)
        if reading.speaker or reading.nobody or not reach:
            return reading.speaker
        if (place, reach) not in self._speakers:
            pronoun = reading.pronoun
            who = self._meant(place, pronoun, reach) if pronoun else self._speaks_on(place, reading, reach)
            self._speakers[place, reach] = who
        return self._speakers[place, reach]

    def _speaks_on(self, place: Place, reading: Reading, reach: int) -> Span | None:
        """Who goes on speaking where the sentence names none; a quotation that goes on may be told of behind it."""
        if reading.kind == "direct" and not reading.tagged and not reading.begins:
            told = self._told_of_behind(place)
            if told:
                return self.speaker(told, 0)
        before, after = self._before(place), self._after(place)
        if before and self.kind(before) != "own":
            return self.speaker(before, reach - 1)
        if before and not (reading.tagged and reading.kind == "reported" and not place[1]):
            led = reading.kind == "reported" or self._article.text.endswith(":", 0, self._sentence(before)[1])
            found = (self._subject(before) if led else None) or (
                None if reading.tagged else self._spoke_before(before, reach, reading.kind == "direct")
            )
            if found:
                return found
        return self._reading(after).speaker if after and reading.kind == "direct" else None

    def _told_of_behind(self, place: Place) -> Place | None:
        """The sentence, later in a quotation that begins here, that says who speaks."""
        at: Place | None = place
        for _ in range(_REACH):
            at = self._after(at) if at and self._reading(at).ends else None
            if at and self._reading(at).tagged:
                return at
        return None

    def _subject(self, place: Place) -> Span | None:
        """Whom the sentence begins with, where that is a person or body."""
        people = self._people(place)
        return people[0] if people and people[0][0] - self._sentence(place)[0] <= _ARTICLE else None

    def _spoke_before(self, place: Place, reach: int, among: bool) -> Span | None:
        """The last who spoke in the few sentences before that place, with `among` only where nobody else is named since."""
        at: Place | None = place
        others = self._people(place) if among else []
        for _ in range(_NEAR):
            at = self._before(at) if at else None
            if at and self.kind(at) != "own":
                spoke = self.speaker(at, max(0, reach - 1))
                return spoke if spoke and len(apart(self._article.text, [spoke, *others])) == 1 else None
            others += self._people(at) if at and among else []
        return None

    def _meant(self, place: Place, pronoun: str, reach: int) -> Span | None:
        """Whom a pronoun means: the only one whom it can mean, or who spoke where it can be one of several."""
        told = self._reading(place)
        if pronoun in ("sie", "they"):
            for who in self._people(place):
                if who[1] < told.at and self._article.text[: who[0]].endswith(("die ", "Die ")):
                    return who
        found: list[Span] = []
        at, near = self._before(place), _REACH
        while at and near:
            kind = self.kind(at)
            speaker = self.speaker(at, reach - 1) if kind != "own" else None
            named = [speaker] if speaker else []
            quoted = self._quotations(at[0]) if kind == "direct" else []
            named += people_in(self._article.text, self._sentence(at), self._article.language, quoted)
            text = self._article.text
            fitting = [who for who in named if may_mean(text, who, pronoun)]
            if speaker not in fitting and any(is_one_of(text, who, pronoun) for who in named):
                return None
            if not found and speaker in fitting and not any(is_name(text, who) for who in apart(text, fitting)[1:]):
                return speaker
            near = _NEAR - 1 if fitting and not found else near - 1
            found = apart(text, [*found, *fitting])
            at = self._before(at)
        return found[0] if len(found) == 1 else None

    def _before(self, place: Place) -> Place | None:
        paragraph, number = place
        if number:
            return paragraph, number - 1
        return (paragraph - 1, max(0, len(self._split(paragraph - 1)) - 1)) if paragraph else None

    def _after(self, place: Place) -> Place | None:
        paragraph, number = place
        if number + 1 < len(self._split(paragraph)):
            return paragraph, number + 1
        return (paragraph + 1, 0) if paragraph + 1 < len(self._paragraphs) else None

    def _sentence(self, place: Place) -> Span:
        return self._split(place[0])[place[1]]

    def _people(self, place: Place) -> list[Span]:
        return people_in(self._article.text, self._sentence(place), self._article.language)

    def _split(self, paragraph: int) -> list[Span]:
        if paragraph not in self._sentences:
            start, end = self._paragraphs[paragraph]
            found = _sentences_in(self._article.text[start:end], self._article.language)
            self._sentences[paragraph] = [(start + low, start + high) for low, high in found] or [(start, end)]
        return self._sentences[paragraph]

    def _reading(self, place: Place) -> Reading:
        if place not in self._readings:
            quoted = self._quotations(place[0])
            self._readings[place] = read_sentence(self._article.text, self._sentence(place), quoted, self._article.language)
        return self._readings[place]

    def _quotations(self, paragraph: int) -> list[Span]:
        if paragraph not in self._quoted:
            start, end = self._paragraphs[paragraph]
            text = self._article.text[start:end]
            found, opened = quotations_of(text, self._carried(paragraph))
            goes_on = bool(opened) and self._goes_on(paragraph)
            self._quoted[paragraph] = [
                (
                    start + low,
                    start + high
                    if closed or (goes_on and high == len(text))
                    else min(start + high, self._ends(paragraph, start + low)),
                )
                for (low, high), closed in zip(found, are_closed(text, found), strict=True)
            ]
        return self._quoted[paragraph]

    def _goes_on(self, paragraph: int) -> bool:
        """Whether the quotation open at the paragraph's end goes on in the next one, which opens it again or closes it."""
        if paragraph + 1 >= len(self._paragraphs):
            return False
        start, end = self._paragraphs[paragraph + 1]
        return self._article.text[start:end].lstrip()[:1] in _OPENING or bool(self._carried(paragraph + 1))

    def _ends(self, paragraph: int, start: int) -> int:
        """Where the sentence ends in which a quotation begins that nothing closes."""
        sentences = self._split(paragraph)
        end = sentences[max(0, bisect_right(sentences, start, key=lambda span: span[0]) - 1)][1]
        return max(end, start + 1)

    def _carried(self, paragraph: int, deep: int = 0) -> str:
        """The marks open from the paragraph before, where this one goes on with the quotation: it closes before it opens."""
        if not paragraph or deep >= _CARRIED:
            return ""
        start, end = self._paragraphs[paragraph - 1]
        _, opened = quotations_of(self._article.text[start:end], self._carried(paragraph - 1, deep + 1))
        if not opened:
            return ""
        for start, end in self._paragraphs[paragraph : paragraph + _CARRIED]:
            marks = directed(self._article.text[start:end])
            first = _ANY_MARK.search(marks)
            if first:
                return opened if first.start() and not marks[first.start() - 1].isspace() else ""
        return ""

"""A quotation that stands in print word for word: does what comes before or after it there change it?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.checking.case import CLOSES, ENDS, Case, Judged
from retrieval.checking.edits import Piece
from retrieval.checking.kinds import MAGNITUDE, bounds_before, is_negation, is_number
from retrieval.checking.result import Difference, DifferenceKind, Remark, Verdict
from retrieval.checking.words import QUOTE, Words

_TAIL = 2
_HYPHENS = frozenset("-‐‑")
_STROKES = _HYPHENS | frozenset("–−")
BEFORE = ENDS | {":", QUOTE, "(", "-"}
"""What may stand before a sentence's first word, also where a dateline does: „Berlin – Es ist so.“"""


@dataclass(frozen=True)
class Whole(Case):
    """A case of which all words stand at `piece`."""

    piece: Piece

    def judged(self) -> Judged:
        """Of a quotation that stands there as it is: does what comes before or after it in the print change it?"""
        piece, printed = self.piece, self.printed(self.piece.text)
        differences = [each for each in (self._head(piece, printed), *self._tail(piece, printed)) if each]
        changed = any(each.kind != "cut" for each in differences)
        verdict: Verdict = "altered" if changed else "shortened" if differences else "exact"
        place = self.copy(self._balanced(piece, printed))
        return Judged(verdict, (place,), tuple(differences), 1.0, remarks=tuple(self._remarks(piece, printed)))

    def _balanced(self, piece: Piece, printed: Words) -> Piece:
        """The piece with the quotation mark right beside it, where only the other one of the two is within it."""
        low, high = piece.printed
        if printed.keys[low:high].count(QUOTE) % 2 == 0:
            return piece
        if low and printed.keys[low - 1] == QUOTE and self._touch(piece.text, low - 1):
            return replace(piece, printed=(low - 1, high))
        end = high + (printed.keys[high : high + 1] in [(sign,) for sign in ENDS])
        return replace(piece, printed=(low, end + 1)) if printed.keys[end : end + 1] == (QUOTE,) else piece

    def _remarks(self, piece: Piece, printed: Words) -> Iterator[Remark]:
        """What an exact quotation leaves unsaid: that its sentence is longer, or asks."""
        low, high = piece.printed
        if low and not self._apart(piece.text, low - 1) and printed.keys[low - 1] not in BEFORE:
            yield "begins_before"
        after = printed.keys[high : high + 1]
        if not after or self._apart(piece.text, high - 1):
            return
        if after[0] not in CLOSES:
            yield "goes_on"
        if not self.ending and after[0] == "?":
            yield "asks"

    def _head(self, piece: Piece, printed: Words) -> Difference | None:
        """„Nicht“ right before the quotation's first word, or the first half of that word, or „bis zu“ before a number."""
        low = piece.printed[0]
        if not low or self._apart(piece.text, low - 1):
            return None
        counts = is_number(printed.keys[low], self.sources[piece.text].article.language)
        if is_negation(printed.keys[low - 1]):
            return self.difference("negation", (0, 0), piece.text, (low - 1, low))
        joined = low > 1 and self._touch(piece.text, low - 2)
        if self._hyphen(piece.text, low - 1, low, counts) and (joined or counts):  # else it is a bullet
            half = low - 2 if joined and printed.kinds[low - 2] != "mark" else low - 1
            kind: DifferenceKind = "number" if counts else "negation" if is_negation(printed.keys[half]) else "word"
            return self.difference(kind, (0, 0), piece.text, (half, low))
        bounds = bounds_before(printed.keys[max(0, low - 3) : low]) if counts else 0
        return self.difference("number", (0, 0), piece.text, (low - bounds, low)) if bounds else None

    def _rest_of_word(self, piece: Piece, printed: Words) -> Difference | None:
        """The second half of the quotation's last word, or „Millionen“ behind its last number."""
        high, end = piece.printed[1], len(self.words)
        if high >= len(printed) or self._apart(piece.text, high - 1):
            return None
        counts = is_number(printed.keys[high - 1], self.sources[piece.text].article.language)
        if counts and MAGNITUDE.fullmatch(printed.keys[high]):
            return self.difference("number", (end, end), piece.text, (high, high + 1))
        goes_on = high + 1 < len(printed) and printed.kinds[high + 1] != "mark" and self._touch(piece.text, high - 1)
        if not goes_on or not self._hyphen(piece.text, high, high + 1, counts):
            return None
        return self.difference("number" if counts else "word", (end, end), piece.text, (high, high + 2))

    def _hyphen(self, text: int, number: int, after: int, counts: bool) -> bool:
        """Whether that printed word is the hyphen of one word, or the stroke of one number, that goes on behind it."""
        begin, end = self.sources[text].words.spans[number]
        sign = self.sources[text].article.text[begin:end]
        return sign in (_STROKES if counts else _HYPHENS) and self._touch(text, after - 1)

    def _touch(self, text: int, number: int) -> bool:
        """Whether no blank stands between that printed word and the next."""
        spans = self.sources[text].words.spans
        return spans[number][1] == spans[number + 1][0]

    def _tail(self, piece: Piece, printed: Words) -> list[Difference]:
        """What follows in the print: „nicht“, another closing mark, or the rest of a sentence that the quotation ends with a
        full stop.
        """
        high, end = piece.printed[1], len(self.words)
        clause = high
        while clause < len(printed) and clause - high <= _TAIL and printed.keys[clause] not in CLOSES:
            clause += 1
        if any(is_negation(key) for key in printed.keys[high : min(clause, high + _TAIL)]) and clause - high <= _TAIL:
            return [self.difference("negation", (end, end), piece.text, (high, clause))]
        if half := self._rest_of_word(piece, printed):
            return [half]
        apart = high >= len(printed) or self._apart(piece.text, high - 1)
        closing = high + 1 if not apart and printed.keys[high : high + 1] == (QUOTE,) else high
        after = printed.keys[closing] if not apart and closing < len(printed) else ""
        if self.ending and self.ending != after and (after in ("!", "?") or self.ending in "!?"):
            return [self.difference("punctuation", (end, end), piece.text, (closing, closing + bool(after)))]
        if not self.ending or apart:
            return []
        after = printed.keys[high]
        if self.ending != "." or after in ENDS or after in (QUOTE, "…", ")"):
            return []
        stop = high
        while stop < len(printed) and printed.keys[stop] not in ENDS and not self._apart(piece.text, stop):
            stop += 1
        return [self.difference("cut", (end, end), piece.text, (high, max(stop, high + 1)))]

    def _apart(self, text: int, number: int) -> bool:
        """Whether a line ends between that printed word and the next: a heading has no full stop."""
        source = self.sources[text]
        spans = source.words.spans
        return number + 1 >= len(spans) or "\n" in source.article.text[spans[number][1] : spans[number + 1][0]]

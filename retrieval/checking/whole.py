"""A quotation that stands in print word for word: does what comes before or after it there change it?"""

from dataclasses import dataclass

from retrieval.checking.case import CLOSES, ENDS, Case, Judged
from retrieval.checking.edits import Piece
from retrieval.checking.kinds import is_negation
from retrieval.checking.result import Difference, Verdict
from retrieval.checking.words import QUOTE, Words

_TAIL = 2


@dataclass(frozen=True)
class Whole(Case):
    """A case of which all words stand at `piece`."""

    piece: Piece

    def judged(self) -> Judged:
        """Of a quotation that stands there as it is: does what comes before or after it in the print change it?"""
        piece, printed = self.piece, self.printed(self.piece.text)
        differences = [each for each in (self._head(piece, printed), *self._tail(piece, printed)) if each]
        negated = any(each.kind in ("negation", "punctuation") for each in differences)
        verdict: Verdict = "altered" if negated else "shortened" if differences else "exact"
        rest = printed.keys[piece.printed[1] : piece.printed[1] + 1]
        return Judged(verdict, (self.copy(piece),), tuple(differences), 1.0, goes_on=bool(rest) and rest[0] not in CLOSES)

    def _head(self, piece: Piece, printed: Words) -> Difference | None:
        """„Nicht“ right before the quotation's first word."""
        low = piece.printed[0]
        if low and is_negation(printed.keys[low - 1]) and not self._apart(piece.text, low - 1):
            return self.difference("negation", (0, 0), piece.text, (low - 1, low))
        return None

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

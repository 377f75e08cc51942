"""A quotation that no text has as it is: how much of it was found, what differs, and what that makes of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.article import Article
from corpus.patterns import regex
from retrieval.checking.case import ENDS, Case, Judged
from retrieval.checking.edits import Edit, Piece, Reading
from retrieval.checking.kinds import BOUNDS, FUNCTION, is_name, is_negation, is_number, kind_of
from retrieval.checking.result import WEIGHT, DifferenceKind, Verdict
from retrieval.checking.words import Words
from retrieval.quote import Copy

MIN_FOUND = 0.55
"""The share of a quotation's words, function words counting a third, that must stand in one print for it to be that one's."""
_MIN_NEAR = 1.5
"""Weight of the words that the nearest place must have: two that are no function words, or one and some of these."""
_MIN_IN_PLACE, _MIN_BESIDE = 0.35, 0.9
"""Or so much in order, and so much near it: a sentence's words in another order."""
MIN_PIECE = 3
"""Words of a piece of a stitched quotation: fewer stand anywhere."""
NEAR_CUT = 12
"""Printed words that an unmarked cut across sentences may leave out, as „…“, sagte er, „…“ does; with more it is two places."""
MARKED_CUT = 250
"""Printed words that an ellipsis may stand for."""
_SMALL_CHANGE = 3
_NOUN = regex(r"(?i:\b(?:der|die|das|den|dem|des|eine?[nmrs]?|kein\w*|the|an?|ihre?\w*|seine?\w*)\s+)([A-ZÄÖÜ][\w-]*)")


@dataclass(frozen=True)
class Differing(Case):
    """A case with its alignment, read."""

    reading: Reading

    def judged(self) -> Judged:
        """Of a quotation that no text has as it is."""
        found = self._share()
        pieces = [piece for piece in self.reading.pieces if self._counted(piece) >= MIN_PIECE] or list(self.reading.pieces)
        if found < MIN_FOUND or not pieces:
            return Judged("not found", self._nearest(), (), found)
        edits = self._ordered(self.reading.edits)
        differences = sorted(
            (self.difference(kind, edit.claimed, edit.text, edit.printed) for kind, edit in edits),
            key=lambda each: WEIGHT.index(each.kind),
        )
        verdict = self._verdict(edits)
        anchor = max(pieces, key=self._counted)
        near = [piece for piece in self.reading.pieces if piece in pieces or _beside(piece, anchor, len(self.words))]
        places = tuple(self.copy(piece) for piece in pieces) if verdict == "stitched" else self._spanned(near)
        kept = frozenset(self.words.spans[number] for number in self.reading.kept)
        denied = any(is_negation(word) for kind, edit in edits if kind == "cut" for word in self._theirs(edit))
        return Judged(verdict, places, tuple(differences), found, kept, ("negation_left_out",) if denied else ())

    def _verdict(self, edits: Sequence[tuple[DifferenceKind, Edit]]) -> Verdict:
        kinds = {kind for kind, _ in edits}
        cut_out = [edit for kind, edit in edits if kind == "cut"]
        changed = [
            (kind, edit)
            for kind, edit in edits
            if kind not in ("cut", "joint") and not (kind == "punctuation" and any(_touch(edit, cut) for cut in cut_out))
        ]
        grave = [kind for kind, _ in changed if kind in ("number", "negation", "name", "order")]
        if "joint" in kinds and not grave and sum(edit.kind == "change" for _, edit in changed) <= _SMALL_CHANGE:
            return "stitched"
        if changed or not kinds:
            return "altered"
        if len(cut_out) > 1 and not all(edit.marked for edit in cut_out):
            return "altered"
        return "shortened"

    def _ordered(self, edits: Sequence[Edit]) -> list[tuple[DifferenceKind, Edit]]:
        """Each edit with its kind."""
        reworded = [edit for edit in edits if edit.kind in ("change", "cut")]
        ours = Counter(word for edit in reworded for word in self._ours(edit))
        theirs = Counter(word for edit in reworded for word in self._theirs(edit))
        moved = bool(ours) and ours == theirs
        near = self._out_of_order()
        made: list[tuple[DifferenceKind, Edit]] = []
        for edit in edits:
            if edit.kind == "joint":
                made.append(("order" if near else "joint", edit))
            elif edit in reworded and (moved or self._stands_beside(edit)):
                made.append(("order", edit))
            else:
                made.append((self._kind(edit, near), edit))
        return made

    def _stands_beside(self, edit: Edit) -> bool:
        """Whether words that the quotation has more than the print stand near it there, as words do that were moved."""
        ours = self._ours(edit)
        return len(ours) > 1 and not self._theirs(edit) and self._around().issuperset(ours)

    def _out_of_order(self) -> bool:
        """Whether all pieces are of one sentence or so, put in another order."""
        pieces = self.reading.pieces
        texts = {piece.text for piece in pieces}
        if len(pieces) < 2 or len(texts) > 1:
            return False
        low, high = min(piece.printed[0] for piece in pieces), max(piece.printed[1] for piece in pieces)
        keys = self.printed(pieces[0].text).keys[low : high - 1]
        backward = any(one.printed[0] > two.printed[0] for one, two in pairwise(pieces))
        return backward and not ENDS & set(keys)

    def _kind(self, edit: Edit, near: bool) -> DifferenceKind:
        article = self.sources[edit.text].article
        if edit.kind == "cut":
            return "order" if near and not edit.marked else self._cut(edit, article)
        if edit.kind == "change":
            ours, theirs = self._ours(edit, case=True), self._theirs(edit, case=True)
            return kind_of(ours, theirs, article.language, _nouns(article))
        if edit.kind == "case":
            ours, theirs = self._ours(edit, case=True), self._theirs(edit, case=True)
            return "case" if [word.lower() for word in ours] == [word.lower() for word in theirs] else "word"
        return "punctuation"

    def _cut(self, edit: Edit, article: Article) -> DifferenceKind:
        """What leaving these words out makes: no more than a cut, or another meaning, or two places in one quotation."""
        words = self._theirs(edit, case=True)
        denies = any(is_negation(word) for word in words)
        if edit.marked and not (denies and len(words) <= _SMALL_CHANGE):
            return "joint" if len(words) > MARKED_CUT else "cut"
        if denies:
            return "negation"
        if words and len(words) <= _SMALL_CHANGE:
            if any(is_number(word, article.language) for word in words):
                return "number"
            after = self.printed(edit.text).keys[edit.printed[1] : edit.printed[1] + 1]
            if all(word.casefold() in BOUNDS for word in words) and any(is_number(key, article.language) for key in after):
                return "number"
            if all(is_name(word, _nouns(article)) for word in words):
                return "name"
        crosses = ENDS & set(self.printed(edit.text).keys[edit.printed[0] : edit.printed[1]])
        return "joint" if crosses and len(words) > NEAR_CUT else "cut"

    def _share(self) -> float:
        """How much of the quotation's words is kept in pieces that are long enough, or lie beside the longest."""
        anchor = max(self.reading.pieces, key=self._counted, default=None)
        kept = {
            number
            for piece in self.reading.pieces
            if self._counted(piece) >= MIN_PIECE or (anchor and _beside(piece, anchor, len(self.words)))
            for number in range(*piece.claimed)
            if number in self.reading.kept
        }
        share = self._part(kept)
        around = self._around()
        if share >= _MIN_IN_PLACE and around:
            beside = self._part({n for n, key in enumerate(self.words.keys) if key.casefold() in around})
            return max(share, beside if beside >= _MIN_BESIDE else 0.0)
        return share

    def _part(self, numbers: Iterable[int]) -> float:
        weights = [self._weight(number) for number in range(len(self.words))]
        return sum(weights[number] for number in numbers) / max(sum(weights), 1e-9)

    def _around(self) -> frozenset[str]:
        """The printed words around the longest piece, as many as the quotation has before and after it."""
        anchor = max(self.reading.pieces, key=self._counted, default=None)
        if anchor is None:
            return frozenset()
        low, high, size = *anchor.printed, len(self.words)
        return frozenset(key.casefold() for key in self.printed(anchor.text).keys[max(0, low - size) : high + size])

    def _weight(self, number: int) -> float:
        kind, key = self.words.kinds[number], self.words.keys[number]
        return 0.0 if kind in ("mark", "gap") else 0.33 if key.casefold() in FUNCTION else 1.0

    def _counted(self, piece: Piece) -> int:
        kinds = self.words.kinds
        return sum(kinds[n] in ("word", "number") and n in self.reading.kept for n in range(*piece.claimed))

    def _nearest(self) -> tuple[Copy, ...]:
        """The longest piece, where it has more in common with the quotation than function words."""
        best = max(self.reading.pieces, key=self._counted, default=None)
        kept = self.reading.kept.intersection(range(*best.claimed)) if best else frozenset()
        return (self.copy(best),) if best and sum(map(self._weight, kept)) >= _MIN_NEAR else ()

    def _spanned(self, pieces: Sequence[Piece]) -> tuple[Copy, ...]:
        """The one stretch of print from the first piece to the last, where they are of one text."""
        if len({piece.text for piece in pieces}) != 1:
            return tuple(self.copy(piece) for piece in pieces)
        low, high = min(piece.printed[0] for piece in pieces), max(piece.printed[1] for piece in pieces)
        return (self.copy(Piece((0, len(self.words)), pieces[0].text, (low, high))),)

    def _ours(self, edit: Edit, case: bool = False) -> list[str]:
        return _texts(self.words, edit.claimed, case)

    def _theirs(self, edit: Edit, case: bool = False) -> list[str]:
        return _texts(self.printed(edit.text), edit.printed, case)


def _touch(marks: Edit, cut: Edit) -> bool:
    """Whether marks stand at the edge of a cut: „…“, sagte er. „…“ has others where the middle is gone."""
    before, after = cut.printed[0] - marks.printed[1], marks.printed[0] - cut.printed[1]
    return marks.text == cut.text and (0 <= before <= 1 or 0 <= after <= 1)


def _beside(piece: Piece, anchor: Piece, reach: int) -> bool:
    """Whether a piece lies within as many printed words of another as the quotation has."""
    return piece.text == anchor.text and abs(piece.printed[0] - anchor.printed[0]) <= reach


def _nouns(article: Article) -> frozenset[str]:
    """The words of the text that an article stands before: in German a capital does not make a name."""
    return frozenset(_NOUN.findall(article.text))


def _texts(words: Words, span: tuple[int, int], case: bool) -> list[str]:
    found = [words.keys[n] for n in range(*span) if words.kinds[n] in ("word", "number")]
    return found if case else [word.casefold() for word in found]

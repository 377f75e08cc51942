"""An alignment as edits: what was changed, left out or joined, each with its words on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.checking.align import Alignment, Move
from retrieval.checking.words import Words

EditKind = Literal["change", "case", "cut", "joint", "marks"]


@dataclass(frozen=True)
class Printed:
    """Printed texts that a quotation is held against, numbered through as `align` does."""

    texts: tuple[Words, ...]

    def locate(self, number: int) -> tuple[int, int]:
        """The text, and the number in it, of a word numbered through. Raises IndexError."""
        for text, words in enumerate(self.texts):
            if number <= len(words):
                return text, number
            number -= len(words) + 1
        raise IndexError(number)


@dataclass(frozen=True)
class Edit:
    """One difference: the numbers of the quotation's words and of the printed ones in a text, half-open and possibly empty.

    `marked` says that an ellipsis in the quotation owns up to it. Of a "joint" the printed word is the first at the new place.
    """

    kind: EditKind
    claimed: tuple[int, int]
    text: int
    printed: tuple[int, int]
    marked: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of the quotation that one stretch of a text gave, changes within it included; half-open numbers of words."""

    claimed: tuple[int, int]
    text: int
    printed: tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """An alignment, read: edits and pieces in the quotation's order, and the numbers of its words that were found."""

    edits: tuple[Edit, ...]
    pieces: tuple[Piece, ...]
    kept: frozenset[int]


def read(alignment: Alignment, claim: Words, printed: Printed) -> Reading:
    """Group the moves of an alignment."""
    edits: list[Edit] = []
    pieces: list[Piece] = []
    run: list[Move] = []
    begun: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    left: int | None = None  # where the quotation was before it went on elsewhere
    at = 0
    for move in (*alignment.moves, None):
        if run and (move is None or move.step in ("same", "jump")):
            edits += _change(run, at, last, claim, printed)
            run = []
        if move is None or move.step == "jump":
            if begun and last:
                pieces.append(_piece(begun, last, printed))
            left = last[1] + 1 if last else None
            begun = last = None
            continue
        if move.printed is not None and left is not None:
            edits.append(_gone_on(move, left, claim, printed))
            left = None
        if move.step != "same":
            run.append(move)
        if move.claimed is not None:
            at = move.claimed + 1
        if move.claimed is not None and move.printed is not None:
            begun, last = begun or (move.claimed, move.printed), (move.claimed, move.printed)
    if begun and last:
        pieces.append(_piece(begun, last, printed))
    kept = frozenset(m.claimed for m in alignment.moves if m.step in ("same", "case") and m.claimed is not None)
    return Reading(tuple(edits), tuple(dict.fromkeys(pieces)), kept)


def _piece(begun: tuple[int, int], last: tuple[int, int], printed: Printed) -> Piece:
    (text, low), (_, high) = printed.locate(begun[1]), printed.locate(last[1])
    return Piece((begun[0], last[0] + 1), text, (low, high + 1))


def _gone_on(move: Move, left: int, claim: Words, printed: Printed) -> Edit:
    """That the quotation goes on at the move's place, from another one."""
    at = move.claimed or 0
    marked = _is_marked(claim, at)
    (here, low), (there, high) = printed.locate(left), printed.locate(move.printed or 0)
    if here == there and low < high:
        return Edit("cut", (at, at), here, (low, high), marked)
    return Edit("joint", (at, at), there, (high, high + 1), marked)


def _change(run: Sequence[Move], at: int, last: tuple[int, int] | None, claim: Words, printed: Printed) -> list[Edit]:
    """What a run of moves that keep no word makes; an ellipsis in the quotation that stands for a cut is none of its own."""
    moves = [move for move in run if move.printed is not None or claim.kinds[move.claimed or 0] != "gap"]
    if not moves:
        return []
    numbers = [move.claimed for move in moves if move.claimed is not None]
    places = [move.printed for move in moves if move.printed is not None]
    claimed = (min(numbers), max(numbers) + 1) if numbers else (at, at)
    text, low = printed.locate(min(places)) if places else printed.locate(last[1] + 1) if last else (0, 0)
    span = (low, low + max(places) - min(places) + 1) if places else (low, low)
    marked = len(moves) < len(run) or _is_marked(claim, claimed[0])
    return [Edit(_kind(moves, claim, claimed, printed.texts[text], span), claimed, text, span, marked)]


def _kind(moves: Sequence[Move], claim: Words, claimed: tuple[int, int], text: Words, span: tuple[int, int]) -> EditKind:
    if all(move.step == "case" for move in moves):
        return "case"
    if _only_marks(claim, claimed) and _only_marks(text, span):
        return "marks"
    return "change" if any(move.claimed is not None for move in moves) else "cut"


def _only_marks(words: Words, span: tuple[int, int]) -> bool:
    return all(kind in ("mark", "gap") for kind in words.kinds[span[0] : span[1]])


def _is_marked(claim: Words, at: int) -> bool:
    """Whether an ellipsis stands right before the quotation's word `at`, but for marks."""
    while at and claim.kinds[at - 1] == "mark":
        at -= 1
    return at > 0 and claim.kinds[at - 1] == "gap"

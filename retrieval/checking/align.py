"""The cheapest way to make a quotation from pieces of printed text: Sellers' approximate matching, with jumps.

A word may be kept, changed, left out or put in, at a cost each, and for a cost of its own the quotation may go on at any other
place: further on in the same article, or anywhere. So one alignment shows changes, cuts, and pieces put together.

(P. Sellers, The Theory and Computation of Evolutionary Distances, J. Algorithms 1, 1980; jumps as in J. Spouge's and
Gusfield's "spliced" alignments.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.checking.words import Words

Floats = NDArray[np.float32]
MARK_COST = 0.25
CASE_COST = 0.3
ONWARD_COST = 1.6
"""To go on further on in the same article: less than two words that are found nowhere."""
ANYWHERE_COST = 2.6
"""To go on anywhere else: as much as nearly three changed words, so that a changed word is none."""
MARKED_COST = 0.1
"""Where an ellipsis says so."""
_TIES = 8
"""So many equally cheap ends are followed back: what keeps more of the quotation's words shows best what differs."""
_WALL = 1e6
_EPS = 1e-3

Step = Literal["same", "case", "changed", "added", "left_out", "jump"]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of an alignment: the numbers of the quotation's word and of the printed one, where it has them."""

    step: Step
    claimed: int | None
    printed: int | None


@dataclass(frozen=True)
class Alignment:
    """How a quotation is made of printed text, in the quotation's order, and what that costs."""

    moves: tuple[Move, ...]
    cost: float


def align(claim: Words, printed: Sequence[Words]) -> Alignment:
    """The cheapest alignment of `claim` with `printed` texts, numbered through with a wall after each.

    Memory is 5 bytes, time some 20 ns for each pair of words.
    """
    number: dict[str, int] = {}
    keys, folded, costs, walls = _numbered(printed, number)
    offset = np.concatenate([[0.0], np.cumsum(costs, dtype=np.float64)]).astype(np.float64)
    segment = np.concatenate([[0], np.cumsum(walls)]).astype(np.float64) * _WALL
    size = len(keys)
    rows = np.zeros((len(claim) + 1, size + 1), dtype=np.float32)
    how = np.zeros((len(claim) + 1, size + 1), dtype=np.int8)
    marked = False
    for row, (key, kind) in enumerate(zip(claim.keys, claim.kinds, strict=True), start=1):
        before = rows[row - 1].astype(np.float64)
        is_gap = kind == "gap"
        weight = 0.0 if is_gap else MARK_COST if kind == "mark" else 1.0
        same = keys == number.get(key, -1)
        alike = folded == number.get("\0" + key.casefold(), -1)
        pair = np.where(same, 0.0, np.where(alike, CASE_COST, np.where(costs == weight, weight, costs + weight)))
        pair[walls] = _WALL
        onward = np.minimum.accumulate(before - segment) + segment + (MARKED_COST if marked else ONWARD_COST)
        anywhere = before.min() + (2 * MARKED_COST if marked else ANYWHERE_COST)
        straight = before[:-1] + pair
        jumped = np.minimum(onward, anywhere)[:-1]
        hop = jumped + pair
        best = before + weight  # the word is the quotation's own
        choice = np.full(size + 1, 2, dtype=np.int8)
        taken = straight <= best[1:] + _EPS
        best[1:] = np.where(taken, straight, best[1:])
        choice[1:][taken] = 1
        leapt = hop < best[1:] - _EPS
        best[1:] = np.where(leapt, hop, best[1:])
        choice[1:][leapt] = np.where(onward[:-1] <= anywhere, 4, 5)[leapt]
        slid = np.minimum.accumulate(best - offset) + offset
        skipped = slid < best - _EPS
        choice[skipped] = 3
        rows[row] = np.where(skipped, slid, best)
        how[row] = choice
        marked = is_gap or (marked and kind == "mark")
    least = float(rows[-1].min())
    ends = np.flatnonzero(rows[-1] <= least + _EPS)[:_TIES]
    found = [_back(claim, rows, how, int(end), printed) for end in ends]
    return Alignment(max(found, key=lambda moves: sum(move.step == "same" for move in moves)), least)


def _numbered(
    printed: Sequence[Words], number: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, NDArray[np.bool_]]:
    """Of each place: the numbers of its key and of that without capitals, what it costs to leave out, whether it is a wall."""
    keys: list[int] = []
    folded: list[int] = []
    costs: list[float] = []
    walls: list[bool] = []
    for text in printed:
        keys += [number.setdefault(key, len(number)) for key in text.keys]
        folded += [number.setdefault("\0" + key.casefold(), len(number)) for key in text.keys]
        costs += [MARK_COST if kind in ("mark", "gap") else 1.0 for kind in text.kinds]
        walls += [False] * len(text)
        keys.append(-2)
        folded.append(-2)
        costs.append(_WALL)
        walls.append(True)
    return np.array(keys), np.array(folded), np.array(costs, dtype=np.float32), np.array(walls, dtype=bool)


def _back(claim: Words, rows: Floats, how: NDArray[np.int8], end: int, printed: Sequence[Words]) -> tuple[Move, ...]:
    flat = [key for text in printed for key in (*text.keys, "")]
    begins = np.cumsum([0, *(len(text) + 1 for text in printed)])
    moves: list[Move] = []
    row, at = len(claim), end
    while row:
        choice = int(how[row, at])
        if choice == 3:
            at -= 1
            moves.append(Move("left_out", None, at))
            continue
        row -= 1
        if choice == 2:
            moves.append(Move("added", row, None))
            continue
        at -= 1
        moves.append(Move(_step(claim.keys[row], flat[at]), row, at))
        if choice >= 4:
            low = int(begins[np.searchsorted(begins, at, side="right") - 1]) if choice == 4 else 0
            source = rows[row, low : at + 1] if choice == 4 else rows[row]
            at = low + int(np.flatnonzero(source <= source.min() + _EPS)[-1])
            moves.append(Move("jump", row, at))
    return tuple(reversed(moves))


def _step(claimed: str, printed: str) -> Step:
    if claimed == printed:
        return "same"
    return "case" if claimed.casefold() == printed.casefold() else "changed"

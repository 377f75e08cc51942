"""Where a quotation stands in a text that has changed, and what is otherwise there: word by word, blanks and marks too."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

from corpus.article import Span
from corpus.patterns import regex

_TOKEN = regex(r"\w+|\s|[^\w\s]")
_WORD = regex(r"\w+")
_SLACK = 400
"""So many characters more than the quotation has are looked at on either side of the words that are found again."""
_MOST = 20


@dataclass(frozen=True)
class Change:
    """`was` stood at the span `at` of the text before, `now` stands at `now_at` of the text now; either may be empty."""

    was: str
    now: str
    at: Span
    now_at: Span

    def as_json(self) -> dict[str, Any]:
        """As it stands in `--json`."""
        return {"was": self.was, "now": self.now, "at": list(self.at), "now_at": list(self.now_at)}


@dataclass(frozen=True)
class Now:
    """What a quotation and its surroundings are in a text now.

    `span` is the stretch of the text that is nearest to them, None where it has not a word of theirs; `changes` what is
    otherwise in it; `alike` how much of the quotation with its surroundings stands there, 0 to 1. `verbatim` is where the
    quotation itself still stands.
    """

    span: Span | None
    changes: tuple[Change, ...]
    alike: float
    verbatim: tuple[Span, ...]


def find_now(text: str, prefix: str, quotation: str, suffix: str, start: int) -> Now:
    """The place in `text` that is nearest to what stood at the character `start` before, between `prefix` and `suffix`."""
    verbatim = _occurrences(text, quotation)
    before = prefix + quotation + suffix
    origin = start - len(prefix)
    if verbatim:
        low, high = max(verbatim, key=lambda span: (_fitting(text, span, prefix, suffix), -abs(span[0] - start)))
        window: Span | None = (max(0, low - len(prefix) - _SLACK), min(len(text), high + len(suffix) + _SLACK))
    else:
        window = _window(text, before)
    if window is None:
        return Now(None, (), 0.0, verbatim)
    return Now(*_compared(before, origin, text, window), verbatim)


def _fitting(text: str, span: Span, prefix: str, suffix: str) -> int:
    """How many characters right around an occurrence are those that stood there before."""
    return _shared(prefix[::-1], text[: span[0]][: -len(prefix) - 1 : -1]) + _shared(suffix, text[span[1] :][: len(suffix)])


def _shared(one: str, other: str) -> int:
    """How many characters both begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _occurrences(text: str, quotation: str) -> tuple[Span, ...]:
    made: list[Span] = []
    at = text.find(quotation)
    while at >= 0 and len(made) < _MOST:
        made.append((at, at + len(quotation)))
        at = text.find(quotation, at + 1)
    return tuple(made)


def _window(text: str, before: str) -> Span | None:
    """The part of a text around the longest run of words that it shares with what stood before; None where it shares none."""
    old, new = ([(match.group(), match.start()) for match in _WORD.finditer(each)] for each in (before, text))
    words = [word for word, _ in old]
    match = SequenceMatcher(None, words, [word for word, _ in new], autojunk=False).find_longest_match()
    if not match.size:
        return None
    anchor = new[match.b][1] - old[match.a][1]
    return max(0, anchor - _SLACK), min(len(text), anchor + len(before) + _SLACK)


def _compared(before: str, origin: int, text: str, window: Span) -> tuple[Span, tuple[Change, ...], float]:
    """The stretch of the window that what stood before has become, the changes, and how much is as it was."""
    low, high = _whole_words(text, window)
    old, new = _TOKEN.findall(before), _TOKEN.findall(text[low:high])
    old_at, new_at = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changes: list[Change] = []
    kept = 0
    first, last = len(new), 0
    for number, (step, a, b, begin, end) in enumerate(steps):
        c, d, size = begin, end, old_at[b] - old_at[a]
        if step == "equal":
            kept += size
        else:
            # beyond the ends of what stood before, as much of the window counts as was there
            c = _back(new_at, end, size) if number == 0 else begin
            d = min(end, bisect_right(new_at, new_at[c] + size) - 1) if number == len(steps) - 1 else end
            if a == b and c == d:
                continue
            was, now = before[old_at[a] : old_at[b]], text[low + new_at[c] : low + new_at[d]]
            at, now_at = (origin + old_at[a], origin + old_at[b]), (low + new_at[c], low + new_at[d])
            changes.append(Change(was, now, at, now_at))
        first, last = min(first, c), max(last, d)
    return (low + new_at[first], low + new_at[last]), tuple(changes), kept / len(before)


def _back(places: Sequence[int], end: int, room: int) -> int:
    """The number of the first token of the last ones before `end` that take no more than `room` characters."""
    at = end
    while at and places[end] - places[at - 1] <= room:
        at -= 1
    return at


def _whole_words(text: str, window: Span) -> Span:
    """The window without the half of a word at either end."""
    low, high = window
    while 0 < low < high and text[low].isalnum() and text[low - 1].isalnum():
        low += 1
    while low < high < len(text) and text[high - 1].isalnum() and text[high].isalnum():
        high -= 1
    return low, high

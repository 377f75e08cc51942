"""A text as words, numbers and marks that compare equal where only the typography differs.

Two texts have the same keys when they differ in nothing but: the kind of quotation marks, dashes and apostrophes; kind and
number of spaces, also around marks; composed or decomposed letters, ligatures; invisible characters; hyphens at which a word
was divided; three dots or an ellipsis; what a typewriter has for a mark (two hyphens, ,,commas''). Everything else, down to a
capital, makes another key.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.patterns import regex

Kind = Literal["word", "number", "gap", "mark"]
GAP = "…"
QUOTE = '"'
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\u2066-\u206f\u202a-\u202e\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
)
_HYPHENS = "-\u2010\u2011\u00ad"
_APOSTROPHES = "'’‘ʼ´`′"
_SPACES = "\u0020\u00a0\u202f\u2009\u2007"
_TOKEN = regex(
    rf"""(?P<gap>[\[(]\s*(?:\.\s?\.\s?\.|…)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)*)
    |(?P<number>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)|\d+(?:(?:[{_INVISIBLE}]+|[{_INVISIBLE}]*[.,:][{_INVISIBLE}]*)\d+)*)
    |(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{_INVISIBLE}]|[{_APOSTROPHES}](?=[^\W\d_])|[{_HYPHENS}]\s*(?=[{_INVISIBLE}]*[a-zß-öø-ÿ]))*)
    |(?P<mark>,,(?=[\w‚‘])|''|´´|``|<<|>>|-{{2,3}}|[^\s{_INVISIBLE}])""",
    re.VERBOSE,
)
_DROPPED = regex(rf"[{_HYPHENS}\s{_INVISIBLE}]")
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "’"))
UNSEEN = regex(f"[{_INVISIBLE}]")
_MARKS = {
    **dict.fromkeys("„“”«»‹›‚‘’'\"`´", QUOTE),
    **dict.fromkeys((",,", "''", "´´", "``", "<<", ">>"), QUOTE),
    **dict.fromkeys((*"-‐‑‒–—―−", "--", "---"), "-"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words, numbers and marks of a text: their keys, spans (half-open, in characters of the text) and kinds."""

    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    kinds: tuple[Kind, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def part(self, start: int, end: int) -> "Words":
        """Those numbered `[start, end)`."""
        return Words(self.keys[start:end], self.spans[start:end], self.kinds[start:end])


@lru_cache(maxsize=256)
def words_of(text: str, at: int = 0) -> Words:
    """The words of `text`; spans count from `at` on, where it is a part of something longer."""
    keys: list[str] = []
    spans: list[tuple[int, int]] = []
    kinds: list[Kind] = []
    for match in _TOKEN.finditer(text):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are the kinds
        keys.append(_key(match.group(), kind))
        spans.append((at + match.start(), at + match.end()))
        kinds.append(kind)
    return Words(tuple(keys), tuple(spans), tuple(kinds))


def _key(found: str, kind: Kind) -> str:
    if kind == "gap":
        return GAP
    if kind == "mark":
        return _MARKS.get(found, found)
    if kind == "number":
        return found if found.isascii() and " " not in found else _DROPPED.sub("", found)
    plain = found if found.isascii() and found.isalpha() else _DROPPED.sub("", found)
    if plain.isascii():
        return plain.translate(_APOSTROPHE)
    return unicodedata.normalize("NFC", plain.translate(LIGATURES)).translate(_APOSTROPHE)

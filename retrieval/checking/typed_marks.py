"""Quotation marks as a keyboard without them has them: ,,commas'', two single ones, <<angles>>, and ›single angles‹."""

import re

from corpus.patterns import regex

_PAIR = regex(r"(?P<low>,,(?=[\w‚‘]))|(?P<straight>''|´´|``)|(?P<left><<)|(?P<right>>>)")
_SIGN = {"low": "„", "straight": '"', "left": "«", "right": "»"}
_SINGLE = str.maketrans({"›": "»", "‹": "«"})
PAIRS = (",,", "''", "´´", "``", "<<", ">>")


def with_marks(text: str) -> str:
    """The text, as long as before, with the marks that are meant; a blank fills up."""
    return _PAIR.sub(_meant, text).translate(_SINGLE) if "»" not in text else _PAIR.sub(_meant, text)


def _meant(pair: re.Match[str]) -> str:
    sign = _SIGN[pair.lastgroup or ""]
    before = pair.string[pair.start() - 1 : pair.start()]
    closes = bool(before) and not before.isspace() and before not in "([–—:"
    near = pair.lastgroup == "straight"  # whose way is told by what stands next to it
    return f"{sign} " if closes == near else f" {sign}"

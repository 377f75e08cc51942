"""How a browser compares text when it looks for what a link names: base characters only, in whole words.

That is the primary level of the Unicode collation: case, accents, ligatures and the form of quotation marks make no difference,
soft hyphens and other characters without a shape are not there.
"""

import re
import unicodedata
from functools import cache

from corpus.article import Span
from corpus.patterns import regex

_WORD = regex(r"\S+")
_SAME = str.maketrans(dict.fromkeys("„“”‟«»″", '"') | dict.fromkeys("‚‘’‛‹›′`´", "'"))
_WITHIN = ".,;:'’·․﹒"
"""Between two letters or digits these part no words: „3,5“, „U.S“, „geht's“."""
EDGE = r"(?:(?<!\w)|(?!\w))"
"""In an expression for folded text: the place is not in the middle of a word."""


def folded(text: str) -> str:
    """The text as browsers compare it, blanks as blanks and line ends as line feeds; of parts joined it is the parts' folds."""
    return "".join(map(_fold, text))


@cache
def _fold(char: str) -> str:
    if char.isspace():
        return "\n" if char in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else " "
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char.translate(_SAME)).casefold())
    return "".join(each for each in plain if not each.isspace() and unicodedata.category(each) not in ("Mn", "Cf", "Cc", "Cs"))


def term(text: str) -> str:
    """The text as it stands in a link: what browsers do not see is left out, blanks are one."""
    return " ".join("".join(each for each in text if each.isspace() or _fold(each)).split())


def expression(text: str) -> str:
    """A regular expression for the text on one line of a folded text; empty where nothing of it is seen."""
    return r"[^\S\n]+".join(map(re.escape, folded(text).split()))


def whole_words(text: str, start: int, end: int) -> Span:
    """The span without blanks at its ends, widened to whole words; empty for blanks alone."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        while start and _joined(text, start):
            start -= 1
        while end < len(text) and _joined(text, end):
            end += 1
    return start, end


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and behind a place are of one word."""
    before, behind = _of_word(text, at - 1), _of_word(text, at)
    if before and behind:
        return True
    if behind and text[at - 1] in _WITHIN:
        return _of_word(text, at - 2)
    return before and text[at] in _WITHIN and _of_word(text, at + 1)


def _of_word(text: str, at: int) -> bool:
    if not 0 <= at < len(text):
        return False
    char = text[at]
    return char.isalnum() or char == "_" or unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")


def words_in(text: str, start: int, end: int) -> list[Span]:
    """The spans of what stands between blanks."""
    return [(match.start() + start, match.end() + start) for match in _WORD.finditer(text[start:end])]


def line_around(text: str, at: int) -> Span:
    """The span of the line in which the character `at` stands, without its ends."""
    start = end = at
    while start and _fold(text[start - 1]) != "\n":
        start -= 1
    while end < len(text) and _fold(text[end]) != "\n":
        end += 1
    return start, end

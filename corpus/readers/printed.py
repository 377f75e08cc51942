"""Printed lines to running text: lines to paragraphs, words that were hyphenated at a line's end, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.patterns import regex

_HYPHENATED = regex(r"(?P<left>[^\W\d_]+)[-\u2010\u00ad]$")
_NEXT_WORD = regex(r"[^\W\d_]+")
_SUSPENDED = frozenset("und oder bzw sowie bis als and or to".split())
_PAGE_NUMBER = regex(
    r"(?:[-–—|]\s*)?(?:Seite|Page|S\.|p\.)?\s*\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?(?:\s*[-–—|])?", re.IGNORECASE
)
_ENDED = regex(r"[.!?…:][\"'“”»)\]]*$")
_WORD = regex(r"\w+(?:-\w+)+")


def join_pages(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the character at which each begins. Page numbers and running heads are left out.

    Lines of a paragraph are joined by a blank, paragraphs parted by an empty line. A word hyphenated at a line's end is
    written as one word; the hyphen stays before a capital („Nato-Mission“), where „und“ follows, and where the text has the
    word with its hyphen elsewhere.
    """
    lines = _without_heads([[" ".join(line.split()) for line in page.replace("\x00", "").splitlines()] for page in pages])
    hyphened = {word.casefold() for page in lines for line in page for word in _WORD.findall(line)}
    text = ""
    begins = []
    last, last_width = "", 0
    for page in lines:
        width = _width(page)
        previous = ""
        begins.append(len(text))
        first = True
        for line in page:
            if not line:
                previous = ""
            else:
                goes_on = (
                    _continues_page(last, line, last_width) if first else bool(previous) and _continues(previous, line, width)
                )
                text, at = _append(text, line, goes_on, hyphened)
                if first:
                    begins[-1] = at
                previous, first = line, False
        last, last_width = previous, width
    if begins:
        begins[0] = 0
    return text, tuple(begins)


def _append(text: str, line: str, goes_on: bool, hyphened: set[str]) -> tuple[str, int]:
    """The text with the line at its end, and where the line begins."""
    if not text:
        return line, 0
    if not goes_on:
        return f"{text}\n\n{line}", len(text) + 2
    cut = _HYPHENATED.search(text[-80:])
    following = _NEXT_WORD.match(line)
    if not cut or not following:
        return f"{text} {line}", len(text) + 1
    word = following.group()
    if word.lower() in _SUSPENDED:
        return f"{text} {line}", len(text) + 1
    if text[-1] != "\u00ad" and (word[0].isupper() or f"{cut['left']}-{word}".casefold() in hyphened):
        return text + line, len(text)
    return text[:-1] + line, len(text) - 1


def _continues(previous: str, line: str, width: int) -> bool:
    """Whether the line was broken for want of room: the next one's first word would not have fitted. Where no sentence ends,
    the letters may have been wide: to cut a sentence is worse than to join a heading to its text.
    """
    needed = len(previous) + 1 + len(line.split(" ", 1)[0])
    return needed > (width if _ENDED.search(previous) else 0.8 * width)


def _continues_page(last: str, line: str, width: int) -> bool:
    """Whether a page goes on in the middle of the sentence in the last line of the one before."""
    if not last or _ENDED.search(last):
        return False
    return line[0].islower() or bool(_HYPHENATED.search(last)) or _continues(last, line, width)


def _width(page: list[str]) -> int:
    """How long lines of the page are: nine of ten are no longer."""
    lengths = sorted(len(line) for line in page if line)
    return lengths[(len(lengths) - 1) * 9 // 10] if lengths else 0


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Without page numbers at the edges, and first and last lines that stand on half of the pages, and at least on three."""
    trimmed = [_trim(page) for page in pages]
    heads = Counter(page[0] for page in trimmed if page)
    feet = Counter(page[-1] for page in trimmed if page)
    often = max(3, (len(pages) + 1) // 2)
    for page in trimmed:
        if page and heads[page[0]] >= often:
            del page[0]
        if page and feet[page[-1]] >= often:
            del page[-1]
    return [_trim(page) for page in trimmed]


def _trim(page: list[str]) -> list[str]:
    kept = list(page)
    while kept and (not kept[0] or _PAGE_NUMBER.fullmatch(kept[0])):
        del kept[0]
    while kept and (not kept[-1] or _PAGE_NUMBER.fullmatch(kept[-1])):
        del kept[-1]
    return kept

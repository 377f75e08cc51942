"""Quotation marks of every style: where quotations stand in a text, and which are still open where it ends."""

import re
from collections.abc import Sequence

from corpus.article import Span
from corpus.patterns import regex

_CLOSED_BY = {"„": '“”"', "“": '”"', "»": "«", "«": "»", '"': '"“”'}
_CLOSING = frozenset("".join(_CLOSED_BY.values()))
_MARK = regex('[„“”"»«]')
_STRAIGHT = regex('"')
# ‘British style,’ and ‚German headlines‘: a lone apostrophe is not to open one, so the closing mark must be there.
_SINGLE = regex(r"(?<!\w)‘(?=\w)((?:[^‘’]|’(?=\w))*[.,!?…])’(?!\w) | ‚((?:[^‚‘’]|’(?=\w))+)[‘’](?!\w)", re.VERBOSE)


def open_quotation(text: str, opened: str = "") -> str:
    """The mark whose quotation is still open at the end of `text`, or ""; `opened` is the one open where it begins."""
    return quotations(text, opened)[1]


def lacks_speaker(sentence: str, opened: str = "") -> bool:
    """Whether the sentence is nothing but a quotation, or a part of one; `opened` is the mark open where it begins."""
    if not opened and sentence[:1] not in _CLOSED_BY:
        return False
    at = 0
    for start, end in [*quotations(sentence, opened)[0], (len(sentence), len(sentence))]:
        if any(character.isalnum() for character in sentence[at:start]):
            return False
        at = end
    return True


def quotations(text: str, opened: str = "", nested: bool = False, anew: bool = False) -> tuple[list[Span], str]:
    """The outermost quotations, marks included, and the marks open at the end; an open one reaches to the end of `text`.

    With `nested`, a quotation within one may have the same marks; with `anew`, the same mark ends one that nothing closed.
    """
    found: list[Span] = []
    start = 0
    for mark in _MARK.finditer(text):
        sign, place = mark.group(), mark.start()
        before = text[place - 1 : place] if place else " "
        if opened and sign in _CLOSED_BY[opened[-1]]:
            opened = opened[:-1]
            if not opened:
                found.append((start, place + 1))
        elif sign in _CLOSED_BY and not before.isalnum() and not opened:
            start, opened = place, sign
        elif nested and sign == opened[-1:] and (before.isspace() or before in "„“»«"):
            opened += sign
        elif anew and sign == opened and before.isspace():
            found.append((start, place))
            start = place
    if opened and start < len(text):
        found.append((start, len(text)))
    return found, opened


def quotations_of(paragraph: str, opened: str = "") -> tuple[list[Span], str]:
    """The quotations of a whole paragraph: within one another, unless a mark that nothing closes would swallow the rest."""
    marks = directed(paragraph)
    found = quotations(marks, opened, nested=True)
    return quotations(marks, opened, anew=True) if found[1] else found


def are_closed(paragraph: str, quoted: Sequence[Span]) -> list[bool]:
    """Whether a mark closes each of the paragraph's quotations (marks included)."""
    marks = directed(paragraph)
    return [end - start > 1 and marks[end - 1] in _CLOSING for start, end in quoted]


def directed(text: str) -> str:
    """The text, as long as before, with straight and single marks as the double ones that show which way they face."""
    if '"' in text:
        text = _STRAIGHT.sub(lambda mark: _facing(text, mark.start()), text)
    return _SINGLE.sub(_doubled, text) if "‘" in text or "‚" in text else text


def _facing(text: str, place: int) -> str:
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    opens = (not before or before.isspace() or before in "([–—-/:") and bool(after) and not after.isspace()
    return "“" if opens else "”"


def _doubled(quoted: re.Match[str]) -> str:
    return f"“{quoted[1]}”" if quoted[1] is not None else f"„{quoted[2]}“"

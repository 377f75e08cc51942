"""Quotation marks of every style: where quotations stand in a text, and which are still open where it ends."""

import re

from corpus.article import Span

_CLOSED_BY = {"„": '“”"', "“": '”"', "»": "«", "«": "»", '"': '"“”'}
_MARK = re.compile('[„“”"»«]')
_STRAIGHT = re.compile('"')
# ‘British style,’ and ‚German headlines‘: a lone apostrophe is not to open one, so the closing mark must be there.
_SINGLE = re.compile(r"(?<!\w)‘(?=\w)((?:[^‘’]|’(?=\w))*[.,!?…])’(?!\w) | ‚((?:[^‚‘’]|’(?=\w))+)[‘’](?!\w)", re.VERBOSE)


def open_quotation(text: str, opened: str = "") -> str:
    """The marks whose quotations are still open at the end of `text`, outermost first, or ""; `opened` are those open where
    it begins.
    """
    return quotations(text, opened)[1]


def lacks_speaker(sentence: str, opened: str = "") -> bool:
    """Whether the sentence is nothing but a quotation, or a part of one; `opened` are the marks open where it begins."""
    if not opened and sentence[:1] not in _CLOSED_BY:
        return False
    at = 0
    for start, end in [*quotations(sentence, opened)[0], (len(sentence), len(sentence))]:
        if any(character.isalnum() for character in sentence[at:start]):
            return False
        at = end
    return True


def quotations(text: str, opened: str = "") -> tuple[list[Span], str]:
    """The outermost quotations, marks included, and the marks open at the end; an open one reaches to the end of `text`."""
    found: list[Span] = []
    start = 0
    for mark in _MARK.finditer(text):
        sign, place = mark.group(), mark.start()
        before = text[place - 1 : place]
        if opened and sign in _CLOSED_BY[opened[-1]]:
            opened = opened[:-1]
            if not opened:
                found.append((start, place + 1))
        elif sign in _CLOSED_BY and not before.isalnum() and (not opened or (sign == opened[-1] and _goes_in(before))):
            start = start if opened else place
            opened += sign
    if opened and start < len(text):
        found.append((start, len(text)))
    return found, opened


def _goes_in(before: str) -> bool:
    """Whether a mark behind this character opens a quotation within one."""
    return before.isspace() or (before != "" and before in "„“»«")


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

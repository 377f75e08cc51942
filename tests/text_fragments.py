"""What the draft of the WICG has a browser do with a text directive, step by step, as an oracle.

https://wicg.github.io/scroll-to-text-fragment/, "find a range from a text directive". A term lies in one block, here a line.
"""

import unicodedata
from urllib.parse import unquote

Range = tuple[int, int]


def _base(char: str) -> str:
    """A character's base, as far as these tests have any: without accents and case."""
    return "".join(each for each in unicodedata.normalize("NFD", char.lower()) if not unicodedata.combining(each))


def _bounded(text: str, at: int) -> bool:
    """Whether a place is a boundary of words: UAX #29's rules for letters, digits and what stands between them."""
    if at in (0, len(text)):
        return True
    before, behind = text[at - 1], text[at]
    if before.isalnum() and behind.isalnum():
        return False
    if behind in ".,'" and before.isalnum() and text[at + 1 : at + 2].isalnum():
        return False
    return not (before in ".,'" and behind.isalnum() and text[at - 2 : at - 1].isalnum())


def _find(term: str, text: str, begin: int, *, start_bounded: bool, end_bounded: bool) -> Range | None:
    for at in range(begin, len(text) - len(term) + 1):
        end = at + len(term)
        same = all(_base(a) == _base(b) for a, b in zip(term, text[at:end], strict=True))
        if same and (not start_bounded or _bounded(text, at)) and (not end_bounded or _bounded(text, end)):
            return at, end
    return None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def parsed(directive: str) -> tuple[str, str, str, str]:
    """Prefix, start, end and suffix of a directive, empty where it has none."""
    parts = directive.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    assert 1 <= len(parts) <= 2, directive
    return prefix, unquote(parts[0]), unquote(parts[1]) if len(parts) == 2 else "", suffix


def first_range(directive: str, text: str, begin: int = 0) -> Range | None:  # noqa: PLR0911, PLR0912  # the draft's steps
    """What a browser would show: the first range from `begin` on, or None."""
    prefix, start, end, suffix = parsed(directive)
    bounded = bool(end or not suffix)
    while begin < len(text):
        if prefix:
            found = _find(prefix, text, begin, start_bounded=True, end_bounded=False)
            if found is None:
                return None
            begin, at = found[0] + 1, _skip(text, found[1])
            match = _find(start, text, at, start_bounded=False, end_bounded=bounded)
            if match is None:
                return None
            if match[0] != at:
                continue
        else:
            match = _find(start, text, begin, start_bounded=True, end_bounded=bounded)
            if match is None:
                return None
            begin = match[0] + 1
        search = match[1]
        while search < len(text) or not (end or suffix):
            if end:
                last = _find(end, text, search, start_bounded=True, end_bounded=not suffix)
                if last is None:
                    return None
                match = match[0], last[1]
            if not suffix:
                return match
            at = _skip(text, match[1])
            behind = _find(suffix, text, at, start_bounded=False, end_bounded=True)
            if behind is None:
                return None
            if behind[0] == at:
                return match
            if not end:
                break
            search = match[1]
    return None

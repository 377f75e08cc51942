"""What of a quotation as it was pasted is its wording, and what is the paste's, the layout's or the quoter's."""

from dataclasses import dataclass

from corpus.patterns import regex
from retrieval.checking.words import QUOTE, Words, words_of

_CLOSING = (".", ",", ";", ":", "!", "?", QUOTE)
_NOTE = regex(
    r"(?i)\[\s*(?:sic!?|!|Anm(?:\.|erkung)[^\]]{0,80}|(?:Hervorhebung|Übersetzung|emphasis|translation)[^\]]{0,60}|ed\.[^\]]{0,60})\s*\]"
)
_NUMBERED = r"[ \t]*(?:[-–—] ?)?\d{1,4}(?: ?[-–—])?[ \t]*"
_PAGE = regex(rf"(?:(?<=\n\n)|(?<=[^\n]{{40}}\n)){_NUMBERED}(?=\n)|(?<=\n){_NUMBERED}(?=\n[ \t]*\n)")
"""A number on a line of its own, after a blank line or a long one: in a narrow column it may be a number of the text's."""
_QUOTED_LINE = regex(r"(?m)^[ \t]*(?:>[ \t]?)+|^[ \t]*[•*–—-][ \t]+")
_EMPHASIS = regex(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
_TICKER = regex(r"(?<!\S)\+{2,}(?!\S)")
_BRACKET = regex(r"[\[\]]")


@dataclass(frozen=True)
class Wording:
    """The words to look for, and the last closing mark behind them, if any."""

    words: Words
    ending: str


def wording_of(text: str, at: int = 0) -> Wording:
    """The words of a quotation without the marks that end it and without dots or quotation marks at both ends.

    An ellipsis at an end says only that the print goes on there, which no quotation denies. `at` is as in `words_of`.
    """
    return _bare(words_of(text, at))


def set_aside(text: str, at: int = 0) -> list[Wording]:
    """The same without what a quoter or a paste puts in: square brackets, notes in them, asterisks, quote signs and bullets at
    line starts, page numbers on lines of their own. Empty where there is none of it.

    What stands in brackets and is no note counts as quoted: „[nicht]“ must not pass for a bracket. Only the letter of „[d]ie“
    may be large or small: there are two wordings then.
    """
    gone: set[int] = set()
    for pattern in (_NOTE, _PAGE, _QUOTED_LINE, _EMPHASIS, _TICKER):
        gone.update(place for found in pattern.finditer(text) for place in range(found.start() + at, found.end() + at))
    words = words_of(text, at)
    kept = [
        number
        for number, (span, key) in enumerate(zip(words.spans, words.keys, strict=True))
        if span[0] not in gone and not _BRACKET.fullmatch(key)
    ]
    if len(kept) == len(words) or not kept:
        return []
    keys, spans, kinds = [words.keys[n] for n in kept], [words.spans[n] for n in kept], [words.kinds[n] for n in kept]
    other = list(keys)
    for number in range(len(keys) - 2, -1, -1):
        (low, high), (begin, end) = spans[number : number + 2]
        if text[low - at - 1 : begin - at] == f"[{text[low - at : high - at]}]" and high - low == 1:
            for column in keys, other:
                column[number] += column.pop(number + 1)
            other[number] = other[number][0].swapcase() + other[number][1:]
            spans[number : number + 2] = [(low, end)]
            del kinds[number + 1]
    read = [Words(tuple(column), tuple(spans), tuple(kinds)) for column in ([keys] if keys == other else [keys, other])]
    return [_bare(each) for each in read]


def _bare(words: Words) -> Wording:
    end, ending = len(words), ""
    while end and (words.kinds[end - 1] == "gap" or (words.kinds[end - 1] == "mark" and words.keys[end - 1] in _CLOSING)):
        if words.kinds[end - 1] == "gap":
            ending = "…"
        elif words.keys[end - 1] != QUOTE and not ending:
            ending = words.keys[end - 1]
        end -= 1
    begin = 0
    while begin < end and (words.kinds[begin] == "gap" or words.keys[begin] == QUOTE):
        begin += 1
    return Wording(words.part(begin, end), "" if ending == "…" else ending)

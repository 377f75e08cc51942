"""The words and marks of a sentence, its quotations taken out, and the clauses they make."""

from collections.abc import Sequence
from typing import NamedTuple

from corpus.article import Span
from corpus.patterns import regex

QUOTED = "¤"
"""Stands for a quotation."""
_LETTERS = r"\w[\w\u00ad\u0300-\u036f]*"
"""Of a word, with the accents that stand apart (NFD) and soft hyphens in it."""
_TOKEN = regex(rf"""{_LETTERS}(?:[-’'./&]{_LETTERS})*|[^\w\s„“”"«»‚‘]""")
_BOUNDARIES = frozenset(",;:–—-()[]!?…") | {QUOTED}


class Token(NamedTuple):
    """A word, a mark, or a quotation taken out, at the half-open span `[start, end)`; `lower` is it in small letters."""

    text: str
    start: int
    end: int
    lower: str

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number."""
        return self.text[0].isalnum()


_END = Token(",", 0, 0, ",")


def tokens_of(text: str, start: int, end: int, taken_out: Sequence[Span]) -> list[Token]:
    """The tokens of `text[start:end]` with those stretches as one token each. The spans are in order and apart."""
    found: list[Token] = []
    at = start
    for low, high in taken_out:
        found += _plain(text, at, low)
        found.append(Token(QUOTED, low, high, QUOTED))
        at = high
    return found + _plain(text, at, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(match.group(), match.start(), match.end(), match.group().lower()) for match in _TOKEN.finditer(text, start, end)
    ]


def clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The clauses as half-open ranges of tokens: what stands between commas, colons, dashes, brackets and quotations."""
    found, at = [], 0
    for number, token in enumerate([*tokens, _END]):
        if token.text in _BOUNDARIES:
            end = number
            while at < end and not tokens[end - 1].is_word:
                end -= 1
            if at < end:
                found.append((at, end))
            at = number + 1
    return found

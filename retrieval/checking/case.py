"""A quotation beside the printed texts it is held against: their words, and differences told as places in both."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article
from retrieval.checking.edits import Piece
from retrieval.checking.result import Claim, Difference, DifferenceKind, Remark, Verdict
from retrieval.checking.words import QUOTE, Words
from retrieval.quote import Copy

ENDS = frozenset(".!?")
CLOSES = frozenset(".,;:!?") | {QUOTE}


@dataclass(frozen=True)
class Source:
    """A stretch of an article's text that quotations are held against, as words whose spans are the article's characters."""

    article: Article
    words: Words


@dataclass(frozen=True)
class Judged:
    """A verdict, the places it rests on, and what differs there, the gravest first. `found` is the share of words found; `kept`
    are the characters of the text checked that stand in print, by the span of each word.
    """

    verdict: Verdict
    places: tuple[Copy, ...]
    differences: tuple[Difference, ...]
    found: float
    kept: frozenset[tuple[int, int]] = frozenset()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Case:
    """A claim, its words as they count without the mark `ending` that ends them, and the texts numbered as `align` does."""

    claim: Claim
    words: Words
    ending: str
    sources: Sequence[Source]

    def printed(self, text: int) -> Words:
        """The words of a text."""
        return self.sources[text].words

    def copy(self, piece: Piece) -> Copy:
        """Where the piece stands in its article."""
        spans = self.printed(piece.text).spans
        return Copy(self.sources[piece.text].article, spans[piece.printed[0]][0], spans[piece.printed[1] - 1][1])

    def difference(self, kind: DifferenceKind, claimed: tuple[int, int], text: int, printed: tuple[int, int]) -> Difference:
        """That the quotation has its words `claimed` where that text has `printed`, both half-open numbers of words."""
        article = self.sources[text].article
        at, there = _span(self.words, claimed), _span(self.printed(text), printed)
        ours = self.claim.text[at[0] - self.claim.start : at[1] - self.claim.start]
        return Difference(kind, ours, article.text[there[0] : there[1]], at, there, article.id)


def _span(words: Words, span: tuple[int, int]) -> tuple[int, int]:
    """The characters of those words; of none, where they would stand."""
    low, high = span
    if low < high:
        return words.spans[low][0], words.spans[high - 1][1]
    at = words.spans[low][0] if low < len(words) else words.spans[-1][1]
    return at, at

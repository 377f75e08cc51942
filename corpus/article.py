"""The values of the archive: an article, its blocks, its passages. All are frozen and refuse nonsense when made."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from corpus.dates import DateInterval, label_day
from corpus.language import Language
from corpus.provenance import Conflict, Provenance, Sourced

Span = tuple[int, int]
"""A half-open range of characters `[start, end)`."""


class BlockKind(StrEnum):
    """What a block of an article's text is; only PROSE is quoted."""

    PROSE = "prose"
    TITLE = "title"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    BYLINE = "byline"
    DATELINE = "dateline"


@dataclass(frozen=True)
class Block:
    """A paragraph or line of an article's text, the half-open span `[start, end)`."""

    start: int
    end: int
    kind: BlockKind

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative span [{self.start}, {self.end})")


@dataclass(frozen=True)
class Article:
    """One news item. `text` is the file's own text after its header line, unchanged, and all spans point into it.

    `published` is None for an undated article; `not_before` is then the earliest day that its text proves, if any.
    `path` is unique; where a file holds several articles it ends in `#` and the `part`. `pages` are the characters at which
    the pages of a paged file begin, ascending from 0. Raises ValueError for empty text and for blocks and pages outside it.
    """

    id: str
    path: str
    text: str
    language: Language
    title: Sourced[str] | None = None
    source: Sourced[str] | None = None
    origin: Sourced[str] | None = None
    authors: Sourced[tuple[str, ...]] | None = None
    published: Sourced[DateInterval] | None = None
    not_before: date | None = None
    url: Sourced[str] | None = None
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    part: str = ""
    pages: tuple[int, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an article has text")
        end = 0
        for block in self.blocks:
            if block.start < end or block.end > len(self.text):
                raise ValueError(f"block {block} overlaps another or leaves the text")
            end = block.end
        if self.pages and (
            self.pages[0] != 0 or any(a > b for a, b in pairwise(self.pages)) or self.pages[-1] > len(self.text)
        ):
            raise ValueError(f"pages {self.pages} do not begin at 0 and ascend within the text")
        object.__setattr__(self, "digest", text_digest(self.text))

    @property
    def file(self) -> str:
        """The path of the file that the article was read from."""
        return self.path.removesuffix(f"#{self.part}") if self.part else self.path

    def page(self, at: int) -> int | None:
        """The page, from 1 on, on which the character `at` stands; None in a file without pages."""
        return bisect_right(self.pages, at) or None

    def published_label(self, lang: str = "de") -> str:
        """The date as shown: „Februar 2018“, „undatiert, nicht vor 2018“, „undatiert“."""
        return date_label(self.published.value if self.published else None, self.not_before, lang)

    @property
    def published_from(self) -> Provenance:
        """The provenance of the date: `text` where only a bound is proven, `unknown` without even that."""
        if self.published is not None:
            return self.published.provenance
        return Provenance.UNKNOWN if self.not_before is None else Provenance.TEXT


@dataclass(frozen=True)
class Passage:
    """An indexed span of an article: `[start, end)` and its sentences' spans, all in the article's characters.

    `id` is unique in an archive for all time. Raises ValueError unless the sentences lie inside, in order.
    """

    id: int
    article_id: str
    start: int
    end: int
    sentences: tuple[Span, ...]

    def __post_init__(self) -> None:
        at = self.start
        for start, end in self.sentences:
            if not at <= start < end <= self.end:
                raise ValueError(f"sentence [{start}, {end}) leaves passage [{self.start}, {self.end}) or overlaps")
            at = end
        if not self.sentences:
            raise ValueError("a passage has sentences")


def text_digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def date_label(published: DateInterval | None, not_before: date | None, lang: str) -> str:
    """See Article.published_label."""
    if published is not None:
        return published.label(lang)
    undated = "undatiert" if lang == "de" else "undated"
    if not_before is None:
        return undated
    return f"{undated}, {'nicht vor' if lang == 'de' else 'not before'} {_bound_label(not_before, lang)}"


def _bound_label(day: date, lang: str) -> str:
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return DateInterval.of(day.year, day.month).label(lang) if day.day == 1 else label_day(day, lang)

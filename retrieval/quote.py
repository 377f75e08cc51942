"""What an answer is made of. A quote is a span of a stored article; there is no other way to make one."""

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal

from corpus.article import Article, Span
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter, Fit
from corpus.language import Language
from corpus.origins import Cluster
from corpus.provenance import Provenance
from corpus.store import Coverage

Status = Literal["answered", "not_found"]


@dataclass(frozen=True)
class Copy:
    """The characters `[start, end)` of an article's text that say what a quote says, in the same words.

    Raises ValueError for a span outside the text.
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        _check(self.article, self.start, self.end)

    @property
    def text(self) -> str:
        """The words as this article prints them."""
        return self.article.text[self.start : self.end]

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The copy as it stands in `--json`."""
        article = self.article
        return {
            "article_id": article.id,
            "path": article.path,
            "title": article.title.value if article.title else None,
            "source": article.source.value if article.source else None,
            "published": _published(article, lang),
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


@dataclass(frozen=True)
class Quote:
    """The characters `[start, end)` of an article's text, chosen as an answer.

    `highlights` are the spans of the sentences that answer, in the article's characters. `score` is higher for better.
    `also_in` are the places where the answering sentence stands as well; `cluster` are the articles that are one text with this
    one. `fit` is how the article fits the filter, None without one. Raises ValueError for a span outside the text and
    a highlight outside the span.
    """

    article: Article
    start: int
    end: int
    highlights: tuple[Span, ...]
    score: float
    also_in: tuple[Copy, ...] = ()
    fit: Fit | None = None
    cluster: Cluster | None = None

    def __post_init__(self) -> None:
        _check(self.article, self.start, self.end)
        for start, end in self.highlights:
            if not self.start <= start < end <= self.end:
                raise ValueError(f"highlight [{start}, {end}) leaves the quote [{self.start}, {self.end})")

    @property
    def text(self) -> str:
        """The quoted words, as they are printed."""
        return self.article.text[self.start : self.end]

    @property
    def file_name(self) -> str:
        """The name of the file that the article was read from, with the part of it that is the article."""
        name = PurePath(self.article.file).name
        return f"{name}#{self.article.part}" if self.article.part else name

    @property
    def page(self) -> int | None:
        """The page on which the quote begins, from 1 on; None in a file without pages."""
        return self.article.page(self.start)

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The quote as it stands in `--json`."""
        article = self.article
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "article_id": article.id,
            "path": article.path,
            "page": self.page,
            "title": article.title.value if article.title else None,
            "source": article.source.value if article.source else None,
            "source_from": article.source.provenance if article.source else Provenance.UNKNOWN,
            "origin": article.origin.value if article.origin else None,
            "authors": list(article.authors.value) if article.authors else [],
            "published": _published(article, lang),
            "url": article.url.value if article.url else None,
            "score": round(self.score, 6),
            "highlights": [list(span) for span in self.highlights],
            "also_in": [copy.as_json(lang) for copy in self.also_in],
            **({"fit": self.fit} if self.fit else {}),
            "cluster": self.cluster and self.cluster.as_json(),
        }


@dataclass(frozen=True)
class Understood:
    """What was read out of a question: its language, the period and outlet it names, and the question it follows."""

    language: Language
    period: DateInterval | None = None
    source: str | None = None
    context: str | None = None

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The understanding as it stands in `--json`."""
        period = self.period
        return {
            "language": self.language,
            "period": period
            and {"earliest": period.earliest.isoformat(), "latest": period.latest.isoformat(), "label": period.label(lang)},
            "source": self.source,
            "context": self.context,
        }


@dataclass(frozen=True)
class Origins:
    """What stands behind an answer's quotes and the copies of their sentences.

    `sources` are distinct known outlets, `origins` the texts or outlets that are independent of one another, `unknown` articles
    of which neither is known, `named` the agencies among these, and `presumed` the outlets that printed a shared text first.
    """

    articles: int = 0
    sources: int = 0
    origins: int = 0
    named: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    unknown: int = 0

    def as_json(self) -> dict[str, Any]:
        """The counts as they stand in `--json`."""
        return {
            "articles": self.articles,
            "sources": self.sources,
            "origins": self.origins,
            "named": list(self.named),
            "presumed": list(self.presumed),
            "unknown": self.unknown,
        }


@dataclass(frozen=True)
class Answer:
    """Quotes for a question, best first; or none, then `nearest` is the nearest miss and `coverage` what was searched.

    `confidence` is the estimated probability, 0 to 1, that the archive answers the question at all. `unknown` are the names
    and numbers of the question that stand in no article. `only` is the filter asked under: `coverage` is then of what it
    left, and quotes of articles that fit for certain come first, then those that may fit, then undated ones.
    `origins` says how many outlets are
    behind the quotes, and how many of them speak for themselves.
    """

    question: str
    understood: Understood
    quotes: tuple[Quote, ...]
    confidence: float
    nearest: Quote | None
    coverage: Coverage
    unknown: tuple[str, ...] = ()
    only: Filter = NO_FILTER
    origins: Origins = field(default_factory=Origins)

    @property
    def status(self) -> Status:
        """`answered` where there are quotes."""
        return "answered" if self.quotes else "not_found"

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The answer as it stands in `--json`."""
        return {
            "question": self.question,
            "status": self.status,
            "confidence": round(self.confidence, 4),
            "understood": self.understood.as_json(lang),
            "disagreements": [],
            "quotes": [quote.as_json(lang) for quote in self.quotes],
            "origins": self.origins.as_json(),
            "nearest": self.nearest.as_json(lang) if self.nearest else None,
            "unknown": list(self.unknown),
            **({"filter": self._filter_json()} if self.only else {}),
        }

    def _filter_json(self) -> dict[str, Any]:
        return {**self.only.as_json(), "articles": self.coverage.articles, "undated": self.coverage.undated}


def _check(article: Article, start: int, end: int) -> None:
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"[{start}, {end}) is no span of article {article.id}")


def _published(article: Article, lang: str) -> dict[str, Any]:
    published = article.published.value if article.published else None
    earliest = published.earliest if published else article.not_before
    return {
        "earliest": earliest.isoformat() if earliest else None,
        "latest": published.latest.isoformat() if published else None,
        "label": article.published_label(lang),
        "provenance": article.published_from,
    }

"""What an answer is made of: the quotes, what stands behind them, and what was understood of the question."""

from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.filters import NO_FILTER, Filter
from corpus.store import Coverage
from retrieval.disagreement import Disagreement
from retrieval.quote import Quote
from retrieval.understood import Understood

Status = Literal["answered", "not_found"]


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
    behind the quotes, and how many of them speak for themselves; `disagreements` what they, and the sentences that come
    next, say differently.
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
    disagreements: tuple[Disagreement, ...] = ()

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
            "disagreements": [each.as_json() for each in self.disagreements],
            "quotes": [quote.as_json(lang) for quote in self.quotes],
            "origins": self.origins.as_json(),
            "nearest": self.nearest.as_json(lang) if self.nearest else None,
            "unknown": list(self.unknown),
            **({"filter": self._filter_json()} if self.only else {}),
        }

    def _filter_json(self) -> dict[str, Any]:
        return {**self.only.as_json(), "articles": self.coverage.articles, "undated": self.coverage.undated}

"""What is kept of values that disagree: their places in articles, so that paging shows them again, and no word of theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.article import Article
from retrieval.disagreement import Disagreement, Kind, Normal, Relation, Value


@dataclass(frozen=True)
class Differing:
    """A disagreement as places; a value is (article, digest, start, end, sentence's start, sentence's end, what it means)."""

    kind: Kind
    relation: Relation
    values: tuple[tuple[str, str, int, int, int, int, Normal], ...]

    @classmethod
    def of(cls, found: Disagreement) -> "Differing":
        """Where the values stand."""
        values = tuple((v.article.id, v.article.digest, v.start, v.end, *v.sentence, v.value) for v in found.values)
        return cls(found.kind, found.relation, values)

    def read(self, articles: Mapping[str, Article]) -> Disagreement | None:
        """The disagreement in the articles as they are now; None where fewer than two values still stand there."""
        values = tuple(
            Value(articles[name], start, end, (low, high), value)
            for name, digest, start, end, low, high, value in self.values
            if name in articles and articles[name].digest == digest
        )
        return Disagreement(self.kind, self.relation, values) if len(values) > 1 else None

    def as_row(self) -> list[Any]:
        """For the database."""
        return [self.kind, self.relation, self.values]

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "Differing":
        """What `as_row` made, back from JSON."""
        kind, relation, values = row
        return cls(kind, relation, tuple((*place, tuple(v) if isinstance(v, list) else v) for *place, v in values))


def read_all(kept: Iterable[Differing], articles: Mapping[str, Article]) -> tuple[Disagreement, ...]:
    """Those that still stand."""
    return tuple(found for each in kept if (found := each.read(articles)) is not None)


def article_ids(kept: Iterable[Differing]) -> set[str]:
    """The articles that it takes to read them."""
    return {value[0] for each in kept for value in each.values}

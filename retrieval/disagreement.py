"""What the quotes and the next best sentences say differently of one thing: numbers, days, yes and no.

Said of the same time it is a contradiction, of different times a change. Where that cannot be told, nothing is said: a false
alarm costs trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.article import Article, Span

Kind = Literal["number", "date", "yes_no"]
Relation = Literal["contradiction", "change"]
Normal = float | tuple[float, float] | str
"""A number or a range, a date in ISO form, „yes“ or „no“."""


@dataclass(frozen=True)
class Value:
    """What one article says: the characters `[start, end)` of its text, in the sentence `sentence`; `value` is what it means.

    Raises ValueError unless the value stands in the sentence and the sentence in the text.
    """

    article: Article
    start: int
    end: int
    sentence: Span
    value: Normal

    def __post_init__(self) -> None:
        if not 0 <= self.sentence[0] <= self.start < self.end <= self.sentence[1] <= len(self.article.text):
            raise ValueError(f"[{self.start}, {self.end}) is no value in {self.sentence} of article {self.article.id}")

    @property
    def text(self) -> str:
        """The value as it is printed."""
        return self.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The sentence as it is printed."""
        return self.article.text[slice(*self.sentence)]

    def as_json(self) -> dict[str, Any]:
        """The value as it stands in `--json`."""
        article = self.article
        published = article.published.value if article.published else None
        earliest = published.earliest if published else article.not_before
        return {
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "text": self.text,
            "quote": self.quote,
            "source": article.source.value if article.source else None,
            "earliest": earliest.isoformat() if earliest else None,
            "latest": published.latest.isoformat() if published else None,
            "article_id": article.id,
            "path": article.path,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Disagreement:
    """Values that cannot all be so at once (`contradiction`), best answer first, or that followed one another (`change`)."""

    kind: Kind
    relation: Relation
    values: tuple[Value, ...]

    def as_json(self) -> dict[str, Any]:
        """The disagreement as it stands in `--json`."""
        return {"kind": self.kind, "relation": self.relation, "values": [value.as_json() for value in self.values]}


def by_time(values: Sequence[Value]) -> tuple[Value, ...]:
    """The values, the earliest article first."""

    def when(value: Value) -> str:
        known = value.article.published
        first = known.value.earliest if known else value.article.not_before
        return first.isoformat() if first else "9999"

    return tuple(sorted(values, key=when))

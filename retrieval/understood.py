"""What was read out of a question beyond its words: the period and the outlet it names, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from corpus.dates import DateInterval
from corpus.language import Language

RemarkCode = Literal["impossible", "reversed", "outside", "unknown_source", "nothing_before"]
"""A day that does not exist („30. Februar“); an end before its beginning; a period that no article is of; an outlet that the
archive does not hold; a question that leans on one before where there is none.
"""


@dataclass(frozen=True)
class AskedPeriod:
    """The days from `first` to `last` that a question means, both included; None where that end is open.

    `text` is how the question says it („vor dem Gipfel im Juli 2018“). Raises ValueError when reversed or open at both ends.
    """

    first: date | None
    last: date | None
    text: str = ""

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise ValueError("a period has an end")
        self.days  # noqa: B018  # refuses a reversed one

    @classmethod
    def of(cls, days: DateInterval, text: str = "") -> "AskedPeriod":
        """The closed period of those days."""
        return cls(days.earliest, days.latest, text)

    @property
    def days(self) -> DateInterval:
        """The period as an interval; an open end reaches as far as dates do."""
        return DateInterval(self.first or date.min, self.last or date.max)

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The period as it stands in `--json`."""
        return {
            "earliest": self.first and self.first.isoformat(),
            "latest": self.last and self.last.isoformat(),
            "label": self.label(lang),
            "text": self.text,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "AskedPeriod":
        """The period that `as_json` wrote."""
        first, last = (row[end] and date.fromisoformat(row[end]) for end in ("earliest", "latest"))
        return cls(first, last, row["text"])

    def label(self, lang: str = "de") -> str:
        """„Februar 2018“, „Januar 2020 bis April 2020“, „ab Januar 2020“, "until 30 July 2018"."""
        until = "bis" if lang == "de" else "until" if self.first is None else "to"
        if self.first and self.last and self.days.precision != "range":
            return self.days.label(lang)
        first, last = self.first and _begins(self.first), self.last and _ends(self.last)
        if self.first and self.last and first and last:
            if first.precision != last.precision:
                first, last = DateInterval(self.first, self.first), DateInterval(self.last, self.last)
            elif (self.first.month, self.last.month, first.precision) == (1, 12, "month"):
                first, last = DateInterval.of(self.first.year), DateInterval.of(self.last.year)
        since = f"{'ab' if lang == 'de' else 'since'} " if last is None else ""
        return " ".join([*([since + first.label(lang)] if first else []), *([until, last.label(lang)] if last else [])])


def _begins(day: date) -> DateInterval:
    """The month that begins on that day, or else the day."""
    return DateInterval.of(day.year, day.month) if day.day == 1 else DateInterval(day, day)


def _ends(day: date) -> DateInterval:
    """The month that ends on that day, or else the day."""
    month = DateInterval.of(day.year, day.month)
    return month if month.latest == day else DateInterval(day, day)


@dataclass(frozen=True)
class AskedSource:
    """The outlet or agency that a question names, as it writes it, and which of the archive's sources that means."""

    name: str
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The source as it stands in `--json`."""
        return {"name": self.name, "sources": list(self.sources)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "AskedSource":
        """The source that `as_json` wrote."""
        return cls(row["name"], tuple(row["sources"]))


@dataclass(frozen=True)
class Remark:
    """What could not be taken as the question says it: the kind of trouble and the words it is about."""

    code: RemarkCode
    text: str

    def as_json(self) -> dict[str, Any]:
        """The remark as it stands in `--json`."""
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True)
class Carried:
    """What a question has from the one before: its `terms`, and whether its `period` and `source`.

    `question` is that one as it was resolved, `query` what was searched instead of the question alone. Where `replaced`, that
    is the question before with something put in another's place („aus Kanada“ in that of „aus Deutschland“). `article` is the
    id of the article that answered best before, where it is favoured now.
    """

    question: str
    terms: tuple[str, ...]
    query: str
    replaced: bool = False
    period: bool = False
    source: bool = False
    article: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What was carried as it stands in `--json`."""
        return {
            "question": self.question,
            "terms": list(self.terms),
            "query": self.query,
            "replaced": self.replaced,
            "period": self.period,
            "source": self.source,
            "article": self.article,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Carried":
        """What `as_json` wrote."""
        texts = row["question"], tuple(row["terms"]), row["query"]
        return cls(*texts, row["replaced"], row["period"], row["source"], row.get("article"))


@dataclass(frozen=True)
class Understood:
    """What was read out of a question: its language, the period and outlet it names, and what it has from the one before.

    `remarks` name what could not be taken as it was said. Without `narrow`, period and outlet were not asked for.
    """

    language: Language
    period: AskedPeriod | None = None
    source: AskedSource | None = None
    carried: Carried | None = None
    remarks: tuple[Remark, ...] = ()
    narrow: bool = True

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """The understanding as it stands in `--json`."""
        return {
            "language": self.language,
            "period": self.period and self.period.as_json(lang),
            "source": self.source and self.source.as_json(),
            "carried": self.carried and self.carried.as_json(),
            "remarks": [remark.as_json() for remark in self.remarks],
            "narrow": self.narrow,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Understood":
        """The understanding that `as_json` wrote, of a version of before too, which had nothing carried."""
        period, source, carried = row["period"], row["source"], row.get("carried")
        return cls(
            row["language"],
            period and AskedPeriod.from_json(period),
            source and AskedSource.from_json(source),
            carried and Carried.from_json(carried),
            tuple(Remark(**remark) for remark in row["remarks"]),
            row.get("narrow", True),
        )

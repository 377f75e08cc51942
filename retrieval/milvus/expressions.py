"""A selection as an expression over a collection's fields. Days are ordinals, 0 where they are not known."""

import json
from datetime import date

from corpus.article import Article
from retrieval.milvus.collection import LONGEST_NAME, NO_YEAR, SEVERAL_YEARS
from retrieval.selection import AllOf, AnyOf, Dated, Meaning, Named, OneOf, Undated

_NONE = "id < 0"
_MOST_YEARS = 40
"""So many years are named, so that no other partition is searched; of more, none."""


def expression(meaning: Meaning) -> str:
    """What is true of the passages meant, in brackets where it has parts."""
    match meaning:
        case Dated(first, last):
            said = f"first > 0 and first <= {last.toordinal()} and last >= {first.toordinal()}"
            years = range(first.year, last.year + 1)
            in_years = f" and year in {[SEVERAL_YEARS, *years]}" if len(years) <= _MOST_YEARS else ""
            return f"({said}{in_years})"
        case Undated(until):
            bound = f" and not_before <= {until.toordinal()}" if until else ""
            return f"(year == {NO_YEAR} and first == 0{bound})"
        case Named(names):
            listed = ", ".join(json.dumps(cut(name), ensure_ascii=False) for name in sorted(names))
            return f"(source in [{listed}] or origin in [{listed}])" if names else _NONE
        case OneOf(ids):
            return f"id in {list(ids)}" if ids else _NONE
        case AllOf(parts):
            return _joined(parts, " and ", "id >= 0")
        case AnyOf(parts):
            return _joined(parts, " or ", _NONE)


def scalars(article: Article) -> dict[str, int | str]:
    """What the expressions are about, of the passages of an article."""
    days = article.published.value if article.published else None
    first, last = (days.earliest, days.latest) if days else (None, None)
    year = NO_YEAR if not days else days.earliest.year if days.earliest.year == days.latest.year else SEVERAL_YEARS
    return {
        "first": _ordinal(first),
        "last": _ordinal(last),
        "not_before": _ordinal(article.not_before),
        "source": cut(article.source.value) if article.source else "",
        "origin": cut(article.origin.value) if article.origin else "",
        "year": year,
    }


def cut(name: str, most: int = LONGEST_NAME) -> str:
    """As much of it as a field holds, in bytes."""
    raw = name.encode()
    return name if len(raw) <= most else raw[:most].decode(errors="ignore")


def _joined(parts: tuple[Meaning, ...], word: str, nothing: str) -> str:
    said = [expression(part) for part in parts]
    return said[0] if len(said) == 1 else f"({word.join(said)})" if said else nothing


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0

"""What one place says of an article: a sidecar, the user, a file's own fields, its byline. Checked plain values."""

from dataclasses import dataclass

from corpus.dates import DateInterval, parse_timestamp
from corpus.errors import MetadataError

FIELDS = ("title", "source", "date", "authors", "origin", "url", "language")


@dataclass(frozen=True)
class Metadata:
    """What one place says of an article; None where it says nothing."""

    title: str | None = None
    source: str | None = None
    date: DateInterval | None = None
    authors: tuple[str, ...] | None = None
    origin: str | None = None
    url: str | None = None
    language: str | None = None

    def over(self, earlier: "Metadata") -> "Metadata":
        """These values, and where they say nothing the earlier ones."""
        return Metadata(**{name: getattr(self, name) or getattr(earlier, name) for name in FIELDS})

    def as_values(self) -> dict[str, object]:
        """Plain values that `metadata_from` reads back."""
        values = {name: value for name in FIELDS if (value := getattr(self, name)) is not None}
        if self.date:
            values["date"] = self.date.iso()
        if self.authors:
            values["authors"] = list(self.authors)
        return values


NOTHING = Metadata()


def metadata_from(where: str, values: dict[str, object]) -> Metadata:
    """Checked metadata from plain values; `where` names their place in errors."""
    for name in sorted(values.keys() - set(FIELDS)):
        known = ", ".join(FIELDS)
        raise MetadataError(
            where=where,
            name=name,
            value=_printable(values[name]),
            expected_de=f"eines von {known}",
            expected_en=f"one of {known}",
        )
    texts = {name: _text(where, name, values[name]) for name in values.keys() - {"authors", "date"}}
    if texts.get("language", "de") not in ("de", "en"):
        raise MetadataError(
            where=where, name="language", value=texts["language"], expected_de="de oder en", expected_en="de or en"
        )
    return Metadata(**texts, date=_date(where, values.get("date")), authors=_authors(where, values.get("authors")))


def _text(where: str, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise MetadataError(where=where, name=name, value=_printable(value), expected_de="ein Text", expected_en="a text")
    return value.strip()


def _date(where: str, value: object) -> DateInterval | None:
    if value is None:
        return None
    try:
        return parse_timestamp(str(value))
    except ValueError as error:
        raise MetadataError(
            where=where,
            name="date",
            value=str(_printable(value)),
            expected_de="JJJJ, JJJJ-MM oder JJJJ-MM-TT",
            expected_en="YYYY, YYYY-MM or YYYY-MM-DD",
        ) from error


def _authors(where: str, value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise MetadataError(where=where, name="authors", value=_printable(value), expected_de="Namen", expected_en="names")
    return tuple(_text(where, "authors", name) for name in names)


def _printable(value: object) -> object:
    """The value, or the name of its type where Python refuses to print it (numbers of thousands of digits)."""
    try:
        repr(value)
        return value
    except (ValueError, RecursionError):
        return type(value).__name__

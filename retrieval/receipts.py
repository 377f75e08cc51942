"""A receipt: what a quotation is, where it stands and where that comes from, so that it can be proven elsewhere and later.

Its JSON has one form to the byte and ends in a digest over all before it. docs/receipts.md says what each field is.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from corpus.article import Article
from corpus.dates import DateInterval
from corpus.errors import WortlautError
from corpus.export import json_line, plain_value
from corpus.patterns import regex
from corpus.provenance import Provenance, Sourced
from retrieval.receipt_codes import SHORTEST, key_of

FORMAT = "wortlaut-receipt/1"
AROUND = 64
"""So many characters before and after the quotation are kept at most: they tell occurrences of the same words apart."""
_HEX = regex(r"[0-9a-f]{64}")


class ReceiptDamaged(WortlautError):
    """What is no receipt as Wortlaut wrote it."""

    de = "Kein unversehrter Beleg: {reason_de}. Den Beleg so nehmen, wie Wortlaut ihn geschrieben hat, Zeichen für Zeichen."
    en = "Not an intact receipt: {reason_en}. Take the receipt as Wortlaut wrote it, byte for byte."


@dataclass(frozen=True)
class Receipt:
    """The characters `[start, end)` of an article's text, `prefix` and `suffix` around them, and what is known of the article.

    `text_digest` is SHA-256 of the stored text, `file_digest` that of its file's bytes and `input_digest` that of all that went
    into the file's articles (`corpus.collect`), None where they are not known. `file` is a name without folders. `retrieved` is
    in UTC, to the second. Raises ValueError for a span that does not fit the text, a digest that is none, a path with folders,
    a time without zone.
    """

    article_id: str
    file: str
    text_digest: str
    input_digest: str | None
    file_digest: str | None
    start: int
    end: int
    text: str
    prefix: str
    suffix: str
    title: Sourced[str] | None
    source: Sourced[str] | None
    authors: Sourced[tuple[str, ...]] | None
    published: Sourced[DateInterval] | None
    not_before: date | None
    url: Sourced[str] | None
    retrieved: datetime
    version: str

    def __post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int or not 0 <= self.start < self.end:
            raise ValueError(f"[{self.start}, {self.end}) is no span")
        if len(self.text) != self.end - self.start:
            raise ValueError(f"the text has {len(self.text)} characters, the span {self.end - self.start}")
        if max(len(self.prefix), len(self.suffix)) > AROUND or len(self.prefix) > self.start:
            raise ValueError("more around the quotation than there can be")
        if not all(
            _HEX.fullmatch(digest) for digest in (self.text_digest, self.input_digest, self.file_digest) if digest is not None
        ):
            raise ValueError("a digest is 64 hexadecimal digits")
        name = self.file.partition("#")[0]
        if not name or not self.article_id or not self.version or {"/", "\\"} & {*name}:
            raise ValueError("article, file and version have a name, and the file's has no folders")
        if self.retrieved.utcoffset() != timedelta(0) or self.retrieved.microsecond:
            raise ValueError("the time is in UTC and whole seconds")

    @property
    def key(self) -> str:
        """The code in full: LONGEST characters that article, text and span decide."""
        return key_of(self.article_id, self.text_digest, self.start, self.end)

    @property
    def code(self) -> str:
        """The code as people are shown it, where no other quotation of theirs begins alike."""
        return self.key[:SHORTEST]

    def as_json(self) -> dict[str, Any]:
        """The receipt as plain values in their order, its digest last."""
        made = {
            "format": FORMAT,
            "code": self.key,
            "text": self.text,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "start": self.start,
            "end": self.end,
            "article_id": self.article_id,
            "file": self.file,
            "text_digest": f"sha256:{self.text_digest}",
            "input_digest": f"sha256:{self.input_digest}" if self.input_digest else None,
            **({"file_digest": f"sha256:{self.file_digest}"} if self.file_digest else {}),
            **{name: _fact(getattr(self, name)) for name in ("title", "source", "authors", "published")},
            "not_before": self.not_before.isoformat() if self.not_before else None,
            "url": _fact(self.url),
            "retrieved": self.retrieved.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": self.version,
        }
        return made | {"digest": f"sha256:{hashlib.sha256(json_line(made).encode()).hexdigest()}"}

    def as_line(self) -> str:
        """The one form that the JSON has, without a line's end."""
        return json_line(self.as_json())

    @classmethod
    def from_json(cls, line: str) -> "Receipt":
        """The receipt that was written so. Raises ReceiptDamaged for any other text, also where but its form was changed."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReceiptDamaged(reason_de="kein JSON", reason_en="not JSON") from error
        if not isinstance(row, dict) or not str(row.get("format", "")).startswith("wortlaut-receipt/"):
            raise ReceiptDamaged(reason_de="kein Beleg von Wortlaut", reason_en="no receipt of Wortlaut's")
        if row["format"] != FORMAT:
            raise ReceiptDamaged(
                reason_de=f"Fassung {row['format']} ist unbekannt", reason_en=f"unknown format {row['format']}"
            )
        try:
            made = _read(row)
            same = made.as_line() == line
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise ReceiptDamaged(
                reason_de=f"Angaben passen nicht ({error})", reason_en=f"fields do not fit ({error})"
            ) from error
        if not same:
            raise ReceiptDamaged(
                reason_de="er wurde verändert, die Prüfsumme stimmt nicht", reason_en="it was changed, the digest is wrong"
            )
        return made


def receipt_of(
    article: Article,
    start: int,
    end: int,
    *,
    at: datetime,
    version: str,
    input_digest: str | None = None,
    file_digest: str | None = None,
) -> Receipt:
    """The receipt for `article.text[start:end]`, retrieved `at` that time by that version of Wortlaut.

    `input_digest` is the store's (`Snapshot.inputs_of`), `file_digest` that of `corpus.collect.original_digest`. Raises
    ValueError for a span outside the text.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"[{start}, {end}) is no span of article {article.id}")
    return Receipt(
        article_id=article.id,
        file=file_name(article),
        text_digest=article.digest,
        input_digest=input_digest,
        file_digest=file_digest,
        start=start,
        end=end,
        text=article.text[start:end],
        prefix=_before(article.text, start),
        suffix=_after(article.text, end),
        title=article.title,
        source=article.source,
        authors=article.authors,
        published=article.published,
        not_before=article.not_before,
        url=article.url,
        retrieved=at.astimezone(UTC).replace(microsecond=0),
        version=version,
    )


def file_name(article: Article) -> str:
    """The name of the article's file, with the part of it that is the article; the folders are the machine's own matter."""
    name = article.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}#{article.part}" if article.part else name


def _before(text: str, start: int) -> str:
    """What stands before the quotation, from the beginning of a word on."""
    low = max(0, start - AROUND)
    cut = text[low:start]
    return cut if low == 0 else cut[next((at + 1 for at, letter in enumerate(cut) if letter.isspace()), 0) :]


def _after(text: str, end: int) -> str:
    cut = text[end : end + AROUND]
    if end + AROUND >= len(text):
        return cut
    return cut[: next((at for at in reversed(range(len(cut))) if cut[at].isspace()), len(cut))]


def _fact(fact: Sourced[Any] | None) -> dict[str, Any] | None:
    return {"value": plain_value(fact.value), "provenance": fact.provenance.value} if fact else None


def _read(row: dict[str, Any]) -> Receipt:
    """The value of plain values; that they are as they were written is seen by writing it again."""
    return Receipt(
        article_id=row["article_id"],
        file=row["file"],
        text_digest=row["text_digest"].removeprefix("sha256:"),
        input_digest=row["input_digest"] and row["input_digest"].removeprefix("sha256:"),
        file_digest=row["file_digest"].removeprefix("sha256:") if "file_digest" in row else None,
        start=row["start"],
        end=row["end"],
        text=row["text"],
        prefix=row["prefix"],
        suffix=row["suffix"],
        title=_sourced(row["title"]),
        source=_sourced(row["source"]),
        authors=_sourced(row["authors"]),
        published=_sourced(row["published"], days=True),
        not_before=date.fromisoformat(row["not_before"]) if row["not_before"] is not None else None,
        url=_sourced(row["url"]),
        retrieved=datetime.strptime(row["retrieved"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        version=row["version"],
    )


def _sourced(stored: dict[str, Any] | None, *, days: bool = False) -> Sourced[Any] | None:
    if stored is None:
        return None
    value = stored["value"]
    if days:
        value = _days(value)
    elif isinstance(value, list):
        value = tuple(value)
    return Sourced(value, Provenance(stored["provenance"]))


def _days(value: str) -> DateInterval:
    """What `DateInterval.iso` wrote."""
    first, stroke, last = value.partition("/")
    if stroke:
        return DateInterval(date.fromisoformat(first), date.fromisoformat(last))
    return DateInterval.of(*map(int, value.split("-")))

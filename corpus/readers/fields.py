"""The fields of a row, a front matter or a message: which name means what, and their values as metadata."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from corpus.dates import DateInterval, parse_date
from corpus.language import Language
from corpus.metadata import FIELDS, Metadata
from corpus.patterns import regex

MAPPABLE = ("text", "id", *FIELDS)
"""What `--map` can name a column for."""
_NAMES = {
    "text": "text body content fulltext articletext articlebody maintext bodytext contenttext contenthtml "
    "inhalt volltext artikeltext haupttext",
    "id": "id guid uuid articleid artikelid kennung",
    "title": "title headline überschrift ueberschrift titel schlagzeile",
    "source": "source outlet quelle publisher publication medium zeitung newspaper sitename blatt",
    "date": "date published datum datepublished publishedat publisheddate publicationdate publishedon publishdate pubdate "
    "veröffentlicht veroeffentlicht veröffentlichtam veroeffentlichtam erschienen erschienenam erscheinungsdatum",
    "authors": "author authors autor autoren autorin autorinnen verfasser verfasserin creator",
    "origin": "origin agency agentur ursprung",
    "url": "url link adresse permalink canonicalurl weburl",
    "language": "language lang sprache",
}
_MEANING = {name: field for field, names in _NAMES.items() for name in names.split()}
_ORDER = {name: number for number, name in enumerate(_MEANING)}
_LANGUAGES: dict[str, Language] = {"de": "de", "deu": "de", "ger": "de", "deutsch": "de", "german": "de"}
_LANGUAGES |= {"en": "en", "eng": "en", "englisch": "en", "english": "en"}
_TIMESTAMP = regex(r"((?:19|20)\d\d-\d\d-\d\d)(?:[T ]\d\d:?\d\d\S*(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?")
_COMPACT = regex(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?")
_MAIL = regex(r"(?:[A-Za-z]{2,9}\.?,?\s+)?(\d{1,2}\s+[A-Za-z]{3,9}\.?\s+(?:19|20)\d\d)(?:\s+\d\d?:\d\d.*)?")
_AND = regex(r"\s*;\s*|\s+(?:und|and|&)\s+")


def meanings(names: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field → the name that carries it, of the names a file has. What `mapping` names wins over what is recognised."""
    names = list(names)
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: _ORDER.get(_plain(name), len(_ORDER))):
        field = _MEANING.get(_plain(name))
        if field is not None:
            found.setdefault(field, name)
    return found | {field: name for field, name in mapping.items() if name in names}


def read_fields(values: Mapping[str, object]) -> tuple[Metadata, tuple[str, ...]]:
    """What field → value says, and a note for each date that is none. Values of no use are passed over."""
    notes: tuple[str, ...] = ()
    published = None
    given = values.get("date")
    if given is not None and (written := as_text(given) or str(given if isinstance(given, date) else "")).strip():
        try:
            published = read_date(written)
        except ValueError:
            notes = (f"date:{written.strip()[:40]}",)
    names = as_names(values.get("authors"))
    texts = {name: as_text(values.get(name)) for name in ("title", "source", "origin", "url")}
    return (
        Metadata(
            **{name: " ".join(text.split()) or None for name, text in texts.items() if text},
            date=published,
            authors=tuple(names) or None,
            language=as_language(as_text(values.get("language"))),
        ),
        notes,
    )


def read_date(written: str) -> DateInterval:
    """A date as files write it: as `parse_date` reads it, with a time after it, of a mail's header, or 20180215.

    The day is the one that is written, in whatever time zone. Raises ValueError.
    """
    text = written.strip()
    if stamp := _TIMESTAMP.fullmatch(text):
        return parse_date(stamp.group(1))
    if compact := _COMPACT.fullmatch(text):
        return DateInterval.of(*(int(part) for part in compact.groups()))
    if mail := _MAIL.fullmatch(text):
        return parse_date(mail.group(1))
    return parse_date(text)


def as_text(value: object) -> str | None:
    """A value as text: a text, a number, the name of a thing (`{"name": …}`), paragraphs; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    if isinstance(value, Mapping):
        name = value.get("name") or value.get("@value") or value.get("value")
        return name if isinstance(name, str) else None
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return "\n\n".join(value)
    return None


def as_names(value: object) -> list[str]:
    """The names in a list, or in one text („Erika Mustermann und Max Muster“), each once and in order."""
    each = value if isinstance(value, list) else [value]
    texts = [as_text(one) for one in each]
    names = [" ".join(name.split()) for text in texts if text for name in _AND.split(text)]
    return list(dict.fromkeys(name for name in names if any(character.isalpha() for character in name)))


def as_language(code: str | None) -> Language | None:
    """„de-AT“ and "English" as codes; None for other languages."""
    return _LANGUAGES.get(re.split(r"[-_]", code.strip().casefold())[0]) if code else None


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c.isalnum())

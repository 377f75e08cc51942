"""A row of named values as an article: what JSON, CSV and TSV have in common."""

from collections.abc import Mapping

from corpus.article import text_digest
from corpus.errors import FileEmpty
from corpus.provenance import Provenance
from corpus.readers.base import ReadArticle, Unread
from corpus.readers.fields import as_text, meanings, read_fields
from corpus.readers.markup import plain_text
from corpus.readers.plain import encoding_note


def read_row(row: Mapping[str, object], number: int, mapping: Mapping[str, str], encoding: str = "") -> ReadArticle | Unread:
    """The row's article; its part is the row's id, else its address, else its number."""
    fields = meanings(row, mapping)
    values = {field: row[name] for field, name in fields.items()}
    part = next((named for field in ("id", "url") if (named := (as_text(values.get(field)) or "").strip())), str(number))
    written = as_text(values.get("text")) or ""
    # by `wortlaut export`: the text is as it was stored, tags and all
    exported = row.get("digest") == f"sha256:{text_digest(written)}"
    text, notes = (written, ()) if exported else plain_text(written)
    if not text.strip():
        return Unread(part, FileEmpty())
    said, odd = read_fields(values)
    notes += odd + encoding_note(encoding)
    return ReadArticle(text, part, ((said, Provenance.METADATA),), notes=notes)

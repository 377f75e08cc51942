"""RSS and Atom files: each entry is an article, its text the content in full or else the summary."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from corpus.errors import FileDamaged, FileEmpty
from corpus.metadata import Metadata
from corpus.provenance import Provenance
from corpus.readers.base import ReadArticle, Unread
from corpus.readers.fields import as_language, read_fields
from corpus.readers.markup import html_text

_LONGEST_TAG = rb"<[^<>]{20000}"
"""feedparser's time for a tag grows with the square of its attributes."""


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """The part is the entry's guid, else its address, else its number. Raises FileDamaged where this is no feed."""
    import feedparser

    if b"<!ENTITY" in raw[:100_000]:  # no feed declares any, and feedparser takes seconds over a few of them
        raise FileDamaged(format="RSS/Atom", reason="<!ENTITY")
    if re.search(_LONGEST_TAG, raw):
        raise FileDamaged(format="RSS/Atom", reason="überlanges Element / overlong element")
    # Bytes in a stream: a name or an address would be opened.
    feed: Any = feedparser.parse(BytesIO(raw), resolve_relative_uris=False)
    if not feed.version or not feed.entries:
        if feed.version and not feed.bozo:
            raise FileEmpty()
        reason = str(feed.get("bozo_exception") or "kein RSS, kein Atom / neither RSS nor Atom")
        raise FileDamaged(format="RSS/Atom", reason=(reason.splitlines() or [""])[0][:120])
    language = as_language(feed.feed.get("language"))
    for number, entry in enumerate(feed.entries, start=1):
        part = entry.get("id") or entry.get("link") or str(number)
        text, notes = _text(entry)
        if not text.strip():
            yield Unread(part, FileEmpty())
            continue
        said, odd = read_fields(
            {
                "title": html_text(entry.get("title", "")),
                "source": (entry.get("source") or {}).get("title") or feed.feed.get("title"),
                "date": entry.get("published"),
                "authors": [author.get("name") for author in entry.get("authors", []) if author.get("name")],
                "url": entry.get("link"),
            }
        )
        claims = ((said.over(Metadata(language=language)), Provenance.METADATA),)
        yield ReadArticle(text, part, claims, notes=notes + odd)


def _text(entry: Any) -> tuple[str, tuple[str, ...]]:
    contents = [html_text(content.get("value", "")) for content in entry.get("content", [])]
    longest = max(contents, key=len, default="")
    return (longest, ()) if longest.strip() else (html_text(entry.get("summary", "")), ("summary:",))

"""CSL-JSON, the list of items that Zotero, pandoc and citation processors read."""

from typing import Any

from bot.exporting.entry import Entry, Listing, flat
from bot.exporting.people import given_and_family
from bot.texts import Texts
from corpus.dates import DateInterval
from corpus.export import json_line


def render(listing: Listing, texts: Texts) -> str:
    """One item a place, one line an item."""
    return json_array([_item(entry, listing, texts) for entry in listing.places()])


def json_array(records: list[dict[str, Any]]) -> str:
    """A JSON array with a record on each line."""
    return "[\n" + ",\n".join(map(json_line, records)) + "\n]\n" if records else "[]\n"


def _item(entry: Entry, listing: Listing, texts: Texts) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.key,
        "type": "article-newspaper",
        "title": entry.title,
        "author": [_name(name) for name in entry.authors],
        "container-title": entry.source,
        "URL": entry.link,
        "language": entry.article.language,
        "page": str(entry.page or ""),
        "note": _note(texts("quoted", flat(entry.text))),
    }
    published = entry.article.published
    if published:
        item["issued"] = {"date-parts": date_parts(published.value)}
        if entry.link:  # an undated article's item has no date at all that a program could take for its own
            item["accessed"] = {"date-parts": [[listing.day.year, listing.day.month, listing.day.day]]}
    bound = entry.article.not_before
    custom = {
        "quotation": entry.text,
        "article_id": entry.article.id,
        "start": entry.start,
        "end": entry.end,
        "file": entry.file_name,
        "voice": entry.voice,
        "speaker": entry.speaker,
        "not_before": bound.isoformat() if bound and not published else None,
        "receipt": entry.receipt,
    }
    item["custom"] = {name: value for name, value in custom.items() if value not in (None, "")}
    return {name: value for name, value in item.items() if value not in ("", [])}


def date_parts(days: DateInterval) -> list[list[int]]:
    """Year, month and day as far as they are known; first and last day of a range that is none of these."""
    first, last = ([day.year, day.month, day.day] for day in (days.earliest, days.latest))
    known = {"day": 3, "month": 2, "year": 1}.get(days.precision)
    return [first[:known]] if known else [first, last]


def _name(name: str) -> dict[str, str]:
    parts = given_and_family(name)
    return {"given": parts[0], "family": parts[1]} if parts else {"literal": name}


def _note(text: str) -> str:
    """Citation processors read fields out of notes: lines „name: value“, of which one line has none, and „{:name: value}“."""
    return text.replace("{:", "{ :")

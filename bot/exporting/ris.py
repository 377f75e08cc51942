"""RIS, read by Zotero, EndNote, Citavi and Mendeley: a tag a line, so that no text may hold a line break."""

from bot.exporting.entry import Entry, Listing, flat
from bot.exporting.people import given_and_family
from bot.texts import Texts
from corpus.dates import DateInterval


def render(listing: Listing, texts: Texts) -> str:
    """One record a place, TY first and ER last, lines ended by CR and LF."""
    lines = [line for entry in listing.places() for line in (*_record(entry, listing, texts), "")]
    return "".join(f"{line}\r\n" for line in lines)


def _record(entry: Entry, listing: Listing, texts: Texts) -> list[str]:
    published = entry.article.published
    tags = [
        ("TY", "NEWS"),
        ("ID", entry.key),
        *(("AU", _name(name)) for name in entry.authors),
        ("TI", entry.title),
        ("T2", entry.source),
        *(_dated(published.value) if published else []),
        ("SP", str(entry.page or "")),
        ("AB", texts("quoted", flat(entry.text))),
        ("N1", f"{entry.article.id} [{entry.start}, {entry.end}) {flat(entry.file_name)}"),
        ("LA", entry.article.language),
        ("UR", entry.link),
        ("Y2", listing.day.strftime("%Y/%m/%d/") if published and entry.link else ""),
    ]
    return [*(f"{tag}  - {value}" for tag, value in tags if value), "ER  - "]


def _dated(days: DateInterval) -> list[tuple[str, str]]:
    """PY is the year, DA „year/month/day/“ with what is not known left empty; a range has its days in a note."""
    first = days.earliest
    known = {
        "day": first.strftime("%Y/%m/%d/"),
        "month": first.strftime("%Y/%m//"),
        "year": first.strftime("%Y///"),
    }.get(days.precision)
    year = [("PY", f"{first.year:04}")] if first.year == days.latest.year else []
    return [*year, ("DA", known)] if known else [*year, ("N1", days.iso())]


def _name(name: str) -> str:
    parts = given_and_family(name)
    return f"{parts[1]}, {parts[0]}" if parts else name

"""CSV as RFC 4180 has it, for spreadsheets: with a byte order mark, without which Excel takes UTF-8 for something else."""

import csv
import io
from typing import Any

from bot.exporting.entry import Entry, Listing, Section
from bot.formatting.plain import visible
from bot.texts import Texts

COLUMNS = (
    "question number quotation title authors source published_from published_to published_precision not_before url link "
    "file page article_id start end highlights voice speaker also_in receipt claim verdict"
).split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def render(listing: Listing, texts: Texts) -> str:
    """A row for each place, and for each checked quotation that stands nowhere."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for section in listing.sections:
        for row in _rows(section):
            rows.writerow([defused(row.get(column)) for column in COLUMNS])
    return "\ufeff" + made.getvalue()


def defused(value: Any) -> str:
    """The value as a cell that no spreadsheet takes for a formula.

    One that would begin one, or begins with an apostrophe, gets an apostrophe in front: to take away a first apostrophe gives
    every cell back. Line breaks stay; what steers a terminal is shown as U+FFFD.
    """
    text = visible("" if value is None else str(value).replace("\r\n", "\n"))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(section: Section) -> list[dict[str, Any]]:
    rows = [_row(entry) for entry in section.entries]
    rows += [{"claim": each.claim, "verdict": each.verdict} for each in section.missing]
    return [{"question": section.heading, "number": number} | row for number, row in enumerate(rows, start=1)]


def _row(entry: Entry) -> dict[str, Any]:
    article = entry.article
    days = article.published.value if article.published else None
    return {
        "quotation": entry.text,
        "title": entry.title,
        "authors": "; ".join(entry.authors),
        "source": entry.source,
        "published_from": days and days.earliest.isoformat(),
        "published_to": days and days.latest.isoformat(),
        "published_precision": days and days.precision,
        "not_before": None if days else article.not_before,
        "url": entry.url,
        "link": entry.link,
        "file": entry.file_name,
        "page": entry.page,
        "article_id": article.id,
        "start": entry.start,
        "end": entry.end,
        "highlights": " ".join(f"{start}-{end}" for start, end in entry.highlights),
        "voice": entry.voice,
        "speaker": entry.speaker,
        "also_in": " ".join(f"{copy.article.id}:{copy.start}-{copy.end}" for copy in entry.also_in),
        "receipt": entry.receipt,
        "claim": entry.claim,
        "verdict": entry.verdict,
    }

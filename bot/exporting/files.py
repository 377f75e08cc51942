"""The formats by their files' endings."""

from collections.abc import Callable
from pathlib import Path

from bot.exporting import bibtex, csl, markdown, record, ris, table
from bot.exporting.entry import Listing
from bot.texts import Texts

Render = Callable[[Listing, Texts], str]
FORMATS: dict[str, Render] = {
    "md": markdown.render,
    "csl": csl.render,
    "bib": bibtex.render,
    "ris": ris.render,
    "json": record.render,
    "csv": table.render,
}
_ENDINGS = {".csl.json": "csl"} | {f".{name}": name for name in FORMATS if name != "csl"}


def format_of(path: Path) -> str | None:
    """The format that a file's ending names, None where it names none; „.csl.json“ is CSL-JSON and „.json“ is not."""
    return next((name for ending, name in _ENDINGS.items() if path.name.lower().endswith(ending)), None)

"""`--export FILE`: what a command found as a file beside what it prints."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import notice
from bot.cli.export import ExportFailed, written
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.exporting.entry import Section
    from bot.exporting.results import CodeOf, Result

FORMATS = ("md", "csl", "bib", "ris", "json", "csv")


class Exports:
    """The files asked for, and what goes into them. Nothing is worked out where none is."""

    def __init__(self, targets: list[tuple[Path, str]], texts: Texts) -> None:
        self._targets = targets
        self._texts = texts
        self._sections: list[Section] = []
        self._records: list[dict[str, Any]] = []

    def __bool__(self) -> bool:
        return bool(self._targets)

    def add(
        self,
        result: "Result | None",
        record: dict[str, Any],
        per_date: int = 1,
        code_of: "CodeOf" = lambda quote: None,
    ) -> None:
        """A result and what `--json` prints of it; None for one that ended in an error. `code_of` gives a quote's code."""
        if not self._targets:
            return
        from bot.exporting.results import section_of

        self._records.append(record)
        if result is not None:
            self._sections.append(section_of(result, per_date, code_of))

    def write(self, *, many: bool = False) -> None:
        """Write all files, each whole or not at all; `many` for the results of a file of questions. Raises ExportFailed."""
        if not self._targets:
            return
        from bot.exporting.entry import Listing
        from bot.exporting.files import FORMATS as RENDERED
        from corpus import clock

        listing = Listing(tuple(self._sections), tuple(self._records), clock.local_day(), many)
        count = sum(len(section.entries) for section in self._sections)
        for path, name in self._targets:
            with written(path) as file:
                file.write(RENDERED[name](listing, self._texts))
            notice(self._texts.counted("export_written", count, path))


def export_options(texts: Texts) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--export and --export-format; the command gets them as one argument `exports`, an `Exports`."""
    de = texts.lang == "de"

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(export: tuple[Path, ...], export_format: str | None, **others: Any) -> Any:
            return command(exports=Exports([_target(path, export_format, texts) for path in export], texts), **others)

        for name, values in (
            (
                "--export-format",
                {
                    "type": click.Choice(FORMATS),
                    "help": "Format, wo die Endung keines nennt" if de else "format where the ending names none",
                },
            ),
            (
                "--export",
                {
                    "type": click.Path(path_type=Path, dir_okay=False),
                    "multiple": True,
                    "metavar": "DATEI" if de else "FILE",
                    "help": "Zitate auch als Datei: .md, .csl.json, .bib, .ris, .json, .csv; mehrfach möglich"
                    if de
                    else "quotations as a file, too: .md, .csl.json, .bib, .ris, .json, .csv; may be repeated",
                },
            ),
        ):
            called = click.option(name, **values)(called)
        return called

    return add


def _target(path: Path, given: str | None, texts: Texts) -> tuple[Path, str]:
    """The file and its format; what cannot work is said before anything is looked for."""
    from bot.exporting.files import format_of

    name = format_of(path) or given
    if name is None:
        raise click.UsageError(texts("export_unknown", path=path))
    if not path.parent.is_dir():
        raise ExportFailed(
            path=path,
            reason=f"den Ordner {path.parent} gibt es nicht" if texts.lang == "de" else f"there is no folder {path.parent}",
        )
    return path, name

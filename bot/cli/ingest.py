"""`wortlaut ingest`: files into the archive, or with --dry-run only the table of what they hold.

Exit codes: 0 all was read, 1 nothing could be used, 3 some of it could not be read (a format that is not read is no fault).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import LocalCommand, notice, notifier, progress_bars
from bot.texts import Texts

if TYPE_CHECKING:
    from corpus.collect import Reading
    from corpus.metadata import Metadata


def command(texts: Texts) -> click.Command:
    """`wortlaut ingest` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="ingest",
        texts=texts,
        help="Ordner und Dateien einlesen; ein zweiter Lauf tut nur, was sich geändert hat. Exit-Codes: 0 alles gelesen, "
        "1 nichts Brauchbares, 3 einiges war nicht lesbar. Formate: docs/formats.md."
        if de
        else "Read folders and files in; a second run does only what changed. Exit codes: 0 all was read, 1 nothing usable, "
        "3 some could not be read. Formats: docs/formats.md.",
        example='wortlaut ingest artikel/ --source "Morgenblatt" --date 2018-02\n'
        "wortlaut ingest export.csv --map title=headline --dry-run\nwortlaut ingest --sample"
        if de
        else 'wortlaut ingest articles/ --source "Morning Paper" --date 2018-02\n'
        "wortlaut ingest export.csv --map title=headline --dry-run\nwortlaut ingest --sample",
    )
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PFAD…" if de else "PATH…")
    @click.option(
        "--sample", is_flag=True, help="das mitgelieferte Beispielarchiv einlesen" if de else "read the sample archive"
    )
    @click.option(
        "--prune", is_flag=True, help="Artikel entfernen, deren Datei fehlt" if de else "remove articles whose file is gone"
    )
    @click.option("--source", help="Quelle aller Artikel" if de else "source of all articles")
    @click.option("--date", help="Datum: JJJJ, JJJJ-MM oder JJJJ-MM-TT" if de else "date: YYYY, YYYY-MM or YYYY-MM-DD")
    @click.option("--origin", help="Ursprung (Agentur)" if de else "origin (agency)")
    @click.option(
        "--author", "authors", multiple=True, help="Autorin oder Autor, mehrfach möglich" if de else "author, repeatable"
    )
    @click.option(
        "--glob",
        "globs",
        multiple=True,
        metavar="MUSTER" if de else "PATTERN",
        help="nur Dateien wie '*.html', mehrfach möglich" if de else "only files like '*.html', repeatable",
    )
    @click.option(
        "--format",
        "form",
        metavar="html|csv|…",
        help="alle Dateien als dieses Format lesen" if de else "read all files as this format",
    )
    @click.option(
        "--map",
        "pairs",
        multiple=True,
        metavar="FELD=SPALTE" if de else "FIELD=COLUMN",
        help="wie eine Spalte heißt, mehrfach möglich: title=headline"
        if de
        else "how a column is called, repeatable: title=headline",
    )
    @click.option("--dry-run", is_flag=True, help="nur zeigen, was gelesen würde" if de else "only show what would be read")
    @click.option("--json", "as_json", is_flag=True, help="Zusammenfassung als JSON" if de else "summary as JSON")
    def ingest(
        paths: tuple[Path, ...],
        sample: bool,
        prune: bool,
        as_json: bool,
        dry_run: bool,
        authors: tuple[str, ...],
        globs: tuple[str, ...],
        form: str | None,
        pairs: tuple[str, ...],
        **values: str | None,
    ) -> None:
        from bot import wiring
        from bot.cli.ingest_reports import print_preview, print_report
        from bot.settings import load_settings

        if not paths and not sample:
            raise click.UsageError(texts("ingest_no_paths"))
        given, how = _given(values, authors), _how(form, pairs, texts)
        every = [*paths, wiring.sample_folder()] if sample else list(paths)
        settings = load_settings()
        with _interruptible(texts), progress_bars(texts, quiet=as_json) as progress:
            if dry_run:
                found = wiring.preview(settings, every, given=given, how=how, globs=globs, progress=progress)
            else:
                report = wiring.ingest(
                    settings,
                    every,
                    given=given,
                    prune=prune,
                    how=how,
                    globs=globs,
                    progress=progress,
                    notify=notifier(texts),
                )
        if dry_run:
            print_preview(found, as_json, texts)
            code = wiring.exit_code(bool(found.added or found.changed), found.skipped)
        else:
            print_report(report, as_json, texts)
            code = report.exit_code
        if code:
            raise click.exceptions.Exit(code)

    return ingest


@contextmanager
def _interruptible(texts: Texts) -> Iterator[None]:
    """Says what an interruption leaves."""
    try:
        yield
    except KeyboardInterrupt:
        notice(texts("ingest_interrupted"))
        raise click.exceptions.Exit(130) from None


def _given(values: dict[str, str | None], authors: tuple[str, ...]) -> "Metadata":
    from corpus.metadata import metadata_from

    given: dict[str, object] = {name: value for name, value in values.items() if value is not None}
    return metadata_from("wortlaut ingest", given | ({"authors": list(authors)} if authors else {}))


def _how(form: str | None, pairs: tuple[str, ...], texts: Texts) -> "Reading":
    from corpus.collect import Reading, checked_mapping
    from corpus.formats import SUFFIXES

    suffix = f".{form.lower().removeprefix('.')}" if form else ""
    if suffix and suffix not in SUFFIXES:
        known = ", ".join(each.removeprefix(".") for each in SUFFIXES)
        raise click.UsageError(texts("ingest_format", form, known=known))
    return Reading(checked_mapping(pairs), suffix)

"""`wortlaut export`: the archive's articles, and what people said of the bot's answers, as files of JSON Lines."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.cli.common import LocalCommand, notice
from bot.cli.options import file_option, filter_options
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.export import article_record, json_line
from corpus.filters import Filter, filter_from

if TYPE_CHECKING:
    from corpus.store import Snapshot


class ExportFailed(WortlautError):
    """The file cannot be written."""

    de = "{path} lässt sich nicht schreiben: {reason}."
    en = "{path} cannot be written: {reason}."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="export",
        texts=texts,
        help="Die Artikel mit allen Angaben, deren Herkunft und Widersprüchen als JSON Lines schreiben; oder die Bewertungen "
        "aus Telegram als bewertete Fragen für `wortlaut eval`."
        if de
        else "Write the articles with all metadata, provenance and conflicts as JSON Lines; or Telegram feedback as judged "
        "questions for `wortlaut eval`.",
        example="wortlaut export --articles archiv.jsonl\nwortlaut export --articles - --since 2018-02 --source dpa\n"
        "wortlaut export --feedback bewertet.jsonl && wortlaut eval --questions bewertet.jsonl"
        if de
        else "wortlaut export --articles archive.jsonl\nwortlaut export --articles - --since 2018-02 --source dpa\n"
        "wortlaut export --feedback judged.jsonl && wortlaut eval --questions judged.jsonl",
    )
    @file_option(
        texts,
        "--articles",
        "path",
        de="Datei für die Artikel, - für die Standardausgabe",
        en="file for the articles, - for standard output",
        allow_dash=True,
    )
    @file_option(texts, "--feedback", de="Datei für die bewerteten Fragen", en="file for the judged questions", dir_okay=False)
    @filter_options(texts)
    def export(path: Path | None, feedback: Path | None, **wanted: str | None) -> None:
        from bot.opening import open_store
        from bot.settings import load_settings

        if feedback is not None:
            _export_feedback(feedback, texts)
            if path is None:
                return
        if path is None:
            raise click.UsageError(texts("export_no_file"))
        only = filter_from(**wanted)
        with open_store(load_settings()).read() as snapshot:
            lines = _lines(snapshot, only)
            if str(path) == "-":
                for line in lines:
                    click.echo(line)
                return
            with written(path) as file:
                count = sum(1 for line in lines if file.write(line + "\n"))
        notice(texts("exported", n=count, path=path))

    return export


def _export_feedback(path: Path, texts: Texts) -> None:
    from bot.settings import load_settings, load_telegram_settings
    from bot.telegram.start import judged_feedback

    rows = judged_feedback(load_settings(), load_telegram_settings())
    if not rows:
        notice(texts("tg_feedback_none"))
        raise click.exceptions.Exit(1)
    with written(path) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    notice(texts("tg_exported", n=len(rows), path=path))


def _lines(snapshot: "Snapshot", only: Filter) -> Iterator[str]:
    """A line for each article that fits, may fit, or is undated, in the order of their paths."""
    fits = snapshot.fits(only) if only else None
    for article in snapshot.all_articles():
        if fits is None or article.id in fits:
            yield json_line(article_record(article, fits[article.id] if fits else None))


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file that takes the place of `path` when all is written, and leaves it as it was before that. Raises ExportFailed."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                yield file
            Path(name).chmod(0o666 & ~_umask())  # as any file that is written anew
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportFailed(path=path, reason=error.strerror or str(error)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

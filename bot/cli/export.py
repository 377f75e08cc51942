"""`wortlaut export`: what people said of the bot's answers, as judged questions."""

import json
from pathlib import Path

import click

from bot.cli.common import LocalCommand, notice
from bot.texts import Texts
from corpus.errors import WortlautError


class ExportFailed(WortlautError):
    """The file cannot be written."""

    de = "{path} lässt sich nicht schreiben ({reason}). Bitte einen anderen Ort nennen."
    en = "{path} cannot be written ({reason}). Please name another place."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="export",
        texts=texts,
        help="Bewertungen aus Telegram als bewertete Fragen ausgeben."
        if de
        else "Write Telegram feedback as judged questions.",
        example="wortlaut export --feedback bewertet.jsonl && wortlaut eval --questions bewertet.jsonl"
        if de
        else "wortlaut export --feedback judged.jsonl && wortlaut eval --questions judged.jsonl",
    )
    @click.option(
        "--feedback",
        type=click.Path(path_type=Path, dir_okay=False),
        required=True,
        help="JSONL-Datei für die bewerteten Fragen" if de else "JSONL file for the judged questions",
    )
    def export(feedback: Path) -> None:
        _export_feedback(feedback, texts)

    return export


def _export_feedback(path: Path, texts: Texts) -> None:
    from bot.settings import load_settings, load_telegram_settings
    from bot.telegram.start import judged_feedback

    rows = judged_feedback(load_settings(), load_telegram_settings())
    if not rows:
        notice(texts("tg_feedback_none"))
        raise click.exceptions.Exit(1)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise ExportFailed(path=path, reason=error.strerror or str(error)) from error
    click.echo(texts("tg_exported", n=len(rows), path=path))

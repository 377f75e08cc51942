"""`wortlaut check`: whether the archive printed a quotation; one text, or a file of quotations."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import LocalCommand, notice, progress_bars
from bot.cli.exporting import Exports, export_options
from bot.cli.options import file_option
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.export import json_line

if TYPE_CHECKING:
    from retrieval import Check

_EXAMPLES = {
    "de": 'wortlaut check "„Der Irak stand auf Seite neun der Tagesordnung“, sagte ein Nato-Diplomat"\n'
    'wortlaut check "Der Irak stand auf Seite neun der Tagesordnung" --speaker Stoltenberg --source ARD\n'
    "wortlaut check --file rede.txt\n"
    "wortlaut check --quotations zitate.jsonl --json\n"
    "# eine Zeile von zitate.jsonl, speaker und source können fehlen:\n"
    '{"id": "z1", "text": "Der Irak stand auf Seite neun", "speaker": "Nato-Diplomat", "source": "dpa"}',
    "en": 'wortlaut check "“Denmark took charge of NATO\'s training mission,” the Tribune wrote"\n'
    'wortlaut check "Der Irak stand auf Seite neun der Tagesordnung" --speaker Stoltenberg --source ARD\n'
    "wortlaut check --file speech.txt\n"
    "wortlaut check --quotations quotations.jsonl --json\n"
    "# a line of quotations.jsonl, speaker and source may be left out:\n"
    '{"id": "q1", "text": "Der Irak stand auf Seite neun", "speaker": "Nato-Diplomat", "source": "dpa"}',
}
PARTLY, NOT_EXACT = 3, 4
"""Exit codes: lines of the file could not be read; with --fail, something is not printed word for word."""


class CheckFileUnreadable(WortlautError):
    """A file to check that cannot be opened, or is no text."""

    de = "{path} ist nicht lesbar: {reason}. Erwartet wird ein Text in UTF-8."
    en = "{path} cannot be read: {reason}. A text in UTF-8 is expected."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="check",
        texts=texts,
        help="Prüfen, ob das Archiv ein Zitat so gedruckt hat: ein Satz bis zu zehn Seiten, jedes Zitat darin für sich."
        if de
        else "Check whether the archive printed a quotation so: a sentence up to ten pages, each quotation in it by itself.",
        example=_EXAMPLES[texts.lang],
    )
    @click.argument("text", required=False, metavar="TEXT")
    @file_option(
        texts,
        "--file",
        "path",
        de="den Text aus dieser Datei nehmen; - ist die Standardeingabe, auch statt TEXT",
        en="take the text from this file; - is standard input, also in place of TEXT",
        allow_dash=True,
    )
    @file_option(
        texts,
        "--quotations",
        de="JSONL-Datei mit id, text und optional speaker, source",
        en="JSONL file with id, text, optional speaker and source",
        allow_dash=True,
    )
    @click.option(
        "--speaker", metavar="NAME", default="", help="wer es gesagt haben soll" if de else "who is said to have said it"
    )
    @click.option(
        "--source", metavar="NAME", default="", help="wer es gedruckt haben soll" if de else "who is said to have printed it"
    )
    @click.option("--json", "as_json", is_flag=True, help="je Text ein JSON-Objekt" if de else "one JSON object a text")
    @export_options(texts)
    @click.option(
        "--fail",
        is_flag=True,
        help=f"mit Code {NOT_EXACT} enden, wenn etwas nicht wörtlich so gedruckt ist"
        if de
        else f"exit with code {NOT_EXACT} when something is not printed word for word",
    )
    def check(
        text: str | None,
        path: Path | None,
        quotations: Path | None,
        speaker: str,
        source: str,
        as_json: bool,
        fail: bool,
        exports: Exports,
    ) -> int:
        if [text, path, quotations].count(None) != 2:
            raise click.UsageError(texts("check_one_of"))
        if quotations is not None:
            if speaker or source:
                raise click.UsageError(texts("check_options_per_line"))
            return _check_file(quotations, as_json, fail, exports, texts)
        if text == "-":
            text, path = None, Path("-")
        given = text if text is not None else _read(path or Path("-"))
        return _check_one(given, speaker, source, as_json, fail, exports, texts)

    return check


def _check_one(text: str, speaker: str, source: str, as_json: bool, fail: bool, exports: Exports, texts: Texts) -> int:
    from bot.opening import open_checker
    from bot.settings import load_settings

    found = open_checker(load_settings()).check(text, speaker=speaker, source=source)
    exports.add(found, found.as_json(texts.lang))
    exports.write()
    if as_json:
        click.echo(json_line(found.as_json(texts.lang)))
    else:
        _print(found, texts)
    return NOT_EXACT if fail and found.verdict != "exact" else 0


def _check_file(path: Path, as_json: bool, fail: bool, exports: Exports, texts: Texts) -> int:
    from bot.cli.quotations import BadLine, read_quotations
    from bot.formatting.plain import visible_line
    from bot.opening import open_checker
    from bot.settings import load_settings

    checker = open_checker(load_settings())
    bad = altered = 0
    with progress_bars(texts, quiet=sys.stdout.isatty()) as progress:
        for row in read_quotations(path, lambda done, total: progress("quotations", done, total)):
            if isinstance(row, BadLine):
                notice(row.say(texts.lang))
                bad += 1
                continue
            found = checker.check(row.text, speaker=row.speaker, source=row.source)
            altered += found.verdict != "exact"
            record = {"id": row.id} | found.as_json(texts.lang) if as_json or exports else {}
            exports.add(found, record)
            if as_json:
                sys.stdout.write(json_line(record) + "\n")
                continue
            click.echo(visible_line(f"--- {row.id}"))
            _print(found, texts)
    exports.write(many=True)
    if bad:
        notice(texts.counted("check_bad_lines", bad))
    return PARTLY if bad else NOT_EXACT if fail and altered else 0


def _print(found: "Check", texts: Texts) -> None:
    from bot.formatting.check import render_check
    from bot.formatting.terminal import stdout_console

    stdout_console().print(render_check(found, texts))


def _read(path: Path) -> str:
    """The text of a file, not more of it than is needed to see that it is too long."""
    from retrieval.checking.checker import MOST_CHARACTERS

    try:
        with click.open_file(str(path), encoding="utf-8-sig") as file:
            return str(file.read(MOST_CHARACTERS + 1))
    except (OSError, UnicodeDecodeError) as error:
        raise CheckFileUnreadable(path=path, reason=getattr(error, "strerror", None) or "UTF-8") from error

"""`wortlaut timeline`: what the archive says of a topic, date by date."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import LocalCommand, notifier
from bot.cli.exporting import Exports, export_options
from bot.cli.options import file_option, filter_options, no_filter_option
from bot.cli.receipts import receipts_option, write_receipts
from bot.texts import Texts
from corpus.export import json_line
from corpus.filters import filter_from

if TYPE_CHECKING:
    from bot.receipt_book import CodeOf
    from retrieval import Timeline

_EXAMPLES = {
    "de": 'wortlaut timeline "Ausbilder der Nato im Irak"\n'
    'wortlaut timeline "Wer leitet die Nato-Mission im Irak?" --since 2018 --plot leitung.png --export leitung.csv',
    "en": 'wortlaut timeline "NATO instructors in Iraq"\n'
    'wortlaut timeline "Who leads the Nato mission in Iraq?" --since 2018 --plot lead.png --export lead.csv',
}


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="timeline",
        texts=texts,
        help="Eine Zeitleiste: zu einem Thema das beste Zitat jedes Datums, das älteste zuerst."
        if de
        else "A time line: for a topic the best quote of each date, the oldest first.",
        example=_EXAMPLES[texts.lang],
    )
    @click.argument("topic", metavar="THEMA" if de else "TOPIC")
    @click.option(
        "--top",
        type=click.IntRange(1),
        help="nur so viele Daten: die mit den besten Zitaten" if de else "only so many dates: those of the best quotes",
    )
    @click.option(
        "--per-date",
        type=click.IntRange(1, 50),
        default=1,
        help="so viele Zitate je Datum" if de else "so many quotes of a date",
    )
    @file_option(
        texts,
        "--plot",
        "picture",
        de="Bild: wann wie viel darüber geschrieben wurde (.png, .svg, .pdf)",
        en="picture: when how much was written on it (.png, .svg, .pdf)",
        ending=".png",
        dir_okay=False,
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    @export_options(texts)
    @receipts_option(texts)
    @no_filter_option(texts)
    @filter_options(texts)
    def timeline(
        topic: str,
        top: int | None,
        per_date: int,
        picture: Path | None,
        as_json: bool,
        receipts: Path | None,
        no_filter: bool,
        exports: Exports,
        **wanted: str | None,
    ) -> None:
        from bot.opening import open_retriever
        from bot.receipt_book import ReceiptBook
        from bot.settings import load_settings
        from retrieval.question import checked

        only = filter_from(**wanted)
        checked(topic)
        settings = load_settings()
        made = open_retriever(settings, notifier(texts)).timeline(topic, only=only, narrow=not no_filter)
        made = made.best(top) if top else made
        shown = [quote for entry in made.numbered for quote in entry.quotes[:per_date]]
        code_of = ReceiptBook.of(settings).codes(shown)
        if receipts is not None:
            write_receipts(receipts, shown, settings, texts)
        drawn = False
        if picture:
            from bot.formatting.timeline_plot import plot_timeline

            drawn = plot_timeline(made, picture, texts)
        record = _as_json(made, per_date, code_of, texts) if as_json or exports else {}
        exports.add(made, record, per_date, code_of)
        exports.write()
        if as_json:
            click.echo(json_line(record))
            return
        from bot.formatting.terminal import stdout_console
        from bot.formatting.timeline import render_timeline

        stdout_console().print(render_timeline(made, texts, per_date, code_of))
        if picture:
            click.echo(texts("plot_written", picture) if drawn else texts("timeline_no_picture"))

    return timeline


def _as_json(made: "Timeline", per_date: int, code_of: "CodeOf", texts: Texts) -> dict[str, Any]:
    """The time line with the code of each quote shown."""
    record = made.as_json(texts.lang, per_date)
    rows = [row for entry in (*record["entries"], *record["undated"]) for row in entry["quotes"]]
    shown = (quote for entry in made.numbered for quote in entry.quotes[:per_date])
    for row, quote in zip(rows, shown, strict=True):
        row["receipt"] = code_of(quote)
    return record

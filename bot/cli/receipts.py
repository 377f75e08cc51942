"""`wortlaut receipt`, and `--receipts` of the commands that show quotes."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import LocalCommand, notice
from bot.cli.options import file_option
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.quote import Copy, Quote
    from retrieval.receipts import Receipt

_Command = Callable[..., None]


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="receipt",
        texts=texts,
        help="Den Beleg zu dem Code zeigen, der hinter einem Zitat steht, oder als Datei schreiben."
        if de
        else "Show the receipt for the code that stands after a quote, or write it to a file.",
        example="wortlaut receipt K7Q2\nwortlaut receipt K7Q2 -o beleg.json && wortlaut verify beleg.json"
        if de
        else "wortlaut receipt K7Q2\nwortlaut receipt K7Q2 -o receipt.json && wortlaut verify receipt.json",
    )
    @click.argument("code", metavar="CODE")
    @file_option(
        texts, "-o", "--output", de="als JSON in diese Datei", en="as JSON into this file", ending=".json", dir_okay=False
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def receipt(code: str, output: Path | None, as_json: bool) -> None:
        from bot.formatting.receipts import receipt_text
        from bot.opening import open_store
        from bot.receipt_book import ReceiptBook
        from bot.receipts import receipt_by_code
        from bot.settings import load_settings

        settings = load_settings()
        shown, made = receipt_by_code(code, ReceiptBook.of(settings), open_store(settings))
        if output is not None:
            _write(output, [made])
            notice(texts("receipt_written", code=shown, path=output))
        if as_json:
            click.echo(made.as_line())
        elif output is None:
            click.echo(receipt_text(shown, made, texts))

    return receipt


def receipts_option(texts: Texts) -> Callable[[_Command], _Command]:
    """--receipts: what is shown goes into that file as receipts."""
    de, en = "Belege aller gezeigten Zitate in diese Datei", "receipts of all quotes shown into this file"
    return file_option(texts, "--receipts", de=de, en=en, ending=".jsonl", dir_okay=False)


def write_receipts(path: Path, quotes: Iterable["Quote | Copy"], settings: "Settings", texts: Texts) -> None:
    """Write the receipts of these quotes, each of them once. Raises ExportFailed and ArchiveError."""
    from bot.opening import open_store
    from bot.receipts import receipts_of

    once = {(quote.article.id, quote.start, quote.end): quote for quote in quotes}
    made = receipts_of(once.values(), open_store(settings))
    _write(path, made)
    notice(texts("receipts_written", n=len(made), path=path))


def _write(path: Path, receipts: Iterable["Receipt"]) -> None:
    from bot.cli.export import written

    with written(path) as file:
        file.writelines(f"{receipt.as_line()}\n" for receipt in receipts)

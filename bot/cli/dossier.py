"""`wortlaut dossier`: a file of questions as one page to print: answers, time lines, checks, and what proves them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import LocalCommand, notice, notifier, progress_bars
from bot.cli.options import file_option, filter_options, no_filter_option, top_k_option
from bot.cli.receipts import receipts_option, write_receipts
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.filters import filter_from

if TYPE_CHECKING:
    from bot.dossier.gathering import Dossier, How
    from bot.dossier.questions import Item
    from bot.receipt_book import CodeOf
    from retrieval import Quote

_EXAMPLES = {
    "de": "wortlaut dossier fragen.txt -o dossier.html\n"
    'wortlaut dossier fragen.txt --title "Die Nato im Irak" --since 2018 --until 2020\n'
    "# fragen.txt:\n"
    "## Die Mission\n"
    "Wer leitet die Nato-Mission im Irak?\n"
    "Zeitleiste: Ausbilder der Nato im Irak\n"
    "Prüfen: „Die Mission endet nicht vor 2020“, sagte Stoltenberg",
    "en": "wortlaut dossier questions.txt -o dossier.html\n"
    'wortlaut dossier questions.txt --title "NATO in Iraq" --since 2018 --until 2020\n'
    "# questions.txt:\n"
    "## The mission\n"
    "Who leads the Nato mission in Iraq?\n"
    "timeline: NATO instructors in Iraq\n"
    "check: “The mission will not end before 2020,” Stoltenberg said",
}


class WouldOverwrite(WortlautError):
    """The page would take the place of its own questions."""

    de = "{path} ist die Datei der Fragen; mit -o einen anderen Namen für die Seite wählen."
    en = "{path} is the file of questions; choose another name for the page with -o."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="dossier",
        texts=texts,
        help="Eine Datei von Fragen als eine Seite zum Drucken: Antworten, Zeitleisten, geprüfte Zitate und Belege."
        if de
        else "A file of questions as one page to print: answers, time lines, checked quotations and receipts.",
        example=_EXAMPLES[texts.lang],
    )
    @click.argument("questions", type=click.Path(path_type=Path), metavar="FRAGEN" if de else "QUESTIONS")
    @file_option(
        texts,
        "-o",
        "--output",
        de="die Seite, - für die Standardausgabe; ohne Angabe heißt sie wie die Datei der Fragen",
        en="the page, - for standard output; by default named after the file of questions",
        ending=".html",
        dir_okay=False,
        allow_dash=True,
    )
    @click.option("--title", metavar="TITEL" if de else "TITLE", help="Titel der Seite" if de else "the page's title")
    @top_k_option(texts)
    @receipts_option(texts)
    @no_filter_option(texts)
    @filter_options(texts)
    def dossier(
        questions: Path,
        output: Path | None,
        title: str | None,
        top_k: int | None,
        receipts: Path | None,
        no_filter: bool,
        **wanted: str | None,
    ) -> None:
        from bot.cli.export import written
        from bot.dossier.gathering import How
        from bot.dossier.page import holds, page
        from bot.dossier.questions import read_items
        from bot.receipt_book import ReceiptBook
        from bot.settings import load_settings

        items = read_items(questions)
        path = output or Path(questions.with_suffix(".html").name)
        if path.resolve() == questions.resolve():
            raise WouldOverwrite(path=path)
        how = How(top_k or load_settings().top_k, filter_from(**wanted), not no_filter)
        cited: list[Quote] = []

        def codes(quotes: "Sequence[Quote]") -> "CodeOf":
            cited.extend(quotes)
            return ReceiptBook.of(load_settings()).codes(quotes)

        if str(path) == "-":
            click.echo(page(_made(items, title, how, texts), texts, codes), nl=False)
            if receipts is not None:
                write_receipts(receipts, cited, load_settings(), texts)
            return
        with written(path) as file:  # that it can be written is known before a question is asked
            made = _made(items, title, how, texts)
            file.write(page(made, texts, codes))
        if receipts is not None:
            write_receipts(receipts, cited, load_settings(), texts)
        notice(texts("dossier_written", path=path, holds=holds(made, texts)))

    return dossier


def _made(items: "tuple[Item, ...]", title: str | None, how: "How", texts: Texts) -> "Dossier":
    from importlib.metadata import version

    from bot.dossier.gathering import Dossier, gather
    from bot.opening import open_checker, open_retriever, open_store
    from bot.settings import load_settings
    from corpus.clock import now

    settings = load_settings()
    retriever = open_retriever(settings, notifier(texts))
    checker = open_checker(settings)
    with open_store(settings).read() as snapshot:
        coverage = snapshot.coverage()
    with progress_bars(texts) as show:
        parts = gather(items, retriever, checker.check, how, lambda done, total: show("dossier", done, total))
    return Dossier(title or texts("dossier_title"), parts, coverage, now(), version("wortlaut"), how.only)

"""`wortlaut status`, `show`, `reindex`: the archive's own commands. `ingest` has a file of its own."""

import click

from bot.cli.common import LocalCommand, notifier, progress_bars
from bot.texts import Texts


def reindex_command(texts: Texts) -> click.Command:
    """`wortlaut reindex` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="reindex",
        texts=texts,
        help="Den Suchindex aus dem Archiv neu bauen (nach Schaden oder Modellwechsel)."
        if de
        else "Rebuild the search index from the archive (after damage or a change of model).",
        example="wortlaut reindex",
    )
    def reindex() -> None:
        from bot import wiring
        from bot.settings import load_settings

        with progress_bars(texts) as progress:
            passages = wiring.reindex(load_settings(), progress, notifier(texts))
        click.echo(texts("reindexed", n=passages))

    return reindex


def status_command(texts: Texts) -> click.Command:
    """`wortlaut status` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="status",
        texts=texts,
        help="Was im Archiv ist, und ob der Index vollständig ist."
        if de
        else "What is in the archive, and whether the index is whole.",
        example="wortlaut status --articles",
    )
    @click.option(
        "--articles", is_flag=True, help="jeden Artikel mit Kennung nennen" if de else "name every article with its id"
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def status(articles: bool, as_json: bool) -> None:
        from bot.cli.reports import print_status
        from bot.settings import load_settings
        from bot.wiring import archive_status

        report = archive_status(load_settings())
        print_status(report, articles, as_json, texts)
        if report.damage is not None:
            raise click.exceptions.Exit(1)

    return status


def show_command(texts: Texts) -> click.Command:
    """`wortlaut show` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="show",
        texts=texts,
        help="Einen Artikel mit seinen Angaben und deren Herkunft zeigen."
        if de
        else "Show an article with its metadata and provenance.",
        example="wortlaut show 10_planung_agentur.txt",
    )
    @click.argument("article_id", metavar="KENNUNG" if de else "ARTICLE_ID")
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def show(article_id: str, as_json: bool) -> None:
        from bot.cli.reports import print_article
        from bot.settings import load_settings
        from bot.wiring import open_store

        with open_store(load_settings()).read() as snapshot:
            article = snapshot.find_article(article_id)
        print_article(article, as_json, texts)

    return show

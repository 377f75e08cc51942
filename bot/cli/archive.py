"""`wortlaut status`, `show`, `reindex`, `move`: the archive's own commands; `remove` and `watch` stand in `current.py`."""

from pathlib import Path

import click

from bot.cli.common import LocalCommand, notifier, progress_bars
from bot.cli.options import file_option
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


def move_command(texts: Texts) -> click.Command:
    """`wortlaut move` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="move",
        texts=texts,
        help="Das Archiv aus der Datei im Datenordner in die PostgreSQL-Datenbank von WORTLAUT_DATABASE_URL bringen."
        if de
        else "Bring the archive from the file in the data folder into the PostgreSQL database of WORTLAUT_DATABASE_URL.",
        example="wortlaut move",
    )
    def move() -> None:
        from bot import wiring
        from bot.settings import load_settings

        articles, database = wiring.move(load_settings())
        click.echo(texts("moved", n=articles, database=database))

    return move


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
        example="wortlaut status --articles\nwortlaut status --plot archiv.png"
        if de
        else "wortlaut status --articles\nwortlaut status --plot archive.png",
    )
    @click.option(
        "--articles", is_flag=True, help="jeden Artikel mit Kennung nennen" if de else "name every article with its id"
    )
    @file_option(
        texts,
        "--plot",
        "picture",
        de="Bild der Artikel nach Zeit und Quelle (.png, .svg, .pdf)",
        en="picture of the articles by time and source (.png, .svg, .pdf)",
        ending=".png",
        dir_okay=False,
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def status(articles: bool, picture: Path | None, as_json: bool) -> None:
        from bot.cli.holdings import print_articles, print_status
        from bot.opening import open_store
        from bot.settings import load_settings
        from bot.wiring import archive_status

        settings = load_settings()
        report = archive_status(settings)
        if picture:
            from bot.formatting.plot import plot
            from corpus.holdings import by_period

            plot(by_period(report.groups), picture, texts)
        with open_store(settings).read() as snapshot:
            listed = snapshot.listing() if articles else None
            print_status(report, listed, as_json, texts)
            if listed is not None and not as_json:
                print_articles(listed, texts)
        if picture and not as_json:
            click.echo(texts("plot_written", picture))
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
        from bot.cli.reports import Known, print_article
        from bot.opening import open_store
        from bot.settings import load_settings

        with open_store(load_settings()).read() as snapshot:
            article = snapshot.find_article(article_id)
            earlier = snapshot.history(article.id)
            cluster = snapshot.clusters([article.id]).get(article.id)
            others = snapshot.articles(key for key in cluster.articles if key != article.id) if cluster else {}
        print_article(article, Known(earlier, cluster, list(others.values())), as_json, texts)

    return show

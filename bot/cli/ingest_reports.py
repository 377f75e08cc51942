"""How `wortlaut ingest` tells what it did, and what it would do."""

from pathlib import PurePath
from typing import Any

import click

from bot.cli.common import notice
from bot.formatting.plain import visible_line
from bot.formatting.terminal import stdout_console
from bot.texts import Texts
from bot.wiring import IngestReport
from corpus.article import Article
from corpus.collect import Collected
from corpus.export import json_line
from corpus.faults import Fault
from corpus.formats import SUFFIXES, suffix_of
from corpus.provenance import Provenance


def print_report(report: IngestReport, as_json: bool, texts: Texts) -> None:
    """What was added, changed, removed, and each file and part that was skipped with its reason."""
    collected = report.collected
    if as_json:
        summary = {
            "added": collected.added,
            "changed": collected.changed,
            "unchanged": len(collected.unchanged),
            "removed": list(report.removed),
            "skipped": _skipped_json(collected.skipped, texts),
            "passages": report.passages,
        }
        click.echo(json_line(summary))
        return
    _print_skipped(collected.skipped, texts)
    if not report.did_something and not collected.skipped:
        notice(texts("ingest_nothing", known=", ".join(SUFFIXES)))
        return
    click.echo(
        texts(
            "ingest_summary",
            added=len(collected.added),
            changed=len(collected.changed),
            unchanged=len(collected.unchanged),
            removed=len(report.removed),
            skipped=len(collected.skipped),
        )
    )
    if report.rebuilt:
        notice(texts("ingest_rebuilt"))
    if report.passages:
        click.echo(texts("ingest_passages", n=report.passages))


def print_preview(found: Collected, as_json: bool, texts: Texts) -> None:
    """A row for each article that would be read, with all that would be known of it, then what would be skipped."""
    articles = sorted([*found.added, *found.changed], key=lambda article: article.path)
    if as_json:
        rows = [_article_json(article, texts) for article in articles]
        click.echo(json_line({"articles": rows, "skipped": _skipped_json(found.skipped, texts)}))
        return
    _print_skipped(found.skipped, texts)
    if articles:
        _print_table(articles, texts)
    click.echo(texts("dry_run", articles=len(articles), skipped=len(found.skipped)))


def _print_table(articles: list[Article], texts: Texts) -> None:
    from rich.table import Table
    from rich.text import Text

    names = ["dry_place", "dry_format", "field_title", "field_published", "field_source", "field_notes"]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(texts(name), overflow="fold")
    for article in articles:
        dated = article.published_label(texts.lang)
        if article.published_from is not Provenance.UNKNOWN:
            dated += f" ({texts.provenance(article.published_from)})"
        cells = [
            _place(article),
            _format(article),
            article.title.value if article.title else "–",
            dated,
            f"{article.source.value} ({texts.provenance(article.source.provenance)})" if article.source else "–",
            "; ".join(texts.note(note) for note in article.notes),
        ]
        table.add_row(*(Text(visible_line(cell)) for cell in cells))
    stdout_console().print(table)


def _print_skipped(skipped: list[Fault], texts: Texts) -> None:
    for path, error in skipped:
        notice(texts("ingest_skipped", path=path, reason=error.say(texts.lang)))


def _skipped_json(skipped: list[Fault], texts: Texts) -> list[dict[str, str]]:
    return [{"path": path, "reason": error.say(texts.lang)} for path, error in skipped]


def _article_json(article: Article, texts: Texts) -> dict[str, Any]:
    return {
        "path": article.path,
        "part": article.part,
        "format": _format(article),
        "title": article.title and article.title.value,
        "date": article.published_label(texts.lang),
        "date_from": article.published_from,
        "source": article.source and article.source.value,
        "source_from": article.source.provenance if article.source else Provenance.UNKNOWN,
        "characters": len(article.text),
        "pages": len(article.pages),
        "notes": list(article.notes),
    }


def _place(article: Article) -> str:
    name = PurePath(article.file).name
    return f"{name}#{article.part}" if article.part else name


def _format(article: Article) -> str:
    return suffix_of(article.file).removeprefix(".")

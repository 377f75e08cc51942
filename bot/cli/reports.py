"""How `status` and `show` look."""

import json
from pathlib import PurePath
from typing import Any

import click

from bot.formatting.plain import period_label, visible
from bot.formatting.terminal import stdout_console
from bot.texts import Texts
from bot.wiring import ArchiveStatus
from corpus.article import Article, BlockKind
from corpus.origins import Cluster
from corpus.provenance import Sourced

_LABEL_WIDTH = 12


def print_status(report: ArchiveStatus, articles: bool, as_json: bool, texts: Texts) -> None:
    """The archive's counts, its sources, whether the index is whole; with `articles` every one of them."""
    coverage = report.coverage
    damage = report.damage.say(texts.lang) if report.damage else None
    if as_json:
        made: dict[str, Any] = {
            "archive": str(report.folder),
            "articles": coverage.articles,
            "passages": coverage.passages,
            "undated": coverage.undated,
            "earliest": coverage.earliest and coverage.earliest.isoformat(),
            "latest": coverage.latest and coverage.latest.isoformat(),
            "sources": {name or None: count for name, count in coverage.sources.items()},
            "languages": coverage.languages,
            "duplicates": {"clusters": coverage.duplicates.clusters, "articles": coverage.duplicates.articles},
            "index": {"whole": damage is None, "generation": report.generation, "model": report.model, "reason": damage},
        }
        if articles:
            made["list"] = [
                {"id": a.id, "path": a.path, "source": a.source and a.source.value, "published": a.published_label(texts.lang)}
                for a in report.articles
            ]
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    sources = "\n".join(f"{count:4}  {name or texts('source_unknown')}" for name, count in coverage.sources.items())
    rows = [
        ("status_folder", str(report.folder)),
        ("status_articles", str(coverage.articles)),
        ("status_passages", str(coverage.passages)),
        ("status_period", period_label(coverage, texts)),
        ("status_undated", str(coverage.undated)),
        ("status_languages", ", ".join(f"{language} {count}" for language, count in sorted(coverage.languages.items()))),
        ("status_duplicates", texts.counted("status_clusters", coverage.duplicates.clusters, coverage.duplicates.articles)),
        ("status_index", damage or texts("status_whole", report.generation)),
        ("status_model", report.model.partition(" ")[0] if report.model else "–"),
        ("status_sources", sources),
    ]
    _print_rows([(texts(key), value) for key, value in rows])
    if articles:
        click.echo()
        for article in report.articles:
            click.echo(visible(_article_line(article, texts)))


def print_article(article: Article, cluster: Cluster | None, others: list[Article], as_json: bool, texts: Texts) -> None:
    """All that is known of an article with its provenance, then its text with the furniture marked.

    `others` are the articles that are one text with it, those of its `cluster`.
    """
    if as_json:
        made = _article_json(article, texts) | {"cluster": cluster and cluster.as_json()}
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    rows = [(texts("field_id"), article.id), (texts("field_path"), article.path)]
    for name in ("title", "source", "origin", "authors", "url"):
        fact: Sourced[Any] | None = getattr(article, name)
        if fact or name == "source":
            rows.append((texts(f"field_{name}"), _fact(fact, texts) if fact else texts("source_unknown")))
    dated = f"{article.published_label(texts.lang)} ({texts.provenance(article.published_from)})"
    rows += [
        (texts("field_published"), dated),
        (texts("field_language"), article.language),
        (texts("field_digest"), f"sha256:{article.digest}"),
    ]
    if cluster:
        rows.append((texts("field_cluster"), _cluster_text(cluster, others, texts)))
    if article.notes:
        rows.append((texts("field_notes"), "; ".join(texts.note(note) for note in article.notes)))
    _print_rows(rows)
    console = stdout_console()
    for block in article.blocks:
        label = "" if block.kind is BlockKind.PROSE else f"[{texts.block(block.kind)}] "
        console.print()
        console.print(label + visible(article.text[block.start : block.end]), markup=False)


def _cluster_text(cluster: Cluster, others: list[Article], texts: Texts) -> str:
    lines = [_article_line(other, texts) for other in others]
    if cluster.origin:
        key = "cluster_origin" if cluster.origin.agency else "cluster_first"
        lines.append(texts(key, cluster.origin.name, texts.provenance(cluster.origin.provenance)))
    return "\n".join(lines)


def _article_line(article: Article, texts: Texts) -> str:
    source = article.source.value if article.source else texts("source_unknown")
    return f"{article.id}  {PurePath(article.path).name}  ·  {source}  ·  {article.published_label(texts.lang)}"


def _print_rows(rows: list[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=_LABEL_WIDTH)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(label, Text(visible(value)))
    stdout_console().print(table)


def _fact(fact: Sourced[Any], texts: Texts) -> str:
    value = ", ".join(fact.value) if isinstance(fact.value, tuple) else str(fact.value)
    return f"{value} ({texts.provenance(fact.provenance)})"


def _article_json(article: Article, texts: Texts) -> dict[str, Any]:
    facts = {name: getattr(article, name) for name in ("title", "source", "origin", "authors", "url")}
    published = article.published
    earliest = published.value.earliest if published else article.not_before
    return {
        "id": article.id,
        "path": article.path,
        **{name: fact and {"value": fact.value, "provenance": fact.provenance} for name, fact in facts.items()},
        "published": {
            "earliest": earliest and earliest.isoformat(),
            "latest": published.value.latest.isoformat() if published else None,
            "label": article.published_label(texts.lang),
            "provenance": article.published_from,
        },
        "language": article.language,
        "digest": article.digest,
        "notes": list(article.notes),
        "text": article.text,
        "blocks": [{"start": block.start, "end": block.end, "kind": block.kind} for block in article.blocks],
    }

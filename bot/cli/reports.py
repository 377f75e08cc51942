"""How `show` looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import click

from bot.formatting.plain import visible, visible_line
from bot.formatting.terminal import stdout_console
from bot.texts import Texts
from corpus.article import Article, BlockKind
from corpus.dates import DateInterval
from corpus.export import conflict_record, json_line
from corpus.history import Earlier
from corpus.origins import Cluster
from corpus.provenance import Conflict, Sourced

_LABEL_WIDTH = 12


@dataclass(frozen=True)
class Known:
    """What the archive knows of an article beside itself: its earlier texts, and the articles that are one text with it."""

    earlier: tuple[Earlier, ...] = ()
    cluster: Cluster | None = None
    others: Sequence[Article] = ()


def print_article(article: Article, known: Known, as_json: bool, texts: Texts) -> None:
    """All that is known of an article with its provenance, then its text with the furniture marked."""
    if as_json:
        made = _article_json(article, known.earlier, texts) | {"cluster": known.cluster and known.cluster.as_json()}
        click.echo(json_line(made))
        return
    rows = [(texts("field_id"), article.id), (texts("field_path"), visible_line(article.path))]
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
    if known.earlier:
        lines = [
            texts(f"earlier_{one.ended}", one.digest, one.at.astimezone().strftime("%Y-%m-%d %H:%M")) for one in known.earlier
        ]
        rows.append((texts("field_earlier"), "\n".join(lines)))
    if article.conflicts:
        rows.append((texts("field_conflicts"), "\n".join(_conflict(conflict, texts) for conflict in article.conflicts)))
    if known.cluster:
        rows.append((texts("field_cluster"), _cluster_text(known.cluster, known.others, texts)))
    if article.notes:
        rows.append((texts("field_notes"), "; ".join(texts.note(note) for note in article.notes)))
    print_rows(rows)
    console = stdout_console()
    for block in article.blocks:
        label = "" if block.kind is BlockKind.PROSE else f"[{texts.block(block.kind)}] "
        console.print()
        console.print(label + visible(article.text[block.start : block.end]), markup=False)


def _cluster_text(cluster: Cluster, others: Sequence[Article], texts: Texts) -> str:
    lines = [_article_line(other, texts) for other in others]
    if cluster.origin:
        key = "cluster_origin" if cluster.origin.agency else "cluster_first"
        lines.append(texts(key, cluster.origin.name, texts.provenance(cluster.origin.provenance)))
    return "\n".join(lines)


def _article_line(article: Article, texts: Texts) -> str:
    source = article.source.value if article.source else texts("source_unknown")
    return visible_line(f"{article.id}  {PurePath(article.path).name}  ·  {source}  ·  {article.published_label(texts.lang)}")


def print_rows(rows: list[tuple[str, str]]) -> None:
    """Labels and values beside each other."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=_LABEL_WIDTH)
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(label, Text(visible(value)))
    stdout_console().print(table)


def _conflict(conflict: Conflict, texts: Texts) -> str:
    """„Datum: 15. Februar 2018 (JSON-LD) ≠ 16. Februar 2018 (Dateiname)“; a stroke where no value is left."""
    name = texts("field_published" if conflict.field == "date" else f"field_{conflict.field}")
    return f"{name}: {_fact(conflict.kept, texts) if conflict.kept else '–'} ≠ {_fact(conflict.other, texts)}"


def _fact(fact: Sourced[Any], texts: Texts) -> str:
    if isinstance(fact.value, DateInterval):
        value = fact.value.label(texts.lang)
    else:
        value = ", ".join(fact.value) if isinstance(fact.value, tuple) else str(fact.value)
    return visible_line(f"{value} ({texts.provenance(fact.provenance)})")


def _article_json(article: Article, earlier: tuple[Earlier, ...], texts: Texts) -> dict[str, Any]:
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
        "conflicts": [conflict_record(conflict) for conflict in article.conflicts],
        "digest": article.digest,
        "earlier_digests": [
            {"digest": one.digest, "ended": one.ended, "at": one.at.isoformat(), "path": one.path} for one in earlier
        ],
        "notes": list(article.notes),
        "text": article.text,
        "blocks": [{"start": block.start, "end": block.end, "kind": block.kind} for block in article.blocks],
    }

"""How `status` looks: what is in the archive, from when and by whom, and what room it takes."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

import click

from bot.cli.reports import print_rows
from bot.formatting.plain import period_label, visible_line
from bot.texts import Texts
from bot.wiring import ArchiveStatus
from corpus.article import date_label
from corpus.export import json_line
from corpus.holdings import Periods, by_period
from corpus.snapshot import Listed

_BAR = 30
_MOST_SOURCES = 15


def print_status(report: ArchiveStatus, articles: Iterable[Listed] | None, as_json: bool, texts: Texts) -> None:
    """The archive's counts, its sources and times, whether the index is whole; in JSON with the `articles`."""
    periods = by_period(report.groups)
    if as_json:
        click.echo(json_line(_status_json(report, articles, texts)))
        return
    coverage = report.coverage
    undated = str(coverage.undated)
    if periods.bounded:
        undated = texts("status_bounded", n=coverage.undated, bounded=periods.bounded)
    rows = [
        ("status_folder", str(report.folder)),
        *([("status_database", report.database)] if report.database else []),
        ("status_articles", str(coverage.articles)),
        ("status_passages", str(coverage.passages)),
        ("status_period", period_label(coverage, texts)),
        ("status_undated", undated),
        ("status_languages", ", ".join(f"{language} {count}" for language, count in sorted(coverage.languages.items()))),
        ("status_duplicates", texts.counted("status_clusters", coverage.duplicates.clusters, coverage.duplicates.articles)),
        ("status_index", report.damage.say(texts.lang) if report.damage else texts("status_whole", report.generation)),
        ("status_model", report.model.partition(" ")[0] if report.model else "–"),
        ("status_form", _form(report)),
        ("status_disk", _parts(report.disk, texts)),
        ("status_models", _parts(report.models, texts)),
        ("status_memory", _parts(report.memory, texts)),
        ("status_search", texts(f"search_{report.search}") if report.search else "–"),
        ("status_sources", _sources(coverage.sources, texts)),
    ]
    if periods.periods:
        rows.append(("status_time", _times(periods, texts)))
    print_rows([(texts(key), value) for key, value in rows])


def print_articles(articles: Iterable[Listed], texts: Texts) -> None:
    """Every article with its id on a line."""
    click.echo()
    for article in articles:
        dated = date_label(article.published, article.not_before, texts.lang)
        name = PurePath(article.path).name
        click.echo(visible_line(f"{article.id}  {name}  ·  {article.source or texts('source_unknown')}  ·  {dated}"))


def _parts(sizes: Mapping[str, int], texts: Texts) -> str:
    """A size and the part that it is of on each line."""
    return "\n".join(f"{_size(size):>7}  {texts(f'disk_{part}')}" for part, size in sizes.items()) or "–"


def _form(report: ArchiveStatus) -> str:
    """How the encoder computes, with the times the choice rests on."""
    times = ", ".join(f"{name} {value:.0f} ms" for name, value in (report.measured or {}).items())
    return f"{report.form or '–'}{times and f' ({times})'}"


def _sources(sources: dict[str, int], texts: Texts) -> str:
    width = len(str(max(sources.values(), default=0)))
    lines = [f"{count:>{width}}  {visible_line(name or texts('source_unknown'))}" for name, count in sources.items()]
    if len(lines) > _MOST_SOURCES:
        rest = sum(list(sources.values())[_MOST_SOURCES:])
        lines = [*lines[:_MOST_SOURCES], f"{rest:>{width}}  {texts('plot_others')} ({len(sources) - _MOST_SOURCES})"]
    return "\n".join(lines)


def _times(periods: Periods, texts: Texts) -> str:
    """A bar for each period, and for what is dated less exactly than that."""
    counts = {name: sum(counter.values()) for name, counter in periods.periods.items()}
    if periods.vaguer:
        counts[texts("status_vaguer" if periods.unit == "month" else "status_vaguer_year")] = sum(periods.vaguer.values())
    most = max(counts.values())
    width = len(str(most))
    lines = (f"{name:<10}  {count:>{width}}  {'█' * round(_BAR * count / most)}" for name, count in counts.items())
    return "\n".join(line.rstrip() for line in lines)


def _size(size: int) -> str:
    """Bytes as people read them: „1,2 MB“ is 1.2 MB here, in every language."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def _status_json(report: ArchiveStatus, articles: Iterable[Listed] | None, texts: Texts) -> dict[str, Any]:
    coverage, damage = report.coverage, report.damage.say(texts.lang) if report.damage else None
    periods = {"month": by_period(report.groups, "month"), "year": by_period(report.groups, "year")}
    made: dict[str, Any] = {
        "archive": str(report.folder),
        "database": report.database or None,
        "articles": coverage.articles,
        "passages": coverage.passages,
        "undated": coverage.undated,
        "undated_bounded": periods["year"].bounded,
        "earliest": coverage.earliest and coverage.earliest.isoformat(),
        "latest": coverage.latest and coverage.latest.isoformat(),
        "sources": {name or None: count for name, count in coverage.sources.items()},
        "languages": coverage.languages,
        "duplicates": {"clusters": coverage.duplicates.clusters, "articles": coverage.duplicates.articles},
        "months": {name: sum(counter.values()) for name, counter in periods["month"].periods.items() if counter},
        "without_month": sum(periods["month"].vaguer.values()),
        "years": {name: sum(counter.values()) for name, counter in periods["year"].periods.items() if counter},
        "without_year": sum(periods["year"].vaguer.values()),
        "disk": report.disk,
        "models": dict(report.models),
        "memory": dict(report.memory),
        "search": report.search or None,
        "index": {"whole": damage is None, "generation": report.generation, "model": report.model, "reason": damage},
        "encoder": {"form": report.form, "milliseconds": report.measured},
    }
    if articles is not None:
        made["list"] = [
            {"id": a.id, "path": a.path, "source": a.source, "published": date_label(a.published, a.not_before, texts.lang)}
            for a in articles
        ]
    return made

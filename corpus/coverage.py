"""What the archive holds, counted: over all of it once for each change, and kept in the row of that change."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from corpus.duplicate_rows import count_clusters
from corpus.holdings import source_column
from corpus.tables import ARTICLES, PASSAGES, get_value, row_digest, set_value, to_day

_NAME = "coverage"


@dataclass(frozen=True)
class Duplicates:
    """How many texts stand in several articles, and in how many articles they stand."""

    clusters: int = 0
    articles: int = 0


@dataclass(frozen=True)
class Coverage:
    """What the archive holds: counts, and the first and last day that dated articles cover."""

    articles: int
    passages: int
    undated: int
    earliest: date | None
    latest: date | None
    sources: dict[str, int]
    languages: dict[str, int]
    duplicates: Duplicates = field(default_factory=Duplicates)


def read_coverage(connection: Connection, generation: str | None) -> Coverage:
    """Counts over the whole archive: those kept for this generation, or else, as in an archive of before, counted now."""
    return kept_coverage(connection, generation)[1] or counted(connection)


def kept_coverage(connection: Connection, generation: str | None) -> tuple[bool, Coverage | None]:
    """Whether any counts are kept, and those for this generation where they are whole."""
    written = get_value(connection, _NAME)
    try:
        kept = json.loads(written or "{}")
        if kept and kept["row_digest"] == row_digest(kept) and kept["generation"] == generation:
            return True, _coverage(kept["counts"])
    except (ValueError, TypeError, KeyError):
        pass
    return bool(written), None


def write_coverage(connection: Connection, generation: str) -> None:
    """Keep the counts for the generation, in the transaction that writes what is counted."""
    counts = asdict(counted(connection))
    days = {name: counts[name] and counts[name].isoformat() for name in ("earliest", "latest")}
    row = {"generation": generation, "counts": counts | days}
    set_value(connection, _NAME, json.dumps(row | {"row_digest": row_digest(row)}, ensure_ascii=False))


def _coverage(counts: dict[str, object]) -> Coverage:
    days = {name: to_day(counts[name]) for name in ("earliest", "latest")}  # type: ignore[arg-type]  # as written
    duplicates = Duplicates(**counts["duplicates"])  # type: ignore[arg-type]  # as written, by its digest
    return Coverage(**counts | days | {"duplicates": duplicates})  # type: ignore[arg-type]  # as written, by its digest


def counted(connection: Connection) -> Coverage:
    """Counts over the whole archive, made now."""
    count = connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
    passages = connection.execute(select(func.count()).select_from(PASSAGES)).scalar_one()
    undated = select(func.count()).select_from(ARTICLES).where(ARTICLES.c.earliest.is_(None))
    days = connection.execute(select(func.min(ARTICLES.c.earliest), func.max(ARTICLES.c.latest))).one()
    source = source_column()
    by_source = connection.execute(select(source, func.count()).group_by(source))
    sources: dict[str, int] = {row[0] or "": row[1] for row in by_source}
    languages = select(ARTICLES.c.language, func.count()).group_by(ARTICLES.c.language)
    return Coverage(
        articles=count,
        passages=passages,
        undated=connection.execute(undated).scalar_one(),
        earliest=to_day(days[0]),
        latest=to_day(days[1]),
        sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
        languages={row[0]: row[1] for row in connection.execute(languages)},
        duplicates=Duplicates(*count_clusters(connection)),
    )

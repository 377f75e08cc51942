"""Reading the archive: one consistent view of articles, passages and the index generation that belongs to them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, inspect, or_, select

from corpus.article import Article, Passage
from corpus.errors import ArticleUnknown
from corpus.faults import Fault, FileRecord, faults_from_json
from corpus.tables import ARTICLES, FILES, PASSAGES, get_value, in_batches, to_article, to_day, to_passage


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


class Snapshot:
    """The archive as it is at one moment; valid inside `Store.read()`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def generation(self) -> str | None:
        """The name of the index generation that belongs to these articles."""
        return get_value(self._connection, "generation")

    def input_digests(self) -> dict[str, str]:
        """Path → digest of all that went into its article."""
        rows = self._connection.execute(select(ARTICLES.c.path, ARTICLES.c.input_digest))
        return {row.path: row.input_digest for row in rows}

    def files(self) -> dict[str, FileRecord]:
        """Every file that was read, by path. An archive of before has none written down: its articles' digests stand in."""
        marked = case((ARTICLES.c.path.contains("#"), ARTICLES.c.facts), else_="{}")
        query = select(ARTICLES.c.path, ARTICLES.c.input_digest, marked).order_by(ARTICLES.c.path)
        digests: dict[str, str] = {}
        paths: dict[str, list[str]] = {}
        for path, digest, facts in self._connection.execute(query):
            part = json.loads(facts).get("part")
            file = path.removesuffix(f"#{part}") if part else path
            paths.setdefault(file, []).append(path)
            if not part:
                digests[file] = digest
        faults: dict[str, tuple[Fault, ...]] = {}
        rows = self._connection.execute(select(FILES)) if inspect(self._connection).has_table(FILES.name) else ()
        for row in rows:
            digests[row.path], faults[row.path] = row.digest, faults_from_json(row.faults)
        return {file: FileRecord(digest, faults.get(file, ()), tuple(paths.get(file, ()))) for file, digest in digests.items()}

    def articles_at(self, paths: Iterable[str]) -> dict[str, Article]:
        """Articles by path; those that are not there are left out."""
        rows = in_batches(self._connection, select(ARTICLES), ARTICLES.c.path, list(paths))
        return {row.path: to_article(row) for row in rows}

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises KeyError."""
        return self.articles([article_id])[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles by id; those that are not there are left out."""
        rows = in_batches(self._connection, select(ARTICLES), ARTICLES.c.id, list(ids))
        return {row.id: to_article(row) for row in rows}

    def all_articles(self) -> Iterator[Article]:
        """All articles in the order of their paths."""
        for row in self._connection.execute(select(ARTICLES).order_by(ARTICLES.c.path)):
            yield to_article(row)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; those that are not there are left out."""
        rows = in_batches(self._connection, select(PASSAGES), PASSAGES.c.id, list(ids))
        return {row.id: to_passage(row) for row in rows}

    def passage_languages(self, ids: Iterable[int]) -> dict[int, str]:
        """The language of each passage's article, by passage id."""
        query = select(PASSAGES.c.id, ARTICLES.c.language).join(ARTICLES, ARTICLES.c.id == PASSAGES.c.article_id)
        return {row.id: row.language for row in in_batches(self._connection, query, PASSAGES.c.id, list(ids))}

    def all_passages(self) -> Iterator[Passage]:
        """All passages in the order of their ids."""
        for row in self._connection.execute(select(PASSAGES).order_by(PASSAGES.c.id)):
            yield to_passage(row)

    def next_passage_id(self) -> int:
        """The first id that was never given to a passage."""
        return int(get_value(self._connection, "next_passage_id") or 1)

    def coverage(self) -> Coverage:
        """Counts over the whole archive."""
        count = self._connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
        passages = self._connection.execute(select(func.count()).select_from(PASSAGES)).scalar_one()
        undated = select(func.count()).select_from(ARTICLES).where(ARTICLES.c.earliest.is_(None))
        days = self._connection.execute(select(func.min(ARTICLES.c.earliest), func.max(ARTICLES.c.latest))).one()
        sources: dict[str, int] = {}
        for (facts,) in self._connection.execute(select(ARTICLES.c.facts)):
            source = json.loads(facts).get("source")
            sources[source[0] if source else ""] = sources.get(source[0] if source else "", 0) + 1
        languages = select(ARTICLES.c.language, func.count()).group_by(ARTICLES.c.language)
        return Coverage(
            articles=count,
            passages=passages,
            undated=self._connection.execute(undated).scalar_one(),
            earliest=to_day(days[0]),
            latest=to_day(days[1]),
            sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
            languages={row[0]: row[1] for row in self._connection.execute(languages)},
        )

    def find_article(self, name: str) -> Article:
        """The one article whose id, beginning of an id, path or file name is `name`. Raises ArticleUnknown."""
        escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = select(ARTICLES).where(
            or_(
                ARTICLES.c.id.like(escaped + "%", escape="\\"),
                ARTICLES.c.path == name,
                ARTICLES.c.path.like("%/" + escaped, escape="\\"),
                ARTICLES.c.path.like("%\\\\" + escaped, escape="\\"),
            )
        )
        rows = self._connection.execute(query.limit(20)).all() if name else []
        exact = [row for row in rows if name in (row.id, row.path)]
        found = exact or rows
        if len(found) == 1:
            return to_article(found[0])
        ids = ", ".join(row.id for row in found)
        raise ArticleUnknown(
            name=name,
            path="",
            hint_de=f" eindeutig; gemeint sein können {ids}" if ids else "",
            hint_en=f" alone; it may be {ids}" if ids else "",
        )

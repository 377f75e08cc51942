"""Reading the archive: one consistent view of articles, passages and the index generation that belongs to them."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, case, select

from corpus.article import Article, Passage
from corpus.columns import Columns, Fits
from corpus.coverage import Coverage, read_coverage
from corpus.dates import DateInterval
from corpus.dialects import contains, is_there
from corpus.duplicate_rows import read_clusters
from corpus.duplicate_store import sharing
from corpus.errors import ArticleUnknown, RowDamaged
from corpus.faults import STALE, Fault, FileRecord, faults_from_json
from corpus.filters import Filter
from corpus.history import Earlier, read_history
from corpus.holdings import Extent, Group, read_groups, source_column
from corpus.naming import meant
from corpus.origins import Cluster, likely_origin
from corpus.tables import ARTICLES, FILES, PASSAGES, SET_ASIDE, get_value, in_batches, to_article, to_day, to_passage

_MOST_NAMED = 20
_AT_ONCE = 500


@dataclass(frozen=True)
class Listed:
    """An article as a list names it; `not_before` is the bound of an undated one."""

    id: str
    path: str
    source: str | None
    published: DateInterval | None
    not_before: date | None


class Snapshot:
    """The archive as it is at one moment; valid inside `Store.read()`.

    `generation` is the name of the index generation that belongs to these articles, None before there is one.
    """

    def __init__(self, connection: Connection, generation: str | None, columns: Callable[[], Columns]) -> None:
        self._connection = connection
        self._columns = columns
        self.generation = generation

    def input_digests(self) -> dict[str, str]:
        """Path → digest of all that went into its article."""
        rows = self._connection.execute(select(ARTICLES.c.path, ARTICLES.c.input_digest))
        return {row.path: row.input_digest for row in rows}

    def files(self) -> dict[str, FileRecord]:
        """Every file that was read, by path. An archive of before has none written down: its articles' digests stand in.

        A file of several articles that is not written down is known too, as stale, as long as there is an article of it.
        """
        marked = case((ARTICLES.c.path.contains("#"), ARTICLES.c.facts), else_="{}")
        query = select(ARTICLES.c.path, ARTICLES.c.input_digest, marked).order_by(ARTICLES.c.path)
        digests: dict[str, str] = {}
        paths: dict[str, list[str]] = {}
        for path, digest, facts in self._connection.execute(query):
            try:
                part = json.loads(facts).get("part")
            except ValueError as error:
                raise RowDamaged(path=path, reason=str(error)) from error
            file = path.removesuffix(f"#{part}") if part else path
            paths.setdefault(file, []).append(path)
            if not part:
                digests[file] = digest
        faults: dict[str, tuple[Fault, ...]] = {}
        rows = self._connection.execute(select(FILES)) if is_there(self._connection, FILES) else ()
        for row in rows:
            digests[row.path], faults[row.path] = row.digest, faults_from_json(row.faults)
        known = dict.fromkeys(paths, STALE) | digests
        return {file: FileRecord(digest, faults.get(file, ()), tuple(paths.get(file, ()))) for file, digest in known.items()}

    def articles_at(self, paths: Iterable[str]) -> dict[str, Article]:
        """Articles by path; those that are not there are left out."""
        rows = in_batches(self._connection, select(ARTICLES), ARTICLES.c.path, list(paths))
        return {row.path: to_article(row) for row in rows}

    def inputs_of(self, articles: Iterable[Article]) -> dict[str, str]:
        """Id → SHA-256 of all that went into the article's file, and behind a blank what the user gave, if anything.

        Only of the articles whose text is still so.
        """
        texts = {article.id: article.digest for article in articles}
        query = select(ARTICLES.c.id, ARTICLES.c.digest, ARTICLES.c.input_digest)
        rows = in_batches(self._connection, query, ARTICLES.c.id, list(texts))
        return {row.id: row.input_digest for row in rows if row.digest == texts[row.id]}

    def with_texts(self, digests: Iterable[str]) -> dict[str, Article]:
        """An article for each of those digests of texts that any has, by digest. Reads through the digests of all articles."""
        rows = in_batches(self._connection, select(ARTICLES).order_by(ARTICLES.c.path), ARTICLES.c.digest, list(digests))
        found: dict[str, Article] = {}
        for row in rows:
            found.setdefault(row.digest, to_article(row))
        return found

    def ids_at(self, paths: Iterable[str]) -> dict[str, str]:
        """Id → path of the articles of these paths."""
        query = select(ARTICLES.c.id, ARTICLES.c.path)
        return {row.id: row.path for row in in_batches(self._connection, query, ARTICLES.c.path, list(paths))}

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises KeyError."""
        return self.articles([article_id])[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles by id; those that are not there are left out."""
        rows = in_batches(self._connection, select(ARTICLES), ARTICLES.c.id, list(ids))
        return {row.id: to_article(row) for row in rows}

    def article_paths(self) -> dict[str, str]:
        """Id → path of every article, in the order of the paths."""
        rows = self._connection.execute(select(ARTICLES.c.id, ARTICLES.c.path).order_by(ARTICLES.c.path))
        return {row.id: row.path for row in rows}

    def all_articles(self) -> Iterator[Article]:
        """All articles in the order of their paths."""
        for row in self._connection.execute(_some(select(ARTICLES).order_by(ARTICLES.c.path))):
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
        for row in self._connection.execute(_some(select(PASSAGES).order_by(PASSAGES.c.id))):
            yield to_passage(row)

    def passage_ids(self, article_ids: Iterable[str]) -> list[int]:
        """The ids of all passages of these articles, ascending."""
        query = select(PASSAGES.c.id)
        return sorted(row.id for row in in_batches(self._connection, query, PASSAGES.c.article_id, list(article_ids)))

    def history(self, article_id: str) -> tuple[Earlier, ...]:
        """The texts that the article had and has no more, the oldest first; also of a removed article."""
        return read_history(self._connection, article_id)

    def columns(self) -> Columns:
        """What all articles are chosen by."""
        return self._columns()

    def fits(self, only: Filter) -> Fits:
        """The articles that fit `only`: for certain, possibly, or undated."""
        columns = self._columns()
        return Fits(columns, columns.fit(only))

    @property
    def connection(self) -> Connection:
        """For what reads tables of its own within this view (`corpus.term_store`)."""
        return self._connection

    def next_passage_id(self) -> int:
        """The first id that was never given to a passage."""
        return int(get_value(self._connection, "next_passage_id") or 1)

    def coverage_of(self, only: Filter) -> Coverage:
        """Counts over the articles that fit."""
        return self.fits(only).coverage

    def coverage(self) -> Coverage:
        """Counts over the whole archive."""
        return read_coverage(self._connection, self.generation)

    def groups(self) -> tuple[Group, ...]:
        """How many articles there are of each source and date."""
        return read_groups(self._connection)

    def extent(self) -> Extent:
        """The outlets and days of the archive."""
        return self._columns().extent()

    def listing(self) -> Iterator[Listed]:
        """Every article without its text, in the order of the paths."""
        columns = ARTICLES.c.id, ARTICLES.c.path, source_column(), ARTICLES.c.earliest, ARTICLES.c.latest, ARTICLES.c.not_before
        for key, path, source, earliest, latest, bound in self._connection.execute(
            _some(select(*columns).order_by(ARTICLES.c.path))
        ):
            days = DateInterval(date.fromisoformat(earliest), date.fromisoformat(latest)) if earliest else None
            yield Listed(key, path, source, days, to_day(bound))

    def matching(self, *names: str) -> dict[str, str]:
        """Id → path of all articles that `names`, spellings of one name, mean: see `naming`. In the order of the paths."""
        return meant(self.article_paths() | set_aside_articles(self._connection), names)

    def clusters(self, ids: Iterable[str]) -> dict[str, Cluster]:
        """For each of the articles that is one text with others, the cluster of them all."""
        found = read_clusters(self._connection, ids)
        made = {
            name: Cluster(name, members, likely_origin(self.articles(members).values()))
            for name, members in sorted(set(found.values()))
        }
        return {article_id: made[name] for article_id, (name, _) in found.items()}

    def sharing(self, text: str, limit: int) -> list[str]:
        """The ids of the articles that share most runs of four words with `text`: see `duplicate_store.sharing`."""
        return sharing(self._connection, text, limit)

    def containing(self, text: str, limit: int) -> list[str]:
        """The ids of up to `limit` articles whose text has these very characters. All texts are read: for small archives."""
        query = select(ARTICLES.c.id).where(contains(ARTICLES.c.text, text)).order_by(ARTICLES.c.id).limit(limit)
        return list(self._connection.execute(query).scalars())

    def find_article(self, name: str) -> Article:
        """The one article that `name` means: see `naming`. Raises ArticleUnknown, with the ids where it means several."""
        query = select(ARTICLES)
        found = self._connection.execute(query.where(ARTICLES.c.id == name)).all()
        if not found:
            keys = list(meant(self.article_paths(), [name]))[:_MOST_NAMED]
            found = self._connection.execute(query.where(ARTICLES.c.id.in_(keys)).order_by(ARTICLES.c.path)).all()
        if len(found) == 1:
            return to_article(found[0])
        ids = ", ".join(row.id for row in found)
        raise ArticleUnknown(
            name=name,
            path="",
            hint_de=f" eindeutig; gemeint sein können {ids}" if ids else "",
            hint_en=f" alone; it may be {ids}" if ids else "",
        )


def _some(query: Select[Any]) -> Select[Any]:
    """The rows of a query some at a time: a server would send all of them at once."""
    return query.execution_options(yield_per=_AT_ONCE)


def set_aside_articles(connection: Connection) -> dict[str, str]:
    """Id → path of the articles whose rows were found damaged: they are not in the archive, but can be removed by name."""
    if not is_there(connection, SET_ASIDE):
        return {}
    return {row.id: row.path for row in connection.execute(select(SET_ASIDE.c.id, SET_ASIDE.c.path))}

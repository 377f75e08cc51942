"""Every row of the store held against its digest, against the text that it belongs to, and against what is derived anew.

Rows are read some at a time by their row numbers, so that one that cannot even be read as text hides no other.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from corpus.article import Article, Passage
from corpus.check import Check
from corpus.dialects import as_hex, row_key
from corpus.errors import ArchiveError
from corpus.snapshot import set_aside_articles
from corpus.sqlite import reason
from corpus.tables import ARTICLES, PASSAGES, get_value, to_article, to_passage

AT_ONCE = 100
Split = Callable[[Article], Iterable[Passage]]


@dataclass(frozen=True)
class DamagedRow:
    """An article's row that is not what was written, and what can be read of it: U+FFFD stands for what is no text."""

    number: int | str
    values: dict[str, str]

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return self.values["path"] or f"#{self.number}"


@contextmanager
def told(check: Check, connection: Connection) -> Iterator[None]:
    """What cannot be read or understood is a fault of `check`; the connection can be used on."""
    try:
        with connection.begin_nested():
            yield
    except (SQLAlchemyError, ArchiveError, ValueError, TypeError, KeyError, struct.error) as error:
        check.fault(reason(error))


@dataclass
class ArticleRows:
    """All rows of articles, in order; what is damaged is put into `damaged` and told by `check`."""

    connection: Connection
    check: Check
    damaged: list[DamagedRow] = field(default_factory=list)

    def count(self) -> int:
        """How many there are."""
        return self.connection.execute(select(func.count()).select_from(ARTICLES)).scalar_one()

    def whole(self) -> Iterator[list[Article]]:
        """The articles whose rows are whole, some at a time; each batch is one step of `AT_ONCE` rows, some may be missing."""
        key = row_key(self.connection, ARTICLES)
        numbers = self.connection.execute(select(key).select_from(ARTICLES).order_by(key)).scalars().all()
        for at in range(0, len(numbers), AT_ONCE):
            found = []
            for number, row in _rows(self.connection, select(ARTICLES).order_by(key), key, numbers[at : at + AT_ONCE]):
                try:
                    if row is None:
                        raise ArchiveError(path="", reason="its row cannot be read as text")
                    found.append(to_article(row))
                except ArchiveError as error:
                    damaged = DamagedRow(number, self._legible(number))
                    self.damaged.append(damaged)
                    why = error.data["reason"]
                    self.check.fault(f"{damaged.name}: Zeile beschädigt ({why})", f"{damaged.name}: row damaged ({why})")
            self.check.looked += len(numbers[at : at + AT_ONCE])
            yield found

    def _legible(self, number: int | str) -> dict[str, str]:
        here = row_key(self.connection, ARTICLES) == number
        row = self.connection.execute(select(*(as_hex(column) for column in ARTICLES.c)).where(here)).one()
        names = (column.name for column in ARTICLES.c)
        return {name: bytes.fromhex(raw or "").decode("utf-8", "replace") for name, raw in zip(names, row, strict=True)}


@dataclass
class PassageRows:
    """The passages of articles that are whole, held against their texts and against what `split` gives now."""

    connection: Connection
    split: Split
    check: Check

    def look(self, articles: Sequence[Article]) -> dict[str, list[Passage]]:
        """Check those of these articles; returns them by article, none of one whose passages are not right."""
        found: dict[str, list[Passage]] = {article.id: [] for article in articles}
        key = PASSAGES.c.id
        numbers = self.connection.execute(select(key).where(PASSAGES.c.article_id.in_(found)).order_by(key)).scalars().all()
        for number, row in _rows(self.connection, select(PASSAGES).order_by(key), key, numbers):
            try:
                if row is None:
                    raise ArchiveError(path="", reason=f"row {number} cannot be read as text")
                found[row.article_id].append(to_passage(row))
            except (ArchiveError, KeyError) as error:
                self.check.fault(
                    f"Passage {number}: Zeile beschädigt", f"passage {number}: row damaged ({type(error).__name__})"
                )
        self.check.looked += len(numbers)
        for article in articles:
            if not self._is_right(article, found[article.id]):
                found[article.id] = []
        return found

    def finish(self) -> None:
        """Check what only all together show: articles that are not there, and the next number."""
        orphans = select(PASSAGES.c.id).outerjoin(ARTICLES, ARTICLES.c.id == PASSAGES.c.article_id)
        for number in self.connection.execute(orphans.where(ARTICLES.c.id.is_(None)).order_by(PASSAGES.c.id)).scalars():
            self.check.fault(f"Passage {number}: ihr Artikel fehlt", f"passage {number}: its article is missing")
        highest = self.connection.execute(select(func.max(PASSAGES.c.id))).scalar_one() or 0
        noted = get_value(self.connection, "next_passage_id") or "1"
        if not noted.isdecimal() or int(noted) <= highest:
            self.check.fault(f"nächste Nummer {noted}, vergeben bis {highest}", f"next number {noted}, given up to {highest}")

    def _is_right(self, article: Article, passages: Sequence[Passage]) -> bool:
        outside = [one for one in passages if not 0 <= one.start < one.end <= len(article.text)]
        stored = [(one.start, one.end, one.sentences) for one in passages]
        fresh = [(one.start, one.end, one.sentences) for one in self.split(article)]
        if outside:
            self.check.fault(f"{article.path}: außerhalb des Textes", f"{article.path}: outside the text")
        elif stored != fresh:
            self.check.fault(
                f"{article.path}: {len(stored)} Passagen, jetzt wären es andere ({len(fresh)})",
                f"{article.path}: {len(stored)} passages, they would be others now ({len(fresh)})",
            )
        return not outside and stored == fresh


def _rows(
    connection: Connection, query: Select[Any], key: ColumnElement[Any], numbers: Sequence[Any]
) -> Iterator[tuple[Any, Row[Any] | None]]:
    """The rows of these numbers in `key`, ascending; one by one where one of them cannot be read, and None for that one."""
    try:
        with connection.begin_nested():  # PostgreSQL gives up a whole transaction for what fails in it
            rows = connection.execute(query.where(key.in_(numbers))).all()
    except DatabaseError:
        if len(numbers) == 1:
            yield numbers[0], None
            return
        for number in numbers:
            yield from _rows(connection, query, key, [number])
        return
    yield from zip(numbers, rows, strict=True)


def check_set_aside(connection: Connection, check: Check) -> None:
    """Tell of the articles that a repair could not mend and that nobody has read anew or removed since."""
    for article_id, path in set_aside_articles(connection).items():
        check.fault(
            f"{path} ist beiseitegelegt: die Datei neu einlesen, eine Sicherung einspielen oder `wortlaut remove {article_id}`",
            f"{path} is set aside: read the file in again, restore a backup, or `wortlaut remove {article_id}`",
        )

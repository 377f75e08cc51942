"""The processes that answer for one bot from one database, each with a lease that ends unless it is renewed.

A lease is told by the database's clock, so that the machines' own need not agree. A process that is gone without a word
is known by its lease; what it had accepted, another takes over. While the database itself was away nobody could renew: a
process takes over only after it has reached the database for a whole lease, in which every other had time to renew.
"""

import secrets
import time
from collections.abc import Callable
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Engine, Float, cast, delete, exists, extract, func, or_, select, update

from bot.inserting import insert
from bot.telegram.tables import PROCESSES, UPDATES

Kind = Literal["webhook", "polling"]

LEASE = 15.0
"""Seconds for which a process counts as alive."""
BEAT = 3.0
"""Seconds after which it says so again."""
_KEPT = 86400.0


class Process:
    """One of those that share the database; in a file it is alone, and whatever is left there is its own."""

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = secrets.token_hex(8)
        self.is_alone = engine.dialect.name == "sqlite"
        self._engine = engine
        self._monotonic = monotonic
        self._kind: Kind | None = None
        self._beaten: float | None = None
        self._steady_since = 0.0

    def join(self, kind: Kind) -> None:
        """Be known to the others."""
        self._kind = kind
        now = _now()
        row = {"kind": kind, "since": now, "until": now + LEASE}
        with self._engine.begin() as connection:
            connection.execute(delete(PROCESSES).where(PROCESSES.c.until < now - _KEPT))
            connection.execute(insert(connection, PROCESSES).values(name=self.name, **row))
        self._count()

    def beat(self) -> None:
        """Renew the lease of a process that has joined."""
        assert self._kind is not None
        renewed = update(PROCESSES).where(PROCESSES.c.name == self.name).values(until=_now() + LEASE)
        with self._engine.begin() as connection:
            known = connection.execute(renewed).rowcount == 1
        self._count()
        if not known:  # away for longer than such rows are kept
            self.join(self._kind)

    def in_the_way(self) -> Kind | None:
        """The kind of a live process that was there first and that this one cannot run beside.

        Telegram either sends updates or lets one process fetch them, so only webhooks can be several.
        """
        mine = select(PROCESSES.c.since).where(PROCESSES.c.name == self.name).scalar_subquery()
        first = or_(PROCESSES.c.since < mine, (PROCESSES.c.since == mine) & (PROCESSES.c.name < self.name))
        query = select(PROCESSES.c.kind).where(PROCESSES.c.name != self.name, PROCESSES.c.until > _now(), first)
        if self._kind == "webhook":
            query = query.where(PROCESSES.c.kind == "polling")
        with self._engine.connect() as connection:
            found: Kind | None = connection.execute(query.limit(1)).scalar()
        return found

    def left(self, busy: frozenset[int]) -> ColumnElement[bool]:
        """Which updates nobody sees to: given back, of a process that is gone, or this one's own that are not `busy`.

        The last are those of which it never heard that they were written down.
        """
        idle = UPDATES.c.update_id.not_in(busy)
        if self.is_alone:
            return idle
        nobody: ColumnElement[bool] = UPDATES.c.owner.is_(None)
        if self._is_steady:
            lives = exists().where(PROCESSES.c.name == UPDATES.c.owner, PROCESSES.c.until > _now())
            nobody = or_(nobody, (UPDATES.c.owner != self.name) & ~lives)
        return or_(nobody, (UPDATES.c.owner == self.name) & idle)

    def leave(self, connection: Connection) -> None:
        """Give back what is not done, to be taken over at once."""
        mine = (UPDATES.c.owner == self.name) & (UPDATES.c.state != "done")
        connection.execute(update(UPDATES).where(mine).values(owner=None))
        connection.execute(delete(PROCESSES).where(PROCESSES.c.name == self.name))

    @property
    def _is_steady(self) -> bool:
        return self._beaten is not None and self._beaten - self._steady_since >= LEASE

    def _count(self) -> None:
        """Note that the database was reached. After a gap in which others' leases may have ended, the count begins anew."""
        now = self._monotonic()
        if self._beaten is None or now - self._beaten > LEASE - 2 * BEAT:
            self._steady_since = now
        self._beaten = now


def _now() -> ColumnElement[float]:
    """The time by the database's clock, in seconds."""
    return cast(extract("epoch", func.clock_timestamp()), Float)

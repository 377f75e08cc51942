"""Which updates are still to be answered. An update is written down before Telegram is told that it arrived.

So a question survives the end of the process, and one that Telegram sends a second time is known. The answer itself may be
sent once: `sending` is written right before, and an update found in that state after a crash is in doubt, never resent.

Each update that is not done has one owner, the process that sees to it. Whatever is stored while one is at work is stored
only while it is still that process' own (`hold`): so of two processes that believe to own it, one goes on.
"""

import json
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, delete, exists, func, select, update
from sqlalchemy.exc import OperationalError

from bot.inserting import insert, is_new
from bot.telegram.processes import Process
from bot.telegram.tables import UPDATES, NotOurs, StateError

Turn = Literal["now", "later", "never"]
AT_WORK: ContextVar[int | None] = ContextVar("at_work", default=None)
"""The number of the update at work."""

_MOST = 2**32
"""Telegram's numbers have 32 bits. A greater one, taken for the next offset, would skip all updates to come."""
_MOST_ID = 2**63


@dataclass(frozen=True)
class Entry:
    """An update that is not done: its JSON, how often it was begun, and the answer that was being sent, if any."""

    update_id: int
    body: str
    tries: int
    token: str | None


def update_number(row: Any) -> int | None:
    """The number of an update as JSON; None where it has none that can be Telegram's."""
    number = row.get("update_id") if isinstance(row, dict) else None
    return number if type(number) is int and 0 <= number < _MOST else None


def whose(row: dict[str, Any]) -> tuple[int | None, int | None]:
    """The chat and the person of an update as JSON, None where it names none: what must be done in order."""
    part = next((value for value in row.values() if isinstance(value, dict)), {})
    held = part.get("message")
    chat = part.get("chat") or (held.get("chat") if isinstance(held, dict) else None)
    return _id(chat), _id(part.get("from"))


def _id(named: Any) -> int | None:
    number = named.get("id") if isinstance(named, dict) else None
    return number if type(number) is int and abs(number) < _MOST_ID else None


def _is_from(body: str, user_id: int) -> bool:
    """Whether the update, as JSON, names the person as the one who wrote or pressed."""
    parts = json.loads(body).values()
    senders = [part.get("from") for part in parts if isinstance(part, dict)]
    return any(isinstance(sender, dict) and sender.get("id") == user_id for sender in senders)


class Journal:
    """The journal in the bot's database."""

    def __init__(self, engine: Engine, process: Process, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._process = process
        self._clock = clock

    def accept(self, update_id: int, body: str, who: tuple[int | None, int | None] = (None, None)) -> bool:
        """Write an update down; False when it is known already. Raises StateError, as on a full disk."""
        values = {"body": body, "state": "open", "tries": 0, "at": self._clock(), "owner": self._process.name}
        values |= {"chat_id": who[0], "user_id": who[1]}
        try:
            with self._engine.begin() as connection:
                row = insert(connection, UPDATES).values(update_id=update_id, **values)
                return is_new(connection, row)
        except OperationalError as error:
            raise StateError(path=self._engine.url.database, reason=str(error.orig)) from error

    def turn(self, update_id: int) -> Turn:
        """Whether an update's turn has come: later while an earlier one of the person in the chat is not done, anywhere."""
        earlier = UPDATES.alias()
        before = (earlier.c.update_id < UPDATES.c.update_id) & (earlier.c.state != "done")
        same = (earlier.c.chat_id == UPDATES.c.chat_id) & (earlier.c.user_id == UPDATES.c.user_id)
        mine = (UPDATES.c.update_id == update_id) & (UPDATES.c.owner == self._process.name) & (UPDATES.c.state != "done")
        with self._engine.connect() as connection:
            waits = connection.execute(select(exists().where(before, same)).where(mine)).scalar()
        return "never" if waits is None else "later" if waits else "now"

    def hold(self, connection: Connection) -> None:
        """Keep the update at work this process' own until the transaction ends. Raises NotOurs."""
        update_id = AT_WORK.get()
        if update_id is not None:
            self._keep(connection, update_id)

    def sending(self, update_id: int, token: str) -> None:
        """The answer `token` goes out now. Raises NotOurs, and then it must not."""
        with self._engine.begin() as connection:
            self._keep(connection, update_id, state="sending", token=token)

    def done(self, update_id: int) -> None:
        """The update needs nothing more; its content is deleted."""
        mine = (UPDATES.c.update_id == update_id) & (UPDATES.c.owner == self._process.name)
        with self._engine.begin() as connection:
            connection.execute(update(UPDATES).where(mine).values(**_DONE))

    def left(self, busy: frozenset[int] = frozenset()) -> list[Entry]:
        """The updates that nobody sees to, this process' own from now on, each counted as begun once more.

        `busy` are those that it has at work. No update is given to two processes that ask at the same time.
        """
        free = (UPDATES.c.state != "done") & self._process.left(busy)
        query = select(UPDATES).where(free).order_by(UPDATES.c.update_id).with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            rows = connection.execute(query).all()
            taken = update(UPDATES).where(UPDATES.c.update_id.in_([row.update_id for row in rows]))
            connection.execute(taken.values(tries=UPDATES.c.tries + 1, owner=self._process.name))
        return [Entry(row.update_id, row.body, row.tries + 1, row.token if row.state == "sending" else None) for row in rows]

    def open_count(self, own: bool = False) -> int:
        """How many updates are not done: all, or this process' own."""
        query = select(func.count()).where(UPDATES.c.state != "done")
        if own:
            query = query.where(UPDATES.c.owner == self._process.name)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def forget(self, user_id: int) -> None:
        """Delete the content of the updates that came from the person: they will not be answered, whoever is at it.

        But that at work and those behind it stay: who asks to be forgotten is told so, and may ask anew.
        """
        at_work = AT_WORK.get()
        wanted = UPDATES.c.state != "done"
        if at_work is not None:
            wanted &= UPDATES.c.update_id < at_work
        with self._engine.begin() as connection:
            rows = connection.execute(select(UPDATES.c.update_id, UPDATES.c.body).where(wanted)).all()
            theirs = [row.update_id for row in rows if _is_from(row.body, user_id)]
            connection.execute(update(UPDATES).where(UPDATES.c.update_id.in_(theirs)).values(**_DONE))

    def prune(self, seconds: float) -> None:
        """Forget the numbers of updates that were done so long ago that Telegram sends them no more."""
        with self._engine.begin() as connection:
            connection.execute(delete(UPDATES).where(UPDATES.c.state == "done", UPDATES.c.at < self._clock() - seconds))

    def _keep(self, connection: Connection, update_id: int, **values: str) -> None:
        """Write into an update that is this process' own and not done; its row stays locked. Raises NotOurs."""
        mine = (UPDATES.c.update_id == update_id) & (UPDATES.c.owner == self._process.name) & (UPDATES.c.state != "done")
        kept = update(UPDATES).where(mine).values(**{"owner": self._process.name} | values)
        if connection.execute(kept).rowcount != 1:
            raise NotOurs


_DONE: dict[str, str | None] = {"state": "done", "body": None, "chat_id": None, "user_id": None}

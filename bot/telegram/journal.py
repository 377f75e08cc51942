"""Which updates are still to be answered. An update is written down before Telegram is told that it arrived.

So a question survives the end of the process, and one that Telegram sends a second time is known. The answer itself may be
sent once: `sending` is written right before, and an update found in that state after a crash is in doubt, never resent.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError

from bot.telegram.tables import UPDATES, StateError

State = Literal["open", "sending", "done"]

_MOST = 2**32
"""Telegram's numbers have 32 bits. A greater one, taken for the next offset, would skip all updates to come."""


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


def _is_from(body: str, user_id: int) -> bool:
    """Whether the update, as JSON, names the person as the one who wrote or pressed."""
    parts = json.loads(body).values()
    senders = [part.get("from") for part in parts if isinstance(part, dict)]
    return any(isinstance(sender, dict) and sender.get("id") == user_id for sender in senders)


class Journal:
    """The journal in the bot's database."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def accept(self, update_id: int, body: str) -> bool:
        """Write an update down; False when it is known already. Raises StateError, as on a full disk."""
        row = insert(UPDATES).values(update_id=update_id, body=body, state="open", tries=0, at=self._clock())
        try:
            with self._engine.begin() as connection:
                return connection.execute(row.on_conflict_do_nothing()).rowcount == 1
        except OperationalError as error:
            raise StateError(path=self._engine.url.database, reason=str(error.orig)) from error

    def sending(self, update_id: int, token: str) -> None:
        """The answer `token` goes out now."""
        self._set(update_id, state="sending", token=token)

    def done(self, update_id: int) -> None:
        """The update needs nothing more; its content is deleted."""
        self._set(update_id, state="done", body=None)

    def left(self) -> list[Entry]:
        """The updates that a process of before did not finish, each counted as begun once more."""
        with self._engine.begin() as connection:
            connection.execute(update(UPDATES).where(UPDATES.c.state != "done").values(tries=UPDATES.c.tries + 1))
            rows = connection.execute(select(UPDATES).where(UPDATES.c.state != "done").order_by(UPDATES.c.update_id)).all()
        return [Entry(row.update_id, row.body, row.tries, row.token if row.state == "sending" else None) for row in rows]

    def open_count(self) -> int:
        """How many updates are not done."""
        with self._engine.connect() as connection:
            return len(connection.execute(select(UPDATES.c.update_id).where(UPDATES.c.state != "done")).all())

    def forget(self, user_id: int) -> None:
        """Delete the content of the updates that came from the person: they will not be answered."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(UPDATES.c.update_id, UPDATES.c.body).where(UPDATES.c.state != "done")).all()
            theirs = [row.update_id for row in rows if _is_from(row.body, user_id)]
            connection.execute(update(UPDATES).where(UPDATES.c.update_id.in_(theirs)).values(state="done", body=None))

    def prune(self, seconds: float) -> None:
        """Forget the numbers of updates that were done so long ago that Telegram sends them no more."""
        with self._engine.begin() as connection:
            connection.execute(delete(UPDATES).where(UPDATES.c.state == "done", UPDATES.c.at < self._clock() - seconds))

    def _set(self, update_id: int, **values: str | None) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(UPDATES).where(UPDATES.c.update_id == update_id).values(**values))

"""One-time invitation codes and who came in by one. A code is stored as its digest only."""

import hashlib
import secrets
import time
from collections.abc import Callable

from sqlalchemy import Engine, delete, select

from bot.inserting import insert
from bot.telegram.tables import INVITES, MEMBERS


class Invites:
    """Codes and members in the bot's database."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def make(self) -> str:
        """A new code, of the characters that a link t.me/…?start=CODE takes."""
        code = secrets.token_urlsafe(12)
        with self._engine.begin() as connection:
            connection.execute(INVITES.insert().values(hash=_digest(code), at=self._clock()))
        return code

    def redeem(self, code: str, user_id: int) -> bool:
        """Let the person in if the code is valid, which it is no more afterwards."""
        with self._engine.begin() as connection:
            if connection.execute(delete(INVITES).where(INVITES.c.hash == _digest(code))).rowcount != 1:
                return False
            connection.execute(insert(connection, MEMBERS).values(user_id=user_id, at=self._clock()).on_conflict_do_nothing())
        return True

    def is_member(self, user_id: int) -> bool:
        """Whether the person came in by a code."""
        with self._engine.connect() as connection:
            return connection.execute(select(MEMBERS).where(MEMBERS.c.user_id == user_id)).first() is not None

    def forget(self, user_id: int) -> None:
        """Delete that the person came in."""
        with self._engine.begin() as connection:
            connection.execute(delete(MEMBERS).where(MEMBERS.c.user_id == user_id))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()

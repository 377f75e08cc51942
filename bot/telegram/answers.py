"""Answers kept for their buttons, and what people said of them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select, update

from bot.inserting import insert
from bot.telegram.journal import Journal
from bot.telegram.kept import Kept
from bot.telegram.tables import ANSWERS, FEEDBACK


@dataclass(frozen=True)
class Feedback:
    """A person's word on the quote `number` of an answer; 0 on its not-found."""

    kept: Kept
    number: int
    good: bool


class Answers:
    """The answers in the bot's database, each under a token nobody can guess; kept for `keep` seconds.

    What is written for an update that is no longer this process' own raises NotOurs.
    """

    def __init__(self, engine: Engine, journal: Journal, keep: float, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._journal = journal
        self._keep = keep
        self._clock = clock

    def add(self, kept: Kept) -> str:
        """Keep an answer; returns its token of 72 random bits."""
        token = secrets.token_urlsafe(9)
        values = {"chat_id": kept.chat_id, "user_id": kept.user_id, "at": self._clock(), "body": kept.as_json()}
        with self._engine.begin() as connection:
            self._journal.hold(connection)
            connection.execute(ANSWERS.insert().values(token=token, **values))
        return token

    def replace(self, token: str, kept: Kept) -> None:
        """Keep more of the same answer."""
        with self._engine.begin() as connection:
            self._journal.hold(connection)
            connection.execute(update(ANSWERS).where(ANSWERS.c.token == token).values(body=kept.as_json()))

    def get(self, token: str) -> Kept | None:
        """The answer, or None when there is none or it is too old."""
        query = select(ANSWERS).where(ANSWERS.c.token == token, ANSWERS.c.at > self._clock() - self._keep)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return Kept.from_json(row.chat_id, row.user_id, row.body) if row else None

    def judge(self, token: str, kept: Kept, number: int, user_id: int, good: bool) -> bool:
        """Keep a person's word on a quote; the last one counts. It outlives the answer, and /vergiss deletes it.

        False where the answer is gone meanwhile: its asker is forgotten.
        """
        values = {"asker_id": kept.user_id, "good": int(good), "at": self._clock(), "body": kept.as_json()}
        with self._engine.begin() as connection:
            self._journal.hold(connection)
            there = select(ANSWERS.c.token).where(ANSWERS.c.token == token).with_for_update(read=True)
            if connection.execute(there).scalar() is None:
                return False
            row = insert(connection, FEEDBACK).values(token=token, number=number, user_id=user_id, **values)
            connection.execute(row.on_conflict_do_update(index_elements=["token", "number", "user_id"], set_=values))
        return True

    def feedback(self) -> list[Feedback]:
        """All that people said, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(FEEDBACK).order_by(FEEDBACK.c.at, FEEDBACK.c.token)).all()
        return [Feedback(Kept.from_json(0, row.user_id, row.body), row.number, bool(row.good)) for row in rows]

    def forget(self, user_id: int) -> None:
        """Delete the person's answers, and all feedback that is theirs or quotes their questions."""
        with self._engine.begin() as connection:
            # First the answers: that waits for whoever is just judging one, and so nothing of it is missed.
            connection.execute(delete(ANSWERS).where(ANSWERS.c.user_id == user_id))
            connection.execute(delete(FEEDBACK).where((FEEDBACK.c.user_id == user_id) | (FEEDBACK.c.asker_id == user_id)))

    def expire(self) -> None:
        """Delete the answers that are too old."""
        with self._engine.begin() as connection:
            connection.execute(delete(ANSWERS).where(ANSWERS.c.at < self._clock() - self._keep))

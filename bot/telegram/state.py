"""The bot's whole state: one SQLite file beside the archive."""

import time
from collections.abc import Callable
from pathlib import Path

from bot.telegram.answers import Answers
from bot.telegram.invites import Invites
from bot.telegram.journal import Journal
from bot.telegram.people import People
from bot.telegram.tables import empty_log, open_database

_TELEGRAM_KEEPS = 48 * 3600
"""Telegram keeps updates for a day: the number of one that is done is needed no longer than this."""


class State:
    """Everything that outlives the process, in `folder/telegram.db`; `expire` deletes what is older than `keep` seconds."""

    def __init__(self, folder: Path, keep: float, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / "telegram.db"
        self._engine = open_database(self.path)
        self.journal = Journal(self._engine, clock)
        self.people = People(self._engine, keep, clock)
        self.answers = Answers(self._engine, keep, clock)
        self.invites = Invites(self._engine, clock)

    def forget(self, user_id: int) -> None:
        """Delete all that is stored of a person but that they were invited."""
        self.answers.forget(user_id)
        self.people.forget(user_id)
        empty_log(self._engine)

    def forget_all(self, user_id: int) -> None:
        """Delete also that they were invited and what they still wait for: the operator's word, who lets them in no more."""
        self.journal.forget(user_id)
        self.invites.forget(user_id)
        self.forget(user_id)

    def expire(self) -> None:
        """Delete what is too old."""
        self.answers.expire()
        self.people.expire()
        self.journal.prune(_TELEGRAM_KEEPS)

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()

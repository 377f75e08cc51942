"""The bot's whole state: one SQLite file beside the archive, or a server's tables that several bots share."""

import asyncio
import contextvars
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.telegram.answers import Answers
from bot.telegram.invites import Invites
from bot.telegram.journal import Journal
from bot.telegram.people import People
from bot.telegram.processes import Process
from bot.telegram.state_file import empty_log, open_file
from bot.telegram.state_server import open_server

Taken = ParamSpec("Taken")
Made = TypeVar("Made")

_TELEGRAM_KEEPS = 48 * 3600
"""Telegram keeps updates for a day: the number of one that is done is needed no longer than this."""
_THREADS = 8


class State:
    """Everything that outlives the process; `expire` deletes what is older than `keep` seconds.

    It is in `folder/telegram.db`, or with `url` on that server. Raises StateError.
    """

    def __init__(self, folder: Path, keep: float, clock: Callable[[], float] = time.time, url: str = "") -> None:
        self.path = folder / "telegram.db"
        self._engine = open_server(url) if url else open_file(self.path)
        self._threads = ThreadPoolExecutor(_THREADS if url else 1, thread_name_prefix="state")
        self.process = Process(self._engine)
        self.journal = Journal(self._engine, self.process, clock)
        self.people = People(self._engine, self.journal, keep, clock)
        self.answers = Answers(self._engine, self.journal, keep, clock)
        self.invites = Invites(self._engine, clock)

    async def run(self, call: Callable[Taken, Made], *given: Taken.args, **named: Taken.kwargs) -> Made:
        """What `call` returns or raises, made in a thread: a database that is slow keeps nobody waiting but who needs it."""
        inside = contextvars.copy_context()  # the update at work is known there, too
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: inside.run(call, *given, **named))

    def forget(self, user_id: int) -> None:
        """Delete all that is stored of a person but that they were invited, and what of theirs is at work elsewhere."""
        self.journal.forget(user_id)  # first: what is at work stores nothing from then on
        self.answers.forget(user_id)
        self.people.forget(user_id)
        if self.process.is_alone:
            empty_log(self._engine)

    def forget_all(self, user_id: int) -> None:
        """Delete also that they were invited: the operator's word, who lets them in no more."""
        self.invites.forget(user_id)
        self.forget(user_id)

    def expire(self) -> None:
        """Delete what is too old."""
        self.answers.expire()
        self.people.expire()
        self.journal.prune(_TELEGRAM_KEEPS)

    def leave(self) -> None:
        """Give back what is not done, for another process to take over."""
        if not self.process.is_alone:
            with self._engine.begin() as connection:
                self.process.leave(connection)

    def close(self) -> None:
        """Give the file or the connections back."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._engine.dispose()

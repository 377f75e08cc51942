"""Searching without standing still: a few threads, a bounded queue before them, and a deadline."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


class Busy(Exception):
    """Too many wait already."""


class TooSlow(Exception):
    """The deadline has passed; the thread may still be at it, and nobody waits for it."""


class Desk:
    """Runs what takes its time in `workers` threads; `waiting` is how many may stand in the queue or be at work."""

    def __init__(self, workers: int, waiting: int, deadline: float) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._limit = waiting
        self._deadline = deadline
        self.waiting = 0

    async def run(self, work: Callable[[], Made]) -> Made:
        """What `work` returns or raises. Raises Busy and TooSlow."""
        if self.waiting >= self._limit:
            raise Busy
        self.waiting += 1
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._pool, work), self._deadline)
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Let go of the threads without waiting for what nobody wants any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

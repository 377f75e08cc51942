"""Independent pieces of work in several threads."""

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def side_by_side(work: Callable[[Item], Made], items: Sequence[Item], threads: int) -> Generator[Made, None, None]:
    """What `work` makes of each item, in the order of the items, which are begun in that order, `threads` of them at a time.

    The first error is raised where its item's turn comes. Once that has happened, or the iterator is closed, nothing more is
    begun, and what had begun is waited for.
    """
    if threads == 1:
        yield from map(work, items)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(work, items)
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """The processors this process may use, at most eight: small models gain nothing from more."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(8, available)

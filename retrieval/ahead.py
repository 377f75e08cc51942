"""Stages of work that overlap: what one makes waits, bounded, until the next takes it."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_END = object()


def ahead(items: Iterable[T], room: int, stop: Callable[[], object] = lambda: None) -> Generator[T]:
    """`items`, made in a thread of their own, at most `room` of them before they are taken.

    What making one raises is raised where it would be taken. Closing the iterator ends the thread after the item under way;
    `stop` is called before that is waited for.
    """
    source = iter(items)

    def make() -> object:
        return next(source, _END)

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        waiting: deque[Future[object]] = deque()
        try:  # from the first item on: an interruption may come while these are being asked for
            waiting.extend(worker.submit(make) for _ in range(room))
            while (item := waiting.popleft().result()) is not _END:
                waiting.append(worker.submit(make))
                yield item  # type: ignore[misc]  # all but the end is a T
        finally:
            stop()
            worker.shutdown(cancel_futures=True)

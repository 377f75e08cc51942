import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from retrieval.ahead import ahead


def test_items_come_in_order_and_are_made_elsewhere_but_never_too_many_before_they_are_taken() -> None:
    made: list[int] = []
    threads = set()

    def numbers() -> Iterator[int]:
        for number in range(20):
            threads.add(threading.get_ident())
            made.append(number)
            yield number

    taken = []
    for number in ahead(numbers(), 3):
        taken.append(number)
        assert len(made) <= len(taken) + 3
    assert taken == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_the_next_item_is_made_while_one_is_used() -> None:
    second = threading.Event()

    def items() -> Iterator[str]:
        yield "first"
        second.set()
        yield "second"

    taking = ahead(items(), 1)
    assert next(taking) == "first"
    assert second.wait(timeout=30)
    assert list(taking) == ["second"]


def test_what_fails_is_raised_where_it_would_be_taken() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("disk full")

    taking = ahead(items(), 2)
    assert next(taking) == 1
    with pytest.raises(OSError, match="disk full"):
        next(taking)
    assert list(taking) == []


def test_closing_ends_the_thread() -> None:
    made: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            made.append(len(made))
            yield made[-1]

    taking = ahead(endless(), 2)
    assert next(taking) == 0
    taking.close()
    count = len(made)
    time.sleep(0.05)
    assert len(made) == count <= 4
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_an_interruption_while_the_first_items_are_asked_for_stops_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    submitted = 0
    submit = ThreadPoolExecutor.submit

    def interrupted(*given: Any, **named: Any) -> Any:
        nonlocal submitted
        submitted += 1
        if submitted == 2:
            raise KeyboardInterrupt
        return submit(*given, **named)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted)
    asked, stopped = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        asked.set()
        yield 1 if stopped.wait(timeout=30) else 2

    with pytest.raises(KeyboardInterrupt):
        next(ahead(items(), 3, stopped.set))
    assert asked.is_set()
    assert stopped.is_set()

import threading
import time
from collections.abc import Iterator

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

"""Work in several threads: in order, at once, and left alone when nobody wants it any more."""

import threading
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models.side_by_side import cores, side_by_side


@given(st.lists(st.integers(), max_size=40), st.integers(1, 4))
def test_results_come_in_the_order_of_the_items(items: list[int], threads: int) -> None:
    assert list(side_by_side(lambda item: item * 3, items, threads)) == [item * 3 for item in items]


def test_so_many_run_at_once() -> None:
    together = threading.Barrier(3, timeout=20)  # broken unless three meet

    def meet(item: int) -> int:
        together.wait()
        return item

    assert list(side_by_side(meet, range(6), 3)) == list(range(6))


def test_one_thread_is_the_callers_own() -> None:
    assert set(side_by_side(lambda _: threading.get_ident(), range(4), 1)) == {threading.get_ident()}


@pytest.mark.parametrize("threads", [1, 2])
def test_after_an_error_nothing_more_is_begun(threads: int) -> None:
    begun = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 2:
            raise ValueError("the third")
        return item

    seen = []
    with pytest.raises(ValueError, match="the third"):
        for made in side_by_side(work, range(10_000), threads):
            seen.append(made)
    assert seen == [0, 1]
    assert len(begun) < 10_000
    stopped = len(begun)
    threading.Event().wait(0.05)
    assert len(begun) == stopped


def test_a_closed_one_begins_nothing_more() -> None:
    begun: list[int] = []
    released = threading.Event()

    def work(item: int) -> int:
        begun.append(item)
        if item:
            released.wait(20)
        return item

    with closing(side_by_side(work, range(1000), 2)) as made:
        assert next(made) == 0
        released.set()
    assert len(begun) < 1000
    assert threading.active_count() == 1 or not [each for each in threading.enumerate() if "ThreadPool" in each.name]


def test_the_cores_are_those_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    for count, used in ((1, 1), (3, 3), (64, 8)):
        monkeypatch.setattr("os.sched_getaffinity", lambda _, count=count: set(range(count)), raising=False)
        assert cores() == used

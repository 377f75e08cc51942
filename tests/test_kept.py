from concurrent.futures import ThreadPoolExecutor
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from retrieval.kept import Kept


def test_what_was_not_asked_for_the_longest_goes() -> None:
    kept: Kept[str, str] = Kept(6, len)
    kept.put("a", "aaa")
    kept.put("b", "bb")
    assert kept.found(["a"]) == {"a": "aaa"}
    kept.put("c", "ccc")
    assert kept.found(["a", "b", "c"]) == {"a": "aaa", "c": "ccc"}
    assert (len(kept), kept.weight) == (2, 6)
    kept.put("d", "ddddddd")  # more than all may weigh
    assert kept.found("abcd") == {"a": "aaa", "c": "ccc"}


def test_a_value_is_made_once() -> None:
    kept: Kept[str, str] = Kept(10)
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "value"

    assert [kept.made("a", make), kept.made("a", make)] == ["value", "value"]
    assert made == ["x"]


def thrice(key: int) -> int:
    """A value that follows from its key, and weighs as much."""
    return key * 3 % 10


@given(st.lists(st.integers(0, 9)), st.integers(0, 20))
def test_as_a_plain_list_does_it(asked: list[int], most: int) -> None:
    kept: Kept[int, int] = Kept(most, lambda value: value)
    plain: list[int] = []
    for key in asked:
        assert kept.made(key, partial(thrice, key)) == thrice(key)
        if key in plain:
            plain.remove(key)
        if thrice(key) <= most:
            plain.append(key)
        while sum(map(thrice, plain)) > most:
            plain.pop(0)
        assert kept.found(range(10)).keys() == set(plain)
        assert kept.found(plain) == {each: thrice(each) for each in plain}  # which leaves the order as it was
        assert (len(kept), kept.weight) == (len(plain), sum(map(thrice, plain)))


def test_threads_share_it() -> None:
    kept: Kept[int, int] = Kept(50)

    def work(start: int) -> bool:
        keys = [key % 97 for key in range(start, start + 3000)]
        return all(kept.made(key, partial(thrice, key)) == thrice(key) for key in keys)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(0, 400, 100)))
    assert len(kept) == kept.weight == 50

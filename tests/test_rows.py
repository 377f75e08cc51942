from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, Passage
from corpus.store import Change, Store
from retrieval import rows as module
from retrieval.rows import Rows


class Watched:
    """A snapshot that notes which rows are read."""

    def __init__(self, snapshot: Any) -> None:
        self._snapshot = snapshot
        self.read: list[tuple[str, list[Any]]] = []

    def __getattr__(self, name: str) -> Any:
        def reading(ids: Iterable[Any]) -> Any:
            listed = list(ids)
            self.read.append((name, sorted(listed)))
            return getattr(self._snapshot, name)(listed)

        return reading


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path, create=True)
    articles = [Article(name, f"/{name}.txt", f"Text von {name}.", "en" if name == "c" else "de") for name in "abc"]
    passages = [Passage(number, article.id, 0, 11, ((0, 11),)) for number, article in enumerate(articles, start=1)]
    store.apply(Change(articles, passages, {article.path: "d" for article in articles}), "g1")
    return store


def test_a_row_is_read_once_and_is_the_stores(store: Store) -> None:
    rows = Rows()
    with store.read() as snapshot:
        watched: Any = Watched(snapshot)
        assert rows.passage_languages(watched, [1, 3]) == {1: "de", 3: "en"}
        assert rows.passage_languages(watched, [3, 2, 1]) == {1: "de", 2: "de", 3: "en"}
        assert rows.passages(watched, [1, 2]) == snapshot.passages([1, 2])
        assert rows.passages(watched, [2, 1]) == snapshot.passages([1, 2])
        assert rows.articles(watched, ["a", "b"]) == snapshot.articles(["a", "b"])
        assert rows.articles(watched, {"b", "c"}) == snapshot.articles(["b", "c"])
        assert rows.passages(watched, [4]) == {}, "what is not there is left out"
    assert watched.read == [
        ("passage_languages", [1, 3]),
        ("passage_languages", [2]),
        ("passages", [1, 2]),
        ("articles", ["a", "b"]),
        ("articles", ["c"]),
        ("passages", [4]),
    ]


def test_where_there_is_no_room_rows_are_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PASSAGES", 2)
    monkeypatch.setattr(module, "_CHARACTERS", 2030)  # two articles of 13 characters
    rows = Rows()
    with store.read() as snapshot:
        watched: Any = Watched(snapshot)
        for _ in range(2):
            for number, name in enumerate("abc", start=1):
                assert rows.passages(watched, [number]) == snapshot.passages([number])
                assert rows.articles(watched, [name]) == snapshot.articles([name])
    assert (len(rows._passages), len(rows._articles)) == (2, 2)
    assert len(watched.read) == 12

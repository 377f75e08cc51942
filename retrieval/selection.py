"""Which passages a search is narrowed to: what their articles have in common, and their ids.

An engine that has the passages beside it takes the ids, as an array; one that is far away takes what they mean, which says
the same of any number of passages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Union

import numpy as np
from numpy.typing import NDArray

from retrieval.ids import Ids, among


@dataclass(frozen=True)
class Dated:
    """The article may be of these days, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Undated:
    """The article's date is not known, and nothing proves it younger than the day `until`."""

    until: date | None


@dataclass(frozen=True)
class Named:
    """One of these names is the article's source or origin."""

    names: frozenset[str]


@dataclass(frozen=True)
class OneOf:
    """The passage has one of these ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class AllOf:
    """All of these are so."""

    parts: tuple["Meaning", ...]


@dataclass(frozen=True)
class AnyOf:
    """Any of these is so; without any, nothing is."""

    parts: tuple["Meaning", ...]


Meaning = Union[Dated, Undated, Named, OneOf, AllOf, AnyOf]  # noqa: UP007  # the classes name it before it is made


@dataclass(frozen=True, eq=False)
class Selection:
    """`count` passages. The same passages should be the same object: what an engine makes of `ids` it keeps for the array."""

    meaning: Meaning
    count: int
    make: Callable[[], Ids]

    @classmethod
    def of(cls, ids: Ids, meaning: Meaning | None = None) -> "Selection":
        """Of ids that are there already, ascending; without a meaning they are what it means."""
        return cls(meaning or OneOf(tuple(ids.tolist())), len(ids), lambda: ids)

    @cached_property
    def ids(self) -> Ids:
        """The ids, ascending."""
        return self.make()

    def holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of `ids`, in any order, are selected."""
        return among(ids, self.ids) if self.count and len(ids) else np.zeros(len(ids), dtype=np.bool_)

    def and_also(self, other: "Selection") -> "Selection":
        """What both select."""
        return Selection.of(self.ids[other.holds(self.ids)], AllOf((self.meaning, other.meaning)))

    def or_else(self, ids: Ids) -> "Selection":
        """What is selected, and these."""
        return Selection.of(np.union1d(self.ids, ids), AnyOf((self.meaning, OneOf(tuple(ids.tolist())))))


NOTHING = Selection.of(np.zeros(0, dtype=np.int64), AnyOf(()))

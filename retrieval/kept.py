"""A bounded store of values that are expensive to make and asked for again, for threads to share."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key until their weights exceed `most`: then the ones not asked for the longest go.

    A value must follow from its key alone, or the whole store be dropped with what it was made from.
    """

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self._most = most
        self._weigh = weigh
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._values)

    def found(self, keys: Iterable[K]) -> dict[K, V]:
        """The values of those keys that are there."""
        with self._lock:
            values = {key: self._values[key] for key in keys if key in self._values}
            for key in values:
                self._values.move_to_end(key)
            return values

    def put(self, key: K, value: V) -> None:
        """Keep the value; one that alone exceeds the bound is not kept."""
        weight = self._weigh(value)
        if weight > self._most:
            return
        with self._lock:
            if key in self._values:
                return  # another thread has made the same
            self._values[key] = value
            self.weight += weight
            while self.weight > self._most:
                self.weight -= self._weigh(self._values.popitem(last=False)[1])

    def made(self, key: K, make: Callable[[], V]) -> V:
        """The value, made and kept when it is not there. Two threads may both make it."""
        found = self.found((key,))
        if key in found:
            return found[key]
        value = make()
        self.put(key, value)
        return value

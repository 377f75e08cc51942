"""How the archive of `benchmarks.scale` is asked, and what each step of a question takes."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.filters import NO_FILTER, Filter
from corpus.intervals import MONTH_LABELS
from retrieval import finder as ways
from retrieval import retriever as asking
from retrieval.encoder import RuntimeEncoder
from retrieval.lexical import LexicalIndex

Pair = NDArray[np.float64]
LEGS = ("encode", "dense", "lexical", "evidence", "read")
ONE_PERCENT = Filter(since=date(2014, 1, 1), until=date(2014, 1, 1) + timedelta(days=72))


def misspelt(question: str) -> str:
    """The question with a letter too many in its longest word."""
    longest = max(re.findall(r"\w+", question), key=len)
    return question.replace(longest, longest[:4] + "x" + longest[4:], 1)


ASKED: dict[str, Callable[[int, str], tuple[str, Filter]]] = {
    "all": lambda number, question: (question, NO_FILTER),
    "period": lambda number, question: (
        f"{question.rstrip(' ?')} im {MONTH_LABELS['de'][number % 12]} {2005 + number % 18}?",
        NO_FILTER,
    ),
    "outlet": lambda number, question: (f"Laut Blatt {number:02d}: {question}", NO_FILTER),
    "misspelt": lambda number, question: (misspelt(question), NO_FILTER),
    "filtered": lambda number, question: (question, ONE_PERCENT),
    "filtered_anew": lambda number, question: (question, shifted(number)),
}
"""The ways of asking: a question's number and text as it is asked."""


def shifted(days: int) -> Filter:
    """One percent of the archive, another one for each number."""
    since = date(2014, 1, 1) + timedelta(days=days + 1)
    return Filter(since=since, until=since + timedelta(days=72))


@dataclass
class Legs:
    """Milliseconds by leg, one pair for each question: on the clock, and of the processors, which other work hardly changes."""

    taken: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    _now: dict[str, Pair] = field(default_factory=lambda: defaultdict(lambda: np.zeros(2)))

    def time(self, owner: Any, name: str, leg: str) -> None:
        """Have every call of `owner.name` counted to a leg."""
        function = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            began = milliseconds()
            try:
                return function(*arguments, **named)
            finally:
                self._now[leg] = self._now[leg] + milliseconds() - began

        setattr(owner, name, timed)

    def ask(self, question: Callable[[], Any]) -> None:
        """One question: what no leg has taken is the rest."""
        self._now.clear()
        began = milliseconds()
        question()
        whole = milliseconds() - began
        for leg in LEGS:
            self.taken[leg].append(self._now[leg])
        self.taken["rest"].append(whole - sum(self._now.values(), np.zeros(2)))
        self.taken["whole"].append(whole)

    def told(self) -> dict[str, list[float]]:
        """Of each leg p50 and p95 on the clock, then of the processors."""
        return {leg: np.percentile(each, (50, 95), axis=0).T.round(2).ravel().tolist() for leg, each in self.taken.items()}


def milliseconds() -> Pair:
    """The clock, and what the processors have worked for this process."""
    return np.array([1000 * time.perf_counter(), 1000 * time.process_time()])


@contextmanager
def timed(generation: Any) -> Iterator[Legs]:
    """The legs of the questions asked meanwhile."""
    legs = Legs()
    dense = type(generation.dense)
    places: list[tuple[Any, str, str]] = [
        (RuntimeEncoder, "encode", "encode"),
        (dense, "search", "dense"),
        (dense, "vectors", "dense"),
        (LexicalIndex, "search", "lexical"),
        (ways, "sentence_features", "evidence"),
        (asking, "read_logits", "read"),
    ]
    plain = [getattr(owner, name) for owner, name, _ in places]
    for owner, name, leg in places:
        legs.time(owner, name, leg)
    try:
        yield legs
    finally:
        for (owner, name, _), function in zip(places, plain, strict=True):
            setattr(owner, name, function)


def memory() -> dict[str, float]:
    """Resident memory in MB: in all, of the process alone, and of files that the system can drop; and the most there was."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = {line.partition(":")[0]: line.split()[1] for line in lines if line.endswith("kB")}
    names = {"rss": "VmRSS", "anonymous": "RssAnon", "files": "RssFile", "peak": "VmHWM"}
    return {name: round(int(found[told]) / 1000, 1) for name, told in names.items()}

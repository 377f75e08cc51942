"""Asks an archive in a process of its own, so that a crash, a hang and endless memory are seen and end nothing else.

One process holds the libraries and the encoder and forks for each archive, which takes a few milliseconds instead of a second.
What was encoded once is remembered there, so that building an index again costs next to nothing.
"""

import contextlib
import hashlib
import importlib
import multiprocessing
import os
import pickle
import pkgutil
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from benchmarks.torture.ready import Remembering, ready_models, use_models
from benchmarks.torture.world import QUESTIONS, Place, place, places

TOPIC = "Nato-Mission im Irak"
FILTERED = "Wie viele Soldaten sind an der Mission beteiligt?"
_MEMORY = 3 << 30
"""Bytes of address space that a process may take beyond what it begins with."""


@dataclass(frozen=True)
class Work:
    """What is done with the archive `data` before it is asked. "cold" loads the models of `cache` instead of the ready ones."""

    data: Path
    act: Literal["", "ingest", "reindex", "repair"] = ""
    articles: Path | None = None
    cache: Path | None = None
    patches: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Said:
    """Where an answer's quotes stand, and a digest of all that it says."""

    places: tuple[Place, ...]
    digest: str


@dataclass(frozen=True)
class Refused:
    """An error: its class and sentence, and whether it is one of those that name their cure."""

    kind: str
    told: str
    ours: bool
    trace: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of it: the error of what was done or of opening, or for each question what was said.

    `ended` is "hung" or the signal where the process did not end by itself.
    """

    refused: Refused | None = None
    answers: dict[str, Said | Refused] = field(default_factory=dict)
    ended: str = ""

    @property
    def refusals(self) -> list[Refused]:
        """All errors."""
        return ([self.refused] if self.refused else []) + [one for one in self.answers.values() if isinstance(one, Refused)]

    def places(self) -> dict[str, tuple[Place, ...]]:
        """Where the quotes stand, by question."""
        return {name: said.places for name, said in self.answers.items() if isinstance(said, Said)}


class Askers:
    """Processes that do `Work`, one after another. Use it in a `with`."""

    def __init__(self, cache: Path | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, cache), daemon=True)

    def __enter__(self) -> "Askers":
        self._process.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ours.send(None)
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()

    def do(self, work: Work, limit: float = 60) -> Outcome:
        """Do it within so many seconds."""
        self._ours.send((work, limit))
        made: Outcome = self._ours.recv()
        return made


def outcome_of(work: Work) -> Outcome:
    """Do it here."""
    from bot import wiring
    from bot.settings import Settings

    settings = Settings(data_dir=work.data, **({"cache_dir": work.cache} if work.cache else {}))
    try:
        if work.act == "ingest" and work.articles:
            wiring.ingest(settings, [work.articles], prune=True)
        elif work.act == "reindex":
            wiring.reindex(settings)
        elif work.act == "repair":
            wiring.repair(settings)
        return Outcome(answers=dict(_asked(work)))
    except Exception as error:
        return Outcome(refused=_refused(error))


def _asked(work: Work) -> Iterator[tuple[str, Said | Refused]]:
    from corpus.filters import Filter
    from retrieval import Retriever

    retriever = Retriever.open(work.data, cache=work.cache)
    asks: dict[str, Callable[[], Said]] = {name: lambda name=name: _answer(retriever, name) for name in QUESTIONS}
    asks["filtered"] = lambda: _answer(retriever, FILTERED, only=Filter(source="dpa"))
    asks["timeline"] = lambda: _timeline(retriever)
    for name, ask in asks.items():
        try:
            yield name, ask()
        except Exception as error:
            yield name, _refused(error)
    retriever.close()


def _answer(retriever: Any, question: str, **others: Any) -> Said:
    answer = retriever.answer(question, **others)
    return Said(places(answer), _digest(answer))


def _timeline(retriever: Any) -> Said:
    line = retriever.timeline(TOPIC)
    return Said(tuple(place(quote) for entry in line.numbered for quote in entry.quotes), _digest(line))


def _digest(said: object) -> str:
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def _refused(error: BaseException) -> Refused:
    from corpus.errors import WortlautError

    ours = isinstance(error, WortlautError)
    told = error.say("en") if isinstance(error, WortlautError) else str(error)
    trace = "" if ours else "".join(traceback.format_exception(error)[-4:])
    return Refused(type(error).__name__, told, ours, trace)


def _serve(pipe: Connection, cache: Path | None) -> None:
    """Fork for each work that comes, until None does."""
    for name in ("faiss", "tantivy", "bot.ingesting", "retrieval.indexer"):  # what every process would import
        importlib.import_module(name)
    loaded, ready, from_cache = ready_models(cache)
    for work, limit in iter(pipe.recv, None):
        use_models(from_cache if work.cache else ready)
        outcome, learnt = _forked(work, limit, loaded)
        loaded.known.update(learnt)
        pipe.send(outcome)


def _forked(work: Work, limit: float, encoder: Remembering) -> tuple[Outcome, dict[tuple[str, ...], Any]]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os.close(reading)
            _bound()
            before = set(encoder.known)
            made = _patched(work)
            learnt = {key: row for key, row in encoder.known.items() if key not in before}
            with os.fdopen(writing, "wb") as file:
                pickle.dump((made, learnt), file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as file:
        raw = _read(file, time.monotonic() + limit)
    if raw is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if raw:
        found: tuple[Outcome, dict[tuple[str, ...], Any]] = pickle.loads(raw)
        return found
    return Outcome(ended="hung" if raw is None else f"ended with {os.waitstatus_to_exitcode(status)}"), {}


def _patched(work: Work) -> Outcome:
    for name, value in work.patches:
        owner, _, attribute = name.rpartition(".")
        setattr(pkgutil.resolve_name(owner), attribute, value)
    try:
        return outcome_of(work)
    except BaseException as error:  # also what the libraries' panics are
        return Outcome(refused=_refused(error))


def _bound() -> None:
    """No more memory than a question and a small index can need."""
    begun = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (begun + _MEMORY, begun + _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(file: Any, until: float) -> bytes | None:
    """All that comes, None where the end did not come in time."""
    raw = b""
    while (left := until - time.monotonic()) > 0:
        if select.select([file], [], [], left)[0]:
            part = file.read(1 << 20)
            if not part:
                return raw
            raw += part
    return None

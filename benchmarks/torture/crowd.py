"""Processes that ask an archive, without end or a lot at a time, and processes that write to it at the same moment."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.torture.ready import ready_models, use_models
from benchmarks.torture.world import QUESTIONS, Place, World, places

Heard = tuple[str, tuple[Place, ...] | str]
"""A question, and where the quotes of its answer stand or the error that it got."""
WAIT = 120.0
"""Seconds after which something hangs."""
CONTEXT = multiprocessing.get_context("spawn")


class Asking:
    """A process that asks an archive with some threads until it is told to end."""

    def __init__(self, data: Path, threads: int, seconds: float, reopen: bool = False) -> None:
        self._ours, theirs = CONTEXT.Pipe()
        self._limit = seconds
        self._process = CONTEXT.Process(target=_ask, args=(theirs, data, threads, seconds, reopen), daemon=True)
        self._process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Until it has loaded its models."""
        self._ours.recv()

    def heard(self) -> list[Heard]:
        """End it, or let a short one come to its end; what it was answered, or that it hung."""
        if self._limit >= WAIT:
            self._ours.send(None)
        try:
            while self._ours.poll(WAIT):
                if found := self._ours.recv():
                    return list(found)
            return [("", "the process that asks hung")]
        except (EOFError, ConnectionResetError):
            return [("", "the process that asks crashed")]
        finally:
            self._process.join(5)
            if self._process.is_alive():
                self._process.kill()


def _ask(pipe: Any, data: Path, count: int, seconds: float, reopen: bool) -> None:
    from retrieval import Retriever

    _, loads, _ = ready_models()
    use_models(loads)
    shared = Retriever.open(data)
    heard: list[Heard] = []
    ending = threading.Event()

    def ask(first: int) -> None:
        number = first
        while not ending.is_set():
            question = QUESTIONS[number % len(QUESTIONS)]
            number += 1
            try:
                retriever = Retriever.open(data) if reopen else shared
                heard.append((question, places(retriever.answer(question))))
                if reopen:
                    retriever.close()
            except Exception as error:
                heard.append((question, f"{type(error).__name__}: {error}"))

    asking = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(count)]
    pipe.send(None)
    for each in asking:
        each.start()
    if pipe.poll(seconds):
        pipe.recv()
    ending.set()
    for each in asking:
        each.join(WAIT / 4)
        if each.is_alive():
            heard.append(("", "a thread hung"))
    pipe.send(heard)


class AskingInLots:
    """A process that asks with two threads, a lot of questions at a time: `begin` and `end` one. `patience` is in seconds."""

    def __init__(self, data: Path, patience: float) -> None:
        self._here, there = CONTEXT.Pipe()
        self._patience = patience
        self._process = CONTEXT.Process(target=_answer_lots, args=(data, there), daemon=True)
        self._process.start()
        self.pid = self._process.pid or 0
        self.end()

    def begin(self, count: int) -> None:
        """Ask so many questions."""
        self._here.send(count)

    def end(self) -> list[Heard] | None:
        """Each question with its quotes, or with the error it got; None where nothing came in time."""
        if not self._here.poll(self._patience):
            return None
        answered: list[Heard] = self._here.recv()
        return answered

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def _answer_lots(data: Path, pipe: Any) -> None:
    """A lot of questions for each number that comes."""
    from corpus.errors import WortlautError
    from retrieval import Retriever

    retriever = Retriever.open(data)

    def one(number: int) -> Heard:
        question = QUESTIONS[number % len(QUESTIONS)]
        try:
            return question, places(retriever.answer(question))
        except WortlautError as error:
            return question, str(error)

    with ThreadPoolExecutor(2) as pool:
        pipe.send([])
        while True:
            pipe.send(list(pool.map(one, range(pipe.recv()))))


def alternate(home: Path, times: int) -> None:
    """Read in the one version and the other in turn."""
    _, loads, _ = ready_models()
    use_models(loads)
    world = World(home)
    for number in range(times):
        world.lay(("before", "after")[number % 2])
        world.ingest()


@contextmanager
def writers_at_once(count: int) -> Iterator[Callable[[Path, Sequence[tuple[str, str]]], list[list[str]]]]:
    """Processes that each do a job at the same moment; what each was told, at last "done"."""
    pipes = [CONTEXT.Pipe() for _ in range(count)]
    processes = [CONTEXT.Process(target=_write, args=(theirs,), daemon=True) for _, theirs in pipes]
    for each in processes:
        each.start()
    for ours, _ in pipes:
        ours.recv()

    def at_once(data: Path, jobs: Sequence[tuple[str, str]]) -> list[list[str]]:
        for (ours, _), job in zip(pipes, jobs, strict=True):
            ours.send((data, *job))
        return [ours.recv() if ours.poll(WAIT) else [] for ours, _ in pipes]

    try:
        yield at_once
    finally:
        for process, (ours, _) in zip(processes, pipes, strict=True):
            ours.send(None)
            process.join(5)
            if process.is_alive():
                process.kill()


def _write(pipe: Any) -> None:
    """Do each job that comes, again and again while another process writes."""
    from bot import wiring
    from bot.settings import Settings
    from corpus.errors import ArchiveBusy

    _, loads, _ = ready_models()
    use_models(loads)
    pipe.send(None)
    for data, act, what in iter(pipe.recv, None):
        settings = Settings(data_dir=data)
        told: list[str] = []
        until = time.monotonic() + WAIT / 2
        while time.monotonic() < until:
            try:
                if act == "ingest":
                    wiring.ingest(settings, [Path(what)])
                elif act == "reindex":
                    wiring.reindex(settings)
                else:
                    wiring.remove(settings, list(wiring.matching(settings, [what])))
                told.append("done")
                break
            except ArchiveBusy as error:
                told.append(error.say("en"))
                time.sleep(0.05)
            except Exception as error:
                told.append(f"{type(error).__name__}: {error}")
                break
        pipe.send(told)

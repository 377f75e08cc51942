"""A process that does one thing after another for us, is watched, and ended where it takes too long or too much memory."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_HARD_LIMIT = 6 * 1024**3
"""Of addresses: more than any bound that is counted, so that a machine is not brought down to prove a point."""


@dataclass(frozen=True)
class Outcome:
    """What became of one thing: seconds, how many bytes more were held at most, what was returned, or what went wrong.

    `problem` is „hung“ where it had to be ended, „died“ where the process ended itself, else the error's type and place.
    """

    seconds: float
    grown: int
    value: Any = None
    problem: str = ""


class Guarded:
    """A worker process for `make()`'s result, a callable; it is started anew after one that hung or died."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]], limit: float) -> None:
        self._make = make
        self._limit = limit
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Guarded":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, given: Any) -> Outcome:
        """Have it done."""
        pipe = self._pipe or self._start()
        begun = time.monotonic()
        try:
            pipe.send(given)
            if not pipe.poll(self._limit):
                self._end()
                return Outcome(time.monotonic() - begun, 0, problem="hung")
            seconds, grown, value, problem = pipe.recv()
            return Outcome(seconds, grown, value, problem)
        except (EOFError, OSError):
            self._end()
            return Outcome(time.monotonic() - begun, 0, problem="died")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        self._process.start()
        theirs.close()
        assert self._pipe.poll(120) and self._pipe.recv() == "ready"
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            assert self._pipe is not None
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    do = make()
    resource.setrlimit(resource.RLIMIT_AS, (_HARD_LIMIT, _HARD_LIMIT))
    pipe.send("ready")
    while True:
        try:
            given = pipe.recv()
        except EOFError:
            return
        before, value, problem = _reset_peak(), None, ""
        begun, worked = time.perf_counter(), time.process_time()
        try:
            value = do(given)
        except BaseException as error:  # a Rust panic is no Exception
            problem = _told(error)
        # Of wall and processor time the lesser: the wall's also counts what others do on a busy machine.
        spent = min(time.perf_counter() - begun, time.process_time() - worked)
        pipe.send((spent, max(0, _status("VmHWM") - before), value, problem))


def _told(error: BaseException) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__}: {str(error)[:100]!r} at {places}"


def _reset_peak() -> int:
    """Let the kernel measure the most memory anew; what is held now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0

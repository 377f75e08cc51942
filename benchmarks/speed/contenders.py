"""Contenders as processes: started, asked one thing after the other, and what a whole process took."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

WORTLAUT, PLAIN = "wortlaut", "sentence-transformers + FAISS"
PEERS = ("txtai", "haystack")


class ContenderEnded(Exception):
    """A contender's process ended before it answered; says which, and what it wrote last."""


@dataclass(frozen=True)
class Usage:
    """What a whole process took: processor and wall seconds, and peak MiB."""

    processor: float
    wall: float
    peak: float


class Contender:
    """A process of `benchmarks.speed.serve` with the contender `name`, in the Python at `python` and Wortlaut's `settings`."""

    def __init__(self, name: str, model: Path | None, python: Path | None = None, settings: Mapping[str, str] | None = None):
        self._name = name
        command = [str(python or sys.executable), "-m", "benchmarks.speed.serve", name, str(model or "")]
        # A file, as a pipe that nobody reads would fill.
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115  # closed at the end
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            env=os.environ | (settings or {}),
        )

    def __enter__(self) -> "Contender":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._said.close()
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()

    def ask(self, action: str, **given: object) -> dict[str, Any]:
        """What the process answers to an action of `serve`. Raises ContenderEnded."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": action, **given}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self._process.wait()
            self._said.seek(0)
            raise ContenderEnded(f"{self._name}: {(self._said.read().splitlines() or ['its process ended'])[-1]}")
        answered: dict[str, Any] = json.loads(line)
        if "missing" in answered:
            raise ContenderEnded(answered["missing"])
        return answered

    def end(self) -> Usage:
        """Let it end; what it took as a whole."""
        assert self._process.stdin
        self._process.stdin.close()
        return _waited(self._process, self._started)


def whole(command: Sequence[str], settings: Mapping[str, str]) -> Usage:
    """What a command took. Raises CalledProcessError."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | dict(settings)
    ) as process:
        used = _waited(process, started)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used


def _waited(process: "subprocess.Popen[Any]", started: float) -> Usage:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)

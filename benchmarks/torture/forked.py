"""Runs of Wortlaut that can be killed or failed at any step they take on the disk, each in a second.

A process that has imported everything (`benchmarks.torture.serving`) forks a child for each task, so that none pays for the
start. It is started with the library made from `shim.c`, which each child arms for itself. `Runs` is the other end.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from retrieval.encoder import Encoder

CHANGES, READS = 0x1FF, 0x600
"""Kinds of steps, as in shim.c: what changes the disk, and opening and reading files."""
COUNT, KILL, TEAR, FAIL, FAIL_ON = range(5)
"""What happens at the step: nothing, the process dies before it, in the middle of a write, it fails, all fail from there on."""


@dataclass(frozen=True)
class Arm:
    """At the step number `at` below `folder`, counted over `kinds`, this happens; `log` gets a line for each step."""

    folder: Path
    log: Path
    mode: int = COUNT
    at: int = 0
    kinds: int = CHANGES
    errno: int = 0


@dataclass(frozen=True)
class Task:
    """`wortlaut` with these arguments; without any, the archive is looked at (`benchmarks.torture.world.look`).

    `constants` are attributes of modules to set, "module:name" → value; `limits` are those of the process, name → value. With
    `states` the archive is also looked at after every change of it.
    """

    data: Path
    arguments: Sequence[str] = ()
    arm: Arm | None = None
    constants: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    states: bool = False
    user: int | None = None
    seconds: float = 60


@dataclass(frozen=True)
class Outcome:
    """`code` is None for a process that a signal ended or, with `hung`, that was ended. `said` is its standard error.

    `states` are what was looked at, as JSON has it; `steps` how many were taken on the disk.
    """

    pid: int
    code: int | None
    hung: bool
    said: str
    states: list[dict[str, Any]]
    steps: int
    raised: str | None


class Runs:
    """Starts the server; `close` ends it. Raises OSError and CalledProcessError where there is no compiler."""

    def __init__(self, scratch: Path, vectors: Path) -> None:
        library = scratch / "shim.so"
        source = Path(__file__).with_name("shim.c")
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"], check=True)
        once = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # a fork takes no thread along
        environment = os.environ | once | {"LD_PRELOAD": str(library.resolve()), "WORTLAUT_READER": "never"}
        environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), environment.get("PYTHONPATH", "")])
        command = [sys.executable, "-c", "from benchmarks.torture.serving import serve; serve()", str(vectors)]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=scratch
        )

    def run(self, task: Task) -> Outcome:
        """What came of it. Raises EOFError when the server has ended."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asdict(task), default=str) + "\n")
        self._server.stdin.flush()
        line = self._server.stdout.readline()
        if not line:
            raise EOFError("the server has ended")
        return Outcome(**json.loads(line))

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(timeout=30)

    def __enter__(self) -> "Runs":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextlib.contextmanager
def encodes_with(encoder: Encoder) -> Iterator[None]:
    """It takes the place of every model."""
    with (
        mock.patch("retrieval.encoder.load_encoder", lambda *_: encoder),
        mock.patch("retrieval.retriever.load_encoder", lambda *_: encoder),
    ):
        yield

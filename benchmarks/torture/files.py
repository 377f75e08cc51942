"""Hostile and damaged files through the reading path: none ends the reading, hangs it or fills the memory.

python -m benchmarks.torture --part files
"""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.torture.guarded import Guarded, Outcome
from benchmarks.torture.hostile_files import hostile_files
from benchmarks.torture.inspected import read_and_inspect
from benchmarks.torture.mutants import mutants
from benchmarks.torture.tally import Tally
from bot import wiring
from tests.newsroom import Story, every_format

MUTANTS, QUICK = 10_000, 500
LIMIT = 10.0
"""Seconds for a file, and so many more for each megabyte of it, or of what it unpacks to."""
LIMIT_A_MEGABYTE = 20.0
"""Dense markup takes longest: 17 s for a megabyte of nothing but nested tags."""
MEMORY, MEMORY_A_BYTE = 400 * 1024**2, 40
"""A file may take so many bytes, and so many more for each of its own: a page of HTML is a tree in memory."""
PATIENCE = 180.0
_SEED = 20


def run(scratch: Path, quick: bool, say: Callable[[str], None]) -> list[Tally]:
    """Two tallies: files made by hand, and mutants of valid ones."""
    made = hostile_files()
    by_hand = _tried("files made to harm", _every(made, 20) if quick else made, scratch, say)
    changed = mutants(seeds(), QUICK if quick else MUTANTS, random.Random(_SEED))
    return [by_hand, _tried("fuzzed files", changed, scratch, say)]


def seeds() -> Mapping[str, bytes]:
    """Valid files by name: a story in every format, and articles of the sample archive."""
    story = Story(
        "Der Rat vertagt den Haushalt",
        (
            "Köln (dpa) – Der Rat tagte am 9. März 2018, es ging um rund 3,5 Millionen Euro.",
            "„Das reicht nicht“, sagte Anna Beispiel.",
        ),
    )
    found = dict(every_format(story))
    texts = sorted(wiring.sample_folder().glob("*.txt"))[::6]
    return found | {f"sample-{path.name}": path.read_bytes() for path in texts}


def reader() -> Callable[[tuple[str, str, bytes]], tuple[int, int]]:
    """What reads one file in a folder of its own and looks at what came of it: how many articles of how many characters."""

    def read(given: tuple[str, str, bytes]) -> tuple[int, int]:
        folder = Path(given[0])
        (folder / given[1]).write_bytes(given[2])
        return read_and_inspect(folder)

    return read


def _tried(fault: str, files: Iterator[tuple[str, bytes]], scratch: Path, say: Callable[[str], None]) -> Tally:
    tally = Tally("files", fault)
    slowest: list[tuple[float, str]] = []
    most: list[tuple[int, str]] = []
    articles = 0
    with Guarded(reader, limit=PATIENCE) as guarded:
        for name, raw in files:
            folder = Path(tempfile.mkdtemp(dir=scratch))
            outcome = guarded((str(folder), name, raw))
            shutil.rmtree(folder)
            tally.injected += 1
            tally.runs += 1
            count, characters = outcome.value or (0, 0)
            articles += count
            _judge(tally, name, max(len(raw), characters), outcome)
            slowest = sorted([*slowest, (outcome.seconds, name)], reverse=True)[:3]
            most = sorted([*most, (outcome.grown, name)], reverse=True)[:3]
            if tally.runs % 1000 == 0:
                say(f"  {fault}: {tally.runs}")
    tally.note(f"{articles:,} articles; slowest " + ", ".join(f"{name} {seconds:.1f} s" for seconds, name in slowest))
    tally.note("most memory " + ", ".join(f"{name} {grown / 1024**2:.0f} MB" for grown, name in most))
    return tally


def _judge(tally: Tally, name: str, size: int, outcome: Outcome) -> None:
    if outcome.problem == "hung" or outcome.seconds > LIMIT + LIMIT_A_MEGABYTE * size / 1024**2:
        tally.hung += 1
        tally.note(f"{name} ({size:,} bytes) took {outcome.seconds:.1f} s")
    elif outcome.problem.startswith("AssertionError"):
        tally.wrong += 1
        tally.note(f"{name}: {outcome.problem}")
    elif outcome.problem:
        tally.fail(f"{name}: {outcome.problem}")
    elif outcome.grown > MEMORY + MEMORY_A_BYTE * size:
        tally.fail(f"{name} ({size:,} bytes) took {outcome.grown / 1024**2:.0f} MB")


def _every(files: Iterator[tuple[str, Any]], step: int) -> Iterator[tuple[str, Any]]:
    return (each for number, each in enumerate(files) if number % step == 0)

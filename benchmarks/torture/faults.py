"""A disk that refuses: full, read-only, failing, closed to this user; too few file handles, too small files.

At any step that an update takes on the disk, the step fails, once or from there on. Then the command must end with an error of
ours and the archive answer as before, and once the disk is well again the same command must come to its end.
"""

import errno
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.torture.forked import CHANGES, FAIL, FAIL_ON, READS, Outcome, Runs
from benchmarks.torture.kills import last_step, spread
from benchmarks.torture.recorded import record
from benchmarks.torture.scenarios import SCENARIOS, Known, Newsroom, size_of
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import QUESTIONS, World
from bot.texts import Texts
from retrieval.encoder import default_cache, load_encoder

Say = Callable[[str], None]
_CREATE, _WRITE, _SYNC, _RENAME, _LINK, _UNLINK, _MKDIR, _TRUNCATE, _REOPEN, _OPEN, _READ = (1 << bit for bit in range(11))


@dataclass(frozen=True)
class Refusal:
    """A kind of step fails with this error, once (`FAIL`) or from then on (`FAIL_ON`)."""

    name: str
    errno: int
    mode: int
    kinds: int


REFUSALS = (
    Refusal("full", errno.ENOSPC, FAIL_ON, _CREATE | _WRITE | _SYNC | _LINK | _MKDIR | _TRUNCATE),
    Refusal("fails once while writing", errno.EIO, FAIL, CHANGES),
    Refusal("fails from then on while writing", errno.EIO, FAIL_ON, CHANGES),
    Refusal("fails while reading", errno.EIO, FAIL, READS),
    Refusal("becomes read-only", errno.EROFS, FAIL_ON, CHANGES),
    Refusal("is closed to the user", errno.EACCES, FAIL, _CREATE | _RENAME | _LINK | _UNLINK | _MKDIR | _REOPEN | _OPEN),
    Refusal("no file handle is left", errno.EMFILE, FAIL_ON, _CREATE | _REOPEN | _OPEN),
)
POINTS, ASKED = 50, 20
"""Steps at which each refusal begins, in the update; the same while asking."""


def run(scratch: Path, quick: bool, say: Say) -> list[Tally]:
    """See `benchmarks.torture.__main__`."""
    share = 20 if quick else 1
    vectors = scratch / "vectors.npz"
    record(
        World(scratch / "newsroom"),
        load_encoder("bundled", Path(os.environ.get("WORTLAUT_CACHE_DIR") or default_cache())),
        vectors,
    )
    made = []
    with Runs(scratch, vectors) as runs:
        room = Newsroom(scratch / "newsroom", runs)
        known = room.undisturbed(SCENARIOS[0])
        for refusal in REFUSALS:
            tally = Tally("faults", f"the disk {refusal.name}" if "handle" not in refusal.name else refusal.name)
            refuse(room, known, tally, refusal, max(4, POINTS // share))
            refuse_asking(room, known, tally, refusal, max(3, ASKED // share))
            say(f"{tally.fault}: {tally.injected} refused, {tally.failed} failed")
            made.append(tally)
        first = room.undisturbed(next(each for each in SCENARIOS if each.name == "first ingest in rounds"))
        made += [limit(room, each, share) for each in (known, first)]
        made.append(unreadable(room, known, max(4, POINTS // share)))
        made.append(small_disks(room, known, max(4, 40 // share)))
    return made


def refuse(room: Newsroom, known: Known, tally: Tally, refusal: Refusal, count: int) -> None:
    """The update meets it at steps spread over all it takes."""
    arm = {"kinds": refusal.kinds, "errno": refusal.errno}
    arguments = known.scenario.arguments(room.world)
    room.begin(known.scenario)
    steps = room.run(arguments, armed=True, arm=arm).steps
    for at in spread(steps, count):
        told = f"{known.scenario.name}, {refusal.name} at step {at}"
        room.begin(known.scenario)
        tally.runs += 1
        outcome = room.run(arguments, mode=refusal.mode, at=at, arm=arm)
        if outcome.steps < at and not outcome.hung:
            continue
        tally.injected += 1
        ended_well(outcome, tally, f"{told} ({step_at(room.log, at)})")
        room.answers(known, tally, told, only_last=outcome.code == 0)
        room.converges(known, tally, told)


def refuse_asking(room: Newsroom, known: Known, tally: Tally, refusal: Refusal, count: int) -> None:
    """Asking meets it: it answers as ever, or, where it cannot read, says so; asking needs no room and no right to write."""
    room.begin(known.scenario)
    arm = {"kinds": refusal.kinds, "errno": refusal.errno}
    steps = room.run(armed=True, arm=arm).steps
    for at in spread(steps, count):
        told = f"asked, {refusal.name} at step {at}"
        tally.runs += 1
        found = room.run(mode=refusal.mode, at=at, arm=arm)
        tally.injected += found.steps >= at
        tally.hung += found.hung
        if found.states:
            if found.states != known.states[:1]:
                tally.fail(f"{told} ({step_at(room.log, at)}): another answer")
        elif refusal.errno in (errno.ENOSPC, errno.EROFS):
            tally.unanswered += len(QUESTIONS)
            tally.note(f"{told} ({step_at(room.log, at)}): {found.raised}")
        elif not (found.raised or "").startswith("corpus.errors."):
            tally.fail(f"{told} ({step_at(room.log, at)}): {found.raised}")
    room.answers(known, tally, f"asked, {refusal.name}, and again")


def ended_well(outcome: Outcome, tally: Tally, told: str) -> None:
    """With an error of ours on one line, or to the end in spite of all."""
    tally.hung += outcome.hung
    about_output = Texts("de")("output_failed", "").split("{")[0].split(":")[0].split("(")[0].strip()
    if outcome.raised or "Traceback" in outcome.said:
        tally.fail(f"{told}: {outcome.raised or outcome.said[-300:]}")
    elif outcome.code not in (0, 1) or (outcome.code == 1 and about_output in outcome.said):
        tally.fail(f"{told}: it ended with {outcome.code}, {outcome.said[-300:]}")


def limit(room: Newsroom, known: Known, share: int) -> Tally:
    """RLIMIT_FSIZE and RLIMIT_NOFILE, which native writers meet too."""
    tally = Tally("faults", f"files may not be large, or not many open ({known.scenario.name})")
    largest = max(path.stat().st_size for path in room.world.data.rglob("*") if path.is_file())
    sizes = [4096 * 2**step for step in range(2, 12) if 4096 * 2**step < largest]
    limits: list[Mapping[str, int]] = [{"RLIMIT_FSIZE": size} for size in sizes]
    limits += [{"RLIMIT_NOFILE": count} for count in (12, 16, 20, 24, 32, 48)]
    for each in limits[:: 1 if share == 1 else 5]:
        room.begin(known.scenario)
        tally.runs += 1
        outcome = room.run(known.scenario.arguments(room.world), constants=known.scenario.constants, limits=each)
        tally.injected += outcome.code != 0
        ended_well(outcome, tally, f"{known.scenario.name}, {each}")
        room.answers(known, tally, f"{known.scenario.name}, {each}", only_last=outcome.code == 0)
        room.converges(known, tally, f"{known.scenario.name}, {each}")
    return tally


def unreadable(room: Newsroom, known: Known, count: int) -> Tally:
    """An article's file that cannot be read now is told, and read by the next run."""
    tally = Tally("faults", "an article's file cannot be read for now")
    arguments = known.scenario.arguments(room.world)
    for number, at in enumerate(spread(60, count)):
        room.begin(known.scenario)
        tally.runs += 1
        code = (errno.EIO, errno.EACCES, errno.ESTALE)[number % 3]
        arm = {"kinds": READS, "errno": code, "folder": room.world.articles}
        outcome = room.run(arguments, mode=FAIL, at=at, arm=arm)
        tally.injected += outcome.code in (1, 3)
        tally.hung += outcome.hung
        told = f"article not readable at step {at} ({step_at(room.log, at)})"
        if outcome.raised or "Traceback" in outcome.said or outcome.code not in (0, 1, 3):
            tally.fail(f"{told}: {outcome.code} {outcome.raised or outcome.said[-300:]}")
        room.converges(known, tally, told)
    return tally


def small_disks(room: Newsroom, known: Known, count: int) -> Tally:
    """A real disk that is full, then one that is read-only: a tmpfs, where one may be mounted."""
    tally, draw = Tally("faults", "a small or read-only disk (tmpfs)"), random.Random(count)
    for number in range(count):
        room.begin(known.scenario)
        kept = room.world.home / "kept"
        room.world.data.rename(kept)
        room.world.data.mkdir()
        size = size_of(kept) + draw.randint(50_000, known.size)
        with mounted(room.world.data, size) as works:
            if not works:
                tally.note("no tmpfs may be mounted here")
                shutil.rmtree(kept)
                return tally
            shutil.copytree(kept, room.world.data, dirs_exist_ok=True)
            shutil.rmtree(kept)
            read_only = number % 4 == 0
            if read_only:
                subprocess.run(["mount", "-o", "remount,ro", room.world.data], check=True)
            tally.runs += 1
            told = f"a disk of {size} bytes" if not read_only else "a read-only disk"
            outcome = room.run(
                known.scenario.arguments(room.world), constants={"retrieval.needs:STORED": 0, "retrieval.needs:WORDS": 0}
            )
            tally.injected += outcome.code == 1
            ended_well(outcome, tally, told)
            room.answers(known, tally, told, only_last=outcome.code == 0)
    return tally


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[bool]:
    """A tmpfs of so many bytes there; False where that may not be."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True)
    try:
        yield made.returncode == 0
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=True)


def step_at(log: Path, at: int) -> str:
    """What the step was that failed, for people."""
    for line in log.read_text(encoding="utf-8").splitlines():
        number, _, rest = line.partition("\t")
        if number == str(at):
            kind, *_, path, _ = rest.split("\t")
            return f"{kind} {Path(path).parent.name}/{Path(path).name}"
    return last_step(log)

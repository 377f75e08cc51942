"""A process that dies at any step it takes on the disk, a power cut after it, deaths in a row, and SIGKILL at any time.

Between two steps nothing changes on the disk: so a kill before each step is one in every state that an update passes through.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.torture.forked import KILL, TEAR, Runs
from benchmarks.torture.power import cut, unsafe
from benchmarks.torture.recorded import record
from benchmarks.torture.scenarios import SCENARIOS, Known, Newsroom, size_of
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import World
from retrieval.encoder import default_cache, load_encoder

Say = Callable[[str], None]
POINTS, TORN, CUTS, CHAINS, RANDOM = 70, 20, 30, 2, 60
"""For each scenario: kills before a step, in the middle of a write, power cuts, runs killed ten times in a row. Then kills of
the real process. A scenario has some 300 to 1,100 steps; of the update every one is taken.
"""


def run(scratch: Path, quick: bool, say: Say) -> list[Tally]:
    """See `benchmarks.torture.__main__`."""
    share = 20 if quick else 1
    vectors = scratch / "vectors.npz"
    cache = Path(os.environ.get("WORTLAUT_CACHE_DIR") or default_cache())
    record(World(scratch / "newsroom"), load_encoder("bundled", cache), vectors)
    with Runs(scratch, vectors) as runs:
        room = Newsroom(scratch / "newsroom", runs)
        known = [room.undisturbed(scenario) for scenario in SCENARIOS]
        for each in known:
            say(f"{each.scenario.name}: {each.steps} steps, {len(each.states)} states")
        deaths, torn = Tally("kills", "killed before a step on the disk"), Tally("kills", "killed in the middle of a write")
        cuts, chains = Tally("kills", "power cut: what is not synced is lost"), Tally("kills", "killed ten times in a row")
        for each in known:
            count = each.steps if each is known[0] and not quick else POINTS // share
            kill_at_steps(room, each, deaths, spread(each.steps, count))
            kill_at_steps(room, each, torn, spread(each.steps, max(2, TORN // share)), TEAR)
            cut_power(room, each, cuts, max(3, CUTS // share))
            if each is known[0] or not quick:
                kill_in_a_row(room, each, chains, max(1, CHAINS // share))
            say(f"{each.scenario.name}: {deaths.injected} killed, {cuts.injected} cut, {deaths.failed + cuts.failed} failed")
        killed = kill_at_random(room, known[0], max(3, RANDOM // share))
    return [deaths, torn, cuts, chains, killed]


def spread(steps: int, count: int) -> Iterator[int]:
    """So many of the steps from 1 on, evenly; all of them where there are no more."""
    count = min(steps, count)
    return (1 + number * steps // count for number in range(count))


def kill_at_steps(room: Newsroom, known: Known, tally: Tally, steps: Iterator[int], mode: int = KILL) -> None:
    """Each in a fresh archive; then it answers, and the same command comes to the same end."""
    scenario = known.scenario
    for at in steps:
        told = f"{scenario.name}, step {at}"
        room.begin(scenario)
        tally.runs += 1
        outcome = room.run(scenario.arguments(room.world), mode=mode, at=at, constants=scenario.constants)
        tally.hung += outcome.hung
        if outcome.code is not None:
            continue  # threads take their steps in another order each time: the last ones may not come
        tally.injected += 1
        told = f"{told} ({last_step(room.log)})"
        owner = room.world.data / "writing.pid"
        if owner.exists() and owner.read_text() not in ("", str(outcome.pid)):
            tally.fail(f"{told}: the owner is {outcome.pid}, written is {owner.read_text()}")
        room.answers(known, tally, told)
        room.converges(known, tally, told)


def cut_power(room: Newsroom, known: Known, tally: Tally, count: int) -> None:
    """After a kill, or after the run's end: what it told as done must then be there."""
    scenario, draw = known.scenario, random.Random(known.steps)
    for number in range(count):
        at = 0 if number % 5 == 0 else draw.randint(1, known.steps)
        told = f"{scenario.name}, power cut at step {at or 'of the end'}"
        room.begin(scenario)
        tally.runs += 1
        outcome = room.run(
            scenario.arguments(room.world), mode=KILL if at else 0, at=at, armed=True, constants=scenario.constants
        )
        tally.hung += outcome.hung
        lost = cut(room.world.data, unsafe(room.log, room.world.data, at), draw)
        tally.injected += lost > 0
        told = f"{told} ({last_step(room.log)}), {lost} lost"
        room.answers(known, tally, told, only_last=outcome.code == 0)
        room.converges(known, tally, told)


def kill_in_a_row(room: Newsroom, known: Known, tally: Tally, count: int) -> None:
    """What dead runs leave must not pile up."""
    scenario, draw = known.scenario, random.Random(known.steps + 1)
    for _ in range(count):
        room.begin(scenario)
        before = size_of(room.world.data) if room.world.data.exists() else 0
        largest = 0
        for _ in range(10):
            tally.runs += 1
            at = draw.randint(known.steps // 4, known.steps // 2)
            outcome = room.run(scenario.arguments(room.world), mode=KILL, at=at, constants=scenario.constants)
            tally.hung += outcome.hung
            tally.injected += outcome.code is None
            largest = max(largest, size_of(room.world.data))
        if largest > before + 2 * known.size:
            tally.fail(f"{scenario.name}: ten dead runs left {largest} bytes, before {before}, undisturbed {known.size}")
        room.answers(known, tally, f"{scenario.name}, killed in a row")
        room.converges(known, tally, f"{scenario.name}, killed in a row")


def kill_at_random(room: Newsroom, known: Known, count: int) -> Tally:
    """`wortlaut ingest` with the real model, killed with its process group."""
    tally, draw = Tally("kills", "SIGKILL at any time (real process and model)"), random.Random(count)
    command = [sys.executable, "-m", "bot.cli.main", *known.scenario.arguments(room.world)]
    environment = os.environ | {"WORTLAUT_DATA_DIR": str(room.world.data), "PYTHONPATH": str(Path(__file__).parents[2])}
    room.begin(known.scenario)
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    whole = time.monotonic() - begun
    for _ in range(count):
        room.begin(known.scenario)
        tally.runs += 1
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
        ) as process:
            after = draw.uniform(0, whole)
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        tally.injected += process.returncode == -signal.SIGKILL
        room.answers(known, tally, f"killed after {after:.2f} s")
        room.converges(known, tally, f"killed after {after:.2f} s")
    return tally


def last_step(log: Path) -> str:
    """The step at which a run ended, for people."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if not line.startswith("s\t")]
    kind, path = (lines[-1].split("\t")[1], Path(lines[-1].split("\t")[5])) if lines else ("none", Path())
    return f"{kind} {path.parent.name}/{path.name}"

"""The fast core of `make torture --part kills --part faults`: a few of its faults, and whether what judges them can see."""

import errno
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.torture.faults import REFUSALS, refuse, refuse_asking
from benchmarks.torture.forked import TEAR, Runs
from benchmarks.torture.kills import cut_power, kill_at_steps, spread
from benchmarks.torture.power import Unsafe, cut, unsafe
from benchmarks.torture.recorded import record
from benchmarks.torture.scenarios import SCENARIOS, Known, Newsroom
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import World
from tests.conftest import HashEncoder

needs_shim = pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("cc"), reason="needs Linux and cc")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    home = tmp_path_factory.mktemp("kills")
    record(World(home / "newsroom"), HashEncoder(), home / "vectors.npz")
    with Runs(home, home / "vectors.npz") as runs:
        yield Newsroom(home / "newsroom", runs)


@pytest.fixture(scope="module")
def update(room: Newsroom) -> Known:
    return room.undisturbed(SCENARIOS[0])


@needs_shim
@pytest.mark.slow
def test_killed_at_any_step_it_answers_as_before_or_after_and_comes_to_the_same_end(room: Newsroom, update: Known) -> None:
    tally = Tally("kills", "killed")
    kill_at_steps(room, update, tally, spread(update.steps, 5))
    kill_at_steps(room, update, tally, iter(range(update.steps - 24, update.steps, 8)))  # after the switch, while tidying
    kill_at_steps(room, update, tally, spread(update.steps, 2), TEAR)
    assert tally.is_good, tally
    assert tally.injected >= 8


@needs_shim
@pytest.mark.slow
def test_a_power_cut_costs_nothing_that_was_told_as_done(room: Newsroom, update: Known) -> None:
    tally = Tally("kills", "cut")
    cut_power(room, update, tally, 3)
    cut_power(room, room.undisturbed(SCENARIOS[1]), tally, 3)
    assert tally.is_good, tally
    assert tally.injected >= 4


@needs_shim
@pytest.mark.slow
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.name)
def test_a_disk_that_refuses_is_told_and_costs_nothing(room: Newsroom, update: Known, refusal: object) -> None:
    tally = Tally("faults", "refused")
    refuse(room, update, tally, refusal, 2)
    refuse_asking(room, update, tally, refusal, 2)
    assert tally.is_good, tally
    assert tally.injected >= 3


@needs_shim
@pytest.mark.slow
def test_what_judges_an_archive_sees_what_is_wrong_with_it(room: Newsroom, update: Known) -> None:
    def judged() -> Tally:
        tally = Tally("kills", "damaged on purpose")
        room.answers(update, tally, "damaged")
        return tally

    room.begin(update.scenario)
    assert not (judged().failed or judged().unanswered)
    for path in (room.world.data / "index").glob("0*/passages.faiss"):
        path.write_bytes(path.read_bytes()[:-1])
    assert judged().unanswered == 6
    room.begin(update.scenario)
    with sqlite3.connect(room.world.data / "archive.db") as raw:
        raw.execute("DELETE FROM articles WHERE id IN (SELECT id FROM articles LIMIT 2)")
    raw.close()
    assert judged().unanswered == 6, "refused"
    room.begin(update.scenario)
    room.world.restore("after")
    assert not judged().failed
    tally = Tally("kills", "only the state before")
    room.answers(Known(update.scenario, update.states[:1], 1, 1), tally, "already changed")
    assert (tally.failed, tally.lost) == (1, 2), "the two that the change removes"
    assert not tally.wrong, "both versions' quotes are right"
    more = {**update.states[1], "digests": {**update.states[1]["digests"], "one.txt": "0", "two.txt": "0"}}
    room.answers(Known(update.scenario, [more], 1, 1), tally, "two are lost")
    assert tally.lost == 4


def test_steps_are_spread_over_all() -> None:
    assert list(spread(10, 5)) == [1, 3, 5, 7, 9]
    assert list(spread(3, 10)) == [1, 2, 3]


LOG = """\
1\tmkdir\t0\t0\t0\t{0}/new\t
2\tcreate\t0\t0\t0\t{0}/new/a\t
3\twrite\t{a}\t0\t4\t{0}/new/a\t
4\twrite\t{a}\t4\t4\t{0}/new/a\t
5\tcreate\t0\t0\t0\t{0}/b\t
6\twrite\t{b}\t-1\t6\t{0}/b\t
7\tsync\t{a}\t0\t0\t{0}/new/a\t
s\t{a}
8\twrite\t{a}\t8\t2\t{0}/new/a\t
9\tsync\t{new}\t0\t0\t{0}/new\t
s\t{new}
10\trename\t{new}\t0\t0\t{0}/new\t{0}/done
11\twrite\t{b}\t6\t1\t{0}/b\t
"""


def test_what_a_power_cut_may_take(tmp_path: Path) -> None:
    home, log = tmp_path / "disk", tmp_path / "log"
    (home / "done").mkdir(parents=True)
    (home / "done" / "a").write_bytes(b"0123456789")
    (home / "b").write_bytes(b"abcdef")
    a, b, new = ((home / name).stat().st_ino for name in ("done/a", "b", "done"))
    log.write_text(LOG.format(home, a=a, b=b, new=new), encoding="utf-8")
    found = unsafe(log, home, killed_at=11)
    assert found.ranges == {a: [(8, 10)], b: [(0, 1 << 62)]}
    assert [(kind, path.name, other.name) for kind, path, other in found.names] == [
        ("mkdir", "new", "new"), ("create", "b", "b"), ("rename", "new", "done"),
    ]  # fmt: skip
    outcomes = set()
    for seed in range(60):
        shutil.copytree(home, tmp_path / "kept", copy_function=shutil.copy2, dirs_exist_ok=True)
        cut(home, found, random.Random(seed))
        left = next((path for path in home.rglob("a")), None)
        outcomes.add((left and left.parent.name, left and left.read_bytes()[:8], (home / "b").exists()))
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "kept", home)
        found.ranges = {(home / "done" / "a").stat().st_ino: [(8, 10)], (home / "b").stat().st_ino: [(0, 1 << 62)]}
    assert outcomes == {
        ("done", b"01234567", True), ("new", b"01234567", True), ("new", b"01234567", False), (None, None, False),
    }  # fmt: skip  # what was synced stays whole, and names go newest first


def test_nothing_unsafe_is_nothing_lost(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert cut(tmp_path, Unsafe(), random.Random(1)) == 0
    assert (tmp_path / "a").read_bytes() == b"x" * 100


def test_every_refusal_is_another() -> None:
    assert len({(each.errno, each.mode, each.kinds) for each in REFUSALS}) == len(REFUSALS) == 7
    assert {each.errno for each in REFUSALS} == {errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE}

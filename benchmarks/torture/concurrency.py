"""Readers and writers at once: threads on one Retriever, ingests under processes that ask, several writers on one archive.

Every answer must be that of one state of the archive, whole; nobody is refused but a second writer, who is told by whom; and
what all writers did is in the archive in the end.
"""

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.torture.askers import Askers, Outcome, Work
from benchmarks.torture.crowd import CONTEXT, WAIT, Asking, Heard, alternate, writers_at_once
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import Place, World, articles_of, versions, wrong
from corpus.article import Article

Say = Callable[[str], None]


def run(scratch: Path, quick: bool, say: Say) -> list[Tally]:
    """All of it; with `quick` a twentieth as long."""
    made = []
    with Askers() as askers:
        for part in (threads, switches, writers, kept_log):
            made.append(part(World(scratch / part.__name__), askers, quick))
            say(f"  {made[-1].fault}: {made[-1].injected}")
    return made


def threads(world: World, askers: Askers, quick: bool) -> Tally:
    """Eight threads with one Retriever are answered as one thread is."""
    tally = Tally("concurrency", "threads on one Retriever")
    (good,) = states(world, askers, "before")
    report = Asking(world.data, threads=8, seconds=5 if quick else 60)
    heard = report.heard()
    tally.injected = 8
    judge(heard, [good], articles_of(world.data), tally)
    return tally


def switches(world: World, askers: Askers, quick: bool) -> Tally:
    """One process reads in the one version and the other in turn, others ask with a Retriever kept open or opened each time."""
    tally = Tally("concurrency", "ingests while processes ask")
    good = states(world, askers, "before", "after")
    known = [article for version in ("before", "after") for article in laid(world, askers, version)]
    times = 8 if quick else 150
    writing = CONTEXT.Process(target=alternate, args=(world.home, times))
    asking = [Asking(world.data, threads=3, seconds=WAIT * 5), Asking(world.data, 1, WAIT * 5, reopen=True)]
    try:
        for each in asking:
            each.wait_until_ready()
        writing.start()
        writing.join(WAIT + 5 * times)
        if writing.exitcode != 0:
            tally.hung += writing.exitcode is None
            tally.fail(f"the writer ended with {writing.exitcode}")
        tally.injected = times
    finally:
        heard = [one for each in asking for one in each.heard()]
        if writing.is_alive():
            writing.kill()
    judge(heard, good, known, tally)
    return tally


def writers(world: World, askers: Askers, quick: bool) -> Tally:
    """Two ingests of different folders, a rebuild and a removal at once: one writes, the others are told who does, and wait."""
    tally = Tally("concurrency", "several writers at once")
    there, *coming = folders(world.home)
    gone = str(min(there.glob("*.txt")).resolve())
    wanted = {str(path.resolve()) for folder in (there, *coming) for path in folder.glob("*.txt")} - {gone}
    jobs = [*(("ingest", str(folder)) for folder in coming), ("reindex", ""), ("remove", gone)]
    refused = 0
    with writers_at_once(len(jobs)) as at_once:
        for _ in range(2 if quick else 20):
            shutil.rmtree(world.data, ignore_errors=True)
            askers.do(Work(world.data, "ingest", there))
            for job, told in zip(jobs, at_once(world.data, jobs), strict=True):
                tally.injected += 1
                tally.runs += 1
                *busy, end = told or ["no end"]
                refused += len(busy)
                tally.hung += end == "no end"
                strange = [one for one in busy if not re.search(r"Another process \(PID (\d+|\?)\)", one)]
                if end != "done" or strange:
                    tally.fail(f"{job}: {[*strange, end][0]}")
            held = {article.path for article in articles_of(world.data)}
            tally.lost += len(wanted - held)
            if held - wanted or (world.data / "writing.pid").exists():
                tally.fail(f"{len(held - wanted)} articles too many, or the owner's note is left behind")
            tally.unanswered += len(askers.do(Work(world.data)).refusals)
    tally.note(f"{refused} times a writer was told to wait")
    if not refused:
        tally.fail("no writer ever met another")
    return tally


def folders(home: Path) -> list[Path]:
    """The articles in three folders."""
    made = [home / name for name in ("there", "one", "two")]
    files = versions()["before"]
    names = sorted({Path(name).stem for name in files})
    for name, text in files.items():
        folder = made[names.index(Path(name).stem) % len(made)]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return made


def kept_log(world: World, askers: Askers, quick: bool) -> Tally:
    """A reader that never ends its view: it sees its own state, and the log that it holds back goes with it."""
    tally = Tally("concurrency", "a view that is never given back")
    states(world, askers, "before")
    sizes = []
    held = sqlite3.connect(world.data / "archive.db", isolation_level=None)
    held.execute("BEGIN")
    before = held.execute("SELECT count(*), min(path), max(digest) FROM articles").fetchall()
    for number in range(3 if quick else 20):
        world.lay(("after", "before")[number % 2])
        tally.runs += 1
        if refused := askers.do(Work(world.data, "ingest", world.articles)).refusals:
            tally.fail(f"ingest {number}: {refused[0].told}")
        sizes.append(log_size(world.data))
        tally.injected += 1
    if held.execute("SELECT count(*), min(path), max(digest) FROM articles").fetchall() != before:
        tally.fail("the view has changed")
    held.close()
    askers.do(Work(world.data, "ingest", world.articles))
    if left := log_size(world.data):
        tally.fail(f"{left} bytes of log are left when nobody reads")
    tally.note(f"the log grew to {max(sizes)} bytes in {len(sizes)} ingests, {sizes[-1] // len(sizes)} an ingest")
    return tally


def judge(heard: Sequence[Heard], good: Sequence[Mapping[str, Any]], known: Sequence[Article], tally: Tally) -> None:
    """Each answer must be one of the states'."""
    for (question, said), count in Counter(heard).items():
        tally.runs += count
        if isinstance(said, str):
            tally.unanswered += count
            tally.note(f"{question}: {said}")
        elif all(state[question] != said for state in good):
            false = wrong(said, known)
            tally.wrong += len(false) * count
            tally.unanswered += 0 if false else count
            tally.note(f"{question}: an answer of no state, {count} times")
    if not heard:
        tally.fail("nobody was answered")


def states(world: World, askers: Askers, *names: str) -> list[dict[str, tuple[Place, ...]]]:
    """What is answered from each version; the archive is the last one's."""
    made = []
    for name in names:
        world.lay(name)
        outcome: Outcome = askers.do(Work(world.data, "ingest", world.articles))
        if outcome.refusals or outcome.ended:
            raise ValueError(f"{name}: {outcome}")
        made.append(outcome.places())
    if len(names) > 1 and made[0] == made[1]:
        raise ValueError("the versions are answered alike: a mixture would not be seen")
    return made


def laid(world: World, askers: Askers, version: str) -> list[Article]:
    """The articles of a version, as the archive holds them when it has been read in."""
    states(world, askers, version)
    return articles_of(world.data)


def log_size(data: Path) -> int:
    """Bytes of SQLite's write-ahead log."""
    log = data / "archive.db-wal"
    return log.stat().st_size if log.exists() else 0

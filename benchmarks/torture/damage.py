"""Damage at rest: every file of an archive and of the models' cache cut, flipped, swapped or gone, and what is then said.

After each damage the archive is asked in a process of its own. It must answer as before, or refuse with one of the errors
that name their cure; and the cure must work. Some of the damaged archives are written to before they are asked.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.torture.askers import Askers, Outcome, Refused, Said, Work
from benchmarks.torture.tally import Tally
from benchmarks.torture.ways import BACKUPS, Damage, copy_tree, damages, digests, each_file, mixed, remove
from benchmarks.torture.world import Place, World, articles_of, wrong
from corpus.article import Article

LISTS = (("retrieval.dense_writer.DenseWriter.__init__.__defaults__", (None, (), 20)), ("retrieval.block_sums.READ_AT_ONCE", 0))
"""Vectors in lists from 20 passages on, and every block checked when it is used, as in an archive of a million."""
Say = Callable[[str], None]


@dataclass
class Trial:
    """An archive that is damaged again and again: `good` is a copy to go back to, `answers` what it says, `after` what it says
    when the articles' folder has been read in.
    """

    world: World
    askers: Askers
    name: str
    patches: tuple[tuple[str, object], ...] = ()
    known: list[Article] = field(default_factory=list)
    answers: Mapping[str, Said | Refused] = field(default_factory=dict)
    after: Mapping[str, Said | Refused] = field(default_factory=dict)
    others: list[Mapping[str, Said | Refused]] = field(default_factory=list)
    """What the archives say whose backups are put in its place: the database is the truth, whichever it is."""

    @property
    def good(self) -> Path:
        """The copy."""
        return self.world.home / self.name

    def work(self, act: str = "") -> Outcome:
        """Do that to the archive, and ask it."""
        return self.askers.do(Work(self.world.data, act, self.world.articles, patches=self.patches))

    def restore(self) -> None:
        """The archive as it was, with its hard links."""
        copy_tree(self.good, self.world.data)

    def learn(self) -> None:
        """What it says undamaged, before and after an update. Raises ValueError where that is nothing."""
        self.restore()
        self.known = articles_of(self.world.data)
        self.restore()  # opening an archive may merge its log
        self.answers = self.work().answers
        updated = self.work("ingest")
        self.known += articles_of(self.world.data)
        self.after = updated.answers
        if not self.answers or updated.refusals or any(isinstance(said, Refused) for said in self.answers.values()):
            raise ValueError(f"{self.name}: the undamaged archive does not answer: {updated.refusals}")

    def try_out(self, damage: Damage, tally: Tally, on_top: bool) -> None:
        """Damage the archive, ask it, and cure it where it asks for that; with `on_top` write to it first."""
        self.restore()
        damage.harm(self.world.data / damage.file)
        tally.injected += 1
        if on_top:
            self._judge(self.work("ingest"), damage, tally, [self.after, *self._allowed(damage)], "after an update")
        else:
            before = digests(self.world.data)
            outcome = self.work()
            self._judge(outcome, damage, tally, self._allowed(damage), "")
            if changed := [name for name, digest in before.items() if digests(self.world.data).get(name) != digest]:
                tally.fail(f"{damage}: asking changed {', '.join(changed)}")
            if outcome.refusals:
                self._cure(outcome.refusals, damage, tally)

    def _cure(self, refusals: list[Refused], damage: Damage, tally: Tally) -> None:
        """Do what the error says; then all is answered again."""
        kinds = {one.kind for one in refusals}
        if "RowDamaged" in kinds:
            mended = self.work("repair")
            if mended.ended or mended.refusals or mended.places() in [_places(each) for each in self._allowed(damage)]:
                return self._judge(mended, damage, tally, self._allowed(damage), "after the repair", cured=True)
            kinds.add("ArchiveError")  # its file has another text by now, so it was set aside: a backup brings it back
        if kinds & {"ArchiveError", "ArchiveMissing"}:
            for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
                remove(self.world.data / name)
                if (self.good / name).exists():
                    shutil.copy(self.good / name, self.world.data / name)
        cured = self.work("reindex" if "IndexDamaged" in kinds else "")
        if any(one.kind == "IndexDamaged" for one in cured.refusals):  # the backup's index was what was damaged
            cured = self.work("reindex")
        return self._judge(cured, damage, tally, self._allowed(damage), "after the cure", cured=True)

    def _allowed(self, damage: Damage) -> list[Mapping[str, Said | Refused]]:
        """Of a damaged log SQLite takes what comes before the damage: then the archive is as it was before."""
        goes_back = damage.fault == BACKUPS or damage.file.endswith("-wal")
        return [self.answers, *(self.others if goes_back else ())]

    def _judge(
        self,
        outcome: Outcome,
        damage: Damage,
        tally: Tally,
        good: Iterable[Mapping[str, Said | Refused]],
        when: str,
        cured: bool = False,
    ) -> None:
        tally.runs += 1
        if outcome.ended == "hung":
            tally.hung += 1
        if outcome.ended:
            tally.fail(f"{damage} {when}: {outcome.ended}")
        for one in outcome.refusals:
            if not one.ours or cured:
                tally.fail(f"{damage} {when}: {one.kind}: {one.told} {one.trace}")
        sound = [_places(each) for each in good]
        found = outcome.places()
        if not any(all(each.get(name) == at for name, at in found.items()) for each in sound):
            every = [one for at in found.values() for one in at]
            false = wrong(every, self.known)
            tally.wrong += len(false)
            tally.unanswered += not false
            other = [name for name, at in found.items() if all(each.get(name) != at for each in sound)]
            tally.note(f"{damage} {when}: other answers to {', '.join(other) or 'one question of another version'}")
        elif (
            not when
            and len(sound) == 1
            and (other := [n for n, s in outcome.answers.items() if isinstance(s, Said) and s != self.answers[n]])
        ):
            tally.fail(f"{damage}: the same quotes, but otherwise another answer to {', '.join(other)}")


def _places(answers: Mapping[str, Said | Refused]) -> dict[str, tuple[Place, ...]]:
    return {name: said.places for name, said in answers.items() if isinstance(said, Said)}


def run(scratch: Path, quick: bool, say: Say) -> list[Tally]:
    """Every file in every way; with `quick` one in twenty."""
    from benchmarks.torture.model_damage import model_damages

    tallies: dict[str, Tally] = {}
    draw = random.Random("damage")
    with Askers() as askers:
        for trial, every in trials(scratch, askers):
            chosen = draw.sample(every, len(every) // 20) if quick else every
            say(f"  {trial.name}: {len(chosen)} damages")
            for number, damage in enumerate(chosen):
                tally = tallies.setdefault(damage.fault, Tally("damage", damage.fault))
                trial.try_out(damage, tally, on_top=number % 3 == 2)
    return [*tallies.values(), *model_damages(scratch, quick, say)]


def trials(scratch: Path, askers: Askers, many: int = 8) -> Iterator[tuple[Trial, list[Damage]]]:
    """Archives and what is done to each: a common one of two generations, one with a log not yet merged, one with lists."""
    flat = made(scratch / "flat", askers, "good")
    older = scratch / "flat" / "older"
    other = made(scratch / "other", askers, "good")
    copy_tree(older, flat.world.data)
    flat.others += [flat.work().answers, other.answers, other.after]
    flat.known += other.known
    yield flat, [*each_file(flat.good, many), *mixed(flat.good, older, other.good)]
    logged = Trial(flat.world, askers, "logged")
    keep_log(flat, logged.good)
    logged.learn()
    logged.others.append(flat.others[0])
    yield (
        logged,
        [one for name in ("archive.db", "archive.db-wal", "archive.db-shm") for one in damages(logged.good, name, many)],
    )
    lists = made(scratch / "lists", askers, "good", LISTS)
    yield lists, list(each_file(lists.good, max(1, many // 3), only="index"))


def made(home: Path, askers: Askers, name: str, patches: tuple[tuple[str, object], ...] = ()) -> Trial:
    """An archive that an update has changed: "older" beside it is the one before. Its articles' folder is as before again."""
    world = World(home)
    trial = Trial(world, askers, name, patches)
    for version, kept in (("before", "older"), ("after", name)):
        world.lay(version)
        if refused := trial.work("ingest").refusals:
            raise ValueError(f"{home}: {refused}")
        copy_tree(world.data, home / kept)
    world.lay("before")
    trial.learn()
    return trial


def keep_log(trial: Trial, to: Path) -> None:
    """The archive as a crash right after an ingest leaves it: what was written last stands in SQLite's log alone.

    A view that is held keeps the log from being merged.
    """
    copy_tree(trial.world.home / "older", trial.world.data)
    held = sqlite3.connect(trial.world.data / "archive.db", isolation_level=None)
    held.execute("PRAGMA wal_autocheckpoint=0")
    held.execute("BEGIN")
    held.execute("SELECT count(*) FROM meta").fetchall()
    trial.world.lay("after")
    trial.work("ingest")
    copy_tree(trial.world.data, to)
    held.close()
    trial.world.lay("before")

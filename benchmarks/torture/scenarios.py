"""Ways in which an archive changes, each run undisturbed once; and what must be so after a disturbed run."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.torture.forked import Arm, Outcome, Runs, Task
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import QUESTIONS, REMOVED, Place, World, articles_of, versions, wrong
from corpus.article import Article
from corpus.errors import WortlautError
from corpus.store import Store

Seen = dict[str, Any]
"""A `benchmarks.torture.world.State` as JSON has it."""
ROUND, LISTS = 6_000, 10
"""Characters of a round where there are several; passages from which on vectors lie in lists, there."""


@dataclass(frozen=True)
class Scenario:
    """The archive `start` ("nothing", "before", "after") becomes another by `arguments`; `version` is what lies in the folder.

    `again` are the exit codes that the same command may give when all is done already.
    """

    name: str
    start: str
    version: str
    arguments: Callable[[World], Sequence[str]]
    constants: Mapping[str, int] = field(default_factory=dict)
    again: frozenset[int] = frozenset({0})


def _ingest(world: World) -> Sequence[str]:
    return "ingest", "--prune", str(world.articles)


def _remove(world: World) -> Sequence[str]:
    names = sorted(name for name in versions()["before"] if name.endswith(".txt"))[:REMOVED]
    return "remove", "--yes", *(str(world.articles / name) for name in names)


_ROUNDS = {
    "bot.ingesting:ROUND_CHARACTERS": ROUND,
    "bot.ingesting:PIECE_CHARACTERS": ROUND,
    "retrieval.filling:BATCH_PASSAGES": 4,
}
_LISTS = {"retrieval.dense_writer:LISTS_FROM": LISTS}
SCENARIOS = (
    Scenario("update", "before", "after", _ingest),
    Scenario("first ingest", "nothing", "before", _ingest),
    Scenario("first ingest in rounds", "nothing", "before", _ingest, _ROUNDS),
    Scenario("update in rounds", "before", "after", _ingest, _ROUNDS),
    Scenario("update with lists", "before", "after", _ingest, _LISTS),
    Scenario("reindex", "after", "after", lambda world: ("reindex",)),
    Scenario("remove", "before", "before", _remove, again=frozenset({0, 1})),
)


@dataclass(frozen=True)
class Known:
    """A scenario as it goes undisturbed: the states that it passes through, the last of them the one it must come to, how many
    steps it takes on the disk, and how many bytes it then takes there.
    """

    scenario: Scenario
    states: Sequence[Seen]
    steps: int
    size: int


class Newsroom:
    """A world with runs in it, and its archive before and after the change."""

    def __init__(self, home: Path, runs: Runs) -> None:
        self.world = World(home)
        self.runs = runs
        self.log = home / "steps.log"
        self._articles: list[Article] = []
        for version in ("before", "after"):
            self.world.lay(version)
            self._well(self.run(_ingest(self.world)))
            self._articles += articles_of(self.world.data)
            self.world.keep(version)

    def run(self, arguments: Sequence[str] = (), *, mode: int = 0, at: int = 0, armed: bool = False, **others: Any) -> Outcome:
        """A task on the archive; with a mode or `armed`, steps on it are counted and logged."""
        more = {"folder": self.world.data} | others.pop("arm", {})
        arm = Arm(log=self.log, mode=mode, at=at, **more) if mode or armed else None
        return self.runs.run(Task(self.world.data, arguments, arm, **others))

    def begin(self, scenario: Scenario) -> None:
        """The articles and the archive as they are before the scenario."""
        self.world.lay(scenario.version)
        self.world.restore(scenario.start) if scenario.start != "nothing" else self.world.empty()

    def undisturbed(self, scenario: Scenario) -> Known:
        """Run it; asserts that it goes well."""
        self.begin(scenario)
        states = self.run().states if scenario.start != "nothing" else []
        arguments = scenario.arguments(self.world)
        states += self._well(self.run(arguments, constants=scenario.constants, states=True)).states
        self.begin(scenario)
        steps = self._well(self.run(arguments, constants=scenario.constants, armed=True)).steps
        return Known(scenario, states, steps, size_of(self.world.data))

    def answers(self, known: Known, tally: Tally, told: str, *, only_last: bool = False) -> None:
        """Whatever happened, the archive must answer as it did before the run or after one of its rounds."""
        found = self.run()
        tally.hung += found.hung
        if not found.states:
            if known.scenario.start != "nothing" or only_last or generation_of(self.world.data):
                tally.unanswered += len(QUESTIONS)
                tally.note(f"{told}: {found.raised}")
            elif not (found.raised or "").startswith(("corpus.errors.ArchiveMissing", "corpus.errors.IndexDamaged")):
                tally.fail(f"{told}: asked, it said {found.raised}")
        elif found.states[0] not in (known.states[-1:] if only_last else known.states):
            self._blame(found.states[0], known.states, tally, told)

    def converges(self, known: Known, tally: Tally, told: str) -> None:
        """The same command, undisturbed, must come to the same archive and leave nothing else behind."""
        outcome = self.run(known.scenario.arguments(self.world))
        tally.hung += outcome.hung
        if outcome.code not in known.scenario.again:
            tally.fail(f"{told}: run again, it ended with {outcome.code} {outcome.raised or outcome.said[-300:]}")
        self.answers(known, tally, f"{told}, run again", only_last=True)
        if outcome.code == 0:
            self._tidy(known, tally, told)

    def _tidy(self, known: Known, tally: Tally, told: str) -> None:
        if left := leftovers(self.world.data):
            tally.fail(f"{told}: run again, it left {', '.join(left)}")
        if (size := size_of(self.world.data)) > 1.5 * known.size + 400_000:  # one generation more, and SQLite's log
            tally.fail(f"{told}: {size} bytes, undisturbed {known.size}")

    def _blame(self, seen: Seen, allowed: Sequence[Seen], tally: Tally, told: str) -> None:
        """What is wrong with an archive that is in none of the states allowed."""
        lost = min(len(state["digests"].keys() - seen["digests"].keys()) for state in allowed)
        places: list[Place] = [tuple(place) for each in seen["answers"].values() for place in each]
        quotes = wrong(places, self._articles)
        silent = [question for question, each in seen["answers"].items() if not each]
        tally.lost, tally.wrong, tally.unanswered = tally.lost + lost, tally.wrong + len(quotes), tally.unanswered + len(silent)
        part = [name for name in seen if all(seen[name] != state[name] for state in allowed)]
        tally.fail(f"{told}: a state of its own ({', '.join(part) or 'a mixture'}); {lost} lost, {len(quotes)} wrong")

    @staticmethod
    def _well(outcome: Outcome) -> Outcome:
        assert outcome.code == 0, outcome
        return outcome


def generation_of(data: Path) -> str | None:
    """The generation that the store names; None where there is no store to be read."""
    with contextlib.suppress(WortlautError):
        store = Store.open(data)
        try:
            with store.read() as snapshot:
                return snapshot.generation
        finally:
            store.close()
    return None


def size_of(data: Path) -> int:
    """Bytes below a folder; a file with several names counts once."""
    found = {path.stat().st_ino: path.stat().st_size for path in data.rglob("*") if path.is_file()}
    return sum(found.values())


def leftovers(data: Path) -> list[str]:
    """What no finished run leaves: working folders, journals, the owner's name, more than two generations."""
    index = data / "index"
    left = [path.name for path in (*index.glob(".*"), *index.glob("encoded.*"), *data.glob("*.pid"))]
    generations = sorted(path.name for path in index.glob("0*"))
    return left + generations[: max(0, len(generations) - 2)]

"""What came of injecting one kind of fault again and again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path


@dataclass
class Tally:
    """Counts of one kind of fault.

    `injected` are faults that really happened, `runs` the processes, files or questions tried. `lost` are articles that were in
    the archive or read into it and are not, `wrong` quotes that no article holds at that place, or with another source or date
    than its article's, `unanswered` questions that got no answer while a good generation was there, `hung` runs that had to be
    ended. `failed` are runs that ended in any other way than the promised one, with a line for each of the first in `notes`.
    """

    part: str
    fault: str
    injected: int = 0
    runs: int = 0
    lost: int = 0
    wrong: int = 0
    unanswered: int = 0
    hung: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the promises held, and anything was injected at all."""
        return self.injected > 0 and not (self.lost or self.wrong or self.unanswered or self.hung or self.failed)

    def fail(self, note: str) -> None:
        """Count a run that ended otherwise than promised; the first twenty are told."""
        self.failed += 1
        self.note(note)

    def note(self, note: str) -> None:
        """Remember a line, up to twenty."""
        if len(self.notes) < 20:
            self.notes.append(note)


COUNTS = tuple(each.name for each in fields(Tally) if each.type in (int, "int"))
_HEADS = ("Part", "Fault", "Injected", "Runs", "Lost articles", "Wrong quotes", "Unanswered", "Hangs", "Otherwise")


def table(tallies: Iterable[Tally]) -> str:
    """The tallies as a Markdown table."""
    rows = [_HEADS, ("---", "---", *("---:" for _ in COUNTS))]
    rows += [(each.part, each.fault, *(f"{getattr(each, name):,}" for name in COUNTS)) for each in tallies]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def write_tallies(path: Path, tallies: Iterable[Tally]) -> None:
    """As JSON; the file appears when it is whole."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps([asdict(each) for each in tallies], ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(path)


def read_tallies(path: Path) -> list[Tally]:
    """What `write_tallies` wrote."""
    return [Tally(**each) for each in json.loads(path.read_text(encoding="utf-8"))]

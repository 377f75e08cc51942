"""Passages that are removed but still in tantivy's files and its statistics.

tantivy counts a removed document until its segment is written anew. What is counted here is taken off again. Their stems
stand in one file by entry number, which an update reads: it must know which of them tantivy has forgotten meanwhile. How
often each stem stands in them is in another, the only one that questions need.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE = "lexical-dead.json"
COUNTS_FILE = "lexical-dead-counts.json"
Entries = Mapping[int, Mapping[str, str]]
"""Stems, with blanks between, by entry number and field."""


@dataclass(frozen=True)
class Dead:
    """How many there are, and in how many of them each stem stands, by field."""

    count: int = 0
    frequencies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Dead":
        """Those of a generation's folder; one written before there were counts is counted. Raises ValueError."""
        if not (folder / COUNTS_FILE).exists():
            return cls.of(load_entries(folder)[1])
        return cls(**json.loads((folder / COUNTS_FILE).read_text(encoding="utf-8")))

    @classmethod
    def of(cls, entries: Entries) -> "Dead":
        """The counts of those entries."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for fields in entries.values():
            for name, stems in fields.items():
                counted[name].update(set(stems.split()))
        return cls(len(entries), counted)

    def frequency(self, name: str, stem: str) -> int:
        """In how many of them the stem stands in that field."""
        return self.frequencies.get(name, {}).get(stem, 0)


def load_entries(folder: Path) -> tuple[int, Entries]:
    """The next free entry number, and the entries, of a generation's folder. Raises ValueError where the note is none."""
    noted = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return noted["next_entry"], {int(entry): fields for entry, fields in noted["entries"].items()}


def save_entries(folder: Path, next_entry: int, entries: Entries) -> None:
    """Note them in a generation's folder, with their counts."""
    dead = Dead.of(entries)
    notes = {FILE: {"next_entry": next_entry, "entries": entries}}
    notes[COUNTS_FILE] = {"count": dead.count, "frequencies": dead.frequencies}
    for name, noted in notes.items():
        (folder / name).write_text(json.dumps(noted, ensure_ascii=False), encoding="utf-8")

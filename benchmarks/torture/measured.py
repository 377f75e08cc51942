"""What processes take up while they run: whether it grows."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_GROWTH, MEMORY_NOISE = 0.05, 6 * 2**20
"""How much more private memory is none: what allocators keep differs by that from minute to minute."""


@dataclass
class Measured:
    """What a process had after each minute: bytes of private memory, threads, files held open.

    Connections are not counted: the bot keeps as many as it once had calls at the same time, of the 64 that it may have.
    """

    name: str
    pid: int
    memory: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)

    def sample(self) -> None:
        """Look at it now."""
        home = Path("/proc") / str(self.pid)
        status = dict(line.split(":", 1) for line in (home / "status").read_text().splitlines())
        self.memory.append(int(status["RssAnon"].split()[0]) * 1024)
        self.threads.append(int(status["Threads"]))
        self.handles.append(sum(_is_file(each) for each in (home / "fd").iterdir()))

    def grown(self) -> list[str]:
        """What is more in the last quarter than in the second."""
        found = []
        for what, figures, room in (
            ("memory", self.memory, lambda before: max(MEMORY_NOISE, MEMORY_GROWTH * before)),
            ("threads", self.threads, lambda before: 0),
            ("files held open", self.handles, lambda before: 0),
        ):
            before, after = _quarters(figures)
            if after - before > room(before):
                found.append(f"{self.name}: {what} {before:,.0f} → {after:,.0f}")
        return found

    def now(self) -> str:
        """The last figures."""
        return f"{self.name} {self.memory[-1] / 2**20:.0f} MB {self.threads[-1]} threads {self.handles[-1]} files"

    def told(self) -> str:
        """The figures of all minutes."""
        before, after = _quarters(self.memory)
        return (
            f"{self.name}: {before / 2**20:.1f} → {after / 2**20:.1f} MB, {self.threads[-1]} threads, {self.handles[-1]} files"
        )


def _quarters(figures: Sequence[int]) -> tuple[float, float]:
    """The medians of the second quarter and of the last: in the first, things are read in once."""
    quarter = max(1, len(figures) // 4)
    return statistics.median(figures[quarter : 2 * quarter]), statistics.median(figures[-quarter:])


def _is_file(handle: Path) -> bool:
    try:
        return not str(handle.readlink()).startswith("socket:")
    except OSError:
        return False  # closed meanwhile

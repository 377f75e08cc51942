"""What a check of an archive found: how much was looked at, how much of it is wrong, and the first of that in words."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_SAID = 5
"""So many faults of a kind are told one by one; the rest are counted."""
Said = tuple[str, str]
"""In German and in English."""
Reached = Callable[[int], None]
"""Called with how many more articles were looked at."""


@dataclass
class Check:
    """One check, by its name. Where it could not be made, `unmade` says why; a `note` is worth knowing and no damage."""

    name: str
    looked: int = 0
    wrong: int = 0
    said: list[Said] = field(default_factory=list)
    unmade: Said | None = None
    note: Said | None = None

    def fault(self, de: str, en: str | None = None) -> None:
        """Count one thing that is wrong."""
        self.wrong += 1
        if len(self.said) < MOST_SAID:
            self.said.append((de, de if en is None else en))

    @property
    def state(self) -> str:
        """One of "bad", "unmade" and "good"."""
        return "bad" if self.wrong else "unmade" if self.unmade else "good"

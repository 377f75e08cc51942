"""Looking stems up in a text, alone or inside compounds, without going through its stems one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

COMPOUND = 5
"""A stem of as many letters counts inside a longer one: „ausbild“ in „ausbildungsmission“."""
_LONGEST = 40
"""No word is longer: of what is, the pieces would be too many."""


@dataclass(frozen=True)
class Stems:
    """The stems of a text: each once, and all in one string, a space before each."""

    held: frozenset[str]
    joined: str

    @classmethod
    def of(cls, stems: Iterable[str]) -> "Stems":
        """From stems, which have no white space."""
        held = frozenset(stems)
        return cls(held, "".join(f" {stem}" for stem in held))

    def begins(self, letters: str) -> bool:
        """Whether a stem begins with these letters."""
        return f" {letters}" in self.joined

    def related(self, stem: str) -> bool:
        """Whether the stem stands inside one of the text, or one of the text, of COMPOUND letters or more, inside it."""
        if stem in self.joined:
            return True
        if len(stem) > _LONGEST:
            return any(len(other) >= COMPOUND and other in stem for other in self.held)
        return not self.held.isdisjoint(_pieces(stem))


@lru_cache(maxsize=1000)
def _pieces(stem: str) -> frozenset[str]:
    """All of COMPOUND letters or more that stands in the stem."""
    length = len(stem)
    return frozenset(stem[at:end] for at in range(length) for end in range(at + COMPOUND, length + 1))

"""What questions to one generation of an archive are understood by: its outlets, its days, and whose each passage is."""

from corpus.holdings import Extent
from corpus.snapshot import Snapshot
from retrieval.asked_source import Names
from retrieval.favoured import Favoured, Ids
from retrieval.understood import Understood


class Held:
    """The outlets and days of `extent`. A snapshot that `favoured` gets must be of the same generation."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.names = Names(self.extent.names)
        self._favoured: Favoured | None = None

    def favoured(self, understood: Understood, snapshot: Snapshot) -> Ids | None:
        """The passages of the period and outlet that a question names (`Favoured.of`), or None where none are favoured."""
        if not understood.narrow or not (understood.period or understood.source):
            return None
        if self._favoured is None:
            self._favoured = Favoured(snapshot)
        return self._favoured.of(understood)

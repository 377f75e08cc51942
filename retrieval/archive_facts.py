"""What questions to one generation of an archive are understood by: its outlets, its days, and whose each passage is."""

import numpy as np

from corpus.columns import Columns
from corpus.holdings import Extent
from retrieval.asking.outlets import Names
from retrieval.favoured_passages import Favoured
from retrieval.ids import Ids, among
from retrieval.understood import Understood

_NONE: Ids = np.zeros(0, dtype=np.int64)


class Held:
    """The outlets and days of `extent`, and whose each passage is by `columns`; without these, no passage is favoured."""

    def __init__(self, extent: Extent, columns: Columns | None = None) -> None:
        self.extent = extent
        self.names = Names(extent.names)
        self._favoured = Favoured(columns) if columns else None
        self._common: tuple[Ids, Ids, Ids] | None = None

    def favoured(self, understood: Understood, more: Ids, allowed: Ids | None) -> Ids:
        """The passages of the period and outlet that a question names (`Favoured.of`), and `more`, of those `allowed`.

        The same ones are the very same array while they are kept: what is searched among them need not be made ready again.
        """
        found = self._favoured.of(understood) if self._favoured and understood.narrow else None
        favoured = _NONE if found is None else found
        if not among(more, favoured).all():
            favoured = np.union1d(favoured, more)
        if allowed is None or not len(favoured):
            return favoured
        common = self._common
        if common is None or common[0] is not favoured or common[1] is not allowed:
            self._common = common = favoured, allowed, favoured[among(favoured, allowed)]
        return common[2]

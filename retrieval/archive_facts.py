"""What questions to one generation of an archive are understood by: its outlets, its days, and whose each passage is."""

from corpus.columns import Columns
from corpus.holdings import Extent
from retrieval.asking.outlets import Names
from retrieval.favoured_passages import Favoured
from retrieval.ids import Ids
from retrieval.selection import NOTHING, Selection
from retrieval.understood import Understood


class Held:
    """The outlets and days of `extent`, and whose each passage is by `columns`; without these, no passage is favoured."""

    def __init__(self, extent: Extent, columns: Columns | None = None) -> None:
        self.extent = extent
        self.names = Names(extent.names)
        self._favoured = Favoured(columns) if columns else None
        self._common: tuple[Selection, Selection, Selection] | None = None

    def favoured(self, understood: Understood, more: Ids, allowed: Selection | None) -> Selection:
        """The passages of the period and outlet that a question names (`Favoured.of`), and `more`, of those `allowed`.

        The same ones are the very same selection while they are kept: what is searched among them need not be made ready again.
        """
        found = self._favoured.of(understood) if self._favoured and understood.narrow else None
        favoured = NOTHING if found is None else found
        if not favoured.holds(more).all():
            favoured = favoured.or_else(more)
        if allowed is None or not favoured.count:
            return favoured
        common = self._common
        if common is None or common[0] is not favoured or common[1] is not allowed:
            self._common = common = favoured, allowed, favoured.and_also(allowed)
        return common[2]

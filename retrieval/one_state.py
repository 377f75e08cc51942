"""Reading articles and index of one state of the archive, while ingests go on."""

from collections.abc import Callable
from typing import TypeVar

from corpus.errors import IndexDamaged
from corpus.store import Snapshot, Store
from retrieval.passage_index import Engine

Made = TypeVar("Made")


def in_one_state(store: Store, engine: Engine, read: Callable[[Snapshot], Made]) -> Made:
    """What `read` makes of a snapshot; of another where ingests have removed its generation before it was opened.

    So it is where they have cleared away what was read before all of it was. Raises what `read` raises, IndexDamaged for what
    libraries say of damaged files.
    """
    while True:
        name = None
        try:
            with store.read() as snapshot:
                name = snapshot.generation
                with engine.told(name):
                    made = read(snapshot)
            if engine.outlived(name):
                return made
        except IndexDamaged:
            with store.read() as now:
                if now.generation == name:
                    raise

"""Reading articles and index of one state of the archive, while ingests go on."""

import time
from collections.abc import Callable
from typing import TypeVar

from corpus.errors import IndexDamaged
from corpus.postgres_errors import DatabaseUnreachable
from corpus.store import Snapshot, Store
from retrieval.passage_index import Engine

Made = TypeVar("Made")
_PAUSES = (0.3, 1.0)
"""Seconds before a database that ended the connection is asked again: one that was started again answers by then."""
_QUICKLY = 5
"""Seconds after which a person has waited long enough."""


def in_one_state(store: Store, engine: Engine, read: Callable[[Snapshot], Made]) -> Made:
    """What `read` makes of a snapshot; of another where ingests have removed its generation before it was opened, or cleared
    away of it before all was read, and where the connection to the database was lost.

    Raises what `read` raises, IndexDamaged for what libraries say of damaged files, DatabaseUnreachable after some attempts.
    """
    pauses, begun = list(_PAUSES), time.monotonic()
    while True:
        name = None
        try:
            with store.read() as snapshot:
                name = snapshot.generation
                with engine.told(name):
                    made = read(snapshot)
            if engine.outlived(name):
                return made
        except DatabaseUnreachable:
            if not pauses or time.monotonic() - begun > _QUICKLY:
                raise
            time.sleep(pauses.pop(0))
        except IndexDamaged:
            with store.read() as now:
                if now.generation == name:
                    raise

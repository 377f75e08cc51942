"""What room an update needs, worked out before it begins: on the disk, and in memory while it writes.

The figures are upper ones: a part of the old vectors may be written once more beside what is added, and the state before the
update stays on the disk for those who read it.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import RoomMissing
from retrieval.dense_writer import LISTS_FROM
from retrieval.journal import RECORD_BYTES
from retrieval.text_keys import ENTRY_BYTES

STORED = 3_500
"""Bytes of the store for a passage: its text, its spans, and its share of the article's row and of what finds its copies."""
WORDS = 1_500
"""Bytes of the BM25 index for a passage."""
_FIXED = 600_000_000
"""The model and the program, in memory."""


@dataclass(frozen=True)
class Needs:
    """Bytes."""

    disk: int
    memory: int


def needs(added: int, sentences: int, total: int, dimension: int, later: tuple[int, int] = (0, 0)) -> Needs:
    """For `added` passages with so many `sentences` in an archive that then holds `total` passages.

    With what is expected `later`, passages and sentences: the room for them too, but for what each update needs for itself.
    """
    total, stored, vectors_stored = total + later[0], added + later[0], sentences + later[1]
    if total < LISTS_FROM:
        vectors, held = total * (4 * dimension + 8), 3 * total * (4 * dimension + 8)
    else:  # the part that is written may be all there is, and is put together in memory
        vectors = total * (2 * dimension + 32)
        held = vectors + 40 * 2 * int(total**0.5) * 2 * 4 * dimension
    waiting = added * 4 * dimension  # passage vectors until they have their place
    texts = (stored + vectors_stored) * 2 * ENTRY_BYTES + (added + sentences) * (
        RECORD_BYTES + 2 * dimension
    )  # tables, journal
    disk = stored * (STORED + 2 * WORDS) + 2 * vectors_stored * 2 * dimension + vectors + waiting + texts
    return Needs(disk, _FIXED + held + 40 * total + 200 * sentences + 100 * (added + sentences))


def check_room(folder: Path, wanted: Needs) -> None:
    """Raises RoomMissing where the disk of `folder` or the memory is too small."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    for kind, needed, free in (("disk", wanted.disk, shutil.disk_usage(place).free), ("memory", wanted.memory, free_memory())):
        if free is not None and needed > free:
            de, en = ("auf der Platte", "on the disk") if kind == "disk" else ("im Arbeitsspeicher", "in memory")
            raise RoomMissing(where_de=de, where_en=en, needed_mb=-(-needed // 10**6), free_mb=free // 10**6)


def free_memory() -> int | None:
    """Bytes that programs can still have; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")), None)

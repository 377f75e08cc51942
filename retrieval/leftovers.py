"""What interrupted updates leave in the index's folder, and what of it may go."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from retrieval.generation import generation_before, generation_names
from retrieval.generation_writer import WORKING
from retrieval.journal import BESIDE, NAME
from retrieval.stamps import FILE as STAMPS_FILE


def leftovers(folder: Path, current: str | None) -> Iterator[Path]:
    """What no one needs any more; what an update under way is writing is among it, so look when none is."""
    keep = (current, generation_before(folder, current))
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_orphan = path.name in generation_names(folder) and path.name not in keep
        is_begun = path.name == BESIDE or path.name.startswith((WORKING, ".checked-"))
        if is_orphan or is_begun or (path.name == STAMPS_FILE and not _is_json(path)):
            yield path


def remove_leftovers(folder: Path, current: str | None) -> list[Path]:
    """Remove them; returns what they were. The caller holds the archive's lock."""
    found = list(leftovers(folder, current))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return found


def journal_bytes(folder: Path) -> int:
    """How much an interrupted update had encoded already: the next one goes on from there."""
    path = folder / NAME
    return path.stat().st_size if path.exists() else 0


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False

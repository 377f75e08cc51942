"""What a power cut may take from a disk: what was written and not synced, and names in folders that were not synced.

Read from the log of `shim.c`. A write counts as safe when its file was synced after it, a name when its folder was. What is
not safe is lost at random: ranges become zero, files end earlier, and the last names given go, newest first. What was unlinked
stays away, and what a rename replaced is not brought back.
"""

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

_NAMES = frozenset(("create", "mkdir", "link", "rename"))


@dataclass
class Unsafe:
    """What of a log may be lost: by inode, the ranges written; names given, in order, as (kind, path, other path)."""

    ranges: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    names: list[tuple[str, Path, Path]] = field(default_factory=list)


def unsafe(log: Path, folder: Path, killed_at: int = 0) -> Unsafe:
    """What the steps below `folder` before the one at which the process was killed left to chance.

    The name of `folder` itself is safe: whether its own folder was synced is not in the log.
    """
    found = Unsafe()
    folders: dict[int, Path] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith("s\t"):
            inode = int(line.split("\t")[1])
            found.ranges.pop(inode, None)
            if inode in folders:
                here = folders[inode]
                found.names = [each for each in found.names if here not in (each[1].parent, each[2].parent)]
            continue
        number, kind, inode_, offset, length, path, *other = line.split("\t")
        if int(number) == killed_at:
            continue
        if kind == "write":
            start, end = (0, 1 << 62) if int(offset) < 0 else (int(offset), int(offset) + int(length))
            found.ranges.setdefault(int(inode_), []).append((start, end))
        elif kind == "sync":
            folders[int(inode_)] = Path(path)
        elif (
            kind in _NAMES and Path(path) != folder and not (kind in ("create", "mkdir") and int(inode_))
        ):  # it was there already
            found.names.append((kind, Path(path), Path(other[0]) if other and other[0] else Path(path)))
    return found


def cut(folder: Path, lost: Unsafe, draw: random.Random) -> int:
    """Lose it; returns how many ranges and names are gone."""
    gone = 0
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        for start, end in lost.ranges.get(path.stat().st_ino, ()):
            gone += _lose(path, start, min(end, path.stat().st_size), draw)
    for kind, path, other in reversed(lost.names[draw.randint(0, len(lost.names)) :]):
        gone += _unname(kind, path, other)
    return gone


def _lose(path: Path, start: int, end: int, draw: random.Random) -> bool:
    """A range is kept, becomes zero from some place on, or the file ends there."""
    fate = draw.choice(("kept", "zero", "ends"))
    if fate == "kept" or start >= end:
        return False
    begin = draw.choice((start, draw.randrange(start, end)))
    with path.open("r+b") as file:
        if fate == "ends" and end == path.stat().st_size:
            file.truncate(begin)
        else:
            file.seek(begin)
            file.write(bytes(end - begin))
    return True


def _unname(kind: str, path: Path, other: Path) -> bool:
    if not (other if kind in ("link", "rename") else path).exists():
        return False
    if kind == "rename":
        other.rename(path)
    elif kind == "link":
        other.unlink()
    elif kind == "mkdir":
        shutil.rmtree(path)
    else:
        path.unlink()
    return True

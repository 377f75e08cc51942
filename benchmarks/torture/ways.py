"""The ways in which a file is damaged at rest: cut, flipped, blanked, grown, gone, another kind of thing, of other content."""

import hashlib
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

PAGE = 4096
_HEAD = 128
BACKUPS = "backups of another time"


@dataclass(frozen=True)
class Damage:
    """One way of damaging `file` (relative to the archive). `harm` is given the file's path and changes what is there."""

    fault: str
    file: str
    what: str
    harm: Callable[[Path], object]

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def damages(archive: Path, file: str, many: int, seed: str = "") -> Iterator[Damage]:
    """Ways of damaging a file of an archive, about `many` of each kind of which there are many."""
    length = (archive / file).stat().st_size
    draw = random.Random(f"{file} {seed}")
    lengths = {0, 1, length // 2, length - 1, *range(PAGE, length, PAGE * max(1, length // PAGE // 2))}
    lengths |= {draw.randrange(max(1, length)) for _ in range(many // 4)}
    for at in sorted(each for each in lengths if 0 <= each < length):
        yield Damage("cut short", file, f"cut to {at} bytes", lambda path, at=at: os.truncate(path, at))
    places = {0, length - 1, length // 2} if length else set()
    places |= {draw.randrange(min(length, _HEAD)) for _ in range(many // 4) if length}
    places |= {draw.randrange(length) for _ in range(many) if length}
    for place in sorted(places):
        bit = draw.randrange(8)
        yield Damage("bits flipped", file, f"bit {bit} of byte {place}", lambda path, p=place, b=bit: flip(path, p, b))
    for _ in range(max(1, many // 2)):
        size = draw.choice((512, PAGE))
        start = draw.randrange(0, max(1, length), size)
        yield Damage("blocks of zeros", file, f"{size} zeros at {start}", lambda path, s=start, n=size: blank(path, s, n))
    for more in (b"\0", draw.randbytes(PAGE)):
        yield Damage("grown", file, f"{len(more)} bytes more", lambda path, more=more: grow(path, more))
    kinds: Sequence[tuple[str, Callable[[Path], object]]] = (
        ("missing", lambda path: path.unlink()),
        ("a folder", lambda path: (path.unlink(), path.mkdir())),
        ("a link to nothing", lambda path: (path.unlink(), path.symlink_to("nirgends"))),
        ("a link to itself", lambda path: (path.unlink(), path.symlink_to(path.name))),
    )
    for what, harm in kinds:
        yield Damage("missing, or no file", file, what, harm)


def swap(file: str, other: str) -> Damage:
    """Two files of one archive in each other's place."""

    def harm(path: Path) -> None:
        beside = path.parents[len(Path(file).parts) - 1] / other
        aside = path.with_name("aside")
        path.rename(aside)
        beside.rename(path)
        aside.rename(beside)

    return Damage("another file's content", file, f"swapped with {other}", harm)


def put(file: str, source: Path, what: str, fault: str = "another file's content") -> Damage:
    """The content of a file from elsewhere."""

    def harm(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        shutil.copyfile(source, path)

    return Damage(fault, file, what, harm)


def flip(path: Path, place: int, bit: int) -> None:
    """Turn one bit over, as a disk would: in place."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ (1 << bit)]))


def blank(path: Path, start: int, length: int) -> None:
    """Zeros in place of what was there, no more of them than there was."""
    with path.open("r+b") as file:
        file.seek(start)
        there = len(file.read(length))
        file.seek(start)
        file.write(bytes(there))


def grow(path: Path, more: bytes) -> None:
    """Append bytes."""
    with path.open("ab") as file:
        file.write(more)


def each_file(archive: Path, many: int, only: str = "") -> Iterator[Damage]:
    """Every file of an archive in every way; the store in many more."""
    for path in sorted((archive / only).rglob("*")):
        name = path.relative_to(archive).as_posix()
        if path.is_file() and not name.endswith((".lock", ".pid", "-wal", "-shm")):
            yield from damages(archive, name, 12 * many if name == "archive.db" else many // 2)


def mixed(archive: Path, older: Path, other: Path) -> Iterator[Damage]:
    """What is whole but stands in the wrong place: files of this archive, of an older state of it, of another archive."""
    files = [path for path in sorted((archive / "index").rglob("*")) if path.is_file() and path.suffix != ".lock"]
    by_name: dict[str, list[str]] = {}
    for path in files:
        name = path.relative_to(archive).as_posix()
        by_name.setdefault(path.suffix, []).append(name)
    for names in by_name.values():
        for one, two in pairwise(names):
            if (archive / one).read_bytes() != (archive / two).read_bytes():
                yield swap(one, two)
    here, there = (max(each.glob("index/0*")) for each in (archive, other))
    for path in sorted(there.rglob("*")):
        file = path.relative_to(there)
        if path.is_file() and (here / file).exists() and (here / file).read_bytes() != path.read_bytes():
            yield put((here.relative_to(archive) / file).as_posix(), path, "that of another archive")
    for file in ("sentences/000077.f16", "passages.faiss", "centroids.npy", "texts/000077.keys", "lexical/x.idx"):
        name = (here.relative_to(archive) / file).as_posix()
        if not (archive / name).exists():
            yield put(name, here / "passages.faiss", "a file too many")
    for source, what in ((older, "an older backup"), (other, "that of another archive")):
        yield put("archive.db", source / "archive.db", what, BACKUPS)
        yield Damage(BACKUPS, "index", f"{what}'s index", lambda path, s=source: copy_tree(s / "index", path))
        log = hashlib.sha256(str(source).encode()).digest() * 999
        yield Damage(
            "backups of another time", "archive.db-wal", f"{len(log)} bytes of noise", lambda path, b=log: path.write_bytes(b)
        )
    yield Damage("missing, or no file", "index", "the folder is gone", shutil.rmtree)
    yield Damage("missing, or no file", "index", "empty", lambda path: [shutil.rmtree(path), path.mkdir()])
    yield Damage("missing, or no file", "index", "a file", lambda path: (shutil.rmtree(path), path.write_bytes(b"x")))


def digests(archive: Path) -> dict[str, str]:
    """Of every file of an archive's index. The store may be merged with its log when it is opened."""
    return {
        path.relative_to(archive).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((archive / "index").rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def copy_tree(source: Path, to: Path) -> None:
    """A copy in which files that were one file are one again."""
    remove(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(to)], check=True)


def remove(path: Path) -> None:
    """Whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

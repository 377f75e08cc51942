"""Writing a generation: beside the current one under a working name, synced, renamed when whole; and what may go after it."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import private
from retrieval.block_sums import digested
from retrieval.generation import FORMAT_VERSION, MANIFEST, Generation, Manifest, generation_names
from retrieval.stamps import file_digest

WORKING = ".writing-"
"""How the folder of a generation that is being written begins."""


@dataclass(frozen=True)
class Contents:
    """What was written into a generation's folder: the vectors' length, and how many of each there are."""

    dimension: int
    passages: int
    sentences: int
    lexical: int


def write_generation(
    folder: Path,
    *,
    model: str,
    splitter: int,
    fill: Callable[[Path], Contents],
    old: Generation | None = None,
    probe: str = "",
) -> str:
    """Have `fill` write a whole generation under `folder` and return its name. Raises what `fill` does, OSError and
    ValueError, with nothing left behind. The caller holds the archive's lock.

    Files that are shared with `old` by hard links keep the digests that its manifest gives them.
    """
    private.make_folder(folder)
    _remove_unfinished(folder)  # now, so that runs that die again and again do not fill the disk
    work = Path(tempfile.mkdtemp(prefix=WORKING, dir=folder))
    try:
        contents = fill(work)
        if contents.lexical != contents.passages:
            raise ValueError(f"{contents.lexical} passages in the lexical index, {contents.passages} in the dense one")
        files = sorted(path for path in work.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
        known = {_inode(old.home / name): digest for name, digest in old.manifest.files.items()} if old else {}
        digests = {path: known.get(_inode(path)) for path in files}
        made = {path.relative_to(work).as_posix(): digest or file_digest(digested(path)) for path, digest in digests.items()}
        manifest = Manifest(
            format=FORMAT_VERSION,
            model=model,
            dimension=contents.dimension,
            splitter=splitter,
            passages=contents.passages,
            sentences=contents.sentences,
            files=made,
            probe=probe,
        )
        raw = json.dumps(asdict(manifest), indent=1).encode()
        (work / MANIFEST).write_bytes(raw)
        for path in work.rglob("*"):  # the libraries ask the umask; so far none but the owner can come into `work`
            private.close_to_others(path)
        fresh = [path for path, digest in digests.items() if digest is None]
        for path in [*fresh, work / MANIFEST, *(p for p in work.rglob("*") if p.is_dir()), work]:
            _sync(path)
        number = 1 + max((int(name.split("-")[0]) for name in generation_names(folder)), default=0)
        name = f"{number:06d}-{hashlib.sha256(raw).hexdigest()[:16]}"
        work.rename(folder / name)
        for above in (folder, folder.parent, folder.parent.parent):  # with the first generation they are new themselves
            _sync(above)
        return name
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def remove_old(folder: Path, current: str, before: str | None) -> None:
    """Remove what no reader can be asked for any more: all but the `current` generation and the one `before`, which readers
    may have opened a moment ago, and leftovers.

    A generation that was never current, because its update died before the store named it, goes however new it is. The caller
    holds the archive's lock, so no one else is writing here.
    """
    for name in generation_names(folder):
        if name not in (current, before):
            shutil.rmtree(folder / name, ignore_errors=True)
    _remove_unfinished(folder)


def _remove_unfinished(folder: Path) -> None:
    """What runs that died were writing. The caller holds the archive's lock."""
    for leftover in folder.glob(f"{WORKING}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _inode(path: Path) -> tuple[int, int]:
    """Which file it is, whatever it is called."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _sync(path: Path) -> None:
    """Force a file or folder to the disk; where folders cannot be opened (Windows), the system does it in its time."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""A generation: all that is derived from the store for searching, in one folder with a manifest.

A generation is written beside the old one under a working name, synced, and renamed when whole. Its name ends in the
digest of its manifest, which holds the digest of every other file; the store names the generation in the transaction
that holds its articles. So a changed bit anywhere, a missing file or files of another generation are noticed: on opening, or,
in large files of vectors, before the bit is used (`retrieval.block_sums`).
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus import private
from corpus.errors import IndexDamaged, WortlautError
from retrieval.block_sums import CHECKED_BY_BLOCK, sums_of
from retrieval.dense_writer import Dense, load_dense
from retrieval.lexical import LexicalIndex
from retrieval.rows import Rows
from retrieval.sentence_vectors import SentenceVectors
from retrieval.stamps import Stamps, file_digest
from retrieval.text_keys import TextKeys

FORMAT_VERSION = 4
"""Raise it when what a generation holds is another: an older one is then built anew."""
MANIFEST = "manifest.json"
WORKING = ".writing-"
"""How the folder of a generation that is being written begins."""


@dataclass(frozen=True)
class Manifest:
    """What a generation holds and what it was made with. `files` maps each file's relative path to its SHA-256, or to that of
    its checksums where it has some; `probe` is a vector of its encoder (`retrieval.probe`), "" in one that was made before.
    """

    format: int
    model: str
    dimension: int
    splitter: int
    passages: int
    sentences: int
    files: dict[str, str]
    probe: str = ""


@dataclass(frozen=True)
class Generation:
    """An opened generation. `home` is its folder; `rows` are those of the store that belong to it."""

    name: str
    home: Path
    manifest: Manifest
    dense: Dense
    sentences: SentenceVectors
    lexical: LexicalIndex
    rows: Rows = field(default_factory=Rows, compare=False)

    @classmethod
    def open(cls, folder: Path, name: str, *, model: str | None = None, thorough: bool = False) -> "Generation":
        """Open `folder/name` after checking it. Raises IndexDamaged, also for another `model`'s vectors.

        Of large files that have not changed since they were checked, and of blocks of vectors that no question has asked for,
        that is put off, unless the check is to be `thorough`.
        """
        home = folder / name
        try:
            raw = (home / MANIFEST).read_bytes()
            if not name.endswith(hashlib.sha256(raw).hexdigest()[:16]):
                raise _damaged(f"{name}/{MANIFEST}: Prüfsumme falsch", f"{name}/{MANIFEST}: wrong digest")
            manifest = Manifest(**json.loads(raw))
            stamps = Stamps(folder, [_digested(home / file) for file in manifest.files], trusted=not thorough)
            for file, digest in manifest.files.items():
                (home / file).stat()
                if stamps.digest(_digested(home / file)) != digest:
                    raise _damaged(f"{name}/{file}: Prüfsumme falsch", f"{name}/{file}: wrong digest")
            for path in home.rglob("*"):  # parts are opened by their folder, so one too many would be searched
                name_inside = path.relative_to(home).as_posix()
                if name_inside not in manifest.files and name_inside != MANIFEST and path.suffix != ".lock" and path.is_file():
                    raise _damaged(f"{name}/{name_inside}: gehört nicht dazu", f"{name}/{name_inside}: does not belong to it")
            if manifest.format != FORMAT_VERSION:
                raise _damaged(
                    f"Format {manifest.format}, erwartet {FORMAT_VERSION}",
                    f"format {manifest.format}, expected {FORMAT_VERSION}",
                )
            if model is not None and manifest.model != model:
                raise _damaged(
                    f"er gehört zum Modell {manifest.model}, eingestellt ist {model}",
                    f"it belongs to the model {manifest.model}, set is {model}",
                )
            dense, sentences = load_dense(home), SentenceVectors.load(home, manifest.dimension)
            if thorough:
                for checked in (*dense.files, *sentences.files, *TextKeys.load(home).files):
                    checked.check_all()
            stamps.save()
            return cls(name, home, manifest, dense, sentences, LexicalIndex.load(home))
        except OSError as error:
            missing = Path(error.filename or home).name
            raise _damaged(f"{missing}: {error.strerror}", f"{missing}: {error.strerror}") from error
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            raise _damaged(str(error), str(error)) from error


@contextmanager
def told_as_damage(folder: Path, name: str | None) -> Iterator[None]:
    """What the libraries say of a damaged file becomes IndexDamaged, also their panics: where they fail without an error of
    ours, everything is read and checked, the files too that an opening trusts.
    """
    try:
        yield
    except BaseException as error:
        is_known = isinstance(error, (WortlautError, OSError, MemoryError))
        is_end = isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))
        if name is not None and not is_known and not is_end:
            Generation.open(folder, name, thorough=True)
        raise


@dataclass(frozen=True)
class Contents:
    """What was written into a generation's folder: the vectors' length, and how many of each there are."""

    dimension: int
    passages: int
    sentences: int
    lexical: int


def index_folder(archive: Path) -> Path:
    """Where an archive keeps its generations."""
    return archive / "index"


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
        made = {path.relative_to(work).as_posix(): digest or file_digest(_digested(path)) for path, digest in digests.items()}
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


def generation_names(folder: Path) -> list[str]:
    """The names of all whole generations in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and re.match(r"[0-9]{6,}-", path.name))


def generation_before(folder: Path, current: str | None) -> str | None:
    """The generation that readers may still hold beside the `current` one: the last that is older. A newer one was never
    current, its update died before the store named it.
    """
    if current is None:
        return None
    numbers = {name: int(name.split("-")[0]) for name in generation_names(folder) if name != current}
    named = re.match(r"[0-9]+(?=-)", current)
    older = [name for name, number in numbers.items() if named is None or number < int(named[0])]
    return older[-1] if older else None


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


def _digested(path: Path) -> Path:
    """The file whose digest stands for a file: where its blocks have checksums, that of the checksums."""
    return sums_of(path) if path.suffix in CHECKED_BY_BLOCK else path


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


def _damaged(reason_de: str, reason_en: str) -> IndexDamaged:
    return IndexDamaged(reason_de=reason_de, reason_en=reason_en)

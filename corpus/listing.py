"""Which files there are below the paths that a person names."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from corpus.errors import PathMissing
from corpus.formats import SUFFIXES, is_known


@dataclass(frozen=True)
class Listing:
    """The files below the given paths, sorted; those of an unknown format; folders that could not be looked into."""

    files: tuple[Path, ...]
    unknown: tuple[Path, ...]
    closed: tuple[tuple[Path, str], ...] = ()


def list_files(paths: Iterable[Path], globs: Sequence[str] = (), forced: str = "") -> Listing:
    """All article files below `paths`; hidden files and sidecars are passed over, and links to folders. Raises PathMissing.

    With `globs` only files whose name, or path below the given one, fits one of them; with `forced` (a suffix) all of those,
    whatever their name.
    """
    files: dict[Path, None] = {}
    unknown: dict[Path, None] = {}
    closed: list[tuple[Path, str]] = []
    for path in paths:
        if not os.path.lexists(path):
            raise PathMissing(path=path)
        root = Path(os.path.realpath(path))
        for found in _walk(root, closed):
            if globs and not any(fnmatch(name, glob) for glob in globs for name in (found.name, _below(root, found))):
                continue
            if _is_sidecar(found):
                continue
            if forced or is_known(found.name):
                files[found] = None
            else:
                unknown[found] = None
    return Listing(tuple(files), tuple(unknown), tuple(closed))


def _walk(path: Path, closed: list[tuple[Path, str]]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return

    def note(error: OSError) -> None:
        closed.append((Path(error.filename or path), error.strerror or str(error)))

    for folder, folders, names in os.walk(path, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder, name)


def _below(root: Path, found: Path) -> str:
    return found.relative_to(root).as_posix() if found != root else found.name


def _is_sidecar(path: Path) -> bool:
    if path.suffix.lower() != ".toml" or not path.with_suffix(".toml").exists():
        return False
    return any(path.with_suffix(form).exists() for suffix in SUFFIXES for form in (suffix, suffix.upper()))

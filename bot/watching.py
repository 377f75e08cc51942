"""Following folders: what changes in them is read in when it has come to rest."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.errors import PathMissing, WortlautError
from corpus.formats import SUFFIXES, is_known

SETTLED = 0.8
"""Seconds without a change after which files count as written."""
RETRY = 3.0
"""Seconds after which what failed, as in an archive that another process writes to, is tried again."""
_LONGEST_WAIT = 30.0
"""A file that never comes to rest is read after so many seconds all the same."""

Update = Callable[[Sequence[Path]], None]
Say = Callable[[str, object], None]
"""Called with "error" and a WortlautError, "polling" and why, "gone" or "back" and a path."""


def follow(roots: Sequence[Path], update: Update, say: Say, *, once: bool = False, polling: bool = False) -> None:
    """Call `update` with `roots`, then with the paths that changed below them, gone ones too, until interrupted.

    With `once` it ends after the first change has been read in. What fails with a WortlautError is said, kept and tried again.
    Raises PathMissing.
    """
    roots = [root.resolve() for root in roots]
    for root in roots:
        if not root.exists():
            raise PathMissing(path=root)
    pending: dict[Path, None] = dict.fromkeys(roots)
    failed_at, started = float("-inf"), False
    for changed in _changes(roots, say, polling):
        pending |= dict.fromkeys(changed)
        if not pending or time.monotonic() - failed_at < RETRY:
            continue
        try:
            update(_outermost(pending))
        except WortlautError as error:
            if failed_at == float("-inf"):
                say("error", error)
            failed_at = time.monotonic()
            continue
        pending, failed_at = {}, float("-inf")
        if once and started:
            return
        started = True


def articles_of(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """What to read for `paths` that changed, files and folders, and which are gone. A sidecar stands for its article."""
    there: dict[Path, None] = {}
    gone: dict[Path, None] = {}
    for path in paths:
        if path.suffix.lower() == ".toml":
            forms = (path.with_suffix(form) for suffix in SUFFIXES for form in (suffix, suffix.upper()))
            there |= dict.fromkeys(form for form in forms if form.exists())
        elif not path.exists():
            gone[path] = None
        elif path.is_dir() or is_known(path.name):
            there[path] = None
    return list(there), list(gone)


def _changes(roots: Sequence[Path], say: Say, polling: bool) -> Iterator[list[Path]]:
    """What changed, again and again; nothing where a second passed without. All roots when one was gone and is back."""
    while True:
        before = _identities(roots)
        for changed in _watched(roots, say, polling):
            if _identities(roots) != before:  # first of all: a folder that was taken away is no reason to forget its articles
                break
            yield [path for path in changed if _is_meant(path, roots)]
        while missing := next((root for root in roots if not root.exists()), None):
            say("gone", missing)
            while not missing.exists():
                time.sleep(SETTLED)
                yield []
            say("back", missing)
        yield list(roots)


def _watched(roots: Sequence[Path], say: Say, polling: bool) -> Iterator[list[Path]]:
    """The changes as the system tells them, or by looking again and again where it does not."""
    from watchfiles import Change, watch

    folders = {root if root.is_dir() else root.parent for root in roots}  # a file that is replaced is another one
    try:
        for changes in watch(
            *folders,
            watch_filter=None,
            yield_on_timeout=True,
            force_polling=polling or None,
            ignore_permission_denied=True,
            step=int(1000 * SETTLED),
            debounce=int(1000 * _LONGEST_WAIT),
            rust_timeout=1000,
        ):
            paths = ((change, Path(path)) for change, path in changes)  # what changed in a folder is told by itself
            yield [path for change, path in paths if not (change is Change.modified and path.is_dir())]
    except OSError as error:
        if polling:
            say("gone", error)
            time.sleep(SETTLED)
            return
        say("polling", error.strerror or error)
        yield from _watched(roots, say, polling=True)


def _is_meant(path: Path, roots: Sequence[Path]) -> bool:
    """Whether the path lies below a root and is not hidden there, as what editors write beside a file often is."""
    for root in roots:
        if path == root:
            return True
        if root in path.parents:
            return not any(part.startswith(".") for part in path.relative_to(root).parts)
    return False


def _outermost(paths: dict[Path, None]) -> list[Path]:
    """The paths without those that lie below another."""
    return [path for path in paths if not any(parent in paths for parent in path.parents)]


def _identities(roots: Sequence[Path]) -> list[int | None]:
    """Which folders they are; a file is another one each time it is replaced."""
    try:
        return [root.stat().st_ino if root.is_dir() else None for root in roots]
    except OSError:
        return []

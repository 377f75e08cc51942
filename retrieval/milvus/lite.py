"""The process of Milvus Lite behind a file: one for all in this process who ask it, and none while another process has one.

Milvus Lite has a lock of its own, but who fails to get it removes it, and the next one opens the file beside the first: so
there is one of ours before it.
"""

import re
import warnings
from collections import Counter
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from corpus import private
from corpus.engine_errors import EngineBusy, EngineError

_ENDING = 5.0
"""Seconds that a process has to end whose owner was killed."""
_users: Counter[str] = Counter()
_held: dict[str, Any] = {}
_lock = Lock()


def enter(path: str) -> None:
    """Take the file for this process. Raises EngineBusy, EngineError, and ImportError where Milvus Lite is not installed."""
    from filelock import FileLock, Timeout

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports
        _servers()
    if not re.fullmatch(r"[\w.-]{1,36}", Path(path).name, re.ASCII):
        raise EngineError(path=path, url=path, reason="its name may have 36 letters, digits, dots and dashes")
    with _lock:
        if not _users[path]:
            held = FileLock(f"{path}.lock", timeout=0, mode=private.FILE, thread_local=False)
            try:
                private.make_folder(Path(path).parent)
                held.acquire()
                private.make_file(Path(path))  # what is read in stands in it
                _wait(Path(path))
            except OSError as error:
                held.release()
                if isinstance(error, (Timeout, BlockingIOError)):
                    raise EngineBusy(path=path, url=path) from error
                raise EngineError(path=path, url=path, reason=error.strerror or str(error)) from error
            _held[path] = held
        _users[path] += 1


def _wait(path: Path) -> None:
    """Until the process of one that was killed has ended, which it does as soon as it learns of it. Raises OSError."""
    from fcntl import LOCK_EX, LOCK_NB, lockf

    end = monotonic() + _ENDING
    with path.with_name(f".{path.name}.lock").open("a") as theirs:
        while True:
            try:
                lockf(theirs, LOCK_EX | LOCK_NB)  # given back when the file is closed
                return
            except BlockingIOError:
                if monotonic() > end:
                    raise
                sleep(0.05)


def leave(path: str) -> None:
    """One who entered needs it no more; with the last one its process ends, or with anyone where it has died."""
    with _lock:
        _users[path] -= 1
        process = getattr(_servers()._servers.get(path), "_p", None)
        has_died = process is not None and process.poll() is not None
        if process is not None and (has_died or not _users[path]):
            _servers().release_server(path)
        if not _users[path]:
            _held.pop(path).release()


def _servers() -> Any:
    from milvus_lite.server_manager import server_manager_instance

    return server_manager_instance

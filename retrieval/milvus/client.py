"""The connection to Milvus: made when it is first needed, each call with a deadline, what goes wrong told in one sentence."""

import logging
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from corpus.engine_errors import EngineBusy, EngineError, EngineMissing, EngineRefused
from retrieval.milvus import lite

READING, WRITING = 20.0, 120.0
"""Seconds that a call may take, all tries of it together."""
CONNECTING = 10.0
_PAUSES = (0.2, 1.0)
"""Seconds before a call is tried again where the connection broke."""
_LOST = ("unavailable", "deadline", "timed out", "timeout", "fail connecting", "connection refused", "closed channel")
_REFUSED = ("auth check", "authoriz", "unauthenticated", "permission deny", "privilege")
_QUIET = {"grpc.keepalive_time_ms": 2**31 - 1, "grpc.keepalive_permit_without_calls": False}
"""Milvus Lite ends a connection that asks every ten seconds whether it lives, as pymilvus does."""


class Client:
    """Calls of `pymilvus.MilvusClient` by name. Raises EngineError and its kinds; of these nothing holds the token."""

    def __init__(self, url: str, token: str = "") -> None:
        self.is_lite = not url.startswith(("http://", "https://"))
        self.url = str(Path(url).expanduser().resolve()) if self.is_lite else url
        self._token = token
        self._made: Any = None
        self._lock = Lock()

    def __call__(self, call: str, *arguments: Any, seconds: float = READING, again: str = "", **options: Any) -> Any:
        """What the call gives. Where the connection is lost, the call `again`, by default the same, is tried some times, all
        within `seconds`.
        """
        made = self._client()
        import grpc
        from pymilvus import MilvusException

        end = monotonic() + seconds
        for pause in (*_PAUSES, None):
            try:
                return getattr(made, call)(*arguments, timeout=max(0.1, end - monotonic()), **options)
            except (MilvusException, grpc.RpcError, ConnectionError) as error:
                told = self._told(error)
                if pause is None or not _is_lost(error) or monotonic() + pause > end:
                    raise told from error
                call = again or call
                self._give_up(made)
                sleep(pause)
                made = self._client()
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Give the connection back; a file with its last user."""
        with self._lock:
            made, self._made = self._made, None
        if made is None:
            return
        with suppress(Exception):
            made.close()
        if self.is_lite:
            lite.leave(self.url)

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._connected()
            return self._made

    def _connected(self) -> Any:
        try:
            from pymilvus import MilvusClient, MilvusException

            if self.is_lite:
                lite.enter(self.url)
        except ImportError as error:
            raise EngineMissing(path=self.url, url=self.url, library=error.name or "pymilvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # its errors are told here
        options = {"grpc_options": _QUIET} if self.is_lite else {"token": self._token}
        try:
            return MilvusClient(self.url, timeout=CONNECTING, **options)
        except (MilvusException, OSError, RuntimeError) as error:
            if self.is_lite:
                lite.leave(self.url)
            raise self._told(error) from error

    def _give_up(self, lost: Any) -> None:
        """The next call connects anew; to a file through a process of its own, another one where that has ended."""
        with self._lock:
            if self._made is not lost:
                return  # another thread has connected anew already
            self._made = None
        with suppress(Exception):
            lost.close()
        if self.is_lite:
            lite.leave(self.url)

    def _told(self, error: Exception) -> EngineError:
        said = getattr(error, "message", "") or str(error)
        first = (said.strip() or type(error).__name__).splitlines()[0]
        lower = said.lower()
        data = {"path": self.url, "url": self.url}
        if self.is_lite and "open local milvus failed" in lower:  # which says why to nobody
            return EngineBusy(**data)
        if any(word in lower for word in _REFUSED):
            return EngineRefused(**data)
        return EngineError(reason=first.replace(self._token, "…") if self._token else first, **data)


def _is_lost(error: Exception) -> bool:
    said = f"{getattr(error, 'code', '')} {error}".lower()
    return any(word in said for word in _LOST)

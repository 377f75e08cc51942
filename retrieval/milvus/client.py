"""The connection to Milvus: made when it is first needed, each call with a deadline, what goes wrong told in one sentence."""

import logging
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any

from corpus.errors import EngineBusy, EngineError, EngineMissing, EngineRefused

READING, WRITING = 20.0, 120.0
"""Seconds that a call may take, tries included."""
CONNECTING = 10.0
_PAUSES = (0.2, 1.0)
"""Seconds before a call is tried again where the connection broke."""
_LOST = (
    "unavailable",
    "deadline",
    "timed out",
    "timeout",
    "fail connecting",
    "connection refused",
    "not connected",
    "closed channel",
)
_REFUSED = ("auth", "permission", "unauthenticated", "privilege")
_users: Counter[str] = Counter()
_lock = Lock()


class Client:
    """Calls of `pymilvus.MilvusClient` by name. Raises EngineError and its kinds; of these nothing holds the token."""

    def __init__(self, url: str, token: str = "") -> None:
        self.is_lite = not url.startswith(("http://", "https://"))
        self.url = str(Path(url).expanduser().resolve()) if self.is_lite else url
        self._token = token
        self._made: Any = None
        self._lock = Lock()

    def __call__(self, call: str, *arguments: Any, seconds: float = READING, again: str = "", **options: Any) -> Any:
        """What the call gives. Where the connection is lost, the call `again`, by default the same, is tried some times."""
        self._client()
        import grpc
        from pymilvus import MilvusException

        for pause in (*_PAUSES, None):
            try:
                return getattr(self._client(), call)(*arguments, timeout=seconds, **options)
            except (MilvusException, grpc.RpcError, ConnectionError) as error:
                told = self._told(error)
                if pause is None or not _is_lost(error):
                    raise told from error
                call = again or call
                self._give_up()
                sleep(pause)
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
            with _lock:
                _users[self.url] -= 1
                if not _users[self.url]:
                    _server().release_server(self.url)

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._connected()
            return self._made

    def _connected(self) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what Milvus Lite imports
                from pymilvus import MilvusClient, MilvusException

                if self.is_lite:
                    _server()
        except ImportError as error:
            raise EngineMissing(path=self.url, url=self.url, library=error.name or "pymilvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # its errors are told here
        try:
            if self.is_lite:
                Path(self.url).parent.mkdir(parents=True, exist_ok=True)
            made = MilvusClient(self.url, token="" if self.is_lite else self._token, timeout=CONNECTING)
        except OSError as error:
            raise EngineError(path=self.url, url=self.url, reason=error.strerror or str(error)) from error
        except MilvusException as error:
            raise self._told(error) from error
        if self.is_lite:
            with _lock:
                _users[self.url] += 1
        return made

    def _give_up(self) -> None:
        """The next call connects anew: the other side may have ended."""
        with self._lock:
            made, self._made = self._made, None
        with suppress(Exception):
            made.close()
        if self.is_lite:
            with _lock, suppress(Exception):
                _users[self.url] = 0
                _server().release_server(self.url)

    def _told(self, error: Exception) -> EngineError:
        said = getattr(error, "message", "") or str(error)
        first = (said.strip() or type(error).__name__).splitlines()[0]
        lower = said.lower()
        data = {"path": self.url, "url": self.url}
        if self.is_lite and ("opened by another" in lower or "open local milvus failed" in lower):
            return EngineBusy(**data)
        if any(word in lower for word in _REFUSED):
            return EngineRefused(**data)
        return EngineError(reason=first.replace(self._token, "…") if self._token else first, **data)


def _is_lost(error: Exception) -> bool:
    said = f"{getattr(error, 'code', '')} {error}".lower()
    return any(word in said for word in _LOST)


def _server() -> Any:
    from milvus_lite.server_manager import server_manager_instance

    return server_manager_instance

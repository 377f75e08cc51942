"""The bot as people run it: `wortlaut telegram` in a process of its own, talking to the tests' server."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from bot.settings import Settings
from tests.telegram_http import TOKEN
from tests.telegram_server import TelegramServer

ROOT = Path(__file__).parents[1]


class BotProcess:
    """`with BotProcess(settings, server, log):` runs the bot; `variables` are further WORTLAUT_TELEGRAM_… settings."""

    def __init__(self, settings: Settings, base: str, log: Path, *options: str, **variables: object) -> None:
        here = {
            "DATA_DIR": settings.data_dir,
            "CACHE_DIR": settings.cache_dir,
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": base,
        }
        if url := settings.database_url.get_secret_value():
            here["DATABASE_URL"] = url
        here |= {f"TELEGRAM_{name.upper()}": value for name, value in variables.items()}
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("WORTLAUT_")}
        self._environment |= {f"WORTLAUT_{name}": str(value) for name, value in here.items()} | {"PYTHONPATH": str(ROOT)}
        self._options = options
        self.log = log

    def __enter__(self) -> "BotProcess":
        command = [sys.executable, "-m", "bot.cli.main", "telegram", *self._options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, stderr=log, stdout=log, cwd=self.log.parent)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.kill()

    def wait_until_ready(self, server: TelegramServer, times: int = 1) -> None:
        """Until it says that it is ready."""
        server.wait(lambda: self.said().count("ist bereit") >= times or self.process.poll() is not None, 180)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        """All that it has written so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def stop(self) -> int:
        """Ask it to stop, as systemd does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.wait(10)

    def resident(self) -> int:
        """The process' memory in bytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def eventually(done: object, seconds: float = 20.0) -> None:
    """Wait for a callable to be true, where the server notices no change."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.05)

"""How the bot is, for /health: whether Telegram was heard of lately, whether another process takes its updates, and whether
the database answers.
"""

import time
from collections.abc import Callable
from typing import Any

SILENCE = 120.0
"""Polling hears of Telegram at least every half minute."""


class Health:
    """What /health says."""

    def __init__(self, how: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._how = how
        self._clock = clock
        self._heard = clock()
        self.conflict = False
        self.database = True

    def heard(self) -> None:
        """Telegram has answered."""
        self._heard = self._clock()
        self.conflict = False

    def report(self, waiting: int) -> tuple[bool, dict[str, Any]]:
        """Whether all is well, and the figures. A webhook may rightly be silent for long."""
        silence = self._clock() - self._heard
        heard = self._how == "webhook" or silence < SILENCE
        status = "database" if not self.database else "conflict" if self.conflict else "ok" if heard else "silent"
        return status == "ok", {"status": status, "mode": self._how, "silent_seconds": round(silence, 1), "waiting": waiting}

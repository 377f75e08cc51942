"""What becomes of a request to the archive and how long it takes, counted however it ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.telegram.desk import Busy, TooSlow
from bot.telegram.metrics import Metrics


@dataclass
class Outcome:
    """Its name, as `Metrics.question` has it; what nobody names is broken."""

    name: str = "broken"


@contextmanager
def counted(metrics: Metrics) -> Iterator[Outcome]:
    """Counts what is done in it under the outcome's name, or under that of Busy and TooSlow, which it lets through."""
    begun, outcome = time.monotonic(), Outcome()
    try:
        yield outcome
    except (Busy, TooSlow) as error:
        outcome.name = "busy" if isinstance(error, Busy) else "slow"
        raise
    finally:
        metrics.question(outcome.name, time.monotonic() - begun)

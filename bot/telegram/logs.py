"""The bot's log: one JSON object a line on standard error, without the token and without what people ask."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from urllib.parse import quote

LOUD = ("httpx", "httpcore", "telegram", "tornado", "apscheduler", "asyncio")
"""Libraries that log addresses with the token, or updates with questions; what matters of it the bot says itself."""


class JsonLines(logging.Formatter):
    """A record as JSON. Of an error only its type and where it happened: its message may quote a question."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = sorted({form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}, key=len)

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        row: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        row |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            row["error"] = type(error).__name__
            row["at"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
        line = json.dumps(row, ensure_ascii=False, default=str)
        for secret in reversed(self._secrets):
            line = line.replace(secret, "…")
        return line


def set_up(secrets: tuple[str, ...]) -> None:
    """Send the bot's records to standard error, and keep the loud libraries quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("wortlaut").setLevel(logging.INFO)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

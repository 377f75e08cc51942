"""The bot's log: one JSON object a line on standard error, without the token and without what people ask."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import quote, unquote, urlsplit

from corpus.export import json_line

LOUD = ("httpx", "httpcore", "telegram", "tornado", "apscheduler", "asyncio")
"""Libraries that log addresses with the token, or updates with questions; what matters of it the bot says itself."""


_SHORTEST = 8
"""A part of a secret that is shorter would be found in any text."""


def without(secrets: tuple[str, ...], text: str) -> str:
    """The text with „…“ for each secret, as it is, as an address has it, and for what stands behind a token's colon alone."""
    whole = {secret for secret in secrets if secret}
    whole |= {part for secret in whole if len(part := secret.partition(":")[2]) >= _SHORTEST}
    for form in sorted({form for one in whole for form in (one, quote(one, safe=""))}, key=len, reverse=True):
        text = text.replace(form, "…")
    return text


class JsonLines(logging.Formatter):
    """A record as JSON. Of an error only its type and where it happened: its message may quote a question."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

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
        return without(self._secrets, json_line(json.loads(json.dumps(row, default=str))))


def password_of(url: str) -> str:
    """The password in an address, "" where there is none."""
    try:
        return unquote(urlsplit(url).password or "")
    except ValueError:
        return ""


def set_up(secrets: tuple[str, ...]) -> None:
    """Send the bot's records to standard error, keep the loud libraries quiet, and a crash from telling a secret."""

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(without(secrets, "".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = crashed
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("wortlaut").setLevel(logging.INFO)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

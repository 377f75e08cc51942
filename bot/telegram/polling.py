"""Fetching updates by long polling, whatever Telegram or the network does meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.telegram.health import Health
from bot.telegram.journal import update_number
from bot.telegram.tables import StateAway, StateError

if TYPE_CHECKING:
    from telegram import Bot

log = logging.getLogger("wortlaut.telegram")

KINDS = ("message", "edited_message", "callback_query", "inline_query")
LONG_POLL = 25
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


async def poll(
    bot: "Bot",
    take: Callable[[Any], Awaitable[None]],
    health: Health,
    timeout: float,
    left: Callable[[Any], None] = lambda row: None,
) -> None:
    """Hand every update to `take`, for ever. Telegram is told that one arrived only after `take` has written it down.

    `left` is called with those behind one that could not be written down because the database is away.

    Fetches the updates unparsed: one that cannot be parsed must not hold up those behind it.
    """
    offset: int | None = None
    failures, said = 0, ""
    while True:
        try:
            rows = await _fetch(bot, offset, timeout)
        except RetryAfter as error:
            seconds = error.retry_after
            await asyncio.sleep(seconds if isinstance(seconds, int | float) else seconds.total_seconds())
            continue
        except TelegramError as error:
            health.conflict = isinstance(error, Conflict)
            reason = _reason(error)
            if reason != said or failures % 20 == 0:
                log.error(reason, extra={"fields": {"failures": failures + 1}})
            said = reason
            await asyncio.sleep(_pause(failures))
            failures += 1
            continue
        health.heard()
        rest = iter(rows)
        try:
            for row in rest:
                await take(row)
        except StateError as error:  # not confirmed to Telegram, so it comes again
            if isinstance(error, StateAway):
                for row in rest:
                    left(row)
            if failures % 20 == 0:
                log.error("an update cannot be written down; trying again", extra={"fields": {"reason": error.data["reason"]}})
            await asyncio.sleep(_pause(failures))
            failures += 1
            continue
        if failures:
            log.info("updates arrive again", extra={"fields": {"failures": failures}})
        failures, said = 0, ""
        numbers = [number for row in rows if (number := update_number(row)) is not None]
        if numbers:
            offset = max(offset or 0, *(number + 1 for number in numbers))
        elif rows:  # nothing that could be confirmed: it comes again, and at once
            await asyncio.sleep(_FIRST_PAUSE)


def _pause(failures: int) -> float:
    return float(min(_FIRST_PAUSE * 1.7 ** min(failures, 12), _LONGEST_PAUSE))


async def _fetch(bot: "Bot", offset: int | None, timeout: float) -> list[Any]:
    asked = {"timeout": LONG_POLL, "allowed_updates": list(KINDS)} | ({} if offset is None else {"offset": offset})
    rows: Any = await bot.do_api_request("getUpdates", asked, read_timeout=LONG_POLL + timeout)
    if not isinstance(rows, list):
        raise TelegramError("getUpdates returned no list")
    return rows


def _reason(error: TelegramError) -> str:
    """What to tell whoever reads the log."""
    if isinstance(error, Conflict):
        return "another process fetches this bot's updates: stop it, or this one; each update reaches only one of them"
    if isinstance(error, EndPointNotFound | InvalidToken):
        return "Telegram does not accept the token any more: set WORTLAUT_TELEGRAM_TOKEN to a valid one and restart"
    return f"no updates from Telegram ({type(error).__name__}); trying again"

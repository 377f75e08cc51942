"""Sending, and what to do when it fails: nothing is sent twice blindly, nothing is given up early."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from httpx import ConnectError, ConnectTimeout, HTTPError, PoolTimeout
from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from bot.telegram.limits import MAX_CAPTION, units
from bot.telegram.markup import plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot, InlineKeyboardMarkup

    from bot.telegram.metrics import Metrics

Made = TypeVar("Made")
log = logging.getLogger("wortlaut.telegram")

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_TYPING_LASTS = 4.5
_NOTICE_TRIES = 5

TOPIC: ContextVar[int | None] = ContextVar("topic", default=None)
"""The topic of a forum group that the update at work came from: what is said to it goes there, not into „General“."""


class InDoubt(Exception):
    """Nobody knows whether Telegram took the message: the connection broke after it may have left."""


class Undeliverable(Exception):
    """Telegram will not take it: the person blocked the bot, the chat is gone."""


class Limits(AIORateLimiter):
    """PTB's limits (30 messages a second, 20 a minute in a group, RetryAfter), from which typing is exempt."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """See AIORateLimiter."""
        if endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


class Sender:
    """Sends for one bot."""

    def __init__(self, bot: "Bot", metrics: "Metrics") -> None:
        self.bot = bot
        self._metrics = metrics

    async def send(
        self, chat_id: int, markup: str, keyboard: "InlineKeyboardMarkup | None" = None, reply_to: int | None = None
    ) -> None:
        """Send HTML once; as plain text where Telegram does not parse it. Raises InDoubt and Undeliverable."""

        def call(text: str, mode: ParseMode | None, buttons: "InlineKeyboardMarkup | None", chat: int) -> Awaitable[Any]:
            reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to and chat == chat_id else None
            return self.bot.send_message(
                chat,
                text,
                parse_mode=mode,
                reply_markup=buttons,
                reply_parameters=reply,
                message_thread_id=TOPIC.get() if chat == chat_id else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

        await self._in_any_form(markup, keyboard, call, chat_id)

    async def notice(self, chat_id: int, markup: str, keyboard: "InlineKeyboardMarkup | None" = None) -> None:
        """Send what may come twice, but should come. Gives up after a few tries, and at once where nobody will take it."""
        for attempt in range(_NOTICE_TRIES):
            try:
                return await self.send(chat_id, markup, keyboard)
            except InDoubt:
                await asyncio.sleep(_pause(attempt))
            except Undeliverable:
                return None
        return None

    async def edit(self, chat_id: int, message_id: int, markup: str, keyboard: "InlineKeyboardMarkup | None") -> None:
        """Put another text in a message's place. Raises Undeliverable."""

        def call(text: str, mode: ParseMode | None, buttons: "InlineKeyboardMarkup | None", chat: int) -> Awaitable[Any]:
            return self.bot.edit_message_text(
                text,
                chat,
                message_id,
                parse_mode=mode,
                reply_markup=buttons,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

        for attempt in range(_NOTICE_TRIES):
            try:
                return await self._in_any_form(markup, keyboard, call, chat_id)
            except InDoubt:  # an edit does the same a second time: no doubt is left
                await asyncio.sleep(_pause(attempt))
        raise Undeliverable

    async def picture(self, chat_id: int, image: bytes, markup: str) -> bool:
        """Send a picture with its caption; whether it arrived, as far as anybody knows."""
        if units(plain(markup)) > MAX_CAPTION:
            return False
        return await self.try_to(
            lambda: self.bot.send_photo(
                chat_id, image, caption=markup, parse_mode=ParseMode.HTML, message_thread_id=TOPIC.get()
            )
        )

    async def document(self, chat_id: int, content: bytes, name: str) -> bool:
        """Send a file; whether it arrived, as far as anybody knows."""
        return await self.try_to(lambda: self.bot.send_document(chat_id, content, filename=name, message_thread_id=TOPIC.get()))

    async def try_to(self, call: Callable[[], Awaitable[Any]]) -> bool:
        """Do what may fail without harm (typing, a toast); returns whether it worked."""
        try:
            await call()
        except TelegramError as error:
            self._metrics.failure(type(error).__name__)
            return False
        return True

    @asynccontextmanager
    async def typing(self, chat_id: int) -> "AsyncIterator[None]":
        """Show in the chat that something is being done, as long as it takes."""

        async def keep_on() -> None:
            while True:
                await self.try_to(lambda: self.bot.send_chat_action(chat_id, ChatAction.TYPING, TOPIC.get()))
                await asyncio.sleep(_TYPING_LASTS)

        task = asyncio.create_task(keep_on())
        try:
            yield
        finally:
            task.cancel()

    async def _in_any_form(
        self,
        markup: str,
        keyboard: "InlineKeyboardMarkup | None",
        call: Callable[[str, ParseMode | None, "InlineKeyboardMarkup | None", int], Awaitable[Any]],
        chat_id: int,
    ) -> None:
        """As HTML, else as plain text, else without buttons: each only after Telegram has refused the one before."""
        forms = [(markup, ParseMode.HTML, keyboard), (plain(markup), None, keyboard), (plain(markup), None, None)]
        moved = False
        while forms:
            try:
                return await self.deliver(partial(call, *forms[0], chat_id))
            except ChatMigrated as error:  # the group has become a supergroup
                if moved:
                    break
                chat_id, moved = error.new_chat_id, True
            except BadRequest as error:
                reason = error.message.lower()
                if "not modified" in reason:
                    return None
                log.warning("refused", extra={"fields": {"reason": error.message[:200]}})
                if "thread not found" in reason and TOPIC.get() is not None:  # the topic has been deleted meanwhile
                    TOPIC.set(None)
                else:
                    forms.pop(0)
        raise Undeliverable

    async def deliver(self, call: Callable[[], Awaitable[Made]]) -> Made:
        """Call until Telegram answers yes or no. Raises InDoubt, Undeliverable, BadRequest, ChatMigrated."""
        attempt = 0
        while True:
            try:
                return await call()
            except (BadRequest, ChatMigrated):
                raise
            except Forbidden as error:
                self._metrics.failure("Forbidden")
                raise Undeliverable from error
            except RetryAfter:
                self._metrics.failure("RetryAfter")
            except NetworkError as error:
                self._metrics.failure(type(error).__name__)
                if isinstance(error.__cause__, HTTPError) and not _never_left(error.__cause__):
                    raise InDoubt from error
            except TelegramError as error:  # an answer of status 200 that is none: it may have been taken
                self._metrics.failure(type(error).__name__)
                raise InDoubt from error
            await asyncio.sleep(_pause(attempt))
            attempt += 1


def _never_left(cause: HTTPError) -> bool:
    """Whether no byte of the request can have reached Telegram."""
    return isinstance(cause, ConnectError | ConnectTimeout | PoolTimeout)


def _pause(attempt: int) -> float:
    return float(min(_FIRST_PAUSE * 2.0 ** min(attempt, 10), _LONGEST_PAUSE))

"""What the bot does while the database with its state is away: it says so once, waits, and goes on where it was."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import Update

from bot.telegram.front import Front
from bot.telegram.journal import update_number
from bot.telegram.markup import escape
from bot.telegram.tables import NotOurs, StateAway
from corpus.postgres_errors import DatabaseUnreachable

Made = TypeVar("Made")

AWAY = (StateAway, DatabaseUnreachable)
"""What passes: the same may be tried again."""
PUT_OFF = (*AWAY, NotOurs)
"""Why nothing is said of an update now: it is done later, or by another process."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0
_MOST_TOLD = 1000


async def until_it_works(call: Callable[[], Awaitable[Made]], away: Callable[[], Awaitable[None]] | None = None) -> Made:
    """What `call` returns or raises, made again with growing pauses while the database is away; `away` is called once then."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await call()
        except AWAY:
            if away is not None:
                told, away = away, None
                await told()
        await asyncio.sleep(pause)
        pause = min(pause * 1.7, _LONGEST_PAUSE)


class Apologies:
    """Tells people that the bot cannot answer now: in private chats, once for each as long as the database is away."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._told: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, row: Any) -> None:
        """Say so to whoever sent an update, as JSON, that could not be written down. Nobody waits for that."""
        if update_number(row) is None:
            return
        try:
            update = Update.de_json(row, self._front.sender.bot)
        except Exception:  # it is no update: that is found out when it can be written down
            return
        task = asyncio.create_task(self.say(update))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def say(self, update: Update) -> None:
        """Say so to whoever sent the update; a button's press is answered by a toast each time."""
        user, chat, query = update.effective_user, update.effective_chat, update.callback_query
        if user is None or user.is_bot:
            return
        texts = self._front.spoken(user)
        if query is not None:
            await self._front.sender.try_to(lambda: query.answer(texts("tg_away")))
        elif update.message is not None and chat is not None and chat.type == "private" and chat.id not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told.add(chat.id)
            await self._front.sender.notice(chat.id, escape(texts("tg_away")))

    def over(self) -> None:
        """The database is back."""
        self._told.clear()

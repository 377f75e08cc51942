"""Updates at work: written down, begun in order for each person, many people at once, and none lost at a stop."""

import asyncio
import json
import logging
from collections import Counter
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import Application

from bot.telegram import questions
from bot.telegram.front import Front
from bot.telegram.journal import Entry, update_number
from bot.telegram.markup import escape
from bot.telegram.sending import TOPIC
from bot.texts import Texts

log = logging.getLogger("wortlaut.telegram")

AT_ONCE = 256
"""So many updates are begun at most; the next one waits, and so does Telegram."""
OF_ONE = 32
"""So many of them of one person in one chat; more are left unread. Else those of a flood, in order, would hold all places."""
_TRIES = 3


class Dispatcher:
    """Takes updates as JSON and sees each to its end."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]", front: Front) -> None:
        self._application = application
        self._front = front
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._of: Counter[tuple[int, int]] = Counter()
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, row: Any) -> None:
        """Write an update down and begin it. What is no update, or known already, is noted and left."""
        number = update_number(row)
        try:
            new = number is not None and self._front.state.journal.accept(number, json.dumps(row, ensure_ascii=False))
        except (UnicodeEncodeError, RecursionError):  # half a surrogate pair, or brackets without end: nobody wrote that
            number = None
        if number is None:
            self._front.metrics.update("malformed")
            log.warning("malformed update")
            return
        if not new:
            self._front.metrics.update("known")
            return
        await self._begin(number, row)

    async def resume(self) -> None:
        """Take up what a process of before left undone; an answer that may have been sent is offered, not sent."""
        for entry in self._front.state.journal.left():
            log.info("resumed", extra={"fields": {"update": entry.update_id, "tries": entry.tries}})
            if entry.token is not None:
                await self._offer(entry)
            elif entry.tries > _TRIES:
                log.error("given up", extra={"fields": {"update": entry.update_id}})
                self._front.state.journal.done(entry.update_id)
            else:
                await self._begin(entry.update_id, json.loads(entry.body))

    async def finish(self, grace: float) -> None:
        """Let what is at work come to its end; those who must wait for the next start are told so."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in list(self._tasks):
            task.cancel()
        waiting = dict(self._front.searching.values())
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for chat_id, texts in waiting.items():
            log.info("postponed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._front.sender.notice(chat_id, escape(texts("tg_stopping"))), timeout=grace)

    async def _begin(self, number: int, row: dict[str, Any]) -> None:
        try:
            update = Update.de_json(row, self._application.bot)
            kind = next(iter(row.keys() - {"update_id"}), "empty")
        except Exception as error:  # whatever it is, the next update must come through
            log.warning("malformed update", extra={"fields": {"update": number}}, exc_info=error)
            self._front.metrics.update("malformed")
            self._front.state.journal.done(number)
            return
        who = _who(update)
        flood = update.inline_query is None and self._of[who] >= OF_ONE
        self._front.metrics.update("flood" if flood else kind)
        if flood:
            self._front.state.journal.done(number)
            return
        self._of[who] += 1
        await self._slots.acquire()
        task = asyncio.create_task(self._work(number, update, who))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, who))

    async def _work(self, number: int, update: Update, who: tuple[int, int]) -> None:
        TOPIC.set(_topic(update))
        lock = self._locks.get(who)
        if lock is None:
            lock = self._locks[who] = asyncio.Lock()
        if update.inline_query is not None:  # of these only the latest counts: they need not wait for each other
            await self._application.process_update(update)
        else:
            async with lock:
                await self._application.process_update(update)
        self._front.state.journal.done(number)

    async def _offer(self, entry: Entry) -> None:
        assert entry.token is not None
        kept = self._front.state.answers.get(entry.token)
        if kept is not None:
            person = self._front.state.people.get(kept.chat_id, kept.user_id)
            await questions.offer_again(self._front, entry.token, Texts(person.lang or self._front.lang))
        self._front.state.journal.done(entry.update_id)

    def _ended(self, task: "asyncio.Task[None]", who: tuple[int, int]) -> None:
        self._tasks.discard(task)
        self._slots.release()
        self._of[who] -= 1
        if not self._of[who]:
            del self._of[who]
        if not task.cancelled() and task.exception() is not None:
            log.error("update failed", exc_info=task.exception())


def _who(update: Update) -> tuple[int, int]:
    user, chat = update.effective_user, update.effective_chat
    return chat.id if chat else 0, user.id if user else 0


def _topic(update: Update) -> int | None:
    """The topic of a forum group; elsewhere Telegram's thread numbers mean replies, which is not where to speak."""
    message = update.effective_message
    return message.message_thread_id if message is not None and message.is_topic_message else None

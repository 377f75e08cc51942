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
from bot.telegram.journal import AT_WORK, Entry, update_number, whose
from bot.telegram.markup import escape
from bot.telegram.outage import AWAY, Apologies, until_it_works
from bot.telegram.sending import TOPIC
from bot.telegram.tables import NotOurs
from bot.texts import Texts

log = logging.getLogger("wortlaut.telegram")

AT_ONCE = 256
"""So many updates are begun at most; the next one waits, and so does Telegram."""
OF_ONE = 32
"""So many of them of one person in one chat; more are left unread. Else those of a flood, in order, would hold all places."""
_TRIES = 3
_ORDER_PATIENCE = 45.0
"""Seconds for which an update waits for one of before that another process sees to: longer than a dead one's lease."""


class Dispatcher:
    """Takes updates as JSON and sees each to its end."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]", front: Front) -> None:
        self._application = application
        self._front = front
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._of: Counter[tuple[int, int]] = Counter()
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: Counter[int] = Counter()
        self._apologies = Apologies(front)

    async def take(self, row: Any) -> None:
        """Write an update down and begin it. What is no update, or known already, is noted and left. Raises StateError."""
        number = update_number(row)
        new, journal = False, self._front.state.journal
        try:
            if number is not None:
                body = json.dumps(row, ensure_ascii=False)
                self._busy[number] += 1
                new = await self._front.state.run(journal.accept, number, body, whose(row))
        except (UnicodeEncodeError, RecursionError):  # half a surrogate pair, or brackets without end: nobody wrote that
            number = None
        except AWAY:
            self._apologies.offer(row)
            raise
        finally:
            if number is not None and not new:
                self._released(number)
        if number is None:
            self._front.metrics.update("malformed")
            log.warning("malformed update")
            return
        self._apologies.over()
        if not new:
            self._front.metrics.update("known")
            return
        await self._begin(number, row)

    def apologise(self, row: Any) -> None:
        """Tell whoever sent an update that was not taken that the bot cannot answer now."""
        self._apologies.offer(row)

    async def resume(self) -> None:
        """Take up what nobody sees to; an answer that may have been sent is offered, not sent. Raises StateError."""
        state = self._front.state
        for entry in await state.run(state.journal.left, frozenset(self._busy)):
            log.info("resumed", extra={"fields": {"update": entry.update_id, "tries": entry.tries}})
            self._busy[entry.update_id] += 1
            if entry.token is None and entry.tries <= _TRIES:
                await self._begin(entry.update_id, json.loads(entry.body))
                continue
            try:
                if entry.token is not None:
                    await self._offer(entry)
                else:
                    log.error("given up", extra={"fields": {"update": entry.update_id}})
                await state.run(state.journal.done, entry.update_id)
            finally:
                self._released(entry.update_id)

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
            await self._leave(number, "malformed")
            return
        who = _who(update)
        flood = update.inline_query is None and self._of[who] >= OF_ONE
        if flood:
            await self._leave(number, "flood")
            return
        self._front.metrics.update(kind)
        self._of[who] += 1
        await self._slots.acquire()
        task = asyncio.create_task(self._work(number, update, who))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, number, who))

    async def _leave(self, number: int, why: str) -> None:
        """Strike an update off unread."""
        self._front.metrics.update(why)
        state = self._front.state
        try:
            await until_it_works(lambda: state.run(state.journal.done, number))
        finally:
            self._released(number)

    async def _work(self, number: int, update: Update, who: tuple[int, int]) -> None:
        TOPIC.set(_topic(update))
        AT_WORK.set(number)
        try:
            await until_it_works(lambda: self._answer(number, update, who), lambda: self._apologies.say(update))
        except NotOurs:
            log.info("left to another", extra={"fields": {"update": number}})

    async def _answer(self, number: int, update: Update, who: tuple[int, int]) -> None:
        """What the update asks for, once, and after what the person sent to the chat before.

        Raises one of AWAY where it may be tried again, and NotOurs.
        """
        if update.inline_query is not None:  # of these only the latest counts: they need not wait for each other
            await self._answer_now(number, update, anyway=True)
            return
        lock = self._locks.get(who)
        if lock is None:
            lock = self._locks[who] = asyncio.Lock()
        waited, pause = 0.0, 0.05
        while True:
            async with lock:  # who waits for another process does not hold it: what that waits for may be behind it
                if await self._answer_now(number, update, anyway=waited >= _ORDER_PATIENCE):
                    return
            await asyncio.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, 1.0)

    async def _answer_now(self, number: int, update: Update, anyway: bool) -> bool:
        """Answer the update if its turn has come or `anyway`; whether that was so."""
        state = self._front.state
        turn = await state.run(state.journal.turn, number)
        if turn == "never":
            raise NotOurs
        if turn == "later" and not anyway:
            return False
        await self._application.process_update(update)
        if (why := self._front.put_off.pop(number, None)) is not None:
            raise why
        await until_it_works(lambda: state.run(state.journal.done, number))
        return True

    async def _offer(self, entry: Entry) -> None:
        assert entry.token is not None
        state = self._front.state
        kept = await state.run(state.answers.get, entry.token)
        if kept is not None:
            person = await state.run(state.people.get, kept.chat_id, kept.user_id)
            await questions.offer_again(self._front, entry.token, Texts(person.lang or self._front.lang))

    def _ended(self, task: "asyncio.Task[None]", number: int, who: tuple[int, int]) -> None:
        self._tasks.discard(task)
        self._slots.release()
        self._released(number)
        self._of[who] -= 1
        if not self._of[who]:
            del self._of[who]
        if not task.cancelled() and task.exception() is not None:
            log.error("update failed", exc_info=task.exception())

    def _released(self, number: int) -> None:
        self._busy[number] -= 1
        if self._busy[number] <= 0:
            del self._busy[number]


def _who(update: Update) -> tuple[int, int]:
    user, chat = update.effective_user, update.effective_chat
    return chat.id if chat else 0, user.id if user else 0


def _topic(update: Update) -> int | None:
    """The topic of a forum group; elsewhere Telegram's thread numbers mean replies, which is not where to speak."""
    message = update.effective_message
    return message.message_thread_id if message is not None and message.is_topic_message else None

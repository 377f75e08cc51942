"""What becomes of a pressed button. It is always acknowledged, and works in the chat of its answer alone."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import Message

from bot.telegram import questions
from bot.telegram.archive import MOST_QUOTES
from bot.telegram.desk import Busy, TooSlow
from bot.telegram.front import Front
from bot.telegram.kept import Kept
from bot.telegram.keyboards import Action, Press, bears, read_press
from bot.telegram.limits import MAX_TOAST, clip
from bot.telegram.messages import context_html, copy_html
from bot.telegram.outage import PUT_OFF
from bot.telegram.sending import InDoubt, Undeliverable
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.filters import NO_FILTER

if TYPE_CHECKING:
    from telegram import CallbackQuery, Update

    from retrieval import Quote

log = logging.getLogger("wortlaut.telegram")


@dataclass(frozen=True)
class _Pressed:
    """A button of an answer that is still kept, pressed in the answer's own chat."""

    update_id: int
    press: Press
    kept: Kept
    query: "CallbackQuery"
    message_id: int
    texts: Texts


class Buttons:
    """The handler of all buttons."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._actions: dict[Action, Callable[[_Pressed], Awaitable[str | None]]] = {
            Action.PAGE: self._page,
            Action.SHOW: self._page,
            Action.CONTEXT: self._context,
            Action.COPY: self._copy,
            Action.FREE: self._free,
            Action.UP: self._judge,
            Action.DOWN: self._judge,
        }

    async def handle(self, update: "Update", _: object) -> None:
        """Do what the button says, and answer with a toast where there is something to say."""
        query = update.callback_query
        assert query is not None
        chat_id = query.message.chat.id if query.message else None
        _person, texts = await self._front.person(chat_id or query.from_user.id, query.from_user)
        toast: str | None = texts("tg_broken")
        put_off = False
        try:
            toast = await self._do(update.update_id, query, chat_id, texts)
        except PUT_OFF:  # it is done later, or by another
            put_off = True
            raise
        except (Busy, TooSlow) as error:
            toast = texts("tg_busy" if isinstance(error, Busy) else "tg_slow")
        except WortlautError as error:
            log.error("archive", extra={"fields": {"reason": error.say("en")}})
            toast = texts("tg_archive_broken")
        except (InDoubt, Undeliverable):
            toast = None
        finally:
            text = clip(toast, MAX_TOAST) if toast else None
            if not put_off:
                await self._front.sender.try_to(lambda: query.answer(text))

    async def _do(self, update_id: int, query: "CallbackQuery", chat_id: int | None, texts: Texts) -> str | None:
        press = read_press(query.data)
        if press is None or chat_id is None or query.message is None:
            return texts("tg_expired")
        if press.action is Action.CLEAR:
            return await self._clear(press, query, chat_id, texts)
        state = self._front.state
        kept = await state.run(state.answers.get, press.token)
        if kept is None:
            if query.message.date.timestamp() < time.time() - self._front.keep:  # a forged press takes no buttons away
                await self._front.sender.try_to(lambda: query.edit_message_reply_markup(None))
            return texts("tg_expired")
        if kept.chat_id != chat_id:
            return texts("tg_foreign")
        if press.action is not Action.FREE and not await self._front.may_go_on(chat_id, query.from_user, texts):
            return None  # asking anew is counted where it is asked
        pressed = _Pressed(update_id, press, kept, query, query.message.message_id, texts)
        return await self._actions[press.action](pressed)

    async def _clear(self, press: Press, query: "CallbackQuery", chat_id: int, texts: Texts) -> str | None:
        """Clear the filters of the person who set them, when it is they who press."""
        if press.token != str(query.from_user.id):
            return texts("tg_foreign_filters")
        if not await self._front.may_go_on(chat_id, query.from_user, texts):
            return None
        state = self._front.state
        await state.run(state.people.set_filters, chat_id, query.from_user.id, NO_FILTER)
        message = query.message
        if isinstance(message, Message) and bears(message.reply_markup, press.data()):  # a forged press changes no message
            await self._front.sender.edit(chat_id, message.message_id, texts("tg_cleared"), None)
        return texts("tg_cleared")

    async def _page(self, pressed: "_Pressed") -> str | None:
        """Show another quote in the message's place; behind the last, look for more."""
        front, kept, number, texts = self._front, pressed.kept, pressed.press.number, pressed.texts
        if kept.answered and number == len(kept.places) + 1 <= MOST_QUOTES:
            old = kept
            kept = await front.desk.run(lambda: front.archive.more(old))
            await front.state.run(front.state.answers.replace, pressed.press.token, kept)
        if kept.answered and not 1 <= number <= len(kept.places):
            return texts("tg_no_more")
        quote = await self._quote(kept, min(number, len(kept.places)))
        if quote is None and kept.places:
            return texts("tg_changed")
        archive, only = front.archive, NO_FILTER if kept.answered else kept.filters  # a not-found alone says what was searched
        coverage = await front.desk.run(lambda: archive.coverage(only))
        origins = await front.desk.run(lambda: archive.origins(quote)) if quote else None
        differing = await front.desk.run(lambda: archive.differing(kept)) if kept.answered else ()
        code = await front.desk.run(lambda: archive.codes([quote])(quote)) if quote and kept.answered else None
        markup, keyboard = questions.render(pressed.press.token, kept, number, quote, origins, coverage, texts, differing, code)
        await front.sender.edit(kept.chat_id, pressed.message_id, markup, keyboard)
        return None

    async def _context(self, pressed: "_Pressed") -> str | None:
        return await self._show_parts(pressed, lambda quote, number: context_html(quote, number, pressed.texts))

    async def _copy(self, pressed: "_Pressed") -> str | None:
        return await self._show_parts(pressed, lambda quote, _: copy_html(quote, pressed.texts))

    async def _show_parts(self, pressed: "_Pressed", make: "Callable[[Quote, int], list[str]]") -> str | None:
        number = pressed.press.number
        quote = await self._quote(pressed.kept, number)
        if quote is None:
            return pressed.texts("tg_changed")
        for part in make(quote, number):
            await self._front.sender.send(pressed.kept.chat_id, part, None, pressed.message_id)
        return None

    async def _free(self, pressed: "_Pressed") -> str | None:
        kept, chat_id = pressed.kept, pressed.kept.chat_id
        user, reply = pressed.query.from_user, pressed.message_id
        asked = await questions.ask(self._front, pressed.update_id, chat_id, user, kept.question, reply_to=reply, free=kept)
        return pressed.texts("tg_is_free") if asked else None

    async def _judge(self, pressed: "_Pressed") -> str | None:
        good, kept, number = pressed.press.action is Action.UP, pressed.kept, pressed.press.number
        if not (1 <= number <= len(kept.places) if kept.answered else number == 0):
            return pressed.texts("tg_expired")
        state, who = self._front.state, pressed.query.from_user.id
        if not await state.run(state.answers.judge, pressed.press.token, kept, number, who, good):
            return pressed.texts("tg_expired")
        return pressed.texts("tg_thanks_up" if good else "tg_thanks_down")

    async def _quote(self, kept: Kept, number: int) -> "Quote | None":
        if not 1 <= number <= len(kept.places):
            return None
        return await self._front.desk.run(lambda: self._front.archive.quote(kept, number))

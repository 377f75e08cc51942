"""The commands, in German and English alike: both names work whatever the language."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.formatting.plain import filter_label, period_label, visible, visible_line
from bot.receipts import CodeUnknown, SourceChanged
from bot.telegram import questions
from bot.telegram.checking import send_check
from bot.telegram.desk import Busy, TooSlow
from bot.telegram.front import Front
from bot.telegram.keyboards import clear_keyboard
from bot.telegram.limits import MAX_TEXT, clip, units
from bot.telegram.markup import escape, plain
from bot.telegram.outage import AWAY
from bot.telegram.people import Person
from bot.telegram.receipts import receipt_html
from bot.telegram.timeline import send_timeline
from bot.texts import Texts
from bot.wording.telegram import COMMANDS
from corpus.errors import FilterInvalid, WortlautError
from corpus.filters import Filter, filter_from, first_day, last_day

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup, User

    from corpus.store import Coverage

log = logging.getLogger("wortlaut.telegram")

_MOST_SOURCES = 40

CLEARS = frozenset("aus weg alle keine keiner off clear none all -".split())
"""Words that clear a filter instead of setting it."""


@dataclass(frozen=True)
class Call:
    """A command as it was sent: the words behind it, who sent it where, and in which language to speak.

    `replied` is the text of the message that it replies to, or the part of it that the person chose.
    """

    update_id: int
    chat_id: int
    user: "User"
    person: Person
    words: str
    texts: Texts
    name: str
    reply_to: int | None
    replied: str = ""


class Commands:
    """What each command does."""

    def __init__(self, front: Front) -> None:
        self._front = front
        english = {german: other for german, other, *_ in COMMANDS}
        actions: dict[str, Callable[[Call], Awaitable[None]]] = {
            "start": self._start,
            "frage": self._ask,
            "quellen": self._sources,
            "archiv": self._archive,
            "seit": self._since,
            "bis": self._until,
            "quelle": self._source,
            "zeitleiste": self._timeline,
            "beleg": self._receipt,
            "pruefen": self._check,
            "neu": self._new,
            "sprache": self._language,
            "hilfe": self._help,
            "vergiss": self._forget,
        }
        self._actions = actions | {english[name]: action for name, action in actions.items()}

    @property
    def names(self) -> list[str]:
        """All names, both languages."""
        return list(self._actions)

    async def handle(self, name: str, call: Call) -> None:
        """Do what the command `name` says, within the person's rate."""
        action, texts = self._actions[name], call.texts
        counted_there = action == self._ask and call.words
        if not counted_there and not await self._front.may_go_on(call.chat_id, call.user, texts):
            return
        try:
            await action(call)
        except (Busy, TooSlow) as error:
            await self._say(call, texts("tg_busy" if isinstance(error, Busy) else "tg_slow"))
        except AWAY:
            raise
        except WortlautError as error:
            log.error("archive", extra={"fields": {"reason": error.say("en")}})
            await self._say(call, texts("tg_archive_broken"))

    async def _say(self, call: Call, markup: str, keyboard: "InlineKeyboardMarkup | None" = None) -> None:
        await self._front.sender.notice(call.chat_id, markup, keyboard)

    async def _coverage(self) -> "Coverage":
        return await self._front.desk.run(self._front.archive.coverage)

    async def _start(self, call: Call) -> None:
        coverage, texts = await self._coverage(), call.texts
        example = escape(texts("chat_example"))
        period = period_label(coverage, texts)
        await self._say(call, texts("tg_hello", articles=coverage.articles, period=period, example=example))

    async def _help(self, call: Call) -> None:
        await self._say(call, call.texts("tg_help", name=escape(call.name)))

    async def _ask(self, call: Call) -> None:
        if not call.words:
            await self._say(call, escape(call.texts("tg_ask_empty")))
            return
        await questions.ask(self._front, call.update_id, call.chat_id, call.user, call.words, reply_to=call.reply_to)

    async def _sources(self, call: Call) -> None:
        texts, rows = call.texts, list((await self._coverage()).sources.items())
        lines = [texts("tg_sources")]
        while rows and len(lines) <= _MOST_SOURCES:
            name, count = rows[0]
            line = f"{count} · {escape(clip(visible_line(name or texts('source_unknown')), 100))}"
            if units(plain("\n".join([*lines, line]))) > MAX_TEXT - 100:
                break
            lines.append(line)
            rows.pop(0)
        if rows:
            lines.append(escape(texts("tg_sources_more", n=len(rows), articles=sum(count for _, count in rows))))
        await self._say(call, "\n".join(lines))

    async def _archive(self, call: Call) -> None:
        coverage, texts = await self._coverage(), call.texts
        languages = ", ".join(f"{language} {count}" for language, count in sorted(coverage.languages.items()))
        said = texts(
            "tg_archive",
            articles=coverage.articles,
            passages=coverage.passages,
            period=escape(period_label(coverage, texts)),
            undated=coverage.undated,
            languages=escape(languages),
            sources=len(coverage.sources),
        )
        try:
            picture = await self._front.desk.run(lambda: self._front.archive.picture(texts))
        except (Busy, TooSlow, WortlautError, OSError) as error:  # the words say it as well
            log.warning("no picture", extra={"fields": {"reason": type(error).__name__}})
            picture = None
        if picture is None or not await self._front.sender.picture(call.chat_id, picture, said):
            await self._say(call, said)

    async def _since(self, call: Call) -> None:
        await self._narrow(call, lambda filters: replace(filters, since=first_day(call.words)), "since")

    async def _until(self, call: Call) -> None:
        await self._narrow(call, lambda filters: replace(filters, until=last_day(call.words)), "until")

    async def _source(self, call: Call) -> None:
        if not call.words or call.words.casefold() in CLEARS:
            return await self._narrow(call, lambda filters: filters, "source")
        try:
            sources = (await self._coverage()).sources
            known = next((source for source in sources if source.casefold() == call.words.casefold()), call.words)
            named = filter_from(None, None, known)
            found = await self._front.desk.run(lambda: self._front.archive.holds(named))
        except FilterInvalid:
            found = False
        if not found:
            return await self._say(call, escape(call.texts("tg_no_source", clip(visible_line(call.words), 200))))
        return await self._narrow(call, lambda filters: replace(filters, source=named.source), "source")

    async def _narrow(self, call: Call, change: Callable[[Filter], Filter], field: str) -> None:
        """Set, clear or just show the filters."""
        filters, texts = call.person.filters, call.texts
        if call.words.casefold() in CLEARS:
            filters = replace(filters, **{field: None})
        elif call.words:
            try:
                filters = change(filters)
            except FilterInvalid as error:
                return await self._say(call, escape(clip(visible(error.say(texts.lang)), 400)))
        if filters != call.person.filters:
            state = self._front.state
            await state.run(state.people.set_filters, call.chat_id, call.user.id, filters)
        if filters:
            said = escape(visible(texts("tg_filters", filter_label(filters, texts))))
            return await self._say(call, said, clear_keyboard(call.user.id, texts))
        if call.person.filters:
            return await self._say(call, escape(texts("tg_cleared")))
        named = [name for name in (await self._coverage()).sources if name]
        return await self._say(call, escape(visible(texts("tg_filters_none", clip(named[0], 100) if named else "dpa"))))

    async def _timeline(self, call: Call) -> None:
        turn = call.person.turn
        topic = call.words or (turn and turn.question)
        if not topic:
            return await self._say(call, escape(call.texts("timeline_empty")))
        return await send_timeline(self._front, call.chat_id, call.person, topic, call.texts)

    async def _receipt(self, call: Call) -> None:
        if not call.words:
            return await self._say(call, escape(call.texts("receipt_which")))
        try:
            code, receipt = await self._front.desk.run(lambda: self._front.archive.receipt(call.words))
        except (CodeUnknown, SourceChanged) as error:
            return await self._say(call, escape(visible_line(error.say(call.texts.lang))))
        await self._say(call, receipt_html(code, receipt, call.texts))
        name = f"{call.texts('receipt_file', code)}.json"
        if not await self._front.sender.document(call.chat_id, f"{receipt.as_line()}\n".encode(), name):
            await self._say(call, escape(call.texts("tg_no_document", code)))
        return None

    async def _check(self, call: Call) -> None:
        text = call.words or call.replied.strip()
        if not text:
            return await self._say(call, escape(call.texts("tg_check_empty")))
        return await send_check(self._front, call.chat_id, text, call.texts)

    async def _new(self, call: Call) -> None:
        state = self._front.state
        await state.run(state.people.set_turn, call.chat_id, call.user.id, None)
        await self._say(call, escape(call.texts("tg_new")))

    async def _language(self, call: Call) -> None:
        wanted = call.words.casefold()
        lang = "de" if wanted.startswith(("de", "ge")) else "en" if wanted.startswith("en") else None
        if lang is None:
            return await self._say(call, escape(call.texts("tg_language_which")))
        state, chosen = self._front.state, Texts("de" if lang == "de" else "en")
        await state.run(state.people.set_lang, call.chat_id, call.user.id, chosen.lang)
        return await self._say(call, chosen("tg_language"))

    async def _forget(self, call: Call) -> None:
        await self._front.state.run(self._front.state.forget, call.user.id)
        await self._say(call, escape(call.texts("tg_forgotten")))

"""Commands and buttons with the archive and Telegram played: what is asked, what is stored, what is said."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.telegram.access import Rate
from bot.telegram.buttons import Buttons
from bot.telegram.commands import Call, Commands
from bot.telegram.state import State
from bot.texts import Texts
from corpus.filters import Filter
from corpus.store import Coverage

DE = Texts("de")
CHAT, ANNA, BEN = -5, 7, 8


def user(number: int) -> Any:
    return SimpleNamespace(id=number, language_code="de")


def press(front: Any, data: str, who: int, shown: str | None = None) -> str | None:
    """Press a button with `data` below message 99, whose own button sends `shown`; returns the toast."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Knopf", callback_data=shown or data)]])
    message = Message(99, datetime.now(UTC), Chat(CHAT, "group"), reply_markup=markup)
    said: list[str | None] = []

    async def answer(text: str | None) -> None:
        said.append(text)

    query = SimpleNamespace(data=data, from_user=user(who), message=message, answer=answer)
    update: Any = SimpleNamespace(update_id=1, callback_query=query)
    asyncio.run(Buttons(front).handle(update, None))
    (toast,) = said
    return toast


class Sender:
    """Writes down what the bot sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.edited: list[tuple[int, str]] = []

    async def notice(self, chat_id: int, markup: str, keyboard: Any = None) -> None:
        self.sent.append((markup, keyboard))

    async def edit(self, chat_id: int, message_id: int, markup: str, keyboard: Any) -> None:
        self.edited.append((message_id, markup))

    async def try_to(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        await call()


class Desk:
    """Works at once."""

    waiting = 0

    async def run(self, work: Callable[[], Any]) -> Any:
        return work()


class Archive:
    """An archive of three sources that holds nothing else."""

    sources = ("dpa/AFP", "dpa", "Morgenblatt (Beispiel)")

    def coverage(self) -> Coverage:
        return Coverage(3, 3, 0, None, None, dict.fromkeys(self.sources, 1), {})

    def holds(self, only: Filter) -> bool:
        return any(only.fit(None, None, [name]) for name in self.sources)


@pytest.fixture
def front(tmp_path: Path) -> Any:
    state = State(tmp_path, 3600)

    def person(chat_id: int, who: Any) -> tuple[Any, Texts]:
        return state.people.get(chat_id, who.id), DE

    async def may_go_on(chat_id: int, who: Any, texts: Texts) -> bool:
        return made.rate.wait(who.id) == 0

    made = SimpleNamespace(
        archive=Archive(),
        state=state,
        desk=Desk(),
        sender=Sender(),
        rate=Rate(2),
        keep=3600,
        person=person,
        may_go_on=may_go_on,
    )
    return made


def command(front: Any, name: str, words: str, who: int = ANNA) -> None:
    call = Call(1, CHAT, user(who), front.state.people.get(CHAT, who), words, DE, "WortlautBot", None)
    asyncio.run(Commands(front).handle(name, call))


@pytest.mark.parametrize(
    ("typed", "kept"), [("dpa", "dpa"), ("DPA", "dpa"), ("dpa/afp", "dpa/AFP"), ("morgenblatt", "morgenblatt")]
)
def test_a_source_is_the_one_that_was_named_and_no_wider_one(front: Any, typed: str, kept: str) -> None:
    command(front, "quelle", typed)
    assert front.state.people.get(CHAT, ANNA).filters == Filter(source=kept)


def test_a_source_that_is_not_there_is_not_set(front: Any) -> None:
    command(front, "quelle", "Abendkurier")
    assert not front.state.people.get(CHAT, ANNA).filters
    assert front.sender.sent[0][0].startswith("Eine Quelle „Abendkurier“ gibt es nicht.")


def test_a_button_clears_the_filters_of_the_person_who_set_them(front: Any) -> None:
    command(front, "quelle", "dpa")
    (data,) = [button.callback_data for row in front.sender.sent[0][1].inline_keyboard for button in row]
    front.state.people.set_filters(CHAT, BEN, Filter(source="Morgenblatt"))
    assert press(front, data, BEN) == DE("tg_foreign_filters")
    assert [front.state.people.get(CHAT, who).filters.source for who in (ANNA, BEN)] == ["dpa", "Morgenblatt"]
    assert front.sender.edited == []
    assert press(front, data, ANNA) == "Filter aufgehoben."
    assert [front.state.people.get(CHAT, who).filters.source for who in (ANNA, BEN)] == [None, "Morgenblatt"]
    assert front.sender.edited == [(99, "Filter aufgehoben.")]


def test_a_forged_press_overwrites_no_message_and_counts(front: Any) -> None:
    assert press(front, f"x0:{ANNA}", ANNA, shown="p2:AAAAAAAAAAAA") == "Filter aufgehoben."
    assert press(front, "x0:filters", ANNA) == DE("tg_foreign_filters")
    assert press(front, f"x0:{ANNA}", ANNA, shown="p2:AAAAAAAAAAAA") == "Filter aufgehoben."
    assert press(front, f"x0:{ANNA}", ANNA) is None
    assert front.sender.edited == []

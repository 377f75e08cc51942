"""The bot inside the test's own process: its handlers and its order of work, with a Telegram that only takes notes."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.settings import TelegramSettings
from bot.telegram.app import build_front
from bot.telegram.dispatch import Dispatcher
from bot.telegram.state import State
from corpus.store import Coverage
from tests.telegram_people import BOT, Human, found_entities
from tests.telegram_rules import check

COVERAGE = Coverage(36, 90, 2, None, None, {"Morgenblatt": 36}, {"de": 36})
Answer = tuple[int, dict[str, Any]]


class Notes(BaseRequest):
    """Keeps what is sent, after checking it as Telegram does; `refuse` may answer a call with a status and a body."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refuse: Callable[[str, dict[str, Any]], Answer | None] = lambda method, sent: None

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        sent = {key: _value(value) for key, value in request_data.json_parameters.items()} if request_data else {}
        check(name, sent | ({"photo": "x"} if name == "sendPhoto" else {"document": "x"} if name == "sendDocument" else {}))
        self.calls.append((name, sent))
        if (refused := self.refuse(name, sent)) is not None:
            return refused[0], json.dumps({"ok": False, "error_code": refused[0]} | refused[1]).encode()
        message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        result = BOT if name == "getMe" else message if name.startswith(("sendM", "sendP", "sendD", "edit")) else True
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def texts(self) -> list[str]:
        """What was said, in order."""
        return [sent["text"] for method, sent in self.calls if method == "sendMessage"]


class FakeArchive:
    """Knows its coverage; anything else is for the test to set."""

    def coverage(self) -> Coverage:
        return COVERAGE

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")


class Inside:
    """One bot with a fake archive; `say` is an update from Telegram."""

    def __init__(self, folder: Path, archive: Any, *, url: str = "", **settings: Any) -> None:
        self.telegram = Notes()
        self.application = (
            ApplicationBuilder().token("1:a").request(self.telegram).get_updates_request(Notes()).updater(None).build()
        )
        self.settings = TelegramSettings(**settings)
        folder.mkdir(exist_ok=True)
        self.state = State(folder, 3600, url=url)
        self.front = build_front(self.settings, self.application, archive, self.state, "de")
        self.dispatcher = Dispatcher(self.application, self.front)
        self._number = 0

    def run(self, scene: Callable[[], Awaitable[None]]) -> None:
        """Play the scene and wait until all it began is done."""

        async def play() -> None:
            await self.application.initialize()
            self.telegram.calls.clear()
            await scene()
            await self.dispatcher.finish(20)
            self.front.desk.close()

        asyncio.run(asyncio.wait_for(play(), 60))

    async def say(self, who: Human, text: str, group: int | None = None, **extra: Any) -> None:
        """A message; what begins like a command is marked as Telegram does."""
        self._number += 1
        chat = {"id": group, "type": "supergroup", "title": "x"} if group else {"id": who.id, "type": "private"}
        message = {"message_id": self._number, "date": int(time.time()), "chat": chat, "from": who.as_json(), "text": text}
        message["entities"] = found_entities(text)
        await self.dispatcher.take({"update_id": self._number, "message": message | extra})


def _value(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value

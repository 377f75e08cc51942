"""A server that speaks the Bot API on loopback: a real bot process talks HTTP to it, and people in a test talk to the bot.

Every payload is held against `telegram_rules`, and faults can be put in the way of any method.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.telegram_http import Handler, Http, error_answer
from tests.telegram_people import BOT, Human, Sent, found_entities
from tests.telegram_rules import Parsed, Rejected, check

Fault = Literal["429", "502", "hang", "lost", "cut", "garbage", "garbage_lost", "400", "403", "409"]
LOST = {"429", "502", "lost", "garbage_lost", "400", "403", "409"}
"""Faults after which the call has done nothing."""


@dataclass
class TelegramServer:
    """One bot's Telegram. `calls` are all calls that came through, `rejected` those that broke a rule."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    messages: dict[tuple[int, int], Sent] = field(default_factory=dict)
    toasts: dict[str, str] = field(default_factory=dict)
    inline_answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[tuple[str, Fault, int | None]] = field(default_factory=list)
    hang_seconds: float = 3.0

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self._ids = {"update": 1000, "message": 1, "query": 1}
        self._poller = 0
        self._http: Http | None = None

    # --- running

    def start(self, port: int = 0) -> str:
        """Serve; returns the base address for the bot."""
        handler = type("Bound", (Handler,), {"telegram": self})
        self._http = Http(("127.0.0.1", port), handler)
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        assert self._http is not None
        self._http.shutdown()
        self._http.server_close()

    def fault(self, method: str, kind: Fault, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next calls of `method` fail, in one chat where it is named."""
        self.faults += [(method, kind, chat_id)] * times

    def wait(self, done: Callable[[], Any], seconds: float = 60) -> Any:
        """What `done` returns as soon as it is true. Raises AssertionError when it does not come to it."""
        end = time.monotonic() + seconds
        with self.changed:
            while not (result := done()):
                left = end - time.monotonic()
                assert left > 0, f"did not happen within {seconds} s; rejected: {self.rejected}"
                self.changed.wait(min(left, 0.5))
            return result

    # --- people

    def say(self, who: Human, text: str | None = None, *, group: int | None = None, kind: str = "message", **extra: Any) -> int:
        """A person sends a message, to the bot alone or in a group; returns its id."""
        chat = {"id": who.id, "type": "private", "first_name": who.name}
        if group is not None:
            chat = {"id": group, "type": "supergroup", "title": "Redaktion"}
        with self.changed:
            message: dict[str, Any] = {"message_id": self._next("message"), "date": 1_700_000_000, "chat": chat}
            message |= {"from": who.as_json()} | extra
            if kind == "edited_message":
                message["edit_date"] = 1_700_000_100
            if text is not None:
                message["text"] = text
                message.setdefault("entities", found_entities(text))
            self.push({kind: message})
            return int(message["message_id"])

    def press(self, who: Human, message: Sent, data: str, *, chat_id: int | None = None, sent_at: int | None = None) -> str:
        """A person presses a button; returns the query's id."""
        chat = chat_id or message.chat_id
        shown = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
        with self.changed:
            number = str(self._next("query"))
            held = {
                "message_id": message.id,
                "date": sent_at or int(time.time()),
                "chat": shown,
                "from": BOT,
                "text": message.text,
                "reply_markup": {"inline_keyboard": message.keyboard},
            }
            query = {"id": number, "from": who.as_json(), "chat_instance": "1", "data": data, "message": held}
            self.push({"callback_query": query})
            return number

    def inline(self, who: Human, text: str) -> str:
        """A person types `@bot text` somewhere; returns the query's id."""
        with self.changed:
            number = str(self._next("query"))
            self.push({"inline_query": {"id": number, "from": who.as_json(), "query": text, "offset": ""}})
            return number

    def push(self, update: Any) -> None:
        """An update of any shape, as the bot will get it."""
        with self.changed:
            self.updates.append({"update_id": self._next("update")} | update)
            self.changed.notify_all()

    def shown(self, chat_id: int) -> list[Sent]:
        """The bot's messages in a chat."""
        return [message for message in self.messages.values() if message.chat_id == chat_id]

    # --- the Bot API

    def call(self, method: str, sent: dict[str, Any]) -> tuple[int, bytes | None]:
        """The answer to a call: status and body, None for a connection that ends without one."""
        with self.changed:
            fault = self._fault_for(method, sent)
            if fault in LOST:
                self.changed.notify_all()
        if fault in LOST:
            return self._failed(fault)
        try:
            parsed = check(method, sent)
        except Rejected as error:
            with self.changed:
                self.rejected.append((method, str(error)))
            return error_answer(400, f"Bad Request: {error}")
        try:
            result = self._updates(sent) if method == "getUpdates" else self._do(method, sent, parsed)
        except Rejected as error:
            return error_answer(409 if "Conflict" in str(error) else 400, str(error))
        if fault is not None:
            return self._failed(fault)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _fault_for(self, method: str, sent: dict[str, Any]) -> Fault | None:
        for at, (name, kind, chat_id) in enumerate(self.faults):
            if name == method and chat_id in (None, sent.get("chat_id")):
                del self.faults[at]
                return kind
        return None

    def _failed(self, fault: Fault | None) -> tuple[int, bytes | None]:
        if fault in ("hang", "lost"):
            time.sleep(self.hang_seconds)
            return 200, None
        answers: dict[str | None, tuple[int, bytes | None]] = {
            "429": error_answer(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            "502": (502, b"<html><head><title>502 Bad Gateway</title></head></html>"),
            "400": error_answer(400, "Bad Request: can't parse entities: unsupported start tag"),
            "403": error_answer(403, "Forbidden: bot was blocked by the user"),
            "409": error_answer(409, "Conflict: terminated by other getUpdates request"),
            "garbage": (200, b"<!doctype html>ok"),
            "garbage_lost": (200, b"\xff\xfe not json"),
            "cut": (200, None),
        }
        return answers[fault]

    def _updates(self, sent: dict[str, Any]) -> list[dict[str, Any]]:
        end = time.monotonic() + float(sent.get("timeout", 0))
        with self.changed:
            self._poller += 1
            me = self._poller
            self.changed.notify_all()
            if "offset" in sent:
                self.updates = [row for row in self.updates if row.get("update_id", 0) >= sent["offset"]]
            while not self.updates and time.monotonic() < end:
                self.changed.wait(min(0.5, max(0.01, end - time.monotonic())))
                if self._poller != me:
                    raise Rejected("Conflict: terminated by other getUpdates request")
            return self.updates[:100]

    def _do(self, method: str, sent: dict[str, Any], parsed: Parsed | None) -> Any:
        with self.changed:
            self.calls.append((method, sent))
            self.changed.notify_all()
            if method == "getMe":
                return BOT
            if method in ("sendMessage", "sendPhoto", "sendDocument"):
                reply = (sent.get("reply_parameters") or {}).get("message_id")
                number = self._next("message")
                keyboard = (sent.get("reply_markup") or {}).get("inline_keyboard", [])
                made = Sent(
                    number,
                    sent["chat_id"],
                    parsed or Parsed(),
                    keyboard,
                    reply,
                    photo=sent.get("photo"),
                    document=sent.get("document"),
                )
                self.messages[made.chat_id, made.id] = made
                return self._as_json(made)
            if method in ("editMessageText", "editMessageReplyMarkup"):
                return self._edit(method, sent, parsed)
            if method == "answerCallbackQuery":
                self.toasts[sent["callback_query_id"]] = sent.get("text", "")
            if method == "answerInlineQuery":
                self.inline_answers[sent["inline_query_id"]] = sent
            return True

    def _edit(self, method: str, sent: dict[str, Any], parsed: Parsed | None) -> Any:
        message = self.messages.get((sent["chat_id"], sent["message_id"]))
        if message is None:
            raise Rejected("Bad Request: message to edit not found")
        keyboard = (sent.get("reply_markup") or {}).get("inline_keyboard", [])
        if message.keyboard == keyboard and (parsed is None or parsed == message.parsed):
            raise Rejected("Bad Request: message is not modified")
        message.keyboard = keyboard
        if method == "editMessageText":
            assert parsed is not None
            message.parsed = parsed
        message.edits += 1
        return self._as_json(message)

    def _as_json(self, message: Sent) -> dict[str, Any]:
        chat = {"id": message.chat_id, "type": "private" if message.chat_id > 0 else "supergroup"}
        return {"message_id": message.id, "date": 1_700_000_000, "chat": chat, "from": BOT, "text": message.text}

    def _next(self, kind: str) -> int:
        self._ids[kind] += 1
        return self._ids[kind]

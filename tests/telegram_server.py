"""A server that speaks the Bot API on loopback: a real bot process talks HTTP to it, and people in a test talk to the bot.

Every payload is held against `telegram_rules`, and faults can be put in the way of any method.
"""

import email
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl

from tests.telegram_rules import Parsed, Rejected, check, cleaned

BOT = {"id": 4242, "is_bot": True, "first_name": "Wortlaut", "username": "WortlautBot", "can_join_groups": True}
TOKEN = "4242:geheim-und-nirgends-zu-lesen"
Fault = Literal["429", "502", "hang", "lost", "cut", "garbage", "garbage_lost", "400", "403", "409"]
STRINGS = {"text", "caption", "callback_query_id", "inline_query_id", "inline_message_id", "url", "secret_token"}
LOST = {"429", "502", "lost", "garbage_lost", "400", "403", "409"}
"""Faults after which the call has done nothing."""


@dataclass
class Sent:
    """A message of the bot as people see it; `edits` counts how often it was changed."""

    id: int
    chat_id: int
    parsed: Parsed
    keyboard: list[list[dict[str, Any]]]
    reply_to: int | None
    edits: int = 0
    photo: bytes | None = None

    @property
    def text(self) -> str:
        return cleaned(self.parsed.text)

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def data(self, label: str) -> str:
        """The data of the button that begins with `label`."""
        (found,) = [b for row in self.keyboard for b in row if b["text"].startswith(label)]
        return str(found["callback_data"])


@dataclass(frozen=True)
class Human:
    """A person; `private` is their chat with the bot."""

    id: int
    name: str = "Anna"
    lang: str = "de"

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.lang}


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
        self._http: ThreadingHTTPServer | None = None

    # --- running

    def start(self, port: int = 0) -> str:
        """Serve; returns the base address for the bot."""
        handler = type("Handler", (_Handler,), {"telegram": self})
        self._http = _Http(("127.0.0.1", port), handler)
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        assert self._http is not None
        self._http.shutdown()
        self._http.server_close()

    def fault(self, method: str, kind: Fault, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next calls of `method` fail, in one chat where it is named."""
        self.faults += [(method, kind, chat_id)] * times

    def wait(self, done: Callable[[], Any], seconds: float = 20) -> Any:
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
            message = {"message_id": self._next("message"), "date": 1_700_000_000, "chat": chat, "from": who.as_json()} | extra
            if kind == "edited_message":
                message["edit_date"] = 1_700_000_100
            if text is not None:
                message["text"] = text
                message.setdefault("entities", _entities(text))
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
        sent = {name: value if name in STRINGS else _plain(value) for name, value in sent.items()}
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
            return _error(400, f"Bad Request: {error}")
        try:
            result = self._updates(sent) if method == "getUpdates" else self._do(method, sent, parsed)
        except Rejected as error:
            return _error(409 if "Conflict" in str(error) else 400, str(error))
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
            "429": _error(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            "502": (502, b"<html><head><title>502 Bad Gateway</title></head></html>"),
            "400": _error(400, "Bad Request: can't parse entities: unsupported start tag"),
            "403": _error(403, "Forbidden: bot was blocked by the user"),
            "409": _error(409, "Conflict: terminated by other getUpdates request"),
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
            if method in ("sendMessage", "sendPhoto"):
                reply = (sent.get("reply_parameters") or {}).get("message_id")
                number = self._next("message")
                keyboard = (sent.get("reply_markup") or {}).get("inline_keyboard", [])
                made = Sent(number, sent["chat_id"], parsed or Parsed(), keyboard, reply, photo=sent.get("photo"))
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


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A bot that is killed leaves its connections broken."""


class _Handler(BaseHTTPRequestHandler):
    telegram: TelegramServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, _, method = self.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            self._answer(*_error(401, "Unauthorized"))
            return
        self._answer(*self.telegram.call(method, _read(body, self.headers.get("Content-Type", ""))))

    do_GET = do_POST  # noqa: N815

    def _answer(self, status: int, body: bytes | None) -> None:
        with suppress(OSError):  # the bot may be gone
            if body is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _read(body: bytes, kind: str) -> dict[str, Any]:
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    mail: Mail = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    made: dict[str, Any] = {}
    for part in mail.get_payload():
        assert isinstance(part, Mail)
        name = str(part.get_param("name", header="content-disposition"))
        raw = part.get_payload(decode=True)
        assert isinstance(raw, bytes)
        made[name] = raw if part.get_filename() else raw.decode()
    if isinstance(made.get("photo"), str):
        made["photo"] = made.pop(made["photo"].removeprefix("attach://"))
    return made


def _plain(value: Any) -> Any:
    """A parameter as what it is: numbers and JSON come as text."""
    if isinstance(value, str) and (value[:1] in "{[" or value.lstrip("-").isdecimal() or value in ("true", "false")):
        with suppress(ValueError):
            return json.loads(value)
    return value


def _error(status: int, says: str, parameters: dict[str, Any] | None = None) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": status, "description": says} | ({"parameters": parameters} if parameters else {})
    return status, json.dumps(body).encode()


def _entities(text: str) -> list[dict[str, Any]]:
    """Commands at the beginning and mentions, as Telegram finds them in what people write."""
    made = []
    for word in {word.strip(",:.?!") for word in text.split()}:
        at = len(text[: text.index(word)].encode("utf-16-le")) // 2 if word else 0
        if word.startswith("/") and at == 0 and len(word) > 1:
            made.append({"type": "bot_command", "offset": 0, "length": len(word)})
        elif word.startswith("@") and len(word) > 1:
            made.append({"type": "mention", "offset": at, "length": len(word)})
    return made

"""The HTTP beneath the tests' Telegram: requests read as PTB sends them, answers, and connections that break."""

import email
import json
from contextlib import suppress
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl

TOKEN = "4242:geheim-und-nirgends-zu-lesen"
STRINGS = {"text", "caption", "callback_query_id", "inline_query_id", "inline_message_id", "url", "secret_token"}
Answer = tuple[int, bytes | None]
"""Status and body; None for a connection that ends without an answer."""


class Calls(Protocol):
    """Who answers the calls."""

    def call(self, method: str, sent: dict[str, Any]) -> Answer: ...


class Http(ThreadingHTTPServer):
    """A thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A bot that is killed leaves its connections broken."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a bot."""

    telegram: Calls
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, _, method = self.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            self._answer(*error_answer(401, "Unauthorized"))
            return
        self._answer(*self.telegram.call(method, _read(body, self.headers.get("Content-Type", ""))))

    do_GET = do_POST  # noqa: N815  # so http.server looks for it

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
        return {name: _plain(name, value) for name, value in parse_qsl(body.decode(), keep_blank_values=True)}
    mail: Mail = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    made: dict[str, Any] = {}
    names: dict[str, str] = {}
    for part in mail.get_payload():
        assert isinstance(part, Mail)
        name = str(part.get_param("name", header="content-disposition"))
        raw = part.get_payload(decode=True)
        assert isinstance(raw, bytes)
        made[name] = raw if part.get_filename() else _plain(name, raw.decode())
        names[name] = part.get_filename() or ""
    if isinstance(made.get("photo"), str):
        made["photo"] = made.pop(made["photo"].removeprefix("attach://"))
    if "document" in made:
        sent = made["document"]
        part = sent.removeprefix("attach://") if isinstance(sent, str) else "document"
        made["document"] = (names[part], made.pop(part))
    return made


def _plain(name: str, value: str) -> Any:
    """A parameter as what it is: numbers and JSON come as text."""
    if name not in STRINGS and (value[:1] in ("{", "[") or value.lstrip("-").isdecimal() or value in ("true", "false")):
        with suppress(ValueError):
            return json.loads(value)
    return value


def error_answer(status: int, says: str, parameters: dict[str, Any] | None = None) -> Answer:
    """The answer with which Telegram refuses."""
    body = {"ok": False, "error_code": status, "description": says} | ({"parameters": parameters} if parameters else {})
    return status, json.dumps(body).encode()

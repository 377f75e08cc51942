"""The bot's two small web servers: the one Telegram sends updates to, and the one that says how the bot is."""

import hmac
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.health import Health
from corpus.errors import WortlautError

Server = HTTPServer

log = logging.getLogger("wortlaut.telegram")

MAX_BODY = 1_000_000
_SILENCE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def open_webhook(
    url: str,
    listen: str,
    port: int,
    secret: str,
    take: Callable[[Any], Awaitable[None]],
    health: Health,
    waiting: Callable[[], int],
) -> HTTPServer:
    """Serve the path of `url` on `listen:port`; what does not bring the secret is turned away. Raises OSError.

    /health is served there, too: whoever shares the updates out among several bots must see which of them can take one.
    """

    class Receive(RequestHandler):
        async def post(self) -> None:
            brought = self.request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(brought.encode("utf-8", "replace"), secret.encode()):
                self.set_status(403)
                return
            try:
                row = json.loads(self.request.body)
            except (ValueError, RecursionError):
                self.set_status(400)
                return
            try:
                await take(row)  # written down when this returns: only then does Telegram hear that it arrived
            except WortlautError as error:  # Telegram sends it again
                self.set_status(503)
                refused.say(error)

    path, refused = urlsplit(url).path or "/", _Refused()
    return _serve([(re.escape(path), Receive), ("/health", _health_page(health, waiting))], listen, port)


class _Refused:
    """Notes now and then that updates cannot be written down: of each Telegram sends many."""

    def __init__(self) -> None:
        self._next = 0.0

    def say(self, error: WortlautError) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SILENCE
            log.error(
                "updates cannot be written down; Telegram sends them again", extra={"fields": {"reason": error.say("en")}}
            )


def open_status(port: int, health: Health, waiting: Callable[[], int], metrics: Callable[[], bytes]) -> HTTPServer:
    """Serve /health and /metrics on this machine alone. Raises OSError."""

    class MetricsPage(RequestHandler):
        def get(self) -> None:
            self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.write(metrics())

    return _serve([("/health", _health_page(health, waiting)), ("/metrics", MetricsPage)], "127.0.0.1", port)


def _health_page(health: Health, waiting: Callable[[], int]) -> type[RequestHandler]:
    class HealthPage(RequestHandler):
        def get(self) -> None:
            well, report = health.report(waiting())
            self.set_status(200 if well else 503)
            self.write(report)

    return HealthPage


def _serve(routes: list[Any], listen: str, port: int) -> HTTPServer:
    application = Application(routes, log_function=lambda handler: None)
    server = HTTPServer(application, max_body_size=MAX_BODY)
    server.listen(port, address=listen)
    return server

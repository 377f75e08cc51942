"""The bot's two small web servers: the one Telegram sends updates to, and the one that says how the bot is."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.health import Health

Server = HTTPServer

MAX_BODY = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def open_webhook(url: str, listen: str, port: int, secret: str, take: Callable[[Any], Awaitable[None]]) -> HTTPServer:
    """Serve the path of `url` on `listen:port`; what does not bring the secret is turned away. Raises OSError."""

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
            await take(row)  # written down when this returns: only then does Telegram hear that it arrived

    path = urlsplit(url).path or "/"
    return _serve([(re.escape(path), Receive)], listen, port)


def open_status(port: int, health: Health, waiting: Callable[[], int], metrics: Callable[[], bytes]) -> HTTPServer:
    """Serve /health and /metrics on this machine alone. Raises OSError."""

    class HealthPage(RequestHandler):
        def get(self) -> None:
            well, report = health.report(waiting())
            self.set_status(200 if well else 503)
            self.write(report)

    class MetricsPage(RequestHandler):
        def get(self) -> None:
            self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.write(metrics())

    return _serve([("/health", HealthPage), ("/metrics", MetricsPage)], "127.0.0.1", port)


def _serve(routes: list[Any], listen: str, port: int) -> HTTPServer:
    application = Application(routes, log_function=lambda handler: None)
    server = HTTPServer(application, max_body_size=MAX_BODY)
    server.listen(port, address=listen)
    return server

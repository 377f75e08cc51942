"""Telegram in front of several webhooks: each update goes to one of them until one takes it, some to all of them at once."""

import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from tests.telegram_server import TelegramServer

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Balance:
    """`with Balance(server, ports):` delivers what people do to `server`, as often as it takes.

    `refused` counts the attempts that were answered by 5xx or not at all, `doubled` the updates that went to all at once.
    """

    def __init__(self, server: TelegramServer, ports: list[int], seed: int = 1) -> None:
        self._server = server
        self._ports = ports
        self._random = random.Random(seed)
        self._pool = ThreadPoolExecutor(24)
        self._over = threading.Event()
        self.delivered: set[int] = set()
        self.taken = 0
        self.refused = 0
        self.doubled = 0
        self.odd: list[int] = []

    def __enter__(self) -> "Balance":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)
        self._pool.shutdown(wait=True)

    @property
    def is_idle(self) -> bool:
        """Whether all that was done so far has been taken."""
        return not self._server.updates and self.taken == len(self.delivered)

    def _run(self) -> None:
        while not self._over.is_set():
            with self._server.changed:
                rows, self._server.updates[:] = list(self._server.updates), []
            for row in rows:
                self.delivered.add(row["update_id"])
                self._pool.submit(self._deliver, row, self._random.random() < 0.3, self._random.choice(self._ports))
            time.sleep(0.01)

    def _deliver(self, row: dict[str, Any], twice: bool, port: int) -> None:
        if twice:
            self.doubled += 1
            others = [threading.Thread(target=self._post, args=(other, row)) for other in self._ports]
            for thread in others:
                thread.start()
            for thread in others:
                thread.join()
        while not self._over.is_set():
            if self._post(port, row):
                self.taken += 1
                return
            self.refused += 1
            port = self._ports[(self._ports.index(port) + 1) % len(self._ports)]
            time.sleep(0.3)

    def _post(self, port: int, row: dict[str, Any]) -> bool:
        (told, *_) = [sent for method, sent in self._server.calls if method == "setWebhook"]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Content-Type": "application/json", SECRET_HEADER: told["secret_token"]}
        try:
            connection.request("POST", urlsplit(told["url"]).path, json.dumps(row), headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if status not in (200, 503):
            self.odd.append(status)
        return status == 200

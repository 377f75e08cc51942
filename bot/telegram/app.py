"""The bot put together and run: from the settings to the last word at the stop."""

import asyncio
import logging
import secrets
import signal
import warnings
from collections.abc import Callable
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.settings import TelegramSettings
from bot.telegram.access import Access, Rate
from bot.telegram.archive import Archive
from bot.telegram.desk import Desk
from bot.telegram.dispatch import Dispatcher
from bot.telegram.front import Front
from bot.telegram.handlers import Handlers, register_commands
from bot.telegram.health import Health
from bot.telegram.metrics import Metrics
from bot.telegram.polling import KINDS, poll
from bot.telegram.sending import Limits, Sender
from bot.telegram.state import State
from bot.telegram.webhook import open_status, open_webhook
from bot.texts import Lang
from corpus.errors import WortlautError

log = logging.getLogger("wortlaut.telegram")

QUEUE = 500
STOP_GRACE = 10.0
_CLEANING = 600.0
_INLINE_FACTOR = 3
_RETRIES = 5


class TokenRejected(WortlautError):
    """Telegram knows no bot by this token."""

    de = "Telegram kennt keinen Bot mit diesem Token. WORTLAUT_TELEGRAM_TOKEN prüfen; @BotFather nennt das Token mit /mybots."
    en = "Telegram knows no bot by this token. Check WORTLAUT_TELEGRAM_TOKEN; @BotFather shows the token at /mybots."


class PortTaken(WortlautError):
    """A port that the bot is to listen on cannot be had."""

    de = "Auf {address} kann der Bot nicht hören ({reason}). {variable} auf einen freien Port setzen."
    en = "The bot cannot listen on {address} ({reason}). Set {variable} to a free port."


async def run(
    settings: TelegramSettings,
    token: str,
    archive: Archive,
    state: State,
    lang: Lang,
    webhook: bool,
    ready: Callable[[str], None],
) -> None:
    """Run until SIGINT or SIGTERM. `ready` is called with the bot's name. Raises TokenRejected, PortTaken."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    application = _application(settings, token)
    metrics = Metrics()
    front = Front(
        archive=archive,
        state=state,
        desk=Desk(settings.workers, QUEUE, settings.deadline),
        sender=Sender(application.bot, metrics),
        access=Access(settings.allowed, settings.closed, state.invites),
        rate=Rate(settings.rate),
        inline_rate=Rate(settings.rate * _INLINE_FACTOR),
        metrics=metrics,
        lang=lang,
        log_questions=settings.log_questions,
        keep=settings.keep_hours * 3600,
    )
    Handlers(front).register(application)
    health = Health("webhook" if webhook else "polling")
    servers = []
    if settings.status_port:
        servers.append(
            _listening(
                lambda: open_status(settings.status_port, health, lambda: front.desk.waiting, metrics.text),
                f"127.0.0.1:{settings.status_port}",
                "WORTLAUT_TELEGRAM_STATUS_PORT",
            )
        )
    try:
        if not await _first_contact(application, stop):
            return
        await front.desk.run(archive.warm)
        dispatcher = Dispatcher(application, front)
        await dispatcher.resume()
        if webhook:
            servers.append(await _receive(settings, application, dispatcher, stop))
            work = asyncio.create_task(stop.wait())
        else:
            await front.sender.deliver(application.bot.delete_webhook)
            work = asyncio.create_task(poll(application.bot, dispatcher.take, health, settings.timeout))  # type: ignore[arg-type]
        cleaning = asyncio.create_task(_clean(state))
        ready(application.bot.username)
        await asyncio.wait([work, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        for task in (work, cleaning):
            task.cancel()
        for server in servers:
            server.stop()
        await asyncio.gather(work, cleaning, return_exceptions=True)
        await dispatcher.finish(STOP_GRACE)
        log.info("stopped", extra={"fields": {"left": state.journal.open_count()}})
    finally:
        front.desk.close()
        await application.bot.shutdown()


def _application(settings: TelegramSettings, token: str) -> "Application[Any, Any, Any, Any, Any, Any]":
    warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'")  # unparsed on purpose, see polling
    base = settings.base_url.rstrip("/")
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .updater(None)
        .rate_limiter(Limits(max_retries=_RETRIES))
        .connection_pool_size(64)
        .connect_timeout(settings.timeout)
        .read_timeout(settings.timeout)
        .write_timeout(settings.timeout)
        .pool_timeout(settings.timeout * 3)
        .build()
    )


async def _first_contact(application: "Application[Any, Any, Any, Any, Any, Any]", stop: asyncio.Event) -> bool:
    """Wait until Telegram answers, however long it takes; False when the bot is stopped before. Raises TokenRejected."""
    pause, told = 0.5, False
    while not stop.is_set():
        try:
            await application.initialize()
            await register_commands(application.bot)
            return True
        except InvalidToken as error:
            raise TokenRejected from error
        except TelegramError as error:
            if not told:
                log.warning("Telegram cannot be reached; trying again", extra={"fields": {"reason": type(error).__name__}})
            told = True
            wait = error.retry_after if isinstance(error, RetryAfter) else pause
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            pause = min(pause * 1.7, 30)
    return False


async def _receive(
    settings: TelegramSettings,
    application: "Application[Any, Any, Any, Any, Any, Any]",
    dispatcher: Dispatcher,
    stop: asyncio.Event,
) -> Any:
    """Listen for updates and tell Telegram where."""
    assert settings.webhook_url is not None
    url, listen, port = settings.webhook_url, settings.webhook_listen, settings.webhook_port
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else secrets.token_urlsafe(32)
    server = _listening(
        lambda: open_webhook(url, listen, port, secret, dispatcher.take), f"{listen}:{port}", "WORTLAUT_TELEGRAM_WEBHOOK_PORT"
    )
    told = application.bot.set_webhook(url, secret_token=secret, allowed_updates=list(KINDS))
    await told
    return server


def _listening(open_server: Callable[[], Any], address: str, variable: str) -> Any:
    try:
        return open_server()
    except OSError as error:
        raise PortTaken(address=address, reason=error.strerror or str(error), variable=variable) from error


async def _clean(state: State) -> None:
    """Delete what is too old, now and every few minutes."""
    while True:
        state.expire()
        await asyncio.sleep(_CLEANING)

"""The bot's run: from the first contact with Telegram to the last word at the stop."""

import asyncio
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application

from bot.settings import TelegramSettings
from bot.telegram.app import build_application, build_front
from bot.telegram.archive import Archive
from bot.telegram.dispatch import Dispatcher
from bot.telegram.front import Front
from bot.telegram.handlers import register_commands
from bot.telegram.health import Health
from bot.telegram.outage import until_it_works
from bot.telegram.polling import KINDS, poll
from bot.telegram.sending import InDoubt, Sender
from bot.telegram.sharing import Sharing, common_secret
from bot.telegram.state import State
from bot.telegram.tables import StateAway
from bot.telegram.webhook import Server, open_status, open_webhook
from bot.texts import Lang
from corpus.errors import WortlautError

log = logging.getLogger("wortlaut.telegram")

STOP_GRACE = 10.0
_CLEANING = 600.0


class TokenRejected(WortlautError):
    """Telegram knows no bot by this token."""

    de = "Telegram kennt keinen Bot mit diesem Token. WORTLAUT_TELEGRAM_TOKEN prüfen; @BotFather nennt das Token mit /mybots."
    en = "Telegram knows no bot by this token. Check WORTLAUT_TELEGRAM_TOKEN; @BotFather shows the token at /mybots."


class PortTaken(WortlautError):
    """A port that the bot is to listen on cannot be had."""

    de = "Auf {address} kann der Bot nicht hören ({reason}). {variable} auf einen freien Port setzen."
    en = "The bot cannot listen on {address} ({reason}). Set {variable} to a free port."


class Refused(WortlautError):
    """Telegram does not take the webhook."""

    de = "Telegram nimmt die Webhook-Adresse nicht an ({reason}). WORTLAUT_TELEGRAM_WEBHOOK_URL und _WEBHOOK_SECRET prüfen."
    en = "Telegram does not take the webhook's address ({reason}). Check WORTLAUT_TELEGRAM_WEBHOOK_URL and _WEBHOOK_SECRET."


async def run(
    settings: TelegramSettings,
    token: str,
    archive: Archive,
    state: State,
    lang: Lang,
    webhook: bool,
    ready: Callable[[str], None],
) -> None:
    """Run until SIGINT or SIGTERM. `ready` is called with the bot's name.

    Raises TokenRejected, PortTaken, Refused, AnotherBot, StateError.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    application = build_application(settings, token)
    front = build_front(settings, application, archive, state, lang)
    dispatcher = Dispatcher(application, front)
    health = Health("webhook" if webhook else "polling")
    servers: list[Server] = []
    sharing = Sharing(state, health)
    work = asyncio.create_task(_serve(settings, application, front, dispatcher, health, sharing, webhook, servers, ready))
    cleaning = asyncio.create_task(_clean(state))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()  # it ends by an error only
        log.info("stopping")
        for task in (work, cleaning):
            task.cancel()
        for server in servers:
            server.stop()
        await asyncio.gather(work, cleaning, return_exceptions=True)
        await dispatcher.finish(STOP_GRACE)
        with suppress(StateAway):
            log.info("stopped", extra={"fields": {"left": await state.run(state.journal.open_count, own=True)}})
    finally:
        stopped.cancel()
        cleaning.cancel()
        await sharing.leave()
        front.desk.close()
        await application.bot.shutdown()


async def _serve(
    settings: TelegramSettings,
    application: "Application[Any, Any, Any, Any, Any, Any]",
    front: Front,
    dispatcher: Dispatcher,
    health: Health,
    sharing: Sharing,
    webhook: bool,
    servers: list[Server],
    ready: Callable[[str], None],
) -> None:
    """Everything from the first contact on; goes on until it is cancelled. What it opens is put into `servers`."""
    port = settings.status_port
    if port:
        servers.append(
            _listening(
                lambda: open_status(port, health, lambda: front.desk.waiting, front.metrics.text),
                f"127.0.0.1:{port}",
                "WORTLAUT_TELEGRAM_STATUS_PORT",
            )
        )
    await sharing.join("webhook" if webhook else "polling")
    await _first_contact(application)
    await _warm(front.archive)
    await until_it_works(dispatcher.resume)
    sharing.take_over(dispatcher)
    bot = application.bot
    if not webhook:
        await _insist(front.sender, bot.delete_webhook)
        ready(bot.username)
        await poll(bot, dispatcher.take, health, settings.timeout, dispatcher.apologise)
    assert settings.webhook_url is not None
    url, listen = settings.webhook_url, settings.webhook_listen
    if settings.webhook_secret:
        secret = settings.webhook_secret.get_secret_value()
    else:
        secret = secrets.token_urlsafe(32) if front.state.process.is_alone else common_secret(bot.token)
    servers.append(
        _listening(
            lambda: open_webhook(
                url, listen, settings.webhook_port, secret, dispatcher.take, health, lambda: front.desk.waiting
            ),
            f"{listen}:{settings.webhook_port}",
            "WORTLAUT_TELEGRAM_WEBHOOK_PORT",
        )
    )
    await _insist(front.sender, lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=list(KINDS)))
    ready(bot.username)
    await asyncio.Event().wait()


async def _first_contact(application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
    """Wait until Telegram answers, however long it takes. Raises TokenRejected."""
    pause, told = 0.5, False
    while True:
        try:
            await application.initialize()
            await register_commands(application.bot)
            return
        except InvalidToken as error:
            raise TokenRejected from error
        except TelegramError as error:
            if not told:
                log.warning("Telegram cannot be reached; trying again", extra={"fields": {"reason": type(error).__name__}})
            told = True
        await asyncio.sleep(pause)
        pause = min(pause * 1.7, 30)


async def _warm(archive: Archive) -> None:
    """Load what the first question would wait for, however long that takes. What fails is said to whoever asks."""
    try:
        await asyncio.to_thread(archive.warm)
    except Exception as error:
        reason = error.say("en") if isinstance(error, WortlautError) else type(error).__name__
        log.error("not warm", extra={"fields": {"reason": reason}}, exc_info=error)


async def _insist(sender: Sender, call: Callable[[], Awaitable[Any]]) -> None:
    """Do what does no harm twice until it is done. Raises Refused."""
    while True:
        try:
            await sender.deliver(call)
            return
        except InDoubt:
            await asyncio.sleep(1)
        except BadRequest as error:
            raise Refused(reason=error.message) from error


def _listening(open_server: Callable[[], Any], address: str, variable: str) -> Any:
    try:
        return open_server()
    except OSError as error:
        raise PortTaken(address=address, reason=error.strerror or str(error), variable=variable) from error


async def _clean(state: State) -> None:
    """Delete what is too old, now and every few minutes."""
    while True:
        try:
            await state.run(state.expire)
        except Exception as error:  # a full disk may have room again by then
            log.error("not cleaned", exc_info=error)
        await asyncio.sleep(_CLEANING)

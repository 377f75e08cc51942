"""The bot put together from the settings."""

import warnings
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.settings import TelegramSettings
from bot.telegram.access import Access, Rate
from bot.telegram.archive import Archive
from bot.telegram.desk import Desk
from bot.telegram.front import Front
from bot.telegram.handlers import Handlers
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Limits, Sender
from bot.telegram.state import State
from bot.texts import Lang

QUEUE = 500
_INLINE_FACTOR = 3
_RETRIES = 5


def build_front(
    settings: TelegramSettings,
    application: "Application[Any, Any, Any, Any, Any, Any]",
    archive: Archive,
    state: State,
    lang: Lang,
) -> Front:
    """The parts of the bot, with its handlers in the application."""
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
    return front


def build_application(settings: TelegramSettings, token: str) -> "Application[Any, Any, Any, Any, Any, Any]":
    """PTB's application: it knows the handlers and the Bot API; fetching and order are ours (see `polling`, `dispatch`)."""
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

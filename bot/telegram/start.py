"""The Telegram front's beginnings: its state beside the archive, the archive opened through `bot.wiring`, and the run."""

from collections.abc import Callable
from typing import Any

from bot.settings import Settings, TelegramSettings
from bot.telegram.state import State
from bot.wiring import Notify, open_retriever, open_store


def open_state(settings: Settings, telegram: TelegramSettings) -> State:
    """The Telegram front's own state, beside the archive. Raises ArchiveMissing, StateError."""
    open_store(settings).close()  # the folder is an archive's
    return State(settings.data_dir, telegram.keep_hours * 3600)


def judged_feedback(settings: Settings, telegram: TelegramSettings) -> list[dict[str, Any]]:
    """What people said of the bot's answers, as judged questions. Raises ArchiveMissing, StateError."""
    from bot.telegram.feedback import article_ids, judged_questions

    state = open_state(settings, telegram)
    said = state.answers.feedback()
    state.close()
    with open_store(settings).read() as snapshot:
        return judged_questions(said, snapshot.articles(article_ids(said)))


def run_bot(
    settings: Settings, telegram: TelegramSettings, webhook: bool, ready: Callable[[str], None], notify: Notify
) -> None:
    """Run the Telegram front until it is stopped. Raises ArchiveMissing, IndexDamaged, ModelError, and the front's errors."""
    import asyncio

    from bot.telegram.archive import Archive
    from bot.telegram.running import run

    assert telegram.token is not None
    archive = Archive(open_retriever(settings, notify), open_store(settings), settings.top_k, lambda: None)
    state = open_state(settings, telegram)
    try:
        asyncio.run(run(telegram, telegram.token.get_secret_value(), archive, state, settings.lang, webhook, ready))
    finally:
        state.close()
        archive.close()

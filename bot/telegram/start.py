"""The Telegram front's beginnings: its state beside the archive, the archive opened through `bot.wiring`, and the run."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.opening import Notify, open_retriever, open_store
from bot.receipt_book import ReceiptBook
from bot.settings import Settings, TelegramSettings
from bot.telegram.state import State
from bot.texts import Texts
from corpus.holdings import by_period


def open_state(settings: Settings, telegram: TelegramSettings) -> State:
    """The Telegram front's own state, beside the archive. Raises ArchiveMissing, StateError."""
    open_store(settings).close()  # the folder is an archive's
    return State(settings.data_dir, telegram.keep_hours * 3600, url=settings.database_url.get_secret_value())


def judged_feedback(settings: Settings, telegram: TelegramSettings) -> list[dict[str, Any]]:
    """What people said of the bot's answers, as judged questions. Raises ArchiveMissing, StateError."""
    from bot.telegram.feedback import article_ids, judged_questions

    state = open_state(settings, telegram)
    said = state.answers.feedback()
    state.close()
    with closing(open_store(settings)) as store, store.read() as snapshot:
        return judged_questions(said, snapshot.articles(article_ids(said)))


def _picture(settings: Settings, texts: Texts) -> bytes | None:
    """The archive by time and source as a PNG; None where matplotlib is not installed."""
    from bot.formatting.plot import PlottingMissing, plot

    with closing(open_store(settings)) as store, store.read() as snapshot:
        periods = by_period(snapshot.groups())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.png"
        try:
            plot(periods, path, texts)
        except PlottingMissing:
            return None
        return path.read_bytes()


def run_bot(
    settings: Settings, telegram: TelegramSettings, webhook: bool, ready: Callable[[str], None], notify: Notify
) -> None:
    """Run the Telegram front until it is stopped. Raises ArchiveMissing, IndexDamaged, ModelError, and the front's errors."""
    import asyncio

    from bot.telegram.archive import Archive
    from bot.telegram.running import run

    assert telegram.token is not None
    archive = Archive(
        open_retriever(settings, notify),
        open_store(settings),
        settings.top_k,
        lambda texts: _picture(settings, texts),
        ReceiptBook.of(settings),
    )
    state = open_state(settings, telegram)
    try:
        asyncio.run(run(telegram, telegram.token.get_secret_value(), archive, state, settings.lang, webhook, ready))
    finally:
        state.close()
        archive.close()

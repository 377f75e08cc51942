"""What is stored of a person in a chat: the language, the filters, and what the next question may lean on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, delete, select, update

from bot.inserting import insert
from bot.telegram.journal import Journal
from bot.telegram.tables import PEOPLE
from bot.texts import Lang
from corpus.errors import FilterInvalid
from corpus.filters import NO_FILTER, Filter
from retrieval.turn import Turn


@dataclass(frozen=True)
class Person:
    """A person in a chat. `lang` is None until one is chosen."""

    chat_id: int
    user_id: int
    lang: Lang | None = None
    filters: Filter = NO_FILTER
    turn: Turn | None = None


class People:
    """The people in the bot's database; what the next question may lean on is forgotten after `keep` seconds.

    What is written for an update that is no longer this process' own raises NotOurs.
    """

    def __init__(self, engine: Engine, journal: Journal, keep: float, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._journal = journal
        self._keep = keep
        self._clock = clock

    def get(self, chat_id: int, user_id: int) -> Person:
        """The person, with what is stored if anything is."""
        query = select(PEOPLE).where(PEOPLE.c.chat_id == chat_id, PEOPLE.c.user_id == user_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return Person(chat_id, user_id)
        fresh = row.context_at is not None and row.context_at > self._clock() - self._keep
        filters = stored_filter(row.since, row.until, row.source)
        return Person(
            chat_id, user_id, row.lang, filters, Turn.read(row.context) if fresh and row.context is not None else None
        )

    def set_filters(self, chat_id: int, user_id: int, filters: Filter) -> None:
        """Keep the filters."""
        since, until = filters.since and filters.since.isoformat(), filters.until and filters.until.isoformat()
        self._write(chat_id, user_id, since=since, until=until, source=filters.source)

    def set_lang(self, chat_id: int, user_id: int, lang: Lang) -> None:
        """Keep the language."""
        self._write(chat_id, user_id, lang=lang)

    def set_turn(self, chat_id: int, user_id: int, turn: Turn | None) -> None:
        """Keep what the next question may lean on."""
        self._write(chat_id, user_id, context=turn and turn.stored(), context_at=self._clock())

    def forget(self, user_id: int) -> None:
        """Delete all that is stored of the person, in all chats."""
        with self._engine.begin() as connection:
            connection.execute(delete(PEOPLE).where(PEOPLE.c.user_id == user_id))

    def expire(self) -> None:
        """Delete the turns that are too old."""
        old = PEOPLE.c.context_at < self._clock() - self._keep
        with self._engine.begin() as connection:
            connection.execute(update(PEOPLE).where(old).values(context=None, context_at=None))

    def _write(self, chat_id: int, user_id: int, **values: object) -> None:
        with self._engine.begin() as connection:
            self._journal.hold(connection)
            row = insert(connection, PEOPLE).values(chat_id=chat_id, user_id=user_id, **values)
            connection.execute(row.on_conflict_do_update(index_elements=["chat_id", "user_id"], set_=values))


def stored_filter(since: str | None, until: str | None, source: str | None) -> Filter:
    """The filter that was stored; none where it is one that cannot be set any more: it must not lock a person out."""
    try:
        return Filter(date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None, source)
    except FilterInvalid:
        return NO_FILTER

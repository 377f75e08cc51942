"""Commands and buttons with the archive and Telegram played: what is asked, what is stored, what is said."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.telegram import questions
from bot.telegram.access import Rate
from bot.telegram.archive import Archive
from bot.telegram.buttons import Buttons
from bot.telegram.commands import Call, Commands
from bot.telegram.kept import Kept
from bot.telegram.keyboards import answered_token
from bot.telegram.metrics import Metrics
from bot.telegram.state import State
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.errors import ArchiveMissing
from corpus.filters import NO_FILTER, Filter, Fit
from corpus.origins import Cluster
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval.answer import Answer, Origins
from retrieval.quote import Copy, Quote
from retrieval.turn import Turn
from retrieval.understood import AskedPeriod, AskedSource, Understood

DE = Texts("de")
CHAT, ANNA, BEN = -5, 7, 8


def user(number: int) -> Any:
    return SimpleNamespace(id=number, language_code="de")


def press(front: Any, data: str, who: int, shown: str | None = None) -> str | None:
    """Press a button with `data` below message 99, whose own button sends `shown`; returns the toast."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Knopf", callback_data=shown or data)]])
    message = Message(99, datetime.now(UTC), Chat(CHAT, "group"), reply_markup=markup)
    said: list[str | None] = []

    async def answer(text: str | None) -> None:
        said.append(text)

    query = SimpleNamespace(data=data, from_user=user(who), message=message, answer=answer)
    update: Any = SimpleNamespace(update_id=1, callback_query=query)
    asyncio.run(Buttons(front).handle(update, None))
    (toast,) = said
    return toast


class Sender:
    """Writes down what the bot sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.edited: list[tuple[int, str]] = []

    async def notice(self, chat_id: int, markup: str, keyboard: Any = None) -> None:
        self.sent.append((markup, keyboard))

    async def edit(self, chat_id: int, message_id: int, markup: str, keyboard: Any) -> None:
        self.edited.append((message_id, markup))

    async def try_to(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        await call()

    async def send(self, chat_id: int, markup: str, keyboard: Any, reply_to: int | None) -> None:
        self.sent.append((markup, keyboard))

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        yield


class Desk:
    """Works at once."""

    waiting = 0

    async def run(self, work: Callable[[], Any]) -> Any:
        return work()


TEXT = "Kern leitet die Mission."


def article(name: str) -> Article:
    return Article(id=name, path=f"/x/{len(name)}.txt", text=TEXT, language="de", source=Sourced(name, Provenance.USER))


class Snapshot:
    """Three sources, and two further papers that print one text, as a snapshot tells it."""

    sources = ("dpa/AFP", "dpa", "Morgenblatt (Beispiel)")

    def coverage(self) -> Coverage:
        return self.coverage_of(NO_FILTER)

    def coverage_of(self, only: Filter) -> Coverage:
        sources = dict.fromkeys(self.fits(only), 1)
        return Coverage(len(sources), len(sources), 0, None, None, sources, {})

    def fits(self, only: Filter) -> dict[str, Fit]:
        return {name: fit for name in self.sources if (fit := only.fit(None, None, [name]))}

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        return {name: article(name) for name in ids}

    def clusters(self, ids: Iterable[str]) -> dict[str, Cluster]:
        one_text = Cluster("Kurier", ("Kurier", "Tagblatt"), None)
        return {name: one_text for name in ids if name in one_text.articles}


class Store:
    """The three sources as a store."""

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        yield Snapshot()


def nothing(question: str, understood: Understood) -> Answer:
    return Answer(question, understood, (), 0.1, None, Snapshot().coverage())


class Retriever:
    """Writes down what it is asked; finds nothing, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, Turn | None, Filter, bool]] = []
        self._error = error

    def answer(
        self, question: str, *, top_k: int, before: Turn | None = None, only: Filter = NO_FILTER, narrow: bool = True
    ) -> Answer:
        self.asked.append((question, before, only, narrow))
        if self._error:
            raise self._error
        return nothing(question, Understood("de"))


def opened(retriever: Retriever) -> Archive:
    return Archive(retriever, Store(), 5, lambda _: None)


@pytest.fixture
def front(tmp_path: Path) -> Any:
    """The bot's parts with a rate of two a minute."""
    state = State(tmp_path, 3600)
    state.journal.accept(1, "{}")  # the update that each press and question here is

    async def person(chat_id: int, who: Any) -> tuple[Any, Texts]:
        return state.people.get(chat_id, who.id), DE

    async def may_go_on(chat_id: int, who: Any, texts: Texts) -> bool:
        return made.rate.wait(who.id) == 0

    made = SimpleNamespace(
        archive=opened(Retriever()),
        state=state,
        desk=Desk(),
        sender=Sender(),
        rate=Rate(2),
        metrics=Metrics(),
        keep=3600,
        log_questions=False,
        searching={},
        person=person,
        may_go_on=may_go_on,
    )
    return made


def command(front: Any, name: str, words: str, who: int = ANNA) -> None:
    call = Call(1, CHAT, user(who), front.state.people.get(CHAT, who), words, DE, "WortlautBot", None)
    asyncio.run(Commands(front).handle(name, call))


@pytest.mark.parametrize(
    ("typed", "kept"), [("dpa", "dpa"), ("DPA", "dpa"), ("dpa/afp", "dpa/AFP"), ("morgenblatt", "morgenblatt")]
)
def test_a_source_is_the_one_that_was_named_and_no_wider_one(front: Any, typed: str, kept: str) -> None:
    command(front, "quelle", typed)
    assert front.state.people.get(CHAT, ANNA).filters == Filter(source=kept)


def test_a_source_that_is_not_there_is_not_set(front: Any) -> None:
    command(front, "quelle", "Abendkurier")
    assert not front.state.people.get(CHAT, ANNA).filters
    assert front.sender.sent[0][0].startswith("Eine Quelle „Abendkurier“ gibt es nicht.")


def test_a_button_clears_the_filters_of_the_person_who_set_them(front: Any) -> None:
    command(front, "quelle", "dpa")
    (data,) = [button.callback_data for row in front.sender.sent[0][1].inline_keyboard for button in row]
    front.state.people.set_filters(CHAT, BEN, Filter(source="Morgenblatt"))
    assert press(front, data, BEN) == DE("tg_foreign_filters")
    assert [front.state.people.get(CHAT, who).filters.source for who in (ANNA, BEN)] == ["dpa", "Morgenblatt"]
    assert front.sender.edited == []
    assert press(front, data, ANNA) == "Filter aufgehoben."
    assert [front.state.people.get(CHAT, who).filters.source for who in (ANNA, BEN)] == [None, "Morgenblatt"]
    assert front.sender.edited == [(99, "Filter aufgehoben.")]


def test_a_forged_press_overwrites_no_message_and_counts(front: Any) -> None:
    assert press(front, f"x0:{ANNA}", ANNA, shown="p2:AAAAAAAAAAAA") == "Filter aufgehoben."
    assert press(front, "x0:filters", ANNA) == DE("tg_foreign_filters")
    assert press(front, f"x0:{ANNA}", ANNA, shown="p2:AAAAAAAAAAAA") == "Filter aufgehoben."
    assert press(front, f"x0:{ANNA}", ANNA) is None
    assert front.sender.edited == []


UNDERSTOOD = Understood("de", AskedPeriod.of(DateInterval.of(2018)), AskedSource("dpa", ("dpa",)))


def press_free(front: Any, retriever: Retriever, before: Turn | None = None) -> str | None:
    """Anna's question was answered under a filter; Ben, who talks of something else, presses „Ohne …“ below it."""
    front.archive = opened(retriever)
    front.state.people.set_turn(CHAT, BEN, Turn.plain("Wer gewann die Wahl?"))
    kept = Kept.of(nothing("Und was sagte er dpa 2018 dazu?", UNDERSTOOD), CHAT, ANNA, Filter(source="dpa"), before)
    return press(front, f"o1:{front.state.answers.add(kept)}", BEN)


def test_without_period_and_source_the_same_question_is_asked_behind_the_one_it_followed(front: Any) -> None:
    period, source = AskedPeriod.of(DateInterval.of(2019, 5), "Mai 2019"), AskedSource("Morgenblatt", ("Morgenblatt",))
    before = Turn("Was schrieb das Morgenblatt im Mai 2019 über Kern?", ("schrieb", "Kern"), "de", period, source)
    retriever = Retriever()
    assert press_free(front, retriever, before) == "Ohne Zeitraum und Quelle gefragt."
    assert retriever.asked == [("Und was sagte er dpa 2018 dazu?", before, NO_FILTER, False)]
    assert front.state.people.get(CHAT, BEN).turn == Turn("Und was sagte er dpa 2018 dazu?", ("sagte", "dpa", "2018"))
    assert len(front.sender.sent) == 1 and "Nicht im Archiv gefunden." in front.sender.sent[0][0]


def reply(front: Any, who: int, token: str | None) -> Turn | None:
    """The turn that `who`, who last asked after the election, gets an answer after when replying to the answer `token`."""
    retriever = Retriever()
    front.archive = opened(retriever)
    front.state.people.set_turn(CHAT, who, Turn.plain("Wer gewann die Wahl?"))
    asyncio.run(questions.ask(front, 1, CHAT, user(who), "Und warum?", replied=token))
    ((_, before, _, _),) = retriever.asked
    return before


def test_a_reply_to_an_older_answer_leans_on_that_one(front: Any) -> None:
    kept = Kept.of(nothing("Wer leitet die Mission?", Understood("de")), CHAT, ANNA, NO_FILTER)
    token = front.state.answers.add(kept)
    front.rate = Rate(9)
    last = Turn.plain("Wer gewann die Wahl?")
    assert reply(front, ANNA, token) == Turn("Wer leitet die Mission?", ("leitet", "Mission"))
    assert reply(front, BEN, token) == last  # what Anna asked is hers to forget
    assert reply(front, BEN, None) == reply(front, BEN, "A" * 12) == last
    elsewhere = front.state.answers.add(replace(kept, chat_id=CHAT + 1))
    assert reply(front, ANNA, elsewhere) == last


def test_the_answer_of_a_message_is_told_by_its_buttons() -> None:
    def markup(*data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Knopf", callback_data=each) for each in data]])

    assert answered_token(markup("p2:AbC-_123", "u1:AbC-_123")) == "AbC-_123"
    assert answered_token(markup(f"x0:{ANNA}", "Unsinn")) is answered_token(None) is answered_token(markup()) is None


def test_a_question_that_failed_was_not_asked(front: Any) -> None:
    failing = Retriever(ArchiveMissing(path="x"))
    assert press_free(front, failing) is None
    assert [markup for markup, _ in front.sender.sent] == [DE("tg_archive_broken")]


def test_a_not_found_shown_again_says_what_its_filter_left_and_no_more(front: Any) -> None:
    kept = replace(Kept.of(nothing("Wer?", Understood("de")), CHAT, ANNA, Filter(source="dpa/AFP")), apart=1)
    assert press(front, f"a1:{front.state.answers.add(kept)}", ANNA) is None
    ((_, markup),) = front.sender.edited
    assert "<b>Unter dieser Einschränkung nicht gefunden.</b>\nDurchsucht: 2 Artikel, ohne Datum.\nEin undatierter" in markup


def test_a_quote_shown_again_keeps_its_fit_and_the_origins_of_the_answer(front: Any) -> None:
    first = Quote(article("Morgenblatt"), 0, 24, (), 0.9, (Copy(article("Kurier"), 0, 24), Copy(article("Tagblatt"), 0, 24)))
    second = Quote(article("Abendkurier"), 0, 24, (), 0.8, fit="possible")
    only = Filter(until=date(2018, 1, 1))
    coverage, behind = Coverage(5, 5, 1, None, None, {}, {}), Origins(4, 4, 3, ("dpa",))
    answer = Answer("Wer?", Understood("de"), (first, second), 0.9, None, coverage, (), only, behind)
    token = front.state.answers.add(Kept.of(answer, CHAT, ANNA, only))
    for number in (1, 2):
        assert press(front, f"p{number}:{token}", ANNA) is None
    pages = [markup for _, markup in front.sender.edited]
    assert "\n3 Quellen, 2 Ursprünge\n" in pages[0] and "undatiert · nur vielleicht im Zeitraum · 11.txt" in pages[1]
    for number, page in enumerate(pages, start=1):
        assert f"<i>Zitat {number} von 2 · zusammen 4 Quellen, 3 Ursprünge (dpa)</i>\n<i>Ein undatierter Artikel blieb" in page

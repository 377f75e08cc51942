"""What the Telegram front stores: nothing twice, nothing too long, nothing of the articles."""

import json
import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from benchmarks.torture.ways import copy_tree, damages
from bot.telegram.journal import Entry
from bot.telegram.kept import Kept, Place
from bot.telegram.state import State
from bot.telegram.tables import StateError
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.filters import NO_FILTER, Filter
from corpus.postgres import open_engine
from corpus.store import Coverage
from retrieval.answer import Answer, Origins
from retrieval.quote import Copy, Quote
from retrieval.turn import Turn
from retrieval.understood import AskedPeriod, AskedSource, Carried, Understood

HOUR = 3600.0
TEXT = "Geheim bleibt der Wortlaut. Kern leitet die Mission."


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


BEFORE = Turn(
    "Wer leitet die Mission?",
    ("leitet", "Mission"),
    "de",
    AskedPeriod.of(DateInterval.of(2018, 2), "Februar 2018"),
    AskedSource("Blatt", ("Blatt",)),
    ("Jo Kern",),
)


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the state is: "" for a file, else an empty schema of a server."""
    return str(request.getfixturevalue("database_url")) if request.param == "server" else ""


@pytest.fixture
def state(tmp_path: Path, clock: Clock, url: str) -> Iterator[State]:
    made = State(tmp_path, 24 * HOUR, clock, url)
    yield made
    made.close()


Sql = Callable[..., list[Any]]


@pytest.fixture
def sql(state: State, url: str) -> Iterator[Sql]:
    """What a statement finds or does, beside the bot."""
    engine = open_engine(url) if url else create_engine(f"sqlite:///{state.path}")

    def execute(statement: str, **values: object) -> list[Any]:
        with engine.begin() as connection:
            done = connection.execute(text(statement), values)
            return [tuple(row) for row in done] if done.returns_rows else []

    yield execute
    engine.dispose()


def everything(state: State, sql: Sql, url: str) -> bytes:
    """All that the state's files or tables hold."""
    if url:
        named = sql("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        assert len(named) == 8
        return "".join(repr(sql(f"SELECT * FROM {name}")) for (name,) in named).encode()
    return b"".join(file.read_bytes() for file in state.path.parent.glob("telegram.db*"))


def article(name: str, text: str = TEXT) -> Article:
    return Article(id=name, path=f"/x/{name}.txt", text=text, language="de")


def answer(question: str = "Wer leitet?") -> Answer:
    found = Quote(article("a"), 28, 52, ((28, 52),), 0.7, (Copy(article("b"), 28, 52),), "possible")
    carried = Carried("Davor?", ("Davor",), f"Davor {question}", period=True)
    understood = Understood("de", AskedPeriod.of(DateInterval.of(2018, 2)), AskedSource("Blatt", ("Blatt",)), carried)
    coverage, only = Coverage(2, 2, 2, None, None, {}, {}), Filter(date(2018, 1, 1))
    return Answer(question, understood, (found,), 0.9, None, coverage, (), only, Origins(2, 2, 1, ("dpa",), ("Blatt",)))


def test_an_answer_comes_back_as_places_and_none_of_its_words_are_stored(state: State, sql: Sql, url: str) -> None:
    filters = Filter(date(2018, 1, 1), None, "Blatt")
    kept = Kept.of(answer(), 5, 7, filters, BEFORE)
    token = state.answers.add(kept)
    assert state.answers.get(token) == kept and len(token) == 12
    assert kept.places == (
        Place("a", article("a").digest, 28, 52, ((28, 52),), (("b", 28, 52, article("a").digest),), "possible"),
    )
    assert (kept.origins, kept.apart) == (Origins(2, 2, 1, ("dpa",), ("Blatt",)), 2)
    again = kept.places[0].quote({"a": article("a"), "b": article("b")})
    assert again is not None and (again.text, again.also_in[0].text) == ("Kern leitet die Mission.",) * 2
    assert again.fit == "possible"
    held = everything(state, sql, url)
    assert b"Jo Kern" in held and b"Kern leitet" not in held


def test_an_answer_kept_by_a_version_of_before_can_still_be_shown() -> None:
    kept = Kept.of(answer(), 5, 7, NO_FILTER)
    row = json.loads(kept.as_json())
    del row["origins"], row["apart"], row["before"], row["turn"], row["understood"]["carried"]
    row["understood"]["context"] = "Wer war das?"
    row["places"] = [place[:6] for place in row["places"]]
    place = replace(kept.places[0], fit=None)
    assert Kept.from_json(5, 7, json.dumps(row)) == replace(
        kept,
        understood=replace(kept.understood, carried=None),
        origins=Origins(),
        apart=0,
        places=(place,),
        before=Turn.plain("Wer war das?"),
        turn=Turn.plain("Wer leitet?"),
    )


def test_a_quote_of_an_article_that_changed_is_none(state: State) -> None:
    place = Place.of(answer().quotes[0])
    assert place.quote({"a": article("a", TEXT + " Neu.")}) is None
    assert place.quote({}) is None
    kept = place.quote({"a": article("a"), "b": article("b", "Kern ging.")})
    assert kept is not None and kept.also_in == ()


def test_answers_and_contexts_expire_and_filters_stay(state: State, clock: Clock, sql: Sql) -> None:
    token = state.answers.add(Kept.of(answer(), 5, 7, NO_FILTER))
    state.people.set_turn(5, 7, BEFORE)
    state.people.set_filters(5, 7, Filter(source="Blatt"))
    clock.now += 23.9 * HOUR
    assert state.answers.get(token) is not None and state.people.get(5, 7).turn == BEFORE
    clock.now += 0.2 * HOUR
    assert state.answers.get(token) is None
    person = state.people.get(5, 7)
    assert person.turn is None and person.filters == Filter(source="Blatt")
    state.expire()
    assert sql("select (select count(*) from answers), (select context from people)") == [(0, None)]


@pytest.mark.parametrize("stored", ["Wer leitet?", "{", "null", "[1]", '{"question": 5}', "2018", ""])
def test_what_a_version_of_before_stored_is_a_question(state: State, stored: str, sql: Sql) -> None:
    state.people.set_turn(5, 7, BEFORE)
    sql("update people set context = :stored", stored=stored)
    assert state.people.get(5, 7).turn == Turn.plain(stored)


@pytest.mark.parametrize("stored", [("2019-01-01", "2018-12-31", None), (None, None, "…")])
def test_a_stored_filter_that_cannot_be_set_any_more_is_none(
    state: State, stored: tuple[str | None, str | None, str | None], sql: Sql
) -> None:
    state.people.set_lang(5, 7, "en")
    token = state.answers.add(Kept.of(answer(), 5, 7, NO_FILTER))
    sql(
        "update people set since = :since, until = :until, source = :source", since=stored[0], until=stored[1], source=stored[2]
    )
    ((body,),) = sql("select body from answers")
    sql("update answers set body = :body", body=json.dumps(json.loads(body) | {"filters": stored}))
    person, kept = state.people.get(5, 7), state.answers.get(token)
    assert (person.lang, person.filters, kept and kept.filters) == ("en", NO_FILTER, NO_FILTER)


def test_forgetting_deletes_one_person_everywhere_and_no_other(state: State, sql: Sql, url: str) -> None:
    mine, other = Kept.of(answer("Meine Frage?"), 5, 7, NO_FILTER), Kept.of(answer("Andere?"), 5, 8, NO_FILTER)
    first, second = state.answers.add(mine), state.answers.add(other)
    state.answers.judge(first, mine, 1, 8, True)  # another's word on my question holds my question
    state.answers.judge(second, other, 1, 7, False)
    state.answers.judge(second, other, 1, 8, True)
    for chat in (5, -5):
        state.people.set_lang(chat, 7, "en")
    state.people.set_lang(5, 8, "en")
    state.forget(7)
    assert state.answers.get(first) is None and state.answers.get(second) == other
    assert [(row.kept.question, row.kept.user_id, row.good) for row in state.answers.feedback()] == [("Andere?", 8, True)]
    assert (state.people.get(5, 7).lang, state.people.get(-5, 7).lang, state.people.get(5, 8).lang) == (None, None, "en")
    held = everything(state, sql, url)
    assert b"Andere?" in held and b"Meine Frage?" not in held


def test_forgetting_finds_a_question_in_feedback_when_its_answer_is_long_gone(
    state: State, clock: Clock, sql: Sql, url: str
) -> None:
    kept = Kept.of(answer("Meine Frage?"), -5, 7, NO_FILTER)
    state.answers.judge(state.answers.add(kept), kept, 1, 8, True)
    clock.now += 25 * HOUR
    state.expire()
    assert [row.kept.question for row in state.answers.feedback()] == ["Meine Frage?"]
    assert b"Meine Frage?" in everything(state, sql, url)
    state.forget(7)
    assert state.answers.feedback() == []
    assert b"Meine Frage?" not in everything(state, sql, url)


@pytest.mark.parametrize("url", [""])
def test_feedback_of_before_learns_whose_question_it_is(state: State, clock: Clock) -> None:
    mine, other = Kept.of(answer("Meine Frage?"), -5, 7, NO_FILTER), Kept.of(answer("Andere?"), -5, 9, NO_FILTER)
    for kept in (mine, other):
        state.answers.judge(state.answers.add(kept), kept, 1, 8, True)
    state.close()
    with sqlite3.connect(state.path) as connection:
        connection.execute("alter table feedback drop column asker_id")
    again = State(state.path.parent, 24 * HOUR, clock)
    clock.now += 25 * HOUR
    again.expire()
    again.forget(7)
    assert [row.kept.question for row in again.answers.feedback()] == ["Andere?"]


def test_the_last_word_on_a_quote_counts(state: State) -> None:
    kept = Kept.of(answer(), 5, 7, NO_FILTER)
    token = state.answers.add(kept)
    for good in (True, False):
        state.answers.judge(token, kept, 1, 7, good)
    assert [row.good for row in state.answers.feedback()] == [False]


def test_the_journal_knows_what_is_open_sent_and_done(state: State, clock: Clock, sql: Sql) -> None:
    journal = state.journal
    assert [journal.accept(number, f"{{{number}}}", (5, 7)) for number in (1, 2, 3, 2)] == [True, True, True, False]
    journal.sending(2, "marke")
    journal.done(3)
    assert journal.left() == [Entry(1, "{1}", 1, None), Entry(2, "{2}", 1, "marke")]
    assert journal.left()[0].tries == 2 and journal.open_count() == 2
    assert not journal.accept(3, "{3}")
    assert sql("select body, chat_id, user_id from updates where update_id = 3") == [(None, None, None)]
    clock.now += 49 * HOUR
    state.expire()
    assert journal.accept(3, "{3}") and journal.open_count() == 3


def test_a_code_lets_one_person_in_once_and_is_not_stored(state: State, sql: Sql, url: str) -> None:
    code = state.invites.make()
    assert not state.invites.redeem("falsch", 7) and not state.invites.is_member(7)
    assert state.invites.redeem(code, 7) and state.invites.is_member(7)
    assert not state.invites.redeem(code, 8) and not state.invites.is_member(8)
    second = state.invites.make()
    assert second.encode() not in everything(state, sql, url)


@pytest.mark.parametrize("url", [""])
def test_only_the_owner_reads_the_file_and_a_foreign_one_is_refused(state: State, tmp_path: Path) -> None:
    assert stat.S_IMODE(state.path.stat().st_mode) == 0o600
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "telegram.db").write_text("keine Datenbank, aber lang genug, um eine zu sein " * 20)
    with pytest.raises(StateError, match="Rename the file"):
        State(tmp_path / "other", HOUR)


def test_whatever_is_damaged_is_a_state_error_or_of_no_effect(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.mkdir()
    state = State(good, 3600)
    for number in range(60):
        state.journal.accept(number, f'{{"update_id": {number}}}')
    state.close()
    told = 0
    for damage in random.Random(2).sample([*damages(good, "telegram.db", 60)], 50):
        copy_tree(good, tmp_path / "now")
        damage.harm(tmp_path / "now" / damage.file)
        try:
            state = State(tmp_path / "now", 3600)
            state.expire()
            state.journal.left()
            state.journal.accept(999, "{}")
            state.close()
        except StateError as error:
            assert "Rename the file" in error.say("en")
            told += 1
    assert told > 10


def test_a_text_that_is_none_is_told_when_it_is_read(tmp_path: Path) -> None:
    state = State(tmp_path, 3600)
    state.journal.accept(1, "{}")
    state.close()
    with sqlite3.connect(tmp_path / "telegram.db") as database:
        database.execute("UPDATE updates SET body = CAST(x'ff22' AS TEXT)")
    database.close()
    state = State(tmp_path, 3600)
    with pytest.raises(StateError, match="Rename the file"):
        state.journal.left()
    state.close()

"""The state that several bots share: what one has, no other has, and what a dead one had, one other gets."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.journal import AT_WORK, Entry, whose
from bot.telegram.kept import Kept
from bot.telegram.processes import BEAT, LEASE, Process
from bot.telegram.state import State
from bot.telegram.tables import NotOurs, StateAway, StateForeign
from corpus.filters import NO_FILTER, Filter
from corpus.postgres import open_engine
from tests.postgres import running_server
from tests.telegram_inside import FakeArchive, Inside
from tests.telegram_people import Human
from tests.test_telegram_state import Clock, answer

ANNA, BEN = 7, 8
Open = Callable[[], State]


@pytest.fixture
def another(tmp_path: Path, database_url: str) -> Iterator[Open]:
    """Opens the same state as one more process."""
    made: list[State] = []

    def opened() -> State:
        made.append(State(tmp_path, 3600, url=database_url))
        made[-1].process.join("webhook")
        return made[-1]

    yield opened
    for state in made:
        state.close()


@contextmanager
def at_work(update_id: int) -> Iterator[None]:
    token = AT_WORK.set(update_id)
    try:
        yield
    finally:
        AT_WORK.reset(token)


def message(user: int, chat: int | None = None) -> str:
    return json.dumps({"update_id": 1, "message": {"chat": {"id": chat or user}, "from": {"id": user}, "text": "Wer?"}})


def end(state: State, url: str) -> None:
    """Its lease is over, as if its process had died that long ago."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE processes SET until = until - {LEASE} WHERE name = '{state.process.name}'")
    engine.dispose()


def wait_out(state: State) -> None:
    """As if the process had reached the database for a whole lease."""
    state.process._steady_since = time.monotonic() - LEASE - 1
    state.process.beat()


def test_an_update_is_accepted_by_one_of_two(another: Open) -> None:
    states = [another(), another()]

    def accept(state: State) -> list[bool]:
        return [state.journal.accept(number, message(ANNA), (ANNA, ANNA)) for number in range(200)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(accept, states)
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 200
    assert states[0].journal.open_count() == 200


def test_what_a_live_process_has_is_its_own(another: Open) -> None:
    first, second = another(), another()
    first.journal.accept(1, message(ANNA))
    wait_out(second)
    assert second.journal.left() == []
    assert first.journal.left(frozenset([1])) == []  # it is at work
    assert first.journal.left() == [Entry(1, message(ANNA), 1, None)]  # it never heard that this was written down


def test_what_a_dead_process_had_is_given_to_one_and_only_after_a_whole_lease(another: Open, database_url: str) -> None:
    dead, first, second = another(), another(), another()
    for number in range(50):
        dead.journal.accept(number, message(ANNA))
    dead.journal.sending(7, "marke")
    dead.journal.done(8)
    end(dead, database_url)
    assert first.journal.left() == [], "the database may just have come back: the others must have time to say that they live"
    for state in (first, second):
        wait_out(state)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda state: state.journal.left(), (first, second)))
    numbers = sorted(entry.update_id for entries in taken for entry in entries)
    assert numbers == [number for number in range(50) if number != 8]
    assert {entry.token for entries in taken for entry in entries if entry.update_id == 7} == {"marke"}
    with pytest.raises(NotOurs):  # it was only slow, and goes on: nothing of it goes out
        dead.journal.sending(9, "andere")
    dead.journal.done(9)
    assert first.journal.open_count() == 49


def test_a_process_that_could_not_reach_the_database_takes_nothing_over_at_once(database_url: str, tmp_path: Path) -> None:
    state, clock = State(tmp_path, 3600, url=database_url), Clock()
    clock.now = 0.0
    process = Process(state._engine, clock)
    process.join("webhook")
    steady = []
    for clock.now in (3.0, 6.0, 15.0, 18.0, 27.5, 40.0, 42.0):  # a gap of more than a lease without two beats begins it anew
        process.beat()
        steady.append(process._is_steady)
    assert LEASE - 2 * BEAT == 9.0
    assert steady == [False, False, True, True, False, False, False]
    state.close()


def test_what_is_given_back_is_taken_over_at_once(another: Open) -> None:
    first, second = another(), another()
    first.journal.accept(1, message(ANNA))
    first.leave()
    assert second.journal.left() == [Entry(1, message(ANNA), 1, None)]
    assert first.journal.turn(1) == "never" and second.journal.turn(1) == "now"


def test_webhooks_may_be_several_and_a_poller_is_alone(tmp_path: Path, database_url: str) -> None:
    states = [State(tmp_path, 60, url=database_url) for _ in range(3)]
    one, two, poller = (state.process for state in states)
    one.join("webhook")
    two.join("webhook")
    poller.join("polling")
    assert (one.in_the_way(), two.in_the_way(), poller.in_the_way()) == (None, None, "webhook")
    for state in states[:2]:
        end(state, database_url)
    assert poller.in_the_way() is None
    one.beat()  # it comes back, and was there first
    assert poller.in_the_way() == "webhook"
    for state in states:
        state.close()


def test_the_turn_of_a_person_in_a_chat_goes_round_all_processes(another: Open) -> None:
    first, second = another(), another()
    first.journal.accept(10, message(ANNA), (ANNA, ANNA))
    second.journal.accept(11, message(ANNA), (ANNA, ANNA))
    second.journal.accept(12, message(ANNA, -5), (-5, ANNA))
    second.journal.accept(13, message(BEN), (BEN, BEN))
    assert [second.journal.turn(number) for number in (11, 12, 13)] == ["later", "now", "now"]
    assert (first.journal.turn(10), first.journal.turn(11)) == ("now", "never")
    first.journal.done(10)
    assert second.journal.turn(11) == "now"


def test_what_comes_out_of_order_to_two_bots_is_done_in_order_and_holds_nobody_up(tmp_path: Path, database_url: str) -> None:
    """One has the updates 5 and 3, in that order, the other 4: each must wait for the other."""
    first, second = (Inside(tmp_path, FakeArchive(), url=database_url) for _ in range(2))
    said: list[str] = []
    for bot in (first, second):
        bot.telegram.refuse = lambda _, sent: said.append(sent["text"]) if "text" in sent else None

    def row(number: int, text: str) -> dict[str, Any]:
        chat = {"id": ANNA, "type": "private"}
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        told = {"message_id": 1, "date": 1, "chat": chat, "from": Human(ANNA).as_json(), "text": text, "entities": entities}
        return {"update_id": number, "message": told}

    async def scene() -> None:
        await second.application.initialize()
        other = row(4, "/sprache de")
        assert second.state.journal.accept(4, json.dumps(other), whose(other))
        await first.dispatcher.take(row(5, "/quelle aus"))
        await first.dispatcher.take(row(6, "/neu"))
        await asyncio.sleep(0.5)
        assert said == []
        await first.dispatcher.take(row(3, "/sprache en"))
        await second.dispatcher.resume()
        await second.dispatcher.finish(20)

    first.run(scene)
    assert said == ["I speak English now.", "Ich spreche jetzt Deutsch.", said[2], "Neues Thema."]
    assert said[2].startswith("Kein Filter gesetzt.")
    assert first.state.journal.open_count() == 0


@pytest.mark.parametrize(
    ("row", "who"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, (-5, 7)),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 5}, "from": {"id": 4}}}}, (5, 7)),
        ({"update_id": 1, "inline_query": {"from": {"id": 7}}}, (None, 7)),
        ({"update_id": 1, "message": {"chat": 5, "from": {"id": "7"}}}, (None, None)),
        ({"update_id": 1, "message": {"chat": {"id": 2**63}, "from": {"id": True}}}, (None, None)),
        ({"update_id": 1}, (None, None)),
    ],
)
def test_whose_an_update_is(row: dict[str, object], who: tuple[int | None, int | None]) -> None:
    assert whose(row) == who


def test_who_is_forgotten_is_so_in_what_another_process_is_just_doing(another: Open) -> None:
    first, second = another(), another()
    kept, others = Kept.of(answer("Meine Frage?"), -5, ANNA, NO_FILTER), Kept.of(answer("Andere?"), -5, BEN, NO_FILTER)
    first.journal.accept(1, message(ANNA, -5), (-5, ANNA))
    first.journal.accept(2, message(BEN, -5), (-5, BEN))
    token = first.answers.add(kept)
    with at_work(3):
        second.journal.accept(3, message(ANNA), (ANNA, ANNA))
        second.journal.accept(4, message(ANNA), (ANNA, ANNA))
        second.forget(ANNA)
    with at_work(1):
        for write in (
            lambda: first.answers.add(kept),
            lambda: first.people.set_turn(-5, ANNA, kept.turn),
            lambda: first.people.set_filters(-5, ANNA, Filter(source="Blatt")),
            lambda: first.journal.sending(1, "marke"),
            lambda: first.answers.judge(token, kept, 1, ANNA, True),
        ):
            with pytest.raises(NotOurs):
                write()
    with at_work(2):  # another's word on the forgotten question
        assert first.answers.judge(token, kept, 1, BEN, True) is False
        assert first.answers.judge(first.answers.add(others), others, 1, BEN, True) is True
    assert [row.kept.question for row in second.answers.feedback()] == ["Andere?"]
    assert first.people.get(-5, ANNA).filters == NO_FILTER
    assert [second.journal.turn(number) for number in (3, 4)] == ["now", "later"]  # what was sent after that is answered
    second.forget_all(ANNA)
    assert [second.journal.turn(number) for number in (3, 4)] == ["never", "never"] and first.journal.turn(2) == "now"


def test_forgetting_misses_nothing_that_is_being_written(another: Open) -> None:
    """Many times over, one process writes for an update while another forgets its person, at about any moment of it."""
    first, second = another(), another()
    kept = Kept.of(answer("Meine Frage?"), ANNA, ANNA, NO_FILTER)
    came_to: list[int] = []

    def write(number: int) -> None:
        came_to.append(0)
        with at_work(number), suppress(NotOurs):
            token = first.answers.add(kept)
            came_to[-1] = 1
            first.people.set_turn(ANNA, ANNA, kept.turn)
            first.people.set_filters(ANNA, ANNA, Filter(source="Blatt"))
            came_to[-1] = 2
            first.answers.judge(token, kept, 1, ANNA, True)
            came_to[-1] = 3

    with ThreadPoolExecutor(1) as pool:
        for number in range(80):
            first.journal.accept(number, message(ANNA), (ANNA, ANNA))
            writing = pool.submit(write, number)
            time.sleep(number % 20 / 700)
            second.forget(ANNA)
            writing.result()
            person = first.people.get(ANNA, ANNA)
            assert (second.answers.feedback(), person.turn, person.filters) == ([], None, NO_FILTER)
    assert len(set(came_to)) >= 2, "it was met at different moments"


def test_a_word_on_an_answer_is_kept_before_its_asker_is_forgotten_or_not_at_all(another: Open) -> None:
    first, second = another(), another()
    kept = Kept.of(answer("Meine Frage?"), -5, ANNA, NO_FILTER)
    came_to = []
    with ThreadPoolExecutor(1) as pool:
        for number in range(60):
            token, pause = second.answers.add(kept), number % 20 / 800
            if number % 2:
                judging = pool.submit(first.answers.judge, token, kept, 1, BEN, True)
                time.sleep(pause)
                second.forget(ANNA)
                came_to.append(judging.result())
            else:
                forgetting = pool.submit(second.forget, ANNA)
                time.sleep(pause)
                came_to.append(first.answers.judge(token, kept, 1, BEN, True))
                forgetting.result()
            assert second.answers.feedback() == []
    assert len(set(came_to)) == 2, "both came first now and then"


def test_a_code_that_two_processes_get_at_once_lets_one_person_in(another: Open) -> None:
    states = [another(), another()]
    codes = [states[0].invites.make() for _ in range(40)]

    def redeem(who: int) -> list[bool]:
        return [states[who].invites.redeem(code, 1000 * who + number) for number, code in enumerate(codes)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(redeem, (0, 1))
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 40
    members = [states[1].invites.is_member(1000 * who + number) for who in (0, 1) for number in range(40)]
    assert members == [*first, *second]


def test_bots_that_start_at_once_make_the_tables_once(tmp_path: Path, database_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        states = list(pool.map(lambda _: State(tmp_path, 60, url=database_url), range(6)))
    assert states[0].journal.accept(1, "{}") and not states[5].journal.accept(1, "{}")
    for state in states:
        state.close()


def test_a_state_of_another_version_is_refused(tmp_path: Path, database_url: str) -> None:
    State(tmp_path, 60, url=database_url).close()
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE telegram_meta SET value = '99'")
    engine.dispose()
    with pytest.raises(StateForeign, match="schema version 99, expected 1"):
        State(tmp_path, 60, url=database_url)


@pytest.mark.slow
def test_a_server_that_dies_or_is_read_only_is_said_to_be_away_and_found_again(tmp_path: Path) -> None:
    with running_server() as server:
        state = State(tmp_path, 60, url=server.url)
        assert state.journal.accept(1, "{}")
        server.kill()
        for call in (
            lambda: state.journal.accept(2, "{}"),
            lambda: state.people.get(1, 1),
            lambda: state.journal.sending(1, "t"),
        ):
            with pytest.raises(StateAway) as caught:
                call()
            assert "\n" not in caught.value.say("de") and "postgres:@" not in caught.value.say("en")
        server.start()
        assert state.journal.accept(2, "{}") and not state.journal.accept(1, "{}")
        operator = open_engine(server.url).execution_options(isolation_level="AUTOCOMMIT")
        for read_only in ("on", "off"):  # as after a switch to a standby
            with operator.connect() as connection:
                connection.exec_driver_sql(f"ALTER SYSTEM SET default_transaction_read_only = {read_only}")
                connection.exec_driver_sql("SELECT pg_reload_conf()")
                time.sleep(0.5)
            if read_only == "on":
                with pytest.raises(StateAway, match="read-only transaction"):
                    state.journal.accept(3, "{}")
                assert state.people.get(1, 1).lang is None
        assert state.journal.accept(3, "{}")
        operator.dispose()
        state.close()

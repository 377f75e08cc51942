"""Reaching a PostgreSQL database, and what a person is told where it cannot be used."""

import os
from urllib.parse import quote

import pytest
from sqlalchemy import text

from corpus.errors import ArchiveError
from corpus.postgres import STATEMENT_SECONDS, address, application_name, open_engine
from corpus.postgres_errors import (
    DatabaseMissing,
    DatabaseRefused,
    DatabaseSlow,
    DatabaseUnreachable,
    DatabaseUnusable,
    DatabaseUrlInvalid,
    DriverMissing,
    SchemaMissing,
    telling,
)
from tests.postgres import Server

PASSWORD = "sehr-geheim"


def asked(url: str, statement: str = "SELECT 1") -> object:
    engine = open_engine(url)
    try:
        with telling(address(url)), engine.begin() as connection:
            return connection.execute(text(statement)).scalar()
    finally:
        engine.dispose()


def done(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_connection_says_who_it_is_and_ends_what_takes_too_long(database_url: str) -> None:
    assert asked(database_url, "SELECT current_setting('application_name')") == application_name()
    assert f"PID {os.getpid()}" in application_name()
    assert asked(database_url, "SELECT current_setting('statement_timeout')") == f"{STATEMENT_SECONDS}s"
    assert asked(database_url, "SELECT current_setting('transaction_isolation')") == "read committed"


def test_a_name_for_the_session_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "h" * 200)
    assert len(application_name()) == 63
    assert application_name().endswith(f" PID {os.getpid()}")


def test_tables_of_other_schemas_are_not_seen(database_url: str, postgres_server: Server) -> None:
    done(postgres_server.url, "CREATE TABLE public.meta (x int)")
    try:
        two = database_url + "%2Cpublic"
        assert asked(two, "SELECT current_setting('search_path')") == asked(two, "SELECT current_schema()")
        assert asked(two, "SELECT to_regclass('meta') IS NULL") is True
    finally:
        done(postgres_server.url, "DROP TABLE public.meta")


def test_a_schema_that_is_not_there(postgres_server: Server) -> None:
    with pytest.raises(SchemaMissing) as caught:
        asked(f"{postgres_server.url}&options={quote('-csearch_path=nowhere')}")
    assert "CREATE SCHEMA" in caught.value.say("de")


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        (("/postgres?", "/nirgends?"), DatabaseMissing, "/nirgends"),
        (("//postgres:@", f"//niemand:{PASSWORD}@"), DatabaseRefused, 'role "niemand" does not exist'),
        (("host=/", "host=/nirgends/"), DatabaseUnreachable, "No such file"),
    ],
)
def test_what_cannot_be_reached(
    postgres_server: Server, change: tuple[str, str], kind: type[DatabaseUnusable], said: str
) -> None:
    assert change[0] in postgres_server.url
    with pytest.raises(kind) as caught:
        asked(postgres_server.url.replace(*change))
    assert type(caught.value) is kind
    assert said in caught.value.say("de")
    assert PASSWORD not in caught.value.say("de") + caught.value.say("en") + repr(caught.value.__cause__)


def test_a_password_that_is_wrong(database_url: str, postgres_server: Server) -> None:
    """The server trusts local people; what libpq says of a wrong password comes from one that asks for it."""
    from sqlalchemy.exc import OperationalError

    for said in (
        'connection failed: connection to server at "db" (10.0.0.1), port 5432 failed: '
        'FATAL:  password authentication failed for user "wortlaut"',
        "connection failed: FATAL:  Passwort-Authentifizierung für Benutzer »wortlaut« fehlgeschlagen",
        'connection failed: FATAL:  no pg_hba.conf entry for host "10.0.0.2", user "wortlaut", no encryption',
    ):
        with pytest.raises(DatabaseRefused), telling("postgresql://db/x"):
            raise OperationalError(None, None, Exception(said))


def test_what_takes_too_long(database_url: str) -> None:
    with pytest.raises(DatabaseSlow):
        asked(database_url + "%20-cstatement_timeout%3D50", "SELECT pg_sleep(5)")


def test_what_the_server_does_not_understand(database_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match='column "nothing" does not exist') as caught:
        asked(database_url, "SELECT nothing")
    assert type(caught.value) is DatabaseUnusable
    assert isinstance(caught.value, ArchiveError)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "archive.db",
        f"mysql://a:{PASSWORD}@b/c",
        f"postgresql://a:{PASSWORD}@b:port/c",
        f"postgresql://a:{PASSWORD}@b",
        f"postgresql+asyncpg://a:{PASSWORD}@b/c",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as caught:
        open_engine(url)
    assert PASSWORD not in caught.value.say("de") + repr(caught.value) + repr(caught.value.__context__)


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.postgres.find_spec", lambda name: None)
    with pytest.raises(DriverMissing) as caught:
        open_engine(f"postgresql://wortlaut:{PASSWORD}@db/zeitung")
    assert caught.value.say("de") == (
        'Für die Datenbank postgresql://wortlaut@db/zeitung fehlt psycopg; bitte installieren: pip install "wortlaut[postgres]"'
    )


def test_an_address_is_without_its_password() -> None:
    url = f"postgresql://wortlaut:{PASSWORD}@db.example.org:5433/zeitung?sslmode=require&password={PASSWORD}"
    assert address(url) == "postgresql://wortlaut@db.example.org:5433/zeitung"

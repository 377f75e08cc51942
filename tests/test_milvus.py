"""Milvus: its scores are BM25 over stems, which pins the version of Milvus Lite; and what is said where it cannot be asked."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, load_settings
from corpus import private
from corpus.engine_errors import EngineBusy, EngineError, EngineMissing, EngineRefused
from corpus.errors import IndexDamaged
from corpus.language import Language
from corpus.store import Store
from retrieval.analysis import stem
from retrieval.encoder import Encoder
from retrieval.milvus import client as connecting
from retrieval.milvus import lite as lite_processes
from retrieval.milvus.client import Client
from retrieval.milvus.collection import MadeWith, Named, make, words_of
from retrieval.milvus.engine import Milvus
from retrieval.milvus.expressions import cut
from retrieval.milvus.words import query_of, text_of, word_of
from retrieval.retriever import Retriever
from retrieval.vocabulary import CONTEXTS, PARTS
from tests.engine_world import World, bm25, passages_of

lite = pytest.importorskip("milvus_lite", reason="Milvus Lite is not for this system", exc_type=ImportError)
MADE = MadeWith("words", "", 4, 1)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(str(tmp_path / "m.db"))
    yield made
    made.close()


def filled(client: Client, texts: list[str], language: Language = "de") -> None:
    make(client, "c", MADE)
    blank = {"vector": [1.0, 0, 0, 0], "de": "", "en": "", "first": 0, "last": 0, "not_before": 0, "source": "", "origin": ""}
    client("insert", "c", [{**blank, "year": 0, "id": number, language: text} for number, text in enumerate(texts)])


def found(client: Client, query: str, language: Language = "de") -> dict[int, float]:
    hits = client("search", "c", data=[query], anns_field=words_of(language), limit=10, search_params={})[0]
    return {hit["id"]: hit["distance"] for hit in hits}


def test_scores_are_bm25_by_hand(client: Client) -> None:
    """Three texts, k1 = 1.2, b = 0.75, mean length 4. „Mission“ stands in two: idf = ln(1 + 1.5 / 2.5) = 0.470004.

    Twice among four words: 0.470004 · 2 · 2.2 / (2 + 1.2 · 1) = 0.646255; once among five: length 1.25 of the mean, 0.470004 ·
    2.2 / (1 + 1.2 · (0.25 + 0.75 · 1.25)) = 0.426395. „Hafen“ stands in one: ln(1 + 2.5 / 1.5) = 0.980829, among three words:
    0.980829 · 2.2 / (1 + 1.2 · (0.25 + 0.75 · 0.75)) = 1.092569.
    """
    filled(client, ["mission irak mission kanada", "die mission im norden irak", "hafen in erbil"])
    assert found(client, "mission") == pytest.approx({0: 0.646255, 1: 0.426395}, abs=1e-4)
    assert found(client, "hafen") == pytest.approx({2: 1.092569}, abs=1e-4)
    assert found(client, "hafen mission") == pytest.approx({2: 1.092569, 0: 0.646255, 1: 0.426395}, abs=1e-4)
    assert list(found(client, "hafen mission")) == [2, 0, 1]


def test_german_and_english_are_stemmed_each_as_it_is(client: Client) -> None:
    """An engine that ignores the stemmer finds none of these; one without lengths or frequencies gives other scores."""
    texts = ["ausbildungsmissionen im irak", "die ausbildungsmission der häuser", "ein haus am hafen", "das ist nicht so"]
    filled(client, texts)
    stems = [[stem(word, "de") for word in text.split()] for text in texts]
    for word, ids in {"ausbildungsmission": {0, 1}, "ausbildungsmissionen": {0, 1}, "haus": {1, 2}, "nicht": {3}}.items():
        scores = found(client, word)
        assert scores.keys() == ids
        assert scores == pytest.approx(bm25(stems, stem(word, "de")), rel=1e-4)
        assert min(scores.values()) > 0


def test_english_is_stemmed_as_english(client: Client) -> None:
    filled(client, ["the soldiers trained", "a soldier training others", "harbours"], "en")
    assert found(client, "soldier", "en").keys() == {0, 1}
    assert found(client, "train", "en").keys() == {0, 1}
    assert found(client, "soldaten", "en") == {}


def test_a_word_counts_as_often_as_it_stands_in_the_query(client: Client) -> None:
    filled(client, ["mission irak mission kanada", "die mission im norden irak", "hafen in erbil"])
    once, thrice = found(client, "mission hafen"), found(client, "mission mission mission hafen")
    alone = found(client, "mission")
    assert thrice == pytest.approx({key: score + 2 * alone.get(key, 0) for key, score in once.items()}, rel=1e-4)


WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=3, max_size=25)


@given(st.lists(WORD, min_size=1), st.sampled_from(["de", "en"]))
def test_a_stem_is_asked_for_by_a_word_that_has_it(words: list[str], language: Language) -> None:
    for word in words:
        term = stem(word, language)
        asked = word_of(term, language)
        assert asked.startswith(term)
        if stem(term, language) == term:
            assert asked == term
        elif asked != term:
            assert stem(asked, language) == term


@pytest.mark.parametrize("word", ["Impulse", "entfernt", "reduziert", "Entfernung", "impulsiv"])
def test_a_stem_that_has_another_stem_is_asked_for_all_the_same(word: str) -> None:
    term = stem(word.lower(), "de")
    assert stem(word_of(term, "de"), "de") == term


def test_what_stands_in_the_query_and_in_the_text() -> None:
    weights = {("de", "mission"): 1.0, ("de_context", "mission"): 0.5, ("de_parts", "mission"): 0.25, ("de", "impuls"): 0.5}
    assert query_of(weights, "de").split() == ["mission"] * 4 + ["qcmission"] * 2 + ["qpmission"] + ["impulse"] * 2
    fields = {CONTEXTS["de"]: ["blatt"], PARTS: ["ausbild", "mission"]}
    assert text_of(["die", "ausbildungsmission"], fields, "de") == "die ausbildungsmission qcblatt qpausbild qpmission"
    long = text_of(["äh"] * 40_000, fields, "de")
    assert len(long.encode()) <= 60_000 and set(long.split()) == {"äh"}


@given(st.text(max_size=700))
def test_a_name_is_cut_to_what_a_field_holds(name: str) -> None:
    name = name.encode(errors="ignore").decode()
    assert len(cut(name).encode()) <= 1_000
    assert name.startswith(cut(name)) and (cut(name) == name or len(name.encode()) > 1_000)


def test_names_of_generations() -> None:
    named = Named("wortlaut_0af1_000012", 7)
    assert str(named) == "milvus-wortlaut_0af1_000012-000007"
    assert (Named.of(str(named)), named.serial) == (named, 12)
    assert Named.of("000003-0123456789abcdef") is None and Named.of(None) is None


def test_a_server_that_is_not_there_is_told_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "CONNECTING", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(EngineError) as caught:
            Client(url, "root:geheim")("list_collections")
    assert time.monotonic() - began < 15
    assert caught.value.say("de").startswith(f"Die Suche unter {url} antwortet nicht (")
    assert "geheim" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "CONNECTING", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(EngineError, match="does not answer"):
            Client(f"http://127.0.0.1:{silent.getsockname()[1]}")("list_collections")
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("auth check failure, please check username and password are correct", EngineRefused),
        ("PrivilegeSearch: permission deny to xs", EngineRefused),
        ("server unavailable: root:geheim", EngineError),
    ],
)
def test_what_a_server_says_is_told_without_the_token(said: str, kind: type[EngineError]) -> None:
    from pymilvus import MilvusException

    told = Client("http://localhost:1", "root:geheim")._told(MilvusException(message=said))
    assert type(told) is kind
    assert "geheim" not in told.say("de") + told.say("en") + repr(told.data)


def test_a_file_that_another_process_has_open(client: Client, tmp_path: Path) -> None:
    client("list_collections")
    script = "import sys\nfrom retrieval.milvus.client import Client\nClient(sys.argv[1])('list_collections')"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", script, client.url]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1].startswith(f"corpus.engine_errors.EngineBusy: Another process has {client.url} open")
    client.close()
    assert subprocess.run(command, env=environment, check=False, capture_output=True, timeout=60).returncode == 0


def test_its_file_is_closed_to_others(client: Client) -> None:
    filled(client, ["mission"])
    assert [path.name for path in private.open_to_others(Path(client.url).parent.glob("m.db*"))] == []
    assert Path(client.url).stat().st_size > 0


@pytest.mark.parametrize(
    ("error", "de", "en"),
    [
        (
            EngineError(path="http://a", url="http://a", reason="x"),
            "Die Suche unter http://a antwortet nicht (x). Ob der Dienst läuft",
            "The search at http://a does not answer (x). Check that the service runs",
        ),
        (
            EngineRefused(path="http://a", url="http://a"),
            "Die Suche unter http://a weist das Token zurück. WORTLAUT_INDEX_TOKEN prüfen",
            "The search at http://a refuses the token. Check WORTLAUT_INDEX_TOKEN",
        ),
        (
            EngineBusy(path="a.db", url="a.db"),
            "a.db hat schon ein anderer Vorgang offen: Milvus Lite dient einem zur Zeit. Ihn beenden",
            "Another process has a.db open: Milvus Lite serves one at a time. End it",
        ),
        (
            EngineMissing(path="a.db", url="a.db", library="pymilvus"),
            'Für a.db fehlt pymilvus; bitte installieren: pip install "wortlaut[milvus]"',
            'pymilvus is missing for a.db; please install it: pip install "wortlaut[milvus]"',
        ),
    ],
)
def test_what_is_said(error: EngineError, de: str, en: str) -> None:
    assert de in error.say("de")
    assert en in error.say("en")


def test_a_name_that_milvus_lite_does_not_take_and_a_library_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineError, match="its name may have 36 letters"):
        Client(str(tmp_path / f"{'a' * 40}.db"))("list_collections")
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineMissing) as caught:
        Client(str(tmp_path / "m.db"))("list_collections")
    assert 'pip install "wortlaut[milvus]"' in caught.value.say("de")


def test_an_engine_that_died_is_asked_again(tmp_path: Path, words_encoder: Encoder) -> None:
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    world.update(add=5)
    with world.opened() as (snapshot, index):
        expected = index.search(world.sought("Soldaten"), 10)
        server = lite_processes._servers()._servers[world.engine._client.url]._p
        os.kill(server.pid, signal.SIGKILL)
        assert index.search(world.sought("Soldaten"), 10) == expected
        assert len(index.passage_vectors(list(passages_of(snapshot)))) == snapshot.coverage().passages
    world.close()


def test_what_does_not_arrive_is_noticed_before_anyone_asks_for_it(
    tmp_path: Path, words_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    world.update(add=5)
    with world.opened() as (snapshot, index):
        name, held = index.name, passages_of(snapshot)
    call = Client.__call__

    def losing(client: Client, which: str, *given: Any, **options: Any) -> Any:
        given = (given[0], given[1][:-1]) if which == "insert" else given
        return call(client, which, *given, **options)

    with monkeypatch.context() as patched, pytest.raises(EngineError, match=r"(\d+) passages were sent, \d+ arrived"):
        patched.setattr(Client, "__call__", losing)
        world.update(add=4)
    with world.opened() as (snapshot, index):
        assert (index.name, passages_of(snapshot)) == (name, held)
        assert index.search(world.sought("Soldaten"), 10_000)[0].keys() == held.keys()
    world.close()


HOLDS = """
import sys
from retrieval.milvus.client import Client
Client(sys.argv[1])("list_collections")
print("open", flush=True)
sys.stdin.read()
"""


def test_who_cannot_be_asked_now_is_asked_again_later(tmp_path: Path, words_encoder: Encoder) -> None:
    """What a bot does that stays up: each question is an error of its own, until the engine is there again."""
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    world.update(add=8)
    retriever = Retriever(world.store, words_encoder, engine=world.engine)
    expected = retriever.answer("Wo sind die Soldaten?")
    assert expected.quotes or expected.nearest
    world.engine.close()
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "m.db")]
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        for _ in range(2):
            with pytest.raises(EngineBusy) as caught:
                retriever.answer("Wo sind die Soldaten?")
            assert "Milvus Lite dient einem zur Zeit" in caught.value.say("de")
        other.communicate("")
    assert retriever.answer("Wo sind die Soldaten?") == expected
    world.engine.close()
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        other.kill()
    assert retriever.answer("Wo sind die Soldaten?") == expected, "a process that is killed leaves the file to others"
    retriever.close()


def test_a_collection_that_is_not_what_the_archive_names(tmp_path: Path, words_encoder: Encoder) -> None:
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    world.update(add=6)
    engine, client = world.engine, world.engine._client
    assert isinstance(engine, Milvus)
    with world.store.read() as snapshot:
        named = Named.of(snapshot.generation)
        assert named is not None
        first = min(passages_of(snapshot))
        with pytest.raises(IndexDamaged, match="it is still the one inside"):
            engine.open(snapshot, "000001-0123456789abcdef")
        with pytest.raises(IndexDamaged, match="there is no collection wortlaut_00_000009"):
            engine.open(snapshot, "milvus-wortlaut_00_000009-000001")
        client("delete", named.collection, ids=[first])
        with pytest.raises(IndexDamaged, match=r"holds \d+ passages, not"):
            engine.open(snapshot, str(named))
        client("drop_collection", named.collection)
        make(client, named.collection, MadeWith("words", "", 32, 1, format=99))
        with pytest.raises(IndexDamaged, match="format 99, expected 1"):
            engine.open(snapshot, str(named))
    assert world.update(add=1).rebuilt, "what cannot be used is built anew"
    with world.opened() as (snapshot, index):
        assert index.search(world.sought("Soldaten"), 10_000)[0].keys() == passages_of(snapshot).keys()
    world.close()


def test_an_archive_goes_over_to_milvus_and_back_without_encoding_again(
    tmp_path: Path, words_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = World(tmp_path / "a", "", words_encoder)
    inside.update(add=8)
    inside.close()
    texts: list[str] = []
    encode = type(words_encoder).encode
    monkeypatch.setattr(type(words_encoder), "encode", lambda *given: texts.extend(given[1:2]) or encode(*given))
    world = World(tmp_path / "a", str(tmp_path / "m.db"), words_encoder)
    assert world.update().rebuilt
    assert [each for each in texts if len(each) > 1] == [], "one text at a time is the probe"
    with world.opened() as (snapshot, index):
        assert index.name.startswith("milvus-wortlaut_")
        assert index.search(world.sought("Soldaten"), 10_000)[0].keys() == passages_of(snapshot).keys()
    world.close()
    back = World(tmp_path / "a", "", words_encoder)
    with back.store.read() as snapshot, pytest.raises(IndexDamaged, match="WORTLAUT_INDEX_URL is not set"):
        back.engine.open(snapshot, snapshot.generation or "")
    assert back.update().rebuilt
    with back.opened() as (_, index):
        assert index.name.startswith("0")
    back.close()


class Recording:
    """Stands where a server's client stands: which calls are made, and what the aliases are then."""

    def __init__(self, aliases: dict[str, str]) -> None:
        self.aliases = aliases
        self.url, self.is_lite = "http://localhost:1", False
        self.calls: list[str] = []

    def __call__(self, call: str, *given: Any, **options: Any) -> Any:
        self.calls.append(call)
        if call == "list_collections":
            return ["wortlaut_ab_000001", "wortlaut_ab_000002", "other"]
        if call == "list_aliases":
            return {"aliases": [alias for alias, name in self.aliases.items() if name == given[0]]}
        assert call in ("create_alias", "alter_alias")
        assert (given[1] in self.aliases) == (call == "alter_alias"), "a server refuses the other"
        self.aliases[given[1]] = given[0]
        return None

    def close(self) -> None:
        pass


@pytest.mark.parametrize("before", [{}, {"wortlaut_ab": "wortlaut_ab_000001"}, {"wortlaut_ab": "wortlaut_ab_000002"}])
def test_the_alias_names_the_collection_that_answers(tmp_path: Path, before: dict[str, str]) -> None:
    store = Store.open(tmp_path, create=True)
    engine, server = Milvus(store, "http://localhost:1"), Recording(dict(before))
    engine._key = "ab"
    engine._client = server  # type: ignore[assignment]  # a stand-in
    engine._switch_alias(Named("wortlaut_ab_000002", 5))
    assert server.aliases == {"wortlaut_ab": "wortlaut_ab_000002"}
    engine._switch_alias(Named("wortlaut_ab_000002", 6))
    assert sum(call.endswith("_alias") for call in server.calls) == (before != server.aliases)
    store.close()


@pytest.mark.parametrize("value", ["localhost:19530", "http://root:geheim@host:19530", "index.sqlite", "http://a b"])
def test_an_address_that_is_none(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORTLAUT_INDEX_URL", value)
    with pytest.raises(SettingsError, match="WORTLAUT_INDEX_URL"):
        load_settings()


@pytest.mark.parametrize("value", ["", "http://host:19530", "https://cloud.example/x", "daten/milvus.db", "/a b/m.db"])
def test_addresses(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORTLAUT_INDEX_URL", value)
    monkeypatch.setenv("WORTLAUT_INDEX_TOKEN", "root:geheim")
    settings: Settings = load_settings()
    assert settings.index_url == value
    assert settings.index_token is not None and "geheim" not in repr(settings)

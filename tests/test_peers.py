"""The peers whose libraries are installed: each answers from the text that it was given, without a network."""

import socket
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peers
from retrieval.models.bundled import runtime_folder
from tests.conftest import CACHE

ARTICLES = [
    ("bad.txt", "Die Stadt baut ein neues Schwimmbad.\n\nDas Schwimmbad kostet drei Millionen Euro, sagte der Kämmerer."),
    ("chor.txt", "Der Chor sang am Sonntag im Dom. Danach gab es Kaffee und Kuchen für alle Gäste."),
]


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a peer used the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def made(name: str, monkeypatch: pytest.MonkeyPatch) -> peers.Peer:
    for variable in peers.QUIET:
        monkeypatch.setenv(variable, "")  # so that what the peer sets there ends with the test
    try:
        peer = peers.load(name, runtime_folder(CACHE).parent / "sentence-transformers")
    except peers.PeerMissing as missing:
        pytest.skip(str(missing))
    peer.index(ARTICLES)
    return peer


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("name", peers.NAMES)
def test_a_peer_quotes_the_text_it_was_given(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    peer = made(name, monkeypatch)
    quotes = peer.ask("Wie viel kostet das Schwimmbad?", 5)
    assert quotes[0][0] == "bad.txt"
    assert "drei Millionen" in quotes[0][1]
    assert all(text in dict(ARTICLES)[article] for article, text in quotes)
    assert len(peer.ask("Wie viel kostet das Schwimmbad?", 1)) == 1


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("name", ["txtai", "haystack"])
def test_a_saved_peer_answers_as_before(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    peer: Any = made(name, monkeypatch)
    peer.save(tmp_path)
    again = peers.load(name, runtime_folder(CACHE).parent / "sentence-transformers", tmp_path)
    question = "Wie viel kostet das Schwimmbad?"
    assert [tuple(quote) for quote in again.ask(question, 5)] == peer.ask(question, 5) != []


def test_bm25_stems_and_gives_nothing_that_shares_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = made("bm25", monkeypatch)
    assert [article for article, _ in peer.ask("Singende Gast", 5)] == ["chor.txt"]
    assert peer.ask("Quantenphysik", 5) == []


def test_the_tutorial_splits_by_its_own_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    peer = made("tutorial300", monkeypatch)
    assert max(len(text) for _, text in peer.ask("Bad", 5)) <= 300
    peer = peers.load("tutorial300", runtime_folder(CACHE).parent / "sentence-transformers")
    peer.index([("lang.txt", "Ein kurzer Satz steht hier. " * 100)])
    lengths = [len(text) for _, text in peer.ask("Satz", 50)]
    assert len(lengths) > 9
    assert max(lengths) <= 300

"""Sentences as keyboards, mails and PDFs make them are exact; as careless or ill-meaning hands make them they are not."""

import random
import re
import unicodedata
from collections.abc import Callable

import pytest

from bot.opening import open_store
from bot.settings import Settings
from corpus.article import BlockKind
from retrieval.checking.checker import Checker
from retrieval.checking.words import words_of
from retrieval.sentences import split_sentences

EACH = 8
Way = Callable[[str, random.Random], str]


def _one(pattern: str, to: str | Callable[[re.Match[str]], str]) -> Way:
    """One of the places that the pattern has, changed; the same text where it has none."""

    def way(text: str, chance: random.Random) -> str:
        found = list(re.finditer(pattern, text))
        if not found:
            return text
        place = chance.choice(found)
        return text[: place.start()] + (place.expand(to) if isinstance(to, str) else to(place)) + text[place.end() :]

    return way


def _all(pattern: str, to: str) -> Way:
    return lambda text, chance: re.sub(pattern, to, text)


_MOODS = {"sei": "ist", "habe": "hat", "werde": "wird", "könne": "kann", "solle": "soll"}


def _each(**letters: str) -> Callable[[re.Match[str]], str]:
    return lambda place: letters[place.group()]


PASTES: dict[str, Way] = {
    "a zero-width space": _one(r"(?<=\w)(?=\w)", "\u200b"),
    "a variation selector": _one(r"(?<=\w)(?=\w)", "\ufe0f"),
    "soft hyphens": _all(r"(?<=[a-zäöüß]{2})(?=[a-zäöüß]{3})", "\u00ad"),
    "a hyphen at a page's end": _one(r"(?<=[a-zäöü]{4})(?=[a-zäöü]{4})", "-\x0c"),
    "a real hyphen at a line's end": _one(r"(?<=[a-zA-Z])-(?=[A-Z])", "-\n"),
    "a ligature": _one(r"f[il]", _each(fi="ﬁ", fl="ﬂ")),
    "an acute for an apostrophe": _one(r"(?<=\w)['’](?=\w)", "´"),
    "two hyphens for a dash": _one(" – ", " -- "),
    "commas for marks": lambda text, _: text.replace("„", ",,").replace("“", "''"),
    "guillemets": lambda text, _: text.replace("„", "»").replace("“", "«"),
    "narrow spaces": _all(" ", "\u202f"),
    "a thin space in a number": _one(r"(?<=\d) (?=\d{3})", "\u2009"),
    "short lines": _all(r"(.{25,35}) ", r"\1" + "\n"),
    "a reply": lambda text, _: "> " + re.sub(r"(.{25,35}) ", r"\1" + "\n> ", text),
    "a page number": _one(r"(?<=\w{5}) (?=\w)", "\n\n– 7 –\n\n"),
    "decomposed": lambda text, _: unicodedata.normalize("NFD", text),
    "an ellipsis at both ends": lambda text, _: f"[…] {text.rstrip('.')} …",
}
CHANGES: dict[str, Way] = {
    "a letter": _one(r"(?<=[a-zäöü]{2})[a-z](?=[a-z])", lambda place: "x" if place.group() != "x" else "y"),
    "a letter of another script": _one("[aeopc]", _each(a="а", e="е", o="о", p="р", c="с")),
    "a flat umlaut": _one("[äöü]", _each(ä="a", ö="o", ü="u")),
    "indicative": _one(
        r"\b(?:sei|habe|werde|könne|solle)\b", _each(sei="ist", habe="hat", werde="wird", könne="kann", solle="soll")
    ),
    "konjunktiv": _one(
        r"\b(?:ist|hat|wird|kann|soll)\b", _each(ist="sei", hat="habe", wird="werde", kann="könne", soll="solle")
    ),
    "kein": _one(r"\b(?=eine?[nmr]?\b)", "k"),
    "and for or": _one(r"\b(?:und|oder)\b", _each(und="oder", oder="und")),
    "another unit": _one(r"\b(?:Prozent|Millionen|Euro|Jahre|Monate|Tage|Kilometer)\b", "Zentner"),
    "a bound left out": _one(r"\b(?:rund|rd\.|ca\.|etwa|bis zu|mehr als|höchstens) (?=\d)", ""),
    "a minus": _one(r"(?<= )(?=\d)", "-"),
    "a superscript": _one(r"\d(?=\D)", lambda place: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(place.group())]),
    "a comma for a point": _one(r"(?<=\d)\.(?=\d{3})", ","),
    "a word more": _one(" ", " sehr "),
    "words run together": _one(r"(?<=[a-z]{3}) (?=[a-z])", ""),
    "a question": _one(r"(?<=\w)\.\Z", "?"),
    "no hyphen": _one(r"(?<=[a-z])-(?=[A-Z])", " "),
}


@pytest.fixture(scope="module")
def sentences(sample_settings: Settings) -> list[str]:
    """The prose of the sample: what is between marks and what is around them is judged apart, so sentences without these."""
    with open_store(sample_settings).read() as snapshot:
        articles = sorted(snapshot.all_articles(), key=lambda article: article.path)
    prose = [
        article.text[block.start : block.end]
        for article in articles
        for block in article.blocks
        if block.kind is BlockKind.PROSE and article.language == "de"
    ]
    return [text[a:b] for text in prose for a, b in split_sentences(text, "de") if 50 < b - a < 300]


@pytest.fixture(scope="module")
def printed(sample_settings: Settings) -> str:
    with open_store(sample_settings).read() as snapshot:
        return "\n\n".join("\n".join(words_of(article.text).keys) for article in snapshot.all_articles())


@pytest.fixture(scope="module")
def checker(sample_settings: Settings) -> Checker:
    return Checker.open(sample_settings.data_dir)


def made(way: Way, sentences: list[str], among: Callable[[str], bool], name: str) -> list[tuple[str, str]]:
    """Sentences with what the way makes of them, where it changes them; the same ones every time."""
    chance = random.Random(name)
    chosen = [text for text in chance.sample(sentences, len(sentences)) if among(text)]
    changed = ((text, way(text, chance)) for text in chosen)
    return [(text, other) for text, other in changed if other != text][:EACH]


@pytest.mark.parametrize("name", PASTES)
def test_a_paste_is_exact(name: str, checker: Checker, sentences: list[str]) -> None:
    marked = name in ("commas for marks", "guillemets")
    cases = made(PASTES[name], sentences, lambda text: marked or not set('„“"»') & set(text), name)
    if name == "an acute for an apostrophe":
        cases = cases or [("geht's", "geht´s")]
        assert [words_of(text).keys for text, _ in cases] == [words_of(other).keys for _, other in cases]
        return
    assert cases or name == "a thin space in a number"
    for text, other in cases:
        assert checker.check(other).verdict == "exact", (text, other)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_none(name: str, checker: Checker, sentences: list[str], printed: str) -> None:
    cases = made(CHANGES[name], sentences, lambda text: not set('„“"»') & set(text), name)
    cases = [(text, other) for text, other in cases if "\n".join(words_of(other.rstrip(".")).keys) not in printed]
    assert cases or name == "a comma for a point"
    for text, other in cases:
        assert checker.check(other).verdict == "altered", (text, other)

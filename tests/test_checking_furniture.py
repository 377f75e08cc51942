"""A quotation from a caption, a heading or a byline was printed, too."""

from pathlib import Path

import pytest

from bot import wiring
from bot.opening import open_store
from bot.settings import Settings
from corpus.article import Article, BlockKind
from retrieval.checking.checker import Checker
from retrieval.checking.words import words_of
from tests.conftest import CACHE

PHOTO = "Foto: Erika Beispiel/Testbild"
CAPTION = "Bild: Zwei Taucher bergen am Dienstag eine Glocke aus dem Hafenbecken."
PROSE = " ".join(
    f"Im Rathaus wurde am Abend der Posten {number} des Haushalts ohne Streit beschlossen." for number in range(40)
)


@pytest.fixture(scope="module")
def articles(sample_settings: Settings) -> list[Article]:
    with open_store(sample_settings).read() as snapshot:
        return sorted(snapshot.all_articles(), key=lambda article: article.path)


def test_every_caption_heading_and_byline_of_the_sample_is_found(sample_settings: Settings, articles: list[Article]) -> None:
    checker = Checker.open(sample_settings.data_dir)
    seen = set()
    for article in articles:
        for block in article.blocks:
            text = article.text[block.start : block.end]
            if block.kind is BlockKind.PROSE or sum(kind == "word" for kind in words_of(text).kinds) < 3:
                continue
            (one, *rest) = checker.check(text, speaker="").quotations
            assert (one.verdict, rest) == ("exact", []) or one.claim.text != text.strip("„“"), (text, one.as_json())
            if one.verdict == "exact" and not any(text in other.text.replace(text, "", 1) for other in articles):
                assert one.matches[0].article.digest == article.digest or text in one.matches[0].article.text
                seen.add(block.kind)
    assert {BlockKind.CAPTION, BlockKind.SUBHEAD, BlockKind.BYLINE} <= seen


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """An archive of which one article has a caption that shares no word with its prose."""
    folder = tmp_path_factory.mktemp("texte")
    (folder / "rat.txt").write_text(f"{PROSE}\n\n{CAPTION} {PHOTO}\n\n{PROSE.replace('Rathaus', 'Kreistag')}", encoding="utf-8")
    for name in range(90):  # all share more words with the caption than its own article does
        (folder / f"meer{name}.txt").write_text(f"Am Dienstag war es im Hafenbecken {name} kalt. " * 9, encoding="utf-8")
    settings = Settings(data_dir=tmp_path_factory.mktemp("archiv"), cache_dir=CACHE)
    wiring.ingest(settings, [folder])
    return Checker.open(settings.data_dir)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Zwei Taucher bergen am Dienstag eine Glocke aus dem Hafenbecken.", "exact"),
        ("Zwei Taucher bergen am Montag eine Glocke aus dem Hafenbecken.", "altered"),
        ("Drei Taucher fanden gestern nichts als alten Schlamm", "not found"),
    ],
)
def test_a_caption_far_from_its_prose_is_found_and_named(checker: Checker, text: str, verdict: str) -> None:
    (one,) = checker.check(text).quotations
    assert one.verdict == verdict
    assert ("in_caption" in one.remarks) == (verdict != "not found")
    assert [Path(match.article.path).name for match in one.matches] == ["rat.txt"] * (verdict != "not found")


def test_who_says_a_caption_is_not_known(checker: Checker) -> None:
    (one,) = checker.check("„Zwei Taucher bergen am Dienstag eine Glocke aus dem Hafenbecken“, sagte Anna Vogt.").quotations
    assert (one.verdict, "speaker_unknown" in one.remarks) == ("exact", True)

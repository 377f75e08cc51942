from datetime import date

import pytest

from corpus.article import Article, Block, BlockKind, Passage, text_digest
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced

PROSE = BlockKind.PROSE


@pytest.mark.parametrize("text", ["", " \n\t\u00a0"])
def test_an_article_has_text(text: str) -> None:
    with pytest.raises(ValueError, match="an article has text"):
        Article("a", "/a.txt", text, "de")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2)])
def test_a_block_is_not_empty(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="empty or negative span"):
        Block(start, end, PROSE)


@pytest.mark.parametrize("spans", [[(0, 6)], [(0, 3), (2, 5)], [(3, 5), (0, 2)]])
def test_blocks_lie_inside_the_text_in_order(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        Article("a", "/a.txt", "Stuhl", "de", blocks=tuple(Block(*span, PROSE) for span in spans))


def test_blocks_may_touch() -> None:
    blocks = (Block(0, 2, PROSE), Block(2, 5, PROSE))
    assert Article("a", "/a.txt", "Stuhl", "de", blocks=blocks).blocks == blocks


@pytest.mark.parametrize("sentences", [[], [(0, 5)], [(4, 11)], [(1, 1)], [(1, 4), (3, 6)], [(4, 6), (1, 3)]])
def test_sentences_lie_inside_their_passage_in_order(sentences: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="passage"):
        Passage(1, "a", 1, 10, tuple(sentences))


def test_a_passage_may_be_filled_to_its_edges() -> None:
    assert Passage(1, "a", 1, 10, ((1, 4), (4, 10))).sentences == ((1, 4), (4, 10))


def test_the_digest_is_of_the_exact_text() -> None:
    # printf 'Größe' | sha256sum
    assert text_digest("Größe") == "aedc3f80989a6546962705852b2f4a481dbd1e490760693525c3724bacab3f50"
    assert Article("a", "/a.txt", "Größe", "de").digest == text_digest("Größe")
    assert text_digest("Gro\u0308ße") != text_digest("Größe")


@pytest.mark.parametrize(
    ("bound", "de", "en"),
    [
        (None, "undatiert", "undated"),
        (date(2018, 1, 1), "undatiert, nicht vor 2018", "undated, not before 2018"),
        (date(2018, 3, 1), "undatiert, nicht vor März 2018", "undated, not before March 2018"),
        (date(2018, 3, 5), "undatiert, nicht vor 5. März 2018", "undated, not before 5 March 2018"),
    ],
)
def test_the_label_of_an_undated_article(bound: date | None, de: str, en: str) -> None:
    article = Article("a", "/a.txt", "Stuhl", "de", not_before=bound)
    assert (article.published_label(), article.published_label("en")) == (de, en)
    assert article.published_from is (Provenance.TEXT if bound else Provenance.UNKNOWN)


def test_the_label_of_a_dated_article() -> None:
    published = Sourced(DateInterval.of(2018, 2), Provenance.SIDECAR)
    article = Article("a", "/a.txt", "Stuhl", "de", published=published, not_before=date(2018, 1, 1))
    assert (article.published_label(), article.published_label("en")) == ("Februar 2018", "February 2018")
    assert article.published_from is Provenance.SIDECAR

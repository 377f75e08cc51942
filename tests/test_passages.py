from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Block, BlockKind, Passage, Span
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval.passages import MAX_CHARACTERS, context_text, encoded_text, passage_text, split_passages

FURNITURE = [kind for kind in BlockKind if kind is not BlockKind.PROSE]
SENTENCES = st.integers(min_value=12, max_value=420).map(lambda length: "Die " + "wort " * ((length - 9) // 5) + "Ende.")
LONG_SENTENCES = st.integers(min_value=800, max_value=1700).map(lambda length: "Die " + "wort " * (length // 5) + "Ende.")


@dataclass(frozen=True)
class Made:
    """An article whose prose sentences are known."""

    article: Article
    sentences: list[Span]


@st.composite
def made(draw: st.DrawFn) -> Made:
    text, blocks, sentences = "", [], []
    for _ in range(draw(st.integers(1, 8))):
        start = len(text)
        if draw(st.booleans()):
            for sentence in draw(st.lists(SENTENCES | LONG_SENTENCES, min_size=1, max_size=9)):
                text += " " if len(text) > start else ""
                sentences.append((len(text), len(text) + len(sentence)))
                text += sentence
            blocks.append(Block(start, len(text), BlockKind.PROSE))
        else:
            text += "Zwischenruf ohne Ende"
            blocks.append(Block(start, len(text), draw(st.sampled_from(FURNITURE))))
        text += draw(st.sampled_from(["\n\n", "\n", " \r\n\r\n"]))
    return Made(Article("a", "/a.txt", text, "de", blocks=tuple(blocks)), sentences)


def characters(passage: Passage) -> int:
    return sum(end - start for start, end in passage.sentences)


@pytest.mark.slow
@given(made(), st.integers(1, 1000))
@settings(max_examples=150, deadline=None)
def test_passages_of_made_articles(case: Made, first_id: int) -> None:
    passages = list(split_passages(case.article, first_id))
    assert [passage.id for passage in passages] == list(range(first_id, first_id + len(passages)))
    assert [span for passage in passages for span in passage.sentences] == case.sentences  # each once, in order
    prose = [(block.start, block.end) for block in case.article.blocks if block.kind is BlockKind.PROSE]
    for passage in passages:
        assert passage.article_id == "a"
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(any(low <= start and end <= high for low, high in prose) for start, end in passage.sentences)
        assert characters(passage) <= MAX_CHARACTERS or len(passage.sentences) == 1
        assert passage_text(case.article, passage) == " ".join(case.article.text[a:b] for a, b in passage.sentences)
        assert "Zwischenruf" not in passage_text(case.article, passage)


def article_of(*paragraphs: str) -> Article:
    text, blocks = "", []
    for paragraph in paragraphs:
        blocks.append(Block(len(text), len(text) + len(paragraph), BlockKind.PROSE))
        text += paragraph + "\n\n"
    return Article("a", "/a.txt", text, "de", blocks=tuple(blocks))


def sentence(length: int) -> str:
    return "Die " + "x" * (length - 5) + "."


def shape(*paragraphs: str) -> list[list[int]]:
    """The lengths of the sentences of each passage."""
    return [[end - start for start, end in passage.sentences] for passage in split_passages(article_of(*paragraphs), 1)]


def test_short_paragraphs_are_packed() -> None:
    assert shape(sentence(300), sentence(300), sentence(200), sentence(20)) == [[300, 300, 200], [20]]


def test_a_long_paragraph_is_divided_evenly() -> None:
    assert shape(" ".join([sentence(100)] * 9)) == [[100] * 5, [100] * 4]
    assert shape(" ".join([sentence(100)] * 9), sentence(50)) == [[100] * 5, [100] * 4, [50]]


def test_no_part_is_too_long_where_sentences_are_uneven() -> None:
    assert shape(" ".join([sentence(500), sentence(590), sentence(500)])) == [[500], [590], [500]]
    assert shape(" ".join([sentence(20), sentence(1500)])) == [[20], [1500]]


def test_without_prose_no_passage() -> None:
    assert list(split_passages(Article("a", "/a.txt", "Nur Titel", "de", blocks=(Block(0, 9, BlockKind.TITLE),)), 1)) == []
    assert list(split_passages(Article("a", "/a.txt", "Ohne alles", "de"), 1)) == []


def test_context_is_what_stands_around_a_passage() -> None:
    text = "Früher\n\nDavor.\n\nLage\n\nEin Satz.\n\nFolgen\n\nNoch einer.\n\nSpäter"
    kinds = {"Früher": BlockKind.SUBHEAD, "Lage": BlockKind.SUBHEAD, "Folgen": BlockKind.SUBHEAD, "Später": BlockKind.SUBHEAD}
    blocks = tuple(
        Block(text.index(part), text.index(part) + len(part), kinds.get(part, BlockKind.PROSE)) for part in text.split("\n\n")
    )
    spans = [(text.index(part), text.index(part) + len(part)) for part in ("Ein Satz.", "Noch einer.")]
    passage = Passage(1, "a", spans[0][0], spans[1][1], tuple(spans))
    bare = Article("a", "/a.txt", text, "de", blocks=blocks)
    assert context_text(bare, passage) == "Lage\nFolgen"
    assert encoded_text(bare, passage) == passage_text(bare, passage) == "Ein Satz. Noch einer."
    full = replace(
        bare,
        title=Sourced("Titel", Provenance.SIDECAR),
        source=Sourced("ARD", Provenance.BYLINE),
        origin=Sourced("dpa", Provenance.BYLINE),
        authors=Sourced(("Kai Küstner", "Eva Beispiel"), Provenance.BYLINE),
        published=Sourced(DateInterval.of(2018, 2), Provenance.HEADER),
    )
    assert context_text(full, passage).split("\n") == [
        "Titel",
        "ARD",
        "dpa",
        "Kai Küstner",
        "Eva Beispiel",
        "Februar 2018",
        "Lage",
        "Folgen",
    ]
    assert encoded_text(full, passage) == "Titel. Ein Satz. Noch einer."
    assert passage_text(full, passage) == "Ein Satz. Noch einer."

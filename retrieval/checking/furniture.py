"""What was printed beside the prose: captions, headings, bylines and datelines, which no passage and no run of words holds.

Looked at where the prose has nothing exact: first the articles that it came nearest in; where it came near in none, those that
the claim's words lead to, and of a small archive all.
"""

from collections.abc import Iterable, Iterator

from corpus.article import Article, BlockKind
from corpus.patterns import regex
from corpus.store import Snapshot
from retrieval.checking.case import Source
from retrieval.checking.result import Remark
from retrieval.checking.words import words_of
from retrieval.passage_index import PassageIndex
from retrieval.quote import Copy

LONGEST = 600
"""Characters of a claim that may be from a caption."""
_NEAR, _TITLED = 60, 20
"""Passages whose articles are gone through: those with its words, and those of articles with its words in title or byline."""
SMALL = 20_000
"""Passages of an archive of which all texts are gone through, some 30 ms, and only where nothing was found."""
_MOST = 20
_PLAIN = regex(r"(?<!\w)[^\W_]+(?: [^\W_]+)+(?!\w)")
_REMARKS: dict[BlockKind, Remark] = {
    BlockKind.CAPTION: "in_caption",
    BlockKind.TITLE: "in_heading",
    BlockKind.SUBHEAD: "in_heading",
    BlockKind.BYLINE: "in_byline",
    BlockKind.DATELINE: "in_byline",
}


def beside_prose(articles: Iterable[Article]) -> list[Source]:
    """Each block of these articles that is no prose, as a text of its own."""
    return [
        Source(article, words_of(article.text[block.start : block.end], block.start))
        for article in articles
        for block in article.blocks
        if block.kind is not BlockKind.PROSE
    ]


def articles_with(text: str, snapshot: Snapshot, generation: PassageIndex) -> Iterator[Article]:
    """The articles in which a claim that no prose has may stand as a caption or a byline."""
    keys = {*generation.near(text, _NEAR), *generation.by_words(text, _TITLED)}
    passages = generation.rows.passages(snapshot, keys)
    ids = {passage.article_id for passage in passages.values()}
    run = max((found.group() for found in _PLAIN.finditer(text)), key=len, default="")
    if run and generation.vocabulary.count <= SMALL:
        ids.update(snapshot.containing(run, _MOST))
    yield from generation.rows.articles(snapshot, ids).values()


def kind_at(place: Copy) -> BlockKind:
    """What the place stands in; prose where the article does not say."""
    blocks = (block.kind for block in place.article.blocks if block.start <= place.start < block.end)
    return next(blocks, BlockKind.PROSE)


def remarks_on(places: Iterable[Copy]) -> tuple[Remark, ...]:
    """That a quotation stands in no prose anywhere, but in a caption, a heading or a byline."""
    kinds = {kind_at(place) for place in places}
    return () if not kinds or BlockKind.PROSE in kinds else tuple(sorted({_REMARKS[kind] for kind in kinds}))

"""The printed texts that a quotation may be from, found by its rare words (BM25) and by its runs of four words."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.article import Article, Passage
from corpus.store import Snapshot
from retrieval.checking.case import Source
from retrieval.checking.words import LIGATURES, UNSEEN, Words, words_of
from retrieval.passage_index import PassageIndex

WHOLE = 12
"""Passages looked at for the whole quotation."""
SHORT, SHORT_WORDS = 48, 8
"""And for one of fewer words: „im Irak ausbilden“ stands in part in so many passages."""
PART = 4
"""And for each part of it: pieces of several articles are found by their own words."""
PART_WORDS = 9
MOST_PARTS = 40
ARTICLES = 4
"""Articles looked at that share most runs of words: these tell apart what has the same words, as tickers do."""
AROUND = 300
"""Characters before and after a passage that are looked at with it: a quotation may begin in one and end in the next."""


def sources_for(text: str, words: Words, snapshot: Snapshot, generation: PassageIndex) -> list[Source]:
    """The stretches of articles that share most rare words with the quotation, those of the best passages first."""
    ranked: dict[int, float] = {}
    for part, top_k in _queries(text, words):
        for key, score in generation.near(_seen(part), top_k).items():
            ranked[key] = max(ranked.get(key, 0.0), score)
    passages = generation.rows.passages(snapshot, ranked.keys())
    sharing = snapshot.sharing(_seen(text), ARTICLES)
    articles = generation.rows.articles(snapshot, {*sharing, *(passage.article_id for passage in passages.values())})
    by_article: dict[str, list[Passage]] = defaultdict(list)
    for key in sorted(ranked, key=lambda one: -ranked[one]):
        if key in passages:
            by_article[passages[key].article_id].append(passages[key])
    reach = max(AROUND, len(text) + len(text) // 4)
    wholes = [Source(articles[key], words_of(articles[key].text)) for key in sharing if key in articles]
    rest = (key for key in by_article if key not in sharing)
    return [*wholes, *(source for key in rest for source in _stretches(articles[key], by_article[key], reach))]


def _seen(text: str) -> str:
    """The text as it looks: the index knows no invisible characters within words and no ligatures."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", text).translate(LIGATURES))


def _queries(text: str, words: Words) -> Iterator[tuple[str, int]]:
    plain = [span for span, kind in zip(words.spans, words.kinds, strict=True) if kind in ("word", "number")]
    yield text, SHORT if len(plain) < SHORT_WORDS else WHOLE
    if len(plain) < 2 * PART_WORDS:
        half = len(plain) // 2
        parts = [plain[:half], plain[half:]] if half >= 3 else []
    else:
        step = max(PART_WORDS, -(-len(plain) // MOST_PARTS))
        parts = [plain[at : at + step] for at in range(0, len(plain), step)]
    base = words.spans[0][0] if len(words) else 0
    for part in parts:
        yield text[part[0][0] - base : part[-1][1] - base], PART


def _stretches(article: Article, passages: Sequence[Passage], reach: int) -> Iterator[Source]:
    """The passages with what is around them, those that touch joined."""
    spans = sorted((max(0, one.start - reach), min(len(article.text), one.end + reach)) for one in passages)
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    for start, end in joined:
        yield Source(article, words_of(article.text[start:end], start))

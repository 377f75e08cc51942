from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Passage
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.quote import Quote
from retrieval.select import FIRST, LATER, select_quotes

LENGTHS = st.integers(min_value=5, max_value=500)
FURNITURE = "\n\nZwischentitel\n\n"
Case = tuple[list[PassageCandidate], list[SentenceCandidate], list[float], int]


def pool_of(*passages: list[int], furniture: frozenset[tuple[int, int]] = frozenset()) -> list[PassageCandidate]:
    """Passages of sentences of these lengths; `furniture` names (passage, sentence) that a subhead stands before."""
    pool = []
    for number, lengths in enumerate(passages):
        text, spans = "", []
        for at, length in enumerate(lengths):
            text += "" if not at else FURNITURE if (number, at) in furniture else " "
            spans.append((len(text), len(text) + length))
            text += "x" * (length - 1) + "."
        article = Article(f"a{number}", f"/{number}.txt", text, "de")
        passage = Passage(number, article.id, 0, len(text), tuple(spans))
        pool.append(PassageCandidate(passage, article, 0.0, 0.0, 0.0, np.zeros((len(spans), 2), dtype=np.float32)))
    return pool


def sentences_of(pool: list[PassageCandidate]) -> list[SentenceCandidate]:
    return [SentenceCandidate(n, s) for n, source in enumerate(pool) for s in range(len(source.passage.sentences))]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lengths = draw(st.lists(st.lists(LENGTHS, min_size=1, max_size=7), min_size=1, max_size=4))
    places = [(n, s) for n, passage in enumerate(lengths) for s in range(1, len(passage))]
    pool = pool_of(*lengths, furniture=frozenset(draw(st.sets(st.sampled_from(places))) if places else ()))
    candidates = sentences_of(pool)
    logits = draw(st.lists(st.floats(-12, 6), min_size=len(candidates), max_size=len(candidates)))
    return pool, candidates, logits, draw(st.integers(1, 8))


def highlighted(quote: Quote) -> float:
    ((start, end),) = quote.highlights
    assert quote.start <= start < end <= quote.end
    return quote.score


@given(cases())
@settings(max_examples=200, deadline=None)
def test_rules_of_quotes(case: Case) -> None:
    pool, candidates, logits, top_k = case
    quotes = select_quotes(pool, candidates, np.array(logits), top_k)
    assert 1 <= len(quotes) <= top_k
    covered = sum(quote.text.count(".") for quote in quotes)
    assert len(quotes) == top_k or covered == len(candidates)  # fewer only where nothing is left
    for one, other in combinations(quotes, 2):
        assert one.article is not other.article or one.end <= other.start or other.end <= one.start
    for number, quote in enumerate(quotes):
        assert "Zwischentitel" not in quote.text
        limit = (FIRST if number == 0 else LATER).characters
        assert len(quote.text) <= limit or quote.highlights == ((quote.start, quote.end),)
        spans = next(source.passage.sentences for source in pool if source.article is quote.article)
        assert quote.start in {start for start, _ in spans}
        assert quote.end in {end for _, end in spans}
    scores = [highlighted(quote) for quote in quotes]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(1 / (1 + np.exp(-max(logits))))
    again = select_quotes(pool, candidates, np.array(logits), top_k)
    assert again == quotes


def chosen(pool: list[PassageCandidate], logits: list[float], top_k: int) -> list[list[int]]:
    """The article's number and the lengths of each quote's sentences."""
    quotes = select_quotes(pool, sentences_of(pool), np.array(logits), top_k)
    return [[int(q.article.id[1:]), *(len(part) + 1 for part in q.text.rstrip(".").split(". "))] for q in quotes]


def test_the_first_quote_takes_near_neighbours_only() -> None:
    assert chosen(pool_of([30, 40, 50]), [0.0, 2.0, 1.0], 1) == [[0, 40, 50]]
    assert chosen(pool_of([30, 40, 50]), [0.0, 2.0, 0.99], 1) == [[0, 40]]
    assert chosen(pool_of([30, 100, 200]), [0.0, 2.0, 1.5], 1) == [[0, 100]]  # 301 characters


def test_later_quotes_bring_their_context() -> None:
    assert chosen(pool_of([30], [30, 40, 50]), [5.0, -5.0, 2.0, -7.0], 2) == [[0, 30], [1, 30, 40, 50]]
    assert chosen(pool_of([30], [30, 40, 50]), [5.0, -5.0, 2.0, -7.1], 2) == [[0, 30], [1, 30, 40]]


def test_the_better_neighbour_comes_first_where_only_one_fits() -> None:
    assert chosen(pool_of([150, 100, 140]), [1.4, 2.0, 1.5], 1) == [[0, 100, 140]]
    assert chosen(pool_of([150, 100, 140]), [1.6, 2.0, 1.5], 1) == [[0, 150, 100]]


def test_equal_logits_keep_the_order_of_the_pool() -> None:
    assert chosen(pool_of([300], [310], [320]), [1.0, 1.0, 1.0], 3) == [[0, 300], [1, 310], [2, 320]]


def test_a_subhead_is_never_crossed() -> None:
    pool = pool_of([30, 40, 50], furniture=frozenset({(0, 2)}))
    quotes = select_quotes(pool, sentences_of(pool), np.array([2.0, 2.0, 2.0]), 3)
    assert [(quote.start, quote.end) for quote in quotes] == [(0, 71), (71 + len(FURNITURE), 121 + len(FURNITURE))]


def test_without_candidates_no_quotes() -> None:
    assert select_quotes([], [], np.zeros(0), 3) == []

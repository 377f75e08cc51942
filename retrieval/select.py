"""From judged sentences to quotes: runs of whole sentences, none overlapping another."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.quote import Quote


@dataclass(frozen=True)
class Growth:
    """How far a quote grows around its sentence.

    A neighbour joins when its logit is at most `margin` lower and the quote stays within `characters`.
    """

    margin: float
    characters: int


FIRST = Growth(margin=1.0, characters=300)
"""The best quote is short: the sentence, and a neighbour only when it is nearly as good."""
LATER = Growth(margin=9.0, characters=450)
"""Quotes after it bring their context along: they are looked at when the first did not do."""


def select_quotes(
    pool: Sequence[PassageCandidate],
    candidates: Sequence[SentenceCandidate],
    logits: NDArray[np.float64],
    top_k: int,
) -> list[Quote]:
    """The `top_k` best quotes, best first. Equal logits keep the order of the pool."""
    position = {(c.passage, c.sentence): number for number, c in enumerate(candidates)}
    used: set[int] = set()
    quotes: list[Quote] = []
    for number in np.argsort(-logits, kind="stable"):
        if len(quotes) == top_k:
            break
        if number in used:
            continue
        chosen = candidates[number]
        source = pool[chosen.passage]
        run = _grown(source, chosen, position, logits, used, LATER if quotes else FIRST)
        used.update(position[chosen.passage, sentence] for sentence in run)
        spans = source.passage.sentences
        score = float(1 / (1 + np.exp(-logits[number])))
        quotes.append(Quote(source.article, spans[run.start][0], spans[run.stop - 1][1], (spans[chosen.sentence],), score))
    return quotes


def _grown(
    source: PassageCandidate,
    chosen: SentenceCandidate,
    position: dict[tuple[int, int], int],
    logits: NDArray[np.float64],
    used: set[int],
    growth: Growth,
) -> range:
    """The sentences of the passage around the chosen one, by number."""
    spans, text = source.passage.sentences, source.article.text
    starts = [block.start for block in source.article.blocks]
    paragraphs = [bisect_right(starts, start) for start, _ in spans]
    floor = logits[position[chosen.passage, chosen.sentence]] - growth.margin
    first, last = chosen.sentence, chosen.sentence
    while True:
        options = []
        for neighbour, low, high in ((first - 1, first - 1, last), (last + 1, first, last + 1)):
            if not 0 <= neighbour < len(spans):
                continue
            number = position[chosen.passage, neighbour]
            left, right = (neighbour, first) if neighbour < first else (last, neighbour)
            if number in used or logits[number] < floor or spans[high][1] - spans[low][0] > growth.characters:
                continue
            if paragraphs[left] != paragraphs[right] or text[spans[left][1] : spans[right][0]].strip():
                continue  # a paragraph ends between them, perhaps with a subhead or caption
            options.append((logits[number], low, high))
        if not options:
            return range(first, last + 1)
        _, first, last = max(options)

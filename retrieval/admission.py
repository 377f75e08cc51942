"""Which sentences that were found for a topic are entries of its time line.

What decides is whether a date has anything to say at all: a sentence is an entry when its logit, with what it holds of the
topic's words, reaches a least value, and its article is likely to answer. Measured on time lines that were read by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.confidence import confidence, word_places
from retrieval.disagreement import Disagreement
from retrieval.evidence import Evidence, SentenceCandidate

LEAST = -1.5
"""What a sentence must reach to be an entry."""
HELD = 4.0
"""What it gains when it holds all of the topic's words; their share counts, each weighed by its idf."""
ACROSS = 2.0
"""What it gains at least in another language than the topic's, when it holds a word of the topic that both have."""
WORDLESS = 0.5
"""What it gains in another language without such a word, in an article without any."""
CERTAIN = 0.5
"""How probable it must be that the article answers, were it the whole archive."""
MENTIONED = 0.35
"""How probable, where the sentence holds all of the topic's words and the archive answers."""
SURE = 0.5
"""With so much confidence that the archive answers, its best sentence is an entry where its article has no other."""
_PER_ARTICLE = 3
"""So many sentences of an article are looked at."""


def ranked(
    evidence: Evidence, logits: NDArray[np.float64], estimate: float, differing: Sequence[Disagreement]
) -> NDArray[np.float64]:
    """How well each sentence stands for its date, −inf where it is no entry.

    `estimate` is the probability that the archive answers. The values of `differing` are entries however they are judged
    beside the best answer.
    """
    ranks = np.full(len(logits), -np.inf)
    articles: dict[str, list[int]] = {}
    for number in map(int, np.argsort(-logits, kind="stable")):
        articles.setdefault(evidence.pool[evidence.candidates[number].passage].article.id, []).append(number)
    for numbers in articles.values():
        gains = {number: _gain(evidence, number) for number in numbers[:_PER_ARTICLE] if logits[number] + HELD >= LEAST}
        reaching = {n: gain for n, gain in gains.items() if not gain.missed and logits[n] + gain.value >= LEAST}
        certain = confidence(*_alone(evidence, logits, numbers))[0] if reaching else 0.0
        for number, gain in reaching.items():
            if certain >= (MENTIONED if gain.whole and estimate >= SURE else CERTAIN):
                ranks[number] = logits[number] + gain.value
    others = np.flatnonzero(_compared(evidence, differing)).tolist()
    first = next(iter(articles.values()), [])
    if estimate >= SURE and not np.isfinite(ranks[first]).any():
        others += first[:1]
    for number in others:
        ranks[number] = logits[number] + _gain(evidence, number).value
    return ranks


@dataclass(frozen=True)
class _Gain:
    """What a sentence gains by the topic's words; `whole` when it holds all, `missed` when only its neighbours hold any."""

    value: float
    whole: bool
    missed: bool


def _gain(evidence: Evidence, number: int) -> _Gain:
    candidate = evidence.candidates[number]
    language = evidence.pool[candidate.passage].article.language
    total = sum(word.idf[language] for word in evidence.words)
    places = word_places(evidence, candidate.passage, candidate.sentence)
    lacking = [word for words in places.values() for word in words]
    share = 1 - sum(word.idf[language] for word in lacking) / total if total else 0.0
    near, none = bool(places["passage"] or places["article"]), len(lacking) == len(evidence.words)
    gain = HELD * share
    if evidence.relations[candidate.passage] == "cross" and not near:
        gain = max(gain, WORDLESS if none else ACROSS)
    return _Gain(gain, bool(evidence.words) and not lacking, none and near)


def _compared(evidence: Evidence, differing: Sequence[Disagreement]) -> NDArray[np.bool_]:
    """Which sentences are set side by side."""
    sentences = {(value.article.id, value.sentence) for each in differing for value in each.values}
    candidates = ((evidence.pool[each.passage], each.sentence) for each in evidence.candidates)
    return np.array([(source.article.id, source.passage.sentences[at]) in sentences for source, at in candidates], dtype=bool)


def _alone(evidence: Evidence, logits: NDArray[np.float64], numbers: list[int]) -> tuple[Evidence, NDArray[np.float64]]:
    """What would have been found, and its logits, if the sentences `numbers` of one article were all there is."""
    numbers = sorted(numbers)
    passages = sorted({evidence.candidates[number].passage for number in numbers})
    places = {passage: place for place, passage in enumerate(passages)}
    candidates = [evidence.candidates[number] for number in numbers]
    alone = replace(
        evidence,
        pool=[evidence.pool[passage] for passage in passages],
        candidates=[SentenceCandidate(places[candidate.passage], candidate.sentence) for candidate in candidates],
        features=evidence.features[numbers],
        relations=[evidence.relations[passage] for passage in passages],
    )
    return alone, logits[numbers]

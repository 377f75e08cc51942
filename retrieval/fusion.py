"""Dense and lexical candidates as one ranking, in two steps: by the passage as a whole, then also by its best sentence.

A score is a cosine plus BM25 times a fixed weight. Neither is stretched to what else was found: in a large archive, where
all that is near is about equally near, stretching would blow up small differences of the cosine.
"""

from collections.abc import Collection, Mapping
from itertools import islice

LEXICAL_WEIGHT = {"same": 0.0023, "cross": 0.0008}
"""What a point of BM25 adds to the cosine when question and article are of the same language, or not."""
SENTENCE_SHARE = 0.55
"""How much of the cosine is that of the passage's best sentence, the rest that of the passage."""


def fuse(cosines: Mapping[int, float], lexical: Mapping[int, float], weights: Mapping[int, float]) -> dict[int, float]:
    """The cosine of each passage and its BM25, if any, times its own weight; best first, ties by id."""
    fused = {key: cosine + weights[key] * lexical.get(key, 0.0) for key, cosine in cosines.items()}
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))


def best_of(ranked: Mapping[int, float], count: int, favoured: Collection[int], least: int) -> list[int]:
    """The first `count` of a ranking, and as many more as it takes for `least` of the favoured to be there, in its order."""
    wanted = {*islice(ranked, count), *islice((key for key in ranked if key in favoured), least)}
    return [key for key in ranked if key in wanted]


def with_sentence(passage: float, sentence: float) -> float:
    """The cosine of a passage and that of its best sentence as one."""
    return (1 - SENTENCE_SHARE) * passage + SENTENCE_SHARE * sentence

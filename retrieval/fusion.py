"""Dense and lexical candidates as one ranking."""

from collections.abc import Mapping

DENSE_WEIGHT = {"same": 0.7, "cross": 0.9}
"""The dense leg's share when question and article are of the same language, or not: BM25 misleads across languages."""


def min_max(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores stretched to 0 … 1; all 1 where they do not differ."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float) -> dict[int, float]:
    """Weighted sum of min-max scores, a leg that does not list a passage counting 0; best first, ties by id."""
    first, second = min_max(dense), min_max(lexical)
    fused = {
        key: dense_weight * first.get(key, 0.0) + (1 - dense_weight) * second.get(key, 0.0)
        for key in first.keys() | second.keys()
    }
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))

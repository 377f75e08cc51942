"""How well a confidence tells what to answer from what to refuse: the area under the ROC curve and risk at coverage."""

from collections.abc import Sequence

import numpy as np

COVERAGES = (1.0, 0.9, 0.8, 0.7)


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """The probability that an answerable question is the more confident of a pair, half for a draw; None without pairs."""
    if not len(answerable) or not len(unanswerable):
        return None
    ordered = np.sort(np.asarray(unanswerable, dtype=np.float64))
    below = np.searchsorted(ordered, answerable, side="left")
    not_above = np.searchsorted(ordered, answerable, side="right")
    return float((below + not_above).mean() / 2 / len(ordered))


def risk(confidences: Sequence[float], right: Sequence[bool], coverage: float) -> float:
    """The share of wrong answers among the most confident `coverage` of all, rounded to whole questions, at least one.

    Questions of equal confidence keep their order. Raises ValueError without any.
    """
    if not len(confidences):
        raise ValueError("no questions, no risk")
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    kept = order[: max(1, round(coverage * len(order)))]
    return 1.0 - float(np.asarray(right, dtype=np.float64)[kept].mean())

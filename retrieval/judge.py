"""The learned weights: how likely a sentence answers, and how likely the archive answers at all.

Both are logistic regressions whose weights `benchmarks/fit_judge.py` fits and writes to `weights.json`. There is one set
for questions in the article's language and one across languages.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.evidence import FEATURES, Matrix

Relation = Literal["same", "cross"]

ANSWER_FEATURES = (
    "best_logit",
    "second_logit",
    "cosine",
    "passage_cosine",
    "passage_lexical",
    "overlap",
    "passage_coverage",
    "compound_overlap",
    "lacks_number",
    "lacks_time",
)


@dataclass(frozen=True)
class Logistic:
    """p = 1 / (1 + exp(−(w · (x − mean) / scale + b)))."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def logits(self, features: Matrix) -> NDArray[np.float64]:
        """The exponent for each row of `features`, shape (rows,)."""
        made: NDArray[np.float64] = ((features - self.mean) / self.scale) @ self.weights + self.bias
        return made


@dataclass(frozen=True)
class Judge:
    """The weights for one relation of languages. `threshold` is the confidence below which the archive has no answer."""

    sentence: Logistic
    answer: Logistic
    threshold: float


@cache
def load_judge(relation: Relation) -> Judge:
    """The weights in the package. Raises ValueError when they were fitted for other features."""
    stored = json.loads(files("retrieval").joinpath("weights.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES or tuple(stored["answer_features"]) != ANSWER_FEATURES:
        raise ValueError("weights.json belongs to other features; run `python -m benchmarks.fit_judge`")
    values = stored[relation]
    return Judge(_logistic(values["sentence"]), _logistic(values["answer"]), float(values["threshold"]))


def answer_features(features: Matrix, logits: NDArray[np.float64]) -> Matrix:
    """One row of ANSWER_FEATURES from the features and logits of all candidate sentences, shape (1, ANSWER_FEATURES)."""
    order = np.argsort(-logits, kind="stable")
    best = features[order[0]]
    second = logits[order[1]] if len(order) > 1 else logits[order[0]] - 5.0
    row = [logits[order[0]], second]
    row += [best[FEATURES.index(name)] for name in ANSWER_FEATURES[2:]]
    return np.array([row], dtype=np.float64)


def probability(logit: float) -> float:
    """The logistic function, safe for large values."""
    return float(1 / (1 + np.exp(-np.clip(logit, -500, 500))))


def _logistic(values: dict[str, Any]) -> Logistic:
    mean, scale, weights = (np.array(values[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, float(values["bias"]))

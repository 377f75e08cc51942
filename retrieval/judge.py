"""Which sentence answers: the learned weights of a sentence's features, and the logit of every candidate.

A logistic regression whose weights `benchmarks/fit_judge.py` fits and writes to `weights.json`, with one set for questions
in the article's language and one across languages. What a question says of period and outlet adds to the logits.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.evidence import FEATURES, Evidence, Matrix, Relation
from retrieval.favour import favours


class SentenceJudge(Protocol):
    """Whatever weighs features."""

    def logits(self, features: Matrix) -> NDArray[np.float64]:
        """A logit for each row of `features`, shape (rows,)."""
        ...


@dataclass(frozen=True)
class Logistic:
    """p = 1 / (1 + exp(−(w · (x − mean) / scale + b)))."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def logits(self, features: Matrix) -> NDArray[np.float64]:
        """The exponent for each row of `features`, shape (rows,)."""
        scaled = (features - self.mean) / self.scale
        made: NDArray[np.float64] = (scaled * self.weights).sum(axis=1) + self.bias  # unlike `@`, one row's bits are its own
        return made

    @classmethod
    def of(cls, values: Mapping[str, Any], count: int) -> "Logistic":
        """From the lists `mean`, `scale`, `weights` and the number `bias`.

        Raises ValueError unless each list has a number for each of `count` features.
        """
        mean, scale, weights = (np.array(values[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
        if not mean.shape == scale.shape == weights.shape == (count,):
            raise ValueError(f"weights for {count} features: mean {mean.shape}, scale {scale.shape}, weights {weights.shape}")
        return cls(mean, scale, weights, float(values["bias"]))


@cache
def load_judges() -> Mapping[Relation, Logistic]:
    """The weights in the package. Raises ValueError when they were fitted for other features."""
    stored = json.loads(files("retrieval").joinpath("weights.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("weights.json belongs to other features; run `python -m benchmarks.fit_judge`")
    return {"same": Logistic.of(stored["same"], len(FEATURES)), "cross": Logistic.of(stored["cross"], len(FEATURES))}


def sentence_logits(evidence: Evidence, judges: Mapping[Relation, SentenceJudge]) -> NDArray[np.float64]:
    """The logit of every candidate sentence, with what the question's period and outlet add."""
    passages = np.array([candidate.passage for candidate in evidence.candidates])
    logits = np.zeros(len(passages))
    for relation in set(evidence.relations):
        rows = np.array([each == relation for each in evidence.relations])[passages]
        logits[rows] = judges[relation].logits(evidence.features[rows])
    return logits + favours(evidence.pool, evidence.candidates, evidence.understood)

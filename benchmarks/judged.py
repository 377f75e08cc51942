"""A question asked of an archive with its features, and a judge fitted on such questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from retrieval.evidence import Evidence, Matrix

FOLDS = 6
SAMPLE_WEIGHT = 2.0
"""More helps the sample questions and costs on XQuAD: 0, 3 and 8 were tried."""
STRENGTH = 1e-2
"""Of the squared weights in the loss. Weaker is a little better on XQuAD in English (1e-3: 0.684 instead of 0.682) and worse on
articles unlike it."""


@dataclass
class Asked:
    """One question asked of one archive: features of all candidates, and which of them hold the answer."""

    features: Matrix
    right: NDArray[np.bool_]
    fold: int
    weight: float = 1.0
    question: str = ""
    gold: NDArray[np.bool_] | None = None
    """Which candidates are of an article that has the answer, where that is measured."""
    evidence: Evidence | None = None
    """Kept where the reader is measured."""


class Fitted:
    """A linear judge as the package stores it.

    Fitted listwise: the weights w minimise −log Σ_right softmax(w · x) over the sentences of each question, so that they order
    the sentences of one question; a logistic regression on w · x then gives the scale and bias that make it a logit.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        with_answer = [a for a in asked if a.right.any()]
        self.scaler = StandardScaler().fit(np.vstack([a.features for a in asked]))
        rows = np.vstack([self.scaler.transform(a.features) for a in with_answer])
        right = np.concatenate([a.right for a in with_answer])
        counts = np.array([len(a.right) for a in with_answer])
        shares = np.array([a.weight for a in with_answer]) / sum(a.weight for a in with_answer)
        starts, of = np.cumsum(counts) - counts, np.repeat(np.arange(len(counts)), counts)

        def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            scores = rows @ weights
            powers = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
            total, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-300
            slope = (powers / total[of] - powers * right / good[of]) * shares[of]
            value = float(shares @ (np.log(total) - np.log(good)))
            return value + STRENGTH * weights @ weights, rows.T @ slope + 2 * STRENGTH * weights

        found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
        weights = np.concatenate([np.full(len(a.right), a.weight) for a in with_answer])
        calibrated = LogisticRegression(C=1e6).fit((rows @ found)[:, None], right, sample_weight=weights)
        self.weights = found * float(calibrated.coef_[0, 0])
        self.bias = float(calibrated.intercept_[0])

    def logits(self, features: Matrix) -> NDArray[np.float64]:
        made: NDArray[np.float64] = self.scaler.transform(features) @ self.weights + self.bias
        return made

    def as_json(self) -> dict[str, Any]:
        arrays = {"mean": self.scaler.mean_, "scale": self.scaler.scale_, "weights": self.weights}
        values: dict[str, Any] = {name: [round(float(v), 6) for v in array] for name, array in arrays.items()}
        return values | {"bias": round(self.bias, 6)}


def out_of_fold(asked: Sequence[Asked]) -> list[Fitted]:
    """For each fold the sentence judge that has not seen it."""
    return [Fitted([a for a in asked if a.fold != fold]) for fold in range(FOLDS)]

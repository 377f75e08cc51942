"""What the reader's word weighs beside the judge's: fitted on questions of articles that it was not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.judged import Asked, Fitted
from retrieval.encoder import default_cache
from retrieval.reader import Reader, Reading, contenders, in_reading_order, log_shares, sentence_text

LEADS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 99.0)


@dataclass
class Read:
    """A question with the judge's logits (out of fold) and what the reader says of the best, 0 for the others."""

    logits: NDArray[np.float64]
    shares: NDArray[np.float64]
    right: NDArray[np.bool_]
    lead: float

    def chosen(self, reading: Reading) -> bool:
        """Whether the best sentence is right."""
        gain = reading.weight * self.shares if self.lead < reading.sure else 0
        return bool(self.right[int(np.argmax(self.logits + gain))])


def read_held_out(asked: Sequence[Asked], judges: Sequence[Fitted]) -> list[Read]:
    """Every question of the articles that the reader was not trained on, read."""
    reader = Reader(default_cache())
    made = []
    for a in asked:
        if a.evidence is not None:
            logits = judges[a.fold].logits(a.features)
            best = contenders(a.evidence, logits)
            lead = float(logits[best[0]] - logits[best[1]]) if len(best) > 1 else np.inf
            chosen = in_reading_order(a.evidence, best)
            shares = np.zeros(len(logits))
            texts = [sentence_text(a.evidence, number) for number in chosen]
            shares[chosen] = log_shares(reader.scores(a.question, texts))
            made.append(Read(logits, shares, a.right, lead))
    return made


def fit_reading(held: Sequence[Read]) -> float:
    """The weight w that makes the right sentences likeliest: softmax of t · (logit + w · share), t fitted beside it."""

    def loss(parameters: NDArray[np.float64]) -> float:
        scale, weight = parameters
        total = 0.0
        for read in held:
            if read.right.any():
                scores = scale * (read.logits + weight * read.shares)
                total += np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[read.right])
        return total / len(held)

    return float(minimize(loss, np.array([1.0, 0.5]), method="Nelder-Mead").x[1])


def print_reading(held: Sequence[Read]) -> float:
    """The fitted weight; prints it, and for each lead how much is read below it and how often the best is then right."""
    weight = round(fit_reading(held), 3)
    print(f"reader: weight {weight}, {len(held)} questions of articles that it was not trained on")
    for sure in LEADS:
        right = np.mean([read.chosen(Reading(weight, sure)) for read in held])
        print(f"  lead {sure}: {np.mean([read.lead < sure for read in held]):.0%} read, right {right:.4f}", flush=True)
    return weight

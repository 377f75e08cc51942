"""Cases (`benchmarks.cases`) as the confidence sees them: features, why they cannot be answered, what they count."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import Case, Why
from benchmarks.judged import SAMPLE_WEIGHT, Asked, Fitted, out_of_fold
from retrieval.confidence import CONFIDENCE_FEATURES, best_passage, confidence_features
from retrieval.evidence import Matrix, Relation
from retrieval.judge import sentence_logits
from retrieval.select import select_quotes

MIX: dict[Why, float] = {"answerable": 0.5, "no article": 0.15, "no paragraph": 0.2, "swapped": 0.15}
BENCH = ("small", "large")
"""The archives of the bench, which count alike however many questions were asked of them."""
SAMPLE_EACH = 0.001
"""What each answerable question of the sample archive counts: few, but of the project's own kind of news."""


@dataclass(frozen=True)
class Scored:
    """Cases as the confidence sees them. `right` says whether the first quote holds the answer."""

    archive: NDArray[np.str_]
    rows: Matrix
    why: NDArray[np.str_]
    fold: NDArray[np.int64]
    right: NDArray[np.bool_]

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Which can be answered."""
        made: NDArray[np.bool_] = self.why == "answerable"
        return made

    @property
    def passages(self) -> int:
        """How many passages the largest archive has."""
        return round(math.exp(self.rows[:, CONFIDENCE_FEATURES.index("size")].max()))

    @property
    def weights(self) -> NDArray[np.float64]:
        """What each case counts: the archives as said above, in each the classes as MIX says; about 1 in all."""
        made = np.zeros(len(self.why))
        sample = SAMPLE_EACH * int((self.answerable & (self.archive == "sample")).sum())
        for archive, share in {**dict.fromkeys(BENCH, (1 - sample) / len(BENCH)), "sample": sample}.items():
            for why, part in MIX.items():
                chosen = (self.archive == archive) & (self.why == why)
                made[chosen] = share * part / max(1, int(chosen.sum()))
        return made

    def of(self, chosen: NDArray[np.bool_]) -> "Scored":
        """Some of the cases."""
        return Scored(self.archive[chosen], self.rows[chosen], self.why[chosen], self.fold[chosen], self.right[chosen])

    @classmethod
    def joined(cls, parts: Sequence["Scored"]) -> "Scored":
        """The cases of several archives."""
        names = ("archive", "rows", "why", "fold", "right")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def judges(bench: Sequence[Case], sample: Sequence[Case], relation: Relation) -> list[Fitted]:
    """The sentence judges of a relation, out of fold, from evidence that is there."""
    asked = [Asked(case.evidence.features, case.right, case.fold) for case in bench if case.answerable]
    for case in sample:
        evidence = case.evidence
        rows = np.array([evidence.relations[candidate.passage] == relation for candidate in evidence.candidates])
        if case.answerable and rows.any():
            asked.append(Asked(evidence.features[rows], case.right[rows], case.fold, SAMPLE_WEIGHT))
    return out_of_fold(asked)


def score(cases: Sequence[Case], archive: str, fitted: Mapping[Relation, Sequence[Fitted]]) -> dict[Relation, Scored]:
    """All cases of an archive by the relation of their best passage, judged out of fold."""
    rows: dict[Relation, list[tuple[Any, ...]]] = {"same": [], "cross": []}
    for case in cases:
        logits = sentence_logits(case.evidence, {relation: folds[case.fold] for relation, folds in fitted.items()})
        relation = case.evidence.relations[best_passage(case.evidence, logits)]
        row = confidence_features(case.evidence, logits)[0]
        rows[relation].append((archive, row, case.why, case.fold, first_is_right(case, logits)))
    return {
        relation: Scored(*(np.array(column) for column in zip(*members, strict=True)))
        for relation, members in rows.items()
        if members
    }


def first_is_right(case: Case, logits: NDArray[np.float64]) -> bool:
    """Whether the first quote holds a sentence that answers."""
    evidence = case.evidence
    (quote,) = select_quotes(evidence.pool, evidence.candidates, logits, 1)
    for number in np.flatnonzero(case.right):
        candidate = evidence.candidates[number]
        source = evidence.pool[candidate.passage]
        start, end = source.passage.sentences[candidate.sentence]
        if source.article.id == quote.article.id and quote.start <= start and end <= quote.end:
            return True
    return False

"""Fit the confidence (retrieval/confidence.json) and say how honest the "no" is.

    python -m benchmarks.fit_confidence --bench PATH --work FOLDER [--every N] [--large] [--pictures docs] [--write]

Questions are asked where they can be answered and where they cannot (`benchmarks.cases`); the evidence is kept in the work
folder, so delete it when retrieval has changed. The sentence judge and the confidence are both out of fold: six folds by
article, no question scored by weights that saw its article. The classes of the mix count as MIX says, each as a whole,
however many questions it has, and those of the sample archive as SAMPLE of it. The threshold is the highest that keeps KEPT
of the answerable bench questions and loses no more than SAMPLE_LOST answerable sample questions.

`--every N` takes every N-th bench question; `--large` also scores the large archive with the weights of the small one, out
of fold; `--pictures FOLDER` draws the curves; `--write` fits on everything and writes.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit, logsumexp

from benchmarks.cases import Case, Why, bench_cases, sample_cases
from benchmarks.curves import calibration_error, draw, reliability
from benchmarks.fit_judge import FOLDS, RELATIONS, SAMPLE_WEIGHT, Asked, Fitted, out_of_fold
from retrieval.confidence import (
    CONFIDENCE_FEATURES,
    FEATURE_SIGNS,
    REASONS,
    Confidence,
    best_passage,
    confidence_features,
)
from retrieval.evidence import Matrix, Relation
from retrieval.judge import Logistic, sentence_logits
from retrieval.select import select_quotes
from retrieval.selective import COVERAGES, auroc, risk

MIX: dict[Why, float] = {"answerable": 0.5, "no article": 0.15, "no paragraph": 0.2, "swapped": 0.15}
SAMPLE = 0.1
KEPT = 0.99
AT_MOST: dict[Relation, float] = {"same": 0.04, "cross": 0.0005}
"""No threshold is higher: in an archive twenty times as large more of a question's words stand in other articles, and the
thresholds of the small one refused 2 % of its answerable German questions and 42 % of the English ones."""
SAMPLE_LOST = 3
RIDGE = 10.0


@dataclass(frozen=True)
class Scored:
    """Cases as the confidence sees them. `right` says whether the first quote holds the answer."""

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
    def weights(self) -> NDArray[np.float64]:
        """What each case counts, so that the classes count as MIX says."""
        made = np.zeros(len(self.why))
        for why, share in MIX.items():
            made[self.why == why] = share / max(1, int((self.why == why).sum()))
        return made

    def of(self, chosen: NDArray[np.bool_]) -> "Scored":
        """Some of the cases."""
        return Scored(self.rows[chosen], self.why[chosen], self.fold[chosen], self.right[chosen])


def judges(bench: Sequence[Case], sample: Sequence[Case], relation: Relation) -> list[Fitted]:
    """The sentence judges of a relation, out of fold, from evidence that is there."""
    asked = [Asked(case.evidence.features, case.right, case.fold) for case in bench if case.answerable]
    for case in sample:
        evidence = case.evidence
        rows = np.array([evidence.relations[candidate.passage] == relation for candidate in evidence.candidates])
        if case.answerable and rows.any():
            asked.append(Asked(evidence.features[rows], case.right[rows], case.fold, SAMPLE_WEIGHT))
    return out_of_fold(asked)


def score(cases: Sequence[Case], fitted: dict[Relation, list[Fitted]]) -> dict[Relation, Scored]:
    """All cases by the relation of their best passage, judged out of fold."""
    rows: dict[Relation, list[tuple[Any, ...]]] = {"same": [], "cross": []}
    for case in cases:
        logits = sentence_logits(case.evidence, {relation: folds[case.fold] for relation, folds in fitted.items()})
        relation = case.evidence.relations[best_passage(case.evidence, logits)]
        row = confidence_features(case.evidence, logits)[0]
        rows[relation].append((row, case.why, case.fold, first_is_right(case, logits)))
    return {
        relation: Scored(np.array(made[0]), np.array(made[1]), np.array(made[2]), np.array(made[3]))
        for relation, members in rows.items()
        if members
        for made in [tuple(zip(*members, strict=True))]
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


def fit(rows: Matrix, why: NDArray[np.str_], weights: NDArray[np.float64]) -> Confidence:
    """A ridge multinomial logistic regression whose weights keep the directions of FEATURE_SIGNS; without a threshold."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    weights, is_reason = weights / weights.mean(), np.stack([why == reason for reason in REASONS], axis=1)
    shape = (len(REASONS), scaled.shape[1])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = flat.reshape(shape)
        pull = RIDGE * values * (np.arange(shape[1]) < shape[1] - 1)  # not on the bias
        doubts = -scaled @ values.T
        total = logsumexp(np.column_stack([np.zeros(len(doubts)), doubts]), axis=1)
        value = weights @ (total - np.where(is_reason, doubts, 0).sum(axis=1)) + (values * pull).sum() / 2
        gradient = (weights[:, None] * (is_reason - np.exp(doubts - total[:, None]))).T @ scaled + pull
        return float(value), gradient.ravel()

    limits = {1: (0, None), -1: (None, 0), 0: (None, None)}
    bounds = [*(limits[FEATURE_SIGNS[name]] for name in CONFIDENCE_FEATURES), (None, None)] * len(REASONS)
    options = {"maxiter": 1000}
    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", bounds=bounds, options=options).x.reshape(
        shape
    )
    return Confidence(tuple(Logistic(mean, scale, row[:-1], float(row[-1])) for row in found), 0.0)


def joined(bench: Scored, sample: Scored | None) -> tuple[Matrix, NDArray[np.str_], NDArray[np.float64]]:
    """What the confidence is fitted on."""
    if sample is None:
        return bench.rows, bench.why, bench.weights
    return (
        np.vstack([bench.rows, sample.rows]),
        np.concatenate([bench.why, sample.why]),
        np.concatenate([(1 - SAMPLE) * bench.weights, SAMPLE * sample.weights]),
    )


def models(bench: Scored, sample: Scored | None) -> list[Confidence]:
    """For each fold the model that has not seen it."""
    return [fit(*joined(bench.of(bench.fold != fold), sample and sample.of(sample.fold != fold))) for fold in range(FOLDS)]


def scored_logits(scored: Scored, fitted: Sequence[Confidence]) -> NDArray[np.float64]:
    """Each case's logit by the model of its fold."""
    made = np.zeros(len(scored.fold))
    for fold, model in enumerate(fitted):
        made[scored.fold == fold] = model.logits(scored.rows[scored.fold == fold])
    return made


def threshold(bench: NDArray[np.float64], sample: NDArray[np.float64]) -> float:
    """The highest logit that keeps KEPT of the first and all but SAMPLE_LOST of the second."""
    lowest = float(np.quantile(bench, 1 - KEPT))
    return min(lowest, float(np.sort(sample)[SAMPLE_LOST])) if len(sample) > SAMPLE_LOST else lowest


def figures(scored: Scored, logits: NDArray[np.float64], least: float) -> dict[str, Any]:
    """What docs/benchmarks.md reports."""
    yes = scored.answerable
    made: dict[str, Any] = {"answerable": int(yes.sum()), "kept": round(float((logits[yes] >= least).mean()), 3)}
    for why in dict.fromkeys(scored.why[~yes].tolist()):
        mine = logits[scored.why == why]
        area = auroc(logits[yes].tolist(), mine.tolist())
        made[why] = {"n": len(mine), "auroc": area and round(area, 4), "refused": round(float((mine < least).mean()), 3)}
    probabilities, mixed = expit(logits), scored.weights
    made["calibration_error"] = round(calibration_error(probabilities, yes, mixed), 4)
    for name, chosen in (("answerable", yes), ("all", mixed > 0)):
        values = [risk(logits[chosen].tolist(), scored.right[chosen].tolist(), coverage) for coverage in COVERAGES]
        made[f"risk_{name}"] = [round(value, 3) for value in values]
    return made


def as_json(model: Confidence, least: float) -> dict[str, Any]:
    """A model and its threshold, a probability, as confidence.json has them."""
    values: dict[str, Any] = {"threshold": round(float(expit(least)), 4)}
    for name, reason in zip(REASONS, model.reasons, strict=True):
        arrays = {"mean": reason.mean, "scale": reason.scale, "weights": reason.weights}
        values[name] = {key: [round(float(value), 6) for value in array] for key, array in arrays.items()}
        values[name]["bias"] = round(reason.bias, 6)
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--work", type=Path, required=True, help="keep archives and evidence in this folder")
    parser.add_argument("--every", type=int, default=1, help="every so many bench questions only")
    parser.add_argument("--large", action="store_true", help="score the large archive, too")
    parser.add_argument("--pictures", type=Path, help="draw the curves into this folder")
    parser.add_argument("--write", action="store_true", help="write retrieval/confidence.json")
    args = parser.parse_args()
    bench = {relation: bench_cases(args.bench, "small", relation, args.work, args.every) for relation in RELATIONS}
    sample_all = sample_cases(args.bench, args.work)
    fitted = {relation: judges(cases, sample_all, relation) for relation, cases in bench.items()}
    sample = score(sample_all, fitted)
    stored: dict[str, Any] = {"features": CONFIDENCE_FEATURES, "fitted_on": "XQuAD de, sample"}
    risks: dict[str, tuple[list[float], list[bool]]] = {}
    reliabilities = {}
    for relation, cases in bench.items():
        scored, extra = score(cases, fitted)[relation], sample.get(relation)
        folds = models(scored, extra)
        logits = scored_logits(scored, folds)
        sampled = scored_logits(extra, folds) if extra else np.zeros(0)
        least = threshold(logits[scored.answerable], sampled[extra.answerable] if extra else sampled)
        least = min(least, float(logit(AT_MOST[relation])))
        print(relation, "small", json.dumps(figures(scored, logits, least)), flush=True)
        if extra:
            print(relation, "sample", json.dumps(figures(extra, sampled, least)), flush=True)
        if args.large:
            large = score(bench_cases(args.bench, "large", relation, args.work, args.every), fitted)[relation]
            print(relation, "large", json.dumps(figures(large, scored_logits(large, folds), least)), flush=True)
        label = "German questions" if relation == "same" else "English questions on German text"
        yes = scored.answerable
        risks[f"{label}, answerable"] = logits[yes].tolist(), scored.right[yes].tolist()
        reliabilities[label] = reliability(expit(logits), yes, scored.weights)
        model = fit(*joined(scored, extra))
        for name, reason in zip(REASONS, model.reasons, strict=True):
            weights = sorted(zip(CONFIDENCE_FEATURES, reason.weights, strict=True), key=lambda item: -abs(item[1]))
            print(relation, name, {feature: round(float(weight), 2) for feature, weight in weights if abs(weight) >= 0.05})
        stored[relation] = as_json(model, least)
    if args.pictures:
        draw(args.pictures, risks, reliabilities)
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "confidence.json"
        target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()

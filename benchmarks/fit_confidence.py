"""Fit the confidence (retrieval/confidence.json) and say how honest the "no" is.

    python -m benchmarks.fit_confidence --bench PATH --work FOLDER [--every N] [--large-every N] [--pictures docs] [--write]

Questions are asked where they can be answered and where they cannot (`benchmarks.cases`), of a small archive, a large one and
the sample archive; the evidence is kept in the work folder, so delete it when retrieval has changed. One confidence is fitted
on all three. The sentence judge, of the small archive and the sample, and the confidence are both out of fold: six folds by
article, no question scored by weights that saw its article, in whichever archive. What cases count, `benchmarks.scored` says.
The threshold of each archive is the highest that keeps KEPT of its answerable questions.

`--every N` takes every N-th question of the small archive, `--large-every N` of the large one, where asking takes longest;
`--pictures FOLDER` draws the curves; `--write` fits on everything and writes.
"""

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from benchmarks.cases import bench_cases, sample_cases
from benchmarks.curves import calibration_error, draw, reliability
from benchmarks.fit_judge import RELATIONS
from benchmarks.judged import FOLDS
from benchmarks.scored import Scored, judges, score
from retrieval.confidence import (
    CONFIDENCE_FEATURES,
    FEATURE_SIGNS,
    REASONS,
    Confidence,
)
from retrieval.evidence import Relation
from retrieval.judge import Logistic
from retrieval.selective import COVERAGES, auroc, risk

KEPT = {"small": 0.995, "large": 0.995, "sample": 0.98}
RIDGE = 300.0
"""Of the squared weights, against a loss summed over all cases. Weaker is better for swapped questions alone."""
LABELS: dict[Relation, str] = {"same": "German questions", "cross": "English questions on German text"}


def fit(scored: Scored) -> Confidence:
    """A ridge multinomial logistic regression with weights in the directions of FEATURE_SIGNS; no thresholds yet."""
    chosen = scored.weights > 0
    rows, weights, why = scored.rows[chosen], scored.weights[chosen], scored.why[chosen]
    mean, scale = np.average(rows, axis=0, weights=weights), rows.std(axis=0) + 1e-9
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
    model = Confidence(tuple(Logistic(mean, scale, row[:-1], float(row[-1])) for row in found), ())
    stretch, shift = calibration(model.logits(rows), why == "answerable", weights)
    return dataclasses.replace(model, stretch=stretch, shift=shift)


def calibration(
    logits: NDArray[np.float64], answerable: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """The stretch and shift of the logits that make the outcomes likeliest (Platt): weights pulled to 0 are too timid."""
    signs = np.where(answerable, -1.0, 1.0)

    def loss(values: NDArray[np.float64]) -> float:
        return float(weights @ np.logaddexp(0, signs * (values[0] * logits + values[1])))

    stretch, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(stretch), float(shift)


def models(scored: Scored) -> list[Confidence]:
    """For each fold the model that has not seen it."""
    return [fit(scored.of(scored.fold != fold)) for fold in range(FOLDS)]


def scored_logits(scored: Scored, fitted: Sequence[Confidence]) -> NDArray[np.float64]:
    """Each case's logit by the model of its fold."""
    made = np.zeros(len(scored.fold))
    for fold, model in enumerate(fitted):
        made[scored.fold == fold] = model.logits(scored.rows[scored.fold == fold])
    return made


def threshold(logits: NDArray[np.float64], kept: float) -> float:
    """The highest logit that keeps so many of the answerable; of few, it keeps more rather than fewer."""
    return float(np.quantile(logits, 1 - kept, method="lower"))


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


def as_json(model: Confidence) -> dict[str, Any]:
    """A model as confidence.json has it."""
    values: dict[str, Any] = {
        "thresholds": model.thresholds,
        "stretch": round(model.stretch, 6),
        "shift": round(model.shift, 6),
    }
    for name, reason in zip(REASONS, model.reasons, strict=True):
        arrays = {"mean": reason.mean, "scale": reason.scale, "weights": reason.weights}
        values[name] = {key: [round(float(value), 6) for value in array] for key, array in arrays.items()}
        values[name]["bias"] = round(reason.bias, 6)
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/ and news_distractors/")
    parser.add_argument("--work", type=Path, required=True, help="keep archives and evidence in this folder")
    parser.add_argument("--every", type=int, default=1, help="every so many questions of the small archive only")
    parser.add_argument("--large-every", type=int, default=3, help="every so many questions of the large archive only")
    parser.add_argument("--pictures", type=Path, help="draw the curves into this folder")
    parser.add_argument("--write", action="store_true", help="write retrieval/confidence.json")
    args = parser.parse_args()
    sample = sample_cases(args.bench, args.work)
    small = {relation: bench_cases(args.bench, "small", relation, args.work, args.every) for relation in RELATIONS}
    fitted = {relation: judges(cases, sample, relation) for relation, cases in small.items()}
    stored: dict[str, Any] = {"features": CONFIDENCE_FEATURES, "fitted_on": "XQuAD de, small and large archive; sample"}
    risks: dict[str, tuple[list[float], list[bool]]] = {}
    reliabilities = {}
    for relation, label in LABELS.items():
        asked = {"small": small.pop(relation), "sample": sample}
        asked["large"] = bench_cases(args.bench, "large", relation, args.work, args.large_every)
        parts = [score(asked.pop(archive), archive, fitted).get(relation) for archive in KEPT]
        scored = Scored.joined([part for part in parts if part])
        logits = scored_logits(scored, models(scored))
        thresholds = []
        for archive, kept in KEPT.items():
            mine = scored.archive == archive
            least = threshold(logits[mine & scored.answerable], kept)
            thresholds.append((scored.of(mine).passages, round(float(expit(least)), 4)))
            print(relation, archive, json.dumps(figures(scored.of(mine), logits[mine], least)), flush=True)
        mine = scored.archive == "small"
        yes = scored.answerable & mine
        risks[f"{label}, answerable"] = logits[yes].tolist(), scored.right[yes].tolist()
        reliabilities[label] = reliability(expit(logits[mine]), yes[mine], scored.weights[mine])
        model = dataclasses.replace(fit(scored), thresholds=tuple(sorted(thresholds)))
        for name, reason in zip(REASONS, model.reasons, strict=True):
            weights = sorted(zip(CONFIDENCE_FEATURES, reason.weights, strict=True), key=lambda item: -abs(item[1]))
            print(relation, name, {feature: round(float(weight), 2) for feature, weight in weights if abs(weight) >= 0.05})
        stored[relation] = as_json(model)
    if args.pictures:
        draw(args.pictures, risks, reliabilities)
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "confidence.json"
        target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()

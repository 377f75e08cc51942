"""Curves of a confidence: its calibration error, and the pictures of risk-coverage and reliability."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.selective import risk

BINS = 10


def reliability(
    probabilities: NDArray[np.float64], outcomes: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[tuple[float, float, float]]:
    """For each of ten equal bins that holds anything: mean probability, share of true outcomes, share of the weight."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    made = []
    for number in range(BINS):
        inside = bins == number
        weight = weights[inside]
        if weight.sum() > 0:
            mean, true = np.average(probabilities[inside], weights=weight), np.average(outcomes[inside], weights=weight)
            made.append((float(mean), float(true), float(weight.sum() / weights.sum())))
    return made


def calibration_error(probabilities: NDArray[np.float64], outcomes: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """The expected calibration error: the bins' mean distance of probability and share, by weight."""
    return sum(abs(mean - true) * weight for mean, true, weight in reliability(probabilities, outcomes, weights))


def draw(
    folder: Path,
    risks: Mapping[str, tuple[Sequence[float], Sequence[bool]]],
    reliabilities: Mapping[str, list[tuple[float, float, float]]],
) -> None:
    """`risk-coverage` and `reliability` as .svg and .png. `risks` are confidences and whether the first quote is right."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "wortlaut"  # the same curve gives the same file
    from matplotlib import pyplot as plt

    def save(name: str) -> None:
        plt.legend(frameon=False)
        plt.tight_layout()
        for ending, about in (("svg", {"Date": None}), ("png", {})):
            plt.savefig(folder / f"{name}.{ending}", metadata=about, dpi=120)
        plt.close()

    plt.figure(figsize=(6, 4))
    for label, (confidences, right) in risks.items():
        coverages = np.linspace(0.05, 1, 96)
        plt.plot(100 * coverages, [100 * risk(confidences, right, coverage) for coverage in coverages], label=label)
    plt.xlabel("coverage: share of questions answered, %")
    plt.ylabel("risk: first quote wrong, %")
    plt.ylim(bottom=0)
    save("risk-coverage")
    plt.figure(figsize=(5, 5))
    plt.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for label, points in reliabilities.items():
        plt.plot([point[0] for point in points], [point[1] for point in points], marker="o", label=label)
    plt.xlabel("confidence")
    plt.ylabel("share of answerable questions")
    save("reliability")

"""Fit the judge's weights (retrieval/weights.json) on German XQuAD, questions in German and English, and the sample questions.

    python -m benchmarks.fit_judge --bench PATH [--work FOLDER] [--write]

The sample questions, of the project's own kind of news but few, count SAMPLE_WEIGHT times. Figures are out of fold: six
folds by article, no question scored by weights that saw its article. `--write` then fits on everything and writes; run
`benchmarks.fit_confidence` after it, whose features are the judge's logits.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.xquad import BenchQuestion, article_files, normal, read_questions
from bot.wiring import sample_folder
from corpus.collect import collect, list_files
from corpus.store import Store
from retrieval.encoder import default_cache, load_encoder
from retrieval.evaluation import JudgedQuestion, read_judged
from retrieval.evidence import FEATURES, Evidence, Matrix, Relation, SentenceCandidate
from retrieval.indexer import update_index
from retrieval.retriever import Retriever

FOLDS = 6
SAMPLE_WEIGHT = 2.0
"""More helps the sample questions and costs on XQuAD: 0, 3 and 8 were tried."""
RELATIONS: dict[Relation, str] = {"same": "de", "cross": "en"}


@dataclass
class Asked:
    """One question asked of one archive: features of all candidates, and which of them hold the answer."""

    features: Matrix
    right: NDArray[np.bool_]
    fold: int
    weight: float = 1.0


def build_archive(files: Sequence[Path], folder: Path) -> Retriever:
    """An archive of these files in `folder`, made the way an ingest makes it, or the one that is there already."""
    encoder = load_encoder("bundled", default_cache())
    if folder.exists():
        return Retriever(Store.open(folder), encoder)
    store = Store.open(folder, create=True)
    result = collect(list_files(files), {})
    update_index(store, encoder, result.added, result.digests)
    return Retriever(store, encoder)


def ask(retriever: Retriever, questions: Sequence[BenchQuestion], folds: dict[str, int]) -> list[Asked]:
    """All questions of an archive that holds their articles."""
    asked = []
    for question in questions:
        evidence = retriever.evidence(question.question)
        right = np.array([is_right(evidence, number, question) for number in range(len(evidence.candidates))])
        asked.append(Asked(evidence.features, right, folds[question.article]))
    return asked


def is_right(evidence: Evidence, number: int, question: BenchQuestion) -> bool:
    """Whether the candidate sentence holds the answer at its place in the gold article."""
    candidate = evidence.candidates[number]
    source = evidence.pool[candidate.passage]
    start, end = source.passage.sentences[candidate.sentence]
    return Path(source.article.path).name == question.article and question.window in normal(source.article.text[start:end])


def ask_sample(retriever: Retriever) -> dict[Relation, list[Asked]]:
    """The answerable sample questions, their candidates parted by the relation of languages."""
    folder = sample_folder()
    folds = {path.name: number % FOLDS for number, path in enumerate(sorted(folder.glob("*.txt")))}
    judged = read_judged(folder.parent / "questions.jsonl")
    texts = {question.id: question.question for question in judged}
    asked: dict[Relation, list[Asked]] = {"same": [], "cross": []}
    for question in judged:
        if not question.gold:
            continue
        evidence = retriever.evidence(question.question, context=texts.get(question.follow_up_of or ""))
        right = np.array([holds_gold(evidence, candidate, question) for candidate in evidence.candidates])
        relations = np.array([evidence.relations[candidate.passage] for candidate in evidence.candidates])
        for relation, members in asked.items():
            rows = relations == relation
            if rows.any():
                fold = folds[question.gold[0].article]
                members.append(Asked(evidence.features[rows], right[rows], fold, SAMPLE_WEIGHT))
    return asked


def holds_gold(evidence: Evidence, candidate: SentenceCandidate, question: JudgedQuestion) -> bool:
    """Whether a judged span lies in the candidate sentence."""
    source = evidence.pool[candidate.passage]
    start, end = source.passage.sentences[candidate.sentence]
    name = Path(source.article.path).name
    return any(span.article == name and start <= span.start and span.end <= end for span in question.gold)


class Fitted:
    """A scaler and a logistic regression as the judge stores them."""

    def __init__(
        self, features: Matrix, labels: NDArray[np.bool_], strength: float, weights: NDArray[np.float64] | None = None
    ) -> None:
        self.scaler = StandardScaler().fit(features)
        scaled = self.scaler.transform(features)
        self.model = LogisticRegression(C=strength, max_iter=2000).fit(scaled, labels, sample_weight=weights)

    def logits(self, features: Matrix) -> NDArray[np.float64]:
        made: NDArray[np.float64] = self.model.decision_function(self.scaler.transform(features))
        return made

    def as_json(self) -> dict[str, Any]:
        rounded = {
            "mean": self.scaler.mean_,
            "scale": self.scaler.scale_,
            "weights": self.model.coef_[0],
        }
        values: dict[str, Any] = {name: [round(float(v), 6) for v in array] for name, array in rounded.items()}
        return values | {"bias": round(float(self.model.intercept_[0]), 6)}


def fit_sentences(asked: Sequence[Asked]) -> Fitted:
    """The sentence judge."""
    weights = np.concatenate([np.full(len(a.right), a.weight) for a in asked])
    return Fitted(np.vstack([a.features for a in asked]), np.concatenate([a.right for a in asked]), 0.3, weights)


def out_of_fold(asked: Sequence[Asked]) -> list[Fitted]:
    """For each fold the sentence judge that has not seen it."""
    return [fit_sentences([a for a in asked if a.fold != fold]) for fold in range(FOLDS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--work", type=Path, help="keep the archives in this folder and use them again")
    parser.add_argument("--write", action="store_true", help="write retrieval/weights.json")
    args = parser.parse_args()
    files = article_files(args.bench, "small")
    folds = {path.name: number % FOLDS for number, path in enumerate(files)}
    stored: dict[str, Any] = {"features": FEATURES, "fitted_on": "XQuAD de, sample"}
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.work or Path(scratch)
        retriever = build_archive(files, folder / "archive-small")
        sample = ask_sample(build_archive(sorted(sample_folder().glob("*.txt")), folder / "archive-sample"))
        for relation, language in RELATIONS.items():
            asked = ask(retriever, read_questions(args.bench, language), folds)
            judges = out_of_fold(asked + sample[relation])
            right = [bool(a.right[int(np.argmax(judges[a.fold].logits(a.features)))]) for a in asked]
            print(relation, json.dumps({"right_sentence@1": round(float(np.mean(right)), 4)}))
            stored[relation] = fit_sentences(asked + sample[relation]).as_json()
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "weights.json"
        target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()

"""Fit the judge's weights (retrieval/weights.json) on German XQuAD, questions in German and English, and the sample questions.

    python -m benchmarks.fit_judge --bench PATH [--work FOLDER] [--large] [--write]

The sample questions, of the project's own kind of news but few, count SAMPLE_WEIGHT times. Figures are out of fold: six
folds by article, no question scored by weights that saw its article. With `--large` the judges are also asked of the large
archive, every second question, but not fitted on it: docs/benchmarks.md says why. What the reader's word weighs is fitted on
the articles that it was not trained on (benchmarks/fit_reader.py), and the table of leads shows what it costs to leave sure
answers unread.
`--write` then fits on everything and writes; run `benchmarks.fit_confidence` after it, whose features are the judge's logits.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_reading import print_reading, read_held_out
from benchmarks.judged import FOLDS, SAMPLE_WEIGHT, Asked, Fitted, out_of_fold
from benchmarks.xquad import HELD_OUT, BenchQuestion, article_files, normal, read_questions
from bot.wiring import sample_folder
from corpus.collect import collect, list_files
from corpus.store import Store
from retrieval.encoder import default_cache, load_encoder
from retrieval.evaluation import JudgedQuestion, read_judged
from retrieval.evidence import FEATURES, Evidence, Relation, SentenceCandidate
from retrieval.indexer import update_index
from retrieval.retriever import Retriever
from retrieval.turn import Turn

SURE: dict[Relation, float] = {"same": 1.35, "cross": 2.0}
"""The lead in logits over the second sentence of the article from which on nothing is read: chosen from the table printed."""
RELATIONS: dict[Relation, str] = {"same": "de", "cross": "en"}


def build_archive(files: Sequence[Path], folder: Path) -> Retriever:
    """An archive of these files in `folder`, made the way an ingest makes it, or the one that is there already."""
    encoder = load_encoder("bundled", default_cache())
    if folder.exists():
        return Retriever(Store.open(folder), encoder)
    store = Store.open(folder, create=True)
    result = collect(list_files(files), {})
    update_index(store, encoder, result.added, result.input_digests)
    return Retriever(store, encoder)


def ask(retriever: Retriever, questions: Sequence[BenchQuestion], folds: dict[str, int]) -> list[Asked]:
    """All questions of an archive that holds their articles."""
    asked = []
    for question in questions:
        evidence = retriever.evidence(question.question)
        right = np.array([is_right(evidence, number, question) for number in range(len(evidence.candidates))])
        names = [Path(candidate.article.path).name for candidate in evidence.pool]
        gold = np.array([names[candidate.passage] == question.article for candidate in evidence.candidates])
        made = Asked(evidence.features, right, folds[question.article], question=question.question, gold=gold)
        if made.fold % HELD_OUT == 0:  # as `fold` is the number of the article modulo six
            made.evidence = evidence
        asked.append(made)
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
    turns = {question.id: Turn.plain(question.question) for question in judged}
    asked: dict[Relation, list[Asked]] = {"same": [], "cross": []}
    for question in judged:
        if not question.gold:
            continue
        evidence = retriever.evidence(question.question, before=turns.get(question.follow_up_of or ""))
        right = np.array([holds_gold(evidence, candidate, question) for candidate in evidence.candidates])
        articles = {span.article for span in question.gold}
        names = [Path(candidate.article.path).name for candidate in evidence.pool]
        gold = np.array([names[candidate.passage] in articles for candidate in evidence.candidates])
        relations = np.array([evidence.relations[candidate.passage] for candidate in evidence.candidates])
        for relation, members in asked.items():
            rows = relations == relation
            if rows.any():
                fold = folds[question.gold[0].article]
                members.append(Asked(evidence.features[rows], right[rows], fold, SAMPLE_WEIGHT, gold=gold[rows]))
    return asked


def holds_gold(evidence: Evidence, candidate: SentenceCandidate, question: JudgedQuestion) -> bool:
    """Whether a judged span lies in the candidate sentence."""
    source = evidence.pool[candidate.passage]
    start, end = source.passage.sentences[candidate.sentence]
    name = Path(source.article.path).name
    return any(span.article == name and start <= span.start and span.end <= end for span in question.gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/ and news_distractors/")
    parser.add_argument("--work", type=Path, help="keep the archives in this folder and use them again")
    parser.add_argument("--large", action="store_true", help="also measure in the large archive, whose ingest takes long")
    parser.add_argument("--write", action="store_true", help="write retrieval/weights.json")
    args = parser.parse_args()
    folds = {path.name: number % FOLDS for number, path in enumerate(article_files(args.bench, "small"))}
    stored: dict[str, Any] = {"features": FEATURES, "fitted_on": "XQuAD de, sample", "reading": {}}
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.work or Path(scratch)
        archive = build_archive(article_files(args.bench, "small"), folder / "archive-small")
        large = build_archive(article_files(args.bench, "large"), folder / "archive-large") if args.large else None
        sample = ask_sample(build_archive(sorted(sample_folder().glob("*.txt")), folder / "archive-sample"))
        for relation, language in RELATIONS.items():
            questions = read_questions(args.bench, language)
            asked = ask(archive, questions, folds)
            judges = out_of_fold(asked + sample[relation])
            print(relation, "small", json.dumps(figures(asked, judges)))
            print(relation, "sample", json.dumps(figures(sample[relation], judges)), flush=True)
            if large:
                print(relation, "large", json.dumps(figures(ask(large, questions[::2], folds), judges)), flush=True)
            stored[relation] = Fitted(asked + sample[relation]).as_json()
            weight = print_reading(read_held_out(asked, judges))
            stored["reading"][relation] = {"weight": weight, "sure": SURE[relation]}
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "weights.json"
        target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {target.name}")


def figures(asked: Sequence[Asked], judges: Sequence[Fitted]) -> dict[str, float]:
    """How often the sentence judged best is right, and how often its article is, both out of fold."""
    best = [(a, int(np.argmax(judges[a.fold].logits(a.features)))) for a in asked]
    return {
        "right_sentence@1": round(float(np.mean([a.right[at] for a, at in best])), 4),
        "right_article@1": round(float(np.mean([a.gold[at] for a, at in best if a.gold is not None])), 4),
    }


if __name__ == "__main__":
    main()

"""How many characters quotes should have, and how far apart they should be: the choice of quotes under other rules.

    python -m benchmarks.quoting --bench PATH [--work FOLDER] [--lang de|en]

Asks every question of German XQuAD and the sample once and records the judged sentences that `select_quotes` was given;
then chooses quotes from them under each setting, which takes seconds. Columns as in benchmarks/quality.py (a refused
question is a miss), for the sample questions answer@1, @3 and @5 (a judged span in a quote or its copies). `--work` keeps
the record: delete `judged-*.pickle` in it when the judge has changed, the archives when the index has.
"""

import argparse
import dataclasses
import pickle
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_judge import build_archive
from benchmarks.xquad import QUESTION_FILES, article_files, read_questions
from bot.wiring import sample_folder
from retrieval import Quote, Retriever, retriever
from retrieval.evaluation import JudgedQuestion, contains, read_judged
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.select import RULES, Growth, Rules, select_quotes
from retrieval.turn import Turn

COLUMNS = ("strict@1", "strict@3", "s300", "s600", "s1000", "len")
SETTINGS: dict[str, Rules] = {
    "in force": RULES,
    "nothing for understanding": dataclasses.replace(RULES, standalone=False),
    **{f"repeat {margin}": dataclasses.replace(RULES, repeat=margin) for margin in (0.0, 0.5, 1.0, 2.0)},
    **{f"first {g}": dataclasses.replace(RULES, first=Growth(*g)) for g in ((1.0, 300), (3.0, 300), (6.0, 300), (9.0, 260))},
    **{f"later {g}": dataclasses.replace(RULES, later=Growth(*g)) for g in ((2.0, 430), (4.0, 430), (9.0, 400), (9.0, 460))},
}


@dataclass(frozen=True)
class Judged:
    """What the quotes of one question are chosen from, and whether it was answered."""

    pool: list[PassageCandidate]
    candidates: list[SentenceCandidate]
    logits: NDArray[np.float64]
    answered: bool

    def quotes(self, rules: Rules) -> list[Quote]:
        """The first five, none where the question was refused."""
        return select_quotes(self.pool, self.candidates, self.logits, 5, rules) if self.answered else []


def record(asked: Retriever, questions: Iterable[tuple[str, Turn | None]]) -> list[Judged]:
    """Ask every question (with the one it follows) and keep what `select_quotes` is given."""
    found: list[Judged] = []
    given: list[tuple[Any, ...]] = []

    def watched(*arguments: Any) -> list[Quote]:
        given.append(arguments)
        return select_quotes(*arguments)

    with patch.object(retriever, "select_quotes", watched):
        for question, before in questions:
            answer = asked.answer(question, before=before)
            pool, candidates, logits, _ = given.pop()
            nothing = np.zeros((0, 0), dtype=np.float32)
            light = [dataclasses.replace(source, sentence_vectors=nothing) for source in pool]
            found.append(Judged(light, list(candidates), np.array(logits), answer.status == "answered"))
    return found


def kept(path: Path, asked: Retriever, questions: Iterable[tuple[str, Turn | None]]) -> list[Judged]:
    """The record in the file `path`, made when there is none. The file is our own: pickle runs what it reads."""
    if not path.exists():
        path.write_bytes(pickle.dumps(record(asked, questions)))
    made: list[Judged] = pickle.loads(path.read_bytes())
    return made


def sample_figures(questions: list[JudgedQuestion], judged: list[Judged], rules: Rules) -> list[float]:
    """answer@1, @3 and @5 over the answerable sample questions."""
    hits = []
    for question, found in zip(questions, judged, strict=True):
        if question.gold:
            right = [any(contains(quote, span) for span in question.gold) for quote in found.quotes(rules)]
            hits.append([any(right[:k]) for k in (1, 3, 5)])
    return [float(share) for share in np.mean(hits, axis=0)]


def load_scorer(bench: Path) -> ModuleType:
    """The bench folder's score.py."""
    sys.path.insert(0, str(bench))
    import score  # it comes with the bench folder

    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/ and score.py")
    parser.add_argument("--work", type=Path, help="keep the archives and what was judged in this folder")
    parser.add_argument("--lang", choices=sorted(QUESTION_FILES), default="de")
    args = parser.parse_args()
    score = load_scorer(args.bench)
    gold = score.read_questions(args.bench / "xquad_de" / QUESTION_FILES[args.lang])
    questions = read_questions(args.bench, args.lang)
    sample = read_judged(sample_folder().parent / "questions.jsonl")
    turns = {question.id: Turn.plain(question.question) for question in sample}
    with tempfile.TemporaryDirectory() as scratch:
        work = args.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        archive = build_archive(article_files(args.bench, "small"), work / "archive-small")
        judged = kept(work / f"judged-{args.lang}.pickle", archive, [(q.question, None) for q in questions])
        archive = build_archive(sorted(sample_folder().glob("*.txt")), work / "archive-sample")
        asked = [(q.question, turns.get(q.follow_up_of or "")) for q in sample]
        judged_sample = kept(work / "judged-sample.pickle", archive, asked)
    print("| rules | " + " | ".join(COLUMNS) + " | sample @1 | @3 | @5 |\n" + "|---" * (len(COLUMNS) + 4) + "|")
    for name, rules in SETTINGS.items():
        rows = [
            score.score_question(
                gold[q.id], [{"text": quote.text, "path": quote.article.path} for quote in found.quotes(rules)]
            )
            for q, found in zip(questions, judged, strict=True)
        ]
        figures = [float(np.mean([row[column] for row in rows])) for column in COLUMNS]
        figures += sample_figures(sample, judged_sample, rules)
        cells = [f"{value:.0f}" if value > 1 else f"{value:.3f}" for value in figures]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()

"""Runs of quoted answers: what a system quoted for each question, written, read and measured.

A run has one object a line, as the bench folder's score.py reads it: {"id": question id, "quotes": [{"path": the article's
file name, "text": the quoted words}, ...]}, best first.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.xquad import QUESTION_FILES, BenchQuestion, normal

Quoted = tuple[str, str]
"""An article's file name and the quoted words."""
Ask = Callable[[str, int], Sequence[Quoted]]
"""From a question and the number of quotes wanted to the quotes, best first; none is a refusal."""
Run = Mapping[str, Sequence[Quoted]]

TOP_K = 5


def write_run(
    ask: Ask, questions: Sequence[BenchQuestion], target: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Ask every question; the file appears when all are answered. `progress` gets the number done and in all."""
    unfinished = target.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for done, question in enumerate(questions, start=1):
            quotes = [{"path": name, "text": text} for name, text in ask(question.question, TOP_K)]
            file.write(json.dumps({"id": question.id, "quotes": quotes}, ensure_ascii=False) + "\n")
            progress(done, len(questions))
    unfinished.replace(target)


def read_run(path: Path) -> Run:
    """The quotes of each question by its id."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: [(quote["path"], quote["text"]) for quote in row["quotes"]] for row in rows}


def score(bench: Path, language: str, run: Path) -> dict[str, float]:
    """The columns of the bench folder's own scorer, by their names and in its order. Raises CalledProcessError."""
    questions = bench / "xquad_de" / QUESTION_FILES[language]
    with tempfile.TemporaryDirectory() as scratch:
        figures = Path(scratch) / "figures.json"
        command = [sys.executable, bench / "score.py", "--questions", questions, run, "--json", figures]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        scored: dict[str, float] = json.loads(figures.read_text(encoding="utf-8"))[run.name]
    return scored


def strict_at_equal(run: Run, questions: Sequence[BenchQuestion], characters: int) -> float:
    """The share of questions whose answer, at its very place, stands in the first quote's first `characters`.

    strict@1 of score.py when every system shows no more than so much: long quotes do not win by their length. As there,
    white space counts as one character a run.
    """
    hits = 0
    for question in questions:
        for name, text in run.get(question.id, ())[:1]:
            hits += name == question.article and question.window in normal(text)[:characters]
    return hits / len(questions)


def refused(run: Run, questions: Sequence[BenchQuestion]) -> int:
    """How many questions have no quote at all."""
    return sum(not run.get(question.id) for question in questions)

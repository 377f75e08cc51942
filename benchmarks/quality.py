"""How often the quotes are right, on German XQuAD: the figures of the bench folder's own score.py.

    python -m benchmarks.quality --bench PATH [--size small|large] [--runs FOLDER]

Ingests the articles as a user would, asks every question through the public `Retriever`, writes a run a language
(one object a line: id, quotes) and has `PATH/score.py` score it. A question refused as "not found" counts as a miss.
The judge's weights were fitted on these questions (see benchmarks/fit_judge.py, which prints figures out of fold), so
these figures say what the installed program does, not how it would do elsewhere.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fit_judge import build_archive
from benchmarks.xquad import QUESTION_FILES, article_files
from retrieval import Retriever


def write_run(retriever: Retriever, questions: Path, target: Path) -> tuple[int, float]:
    """Answer every question of a file into a run; returns how many were refused and the seconds it took."""
    refused = 0
    started = time.perf_counter()
    with target.open("w", encoding="utf-8") as run:
        for line in questions.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            answer = retriever.answer(row["question"], top_k=5)
            refused += answer.status == "not_found"
            for quote in answer.quotes:
                if quote.text != quote.article.text[quote.start : quote.end]:
                    raise AssertionError(f"{row['id']}: a quote is not its span")
            run.write(json.dumps({"id": row["id"], "quotes": [q.as_json() for q in answer.quotes]}, ensure_ascii=False) + "\n")
    return refused, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/ and score.py")
    parser.add_argument("--size", choices=["small", "large"], default="small")
    parser.add_argument("--runs", type=Path, help="keep the runs and the archive in this folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.runs or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        retriever = build_archive(article_files(args.bench, args.size), folder / f"archive-{args.size}")
        for language, name in QUESTION_FILES.items():
            questions = args.bench / "xquad_de" / name
            run = folder / f"wortlaut-{args.size}-{language}.jsonl"
            refused, seconds = write_run(retriever, questions, run)
            print(f"{language}: {refused} refused, {seconds:.0f} s", flush=True)
            subprocess.run([sys.executable, str(args.bench / "score.py"), "--questions", str(questions), str(run)], check=True)


if __name__ == "__main__":
    main()

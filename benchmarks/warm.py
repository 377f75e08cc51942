"""What a warm answer costs, in encodings of its question: Wortlaut's own, and plain sentence-transformers'.

    python -m benchmarks.warm --bench PATH [--questions 200] [--work FOLDER]

German XQuAD, small archive. Each question is encoded by both and answered in turn, by `WORTLAUT_READER`'s three values: never
reading, reading when unsure (the default), always reading. Printed are the answer's median and 95th percentile in milliseconds,
its time over the encoding's, ratio of medians and of means, its median over that of sentence-transformers' encoding (torch,
float32, a process of its own), and how many were read; all are wall time of one run, so a busy machine disturbs all.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_judge import build_archive
from benchmarks.rival import Rival
from benchmarks.xquad import article_files, read_questions
from retrieval import Retriever
from retrieval.encoder import default_cache, load_encoder
from retrieval.models.bundled import runtime_folder
from retrieval.reader import Reader, ReaderUse

USES: tuple[ReaderUse, ...] = ("never", "unsure", "always")


class Counting(Reader):
    """A reader that counts what it reads."""

    count = 0

    def scores(self, *arguments: Any) -> Any:
        self.count += 1
        return super().scores(*arguments)


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """How long it took."""
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--questions", type=int, default=200, help="how many, evenly spread (default 200)")
    parser.add_argument("--work", type=Path, help="keep the archive in this folder and use it again")
    args = parser.parse_args()
    every = read_questions(args.bench, "de")
    questions = [every[int(at)].question for at in np.linspace(0, len(every) - 1, args.questions)]
    encoder = load_encoder("bundled", default_cache())
    plain = runtime_folder(default_cache()).parent / "sentence-transformers"
    with tempfile.TemporaryDirectory() as scratch, Rival(plain) as rival:
        build_archive(article_files(args.bench, "small"), (args.work or Path(scratch)) / "archive-small").close()
        opened = Retriever.open((args.work or Path(scratch)) / "archive-small", reader="never")
        columns = ("reader", "read", "p50 ms", "p95 ms", "of own encoding, median", "mean", "of sentence-transformers'")
        print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
        for use in USES:
            reader = Counting(default_cache()) if use != "never" else None
            asked = Retriever(opened._store, encoder, reader, use)
            for question in questions[:5]:
                asked.answer(question)
            if reader:
                reader.count = 0
            encoded, answered, rivals = [], [], []
            for question in questions:
                encoded.append(seconds(encoder.encode, [question], "query"))
                answered.append(seconds(asked.answer, question))
                rivals.append(rival.seconds([question], "query"))
            ratios = [f(answered) / f(encoded) for f in (statistics.median, statistics.mean)]
            half, slow = (1000 * np.percentile(answered, at) for at in (50, 95))
            beside = statistics.median(answered) / statistics.median(rivals)
            read = f"{reader.count / len(questions):.0%}" if reader else "0%"
            figures = f"{half:.1f} | {slow:.1f} | {ratios[0]:.2f} | {ratios[1]:.2f} | {beside:.2f}"
            print(f"| {use} | {read} | {figures} |", flush=True)


if __name__ == "__main__":
    main()

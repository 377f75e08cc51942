"""Wortlaut's speed and memory beside plain sentence-transformers with FAISS, txtai and Haystack, in one run.

    python -m benchmarks.speed --bench PATH [--quick] [--json] [--peer-python PATH]
    example: python -m benchmarks.speed --bench ../bench --peer-python ../peers/bin/python --rounds 5

German XQuAD, all with the same model. Every contender runs in processes of its own and they take turns, round by round; medians
count. sentence-transformers (torch, float32) encodes the same texts as Wortlaut, passages and sentences, in the batch size that
was fastest; txtai and Haystack encode their own, longer and fewer. All three compute in one thread or one a core, whichever was
faster for sentence-transformers, for texts and for a question. Wall time and, for a busy machine, processor time.

  encoding alone   the texts of the archive, models loaded
  ingest           the whole process: `wortlaut ingest`; for the others loading, encoding, writing the index
  cold question    the whole process: `wortlaut ask`; for the others loading model and index, one question
  warm question    one process each, asked in turn; Wortlaut's answer as the terminal shows it, reader included

The achieved share is the encoder's multiply-adds for these texts over its time and over the rate of plain matrix products of
its layers' sizes in the same precision. Bars are printed with pass or miss; the exit code is 0 whether met or not, 1 where
something could not be measured. A peer that is not installed (extra `peers`, or --peer-python) is named and left out.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.contenders import PEERS, PLAIN, WORTLAUT, Contender, ContenderEnded, Usage, whole
from benchmarks.speed.report import Figures, asked, bars, medians, shares, tables
from benchmarks.speed.yardstick import ROWS, layer_products, machine, multiply_adds
from benchmarks.xquad import article_files, read_questions

BATCHES = (8, 16, 32, 64)
_PAUSE = 0.02
"""Seconds between two contenders: threads that wait for more work by spinning have gone to sleep then."""


@dataclass
class Run:
    """A run being made: the folder it works in, which Python each contender has, the model's folder."""

    folder: Path
    pythons: dict[str, Path | None]
    rounds: int
    model: Path | None = None

    def contender(self, name: str, threads: int | None = None) -> Contender:
        """A new process of the contender, torch in so many threads."""
        settings = {"WORTLAUT_DATA_DIR": str(self.home(WORTLAUT))}
        if threads and name != WORTLAUT:
            settings["OMP_NUM_THREADS"] = str(threads)
        return Contender(name, self.model, self.pythons[name], settings)

    def home(self, name: str) -> Path:
        """The folder of its index."""
        return self.folder / name.partition(" ")[0]

    def each(self, what: str, measure: Callable[[str], dict[str, float]]) -> dict[str, dict[str, float]]:
        """Medians of every contender's figures, measured in turn."""
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in self.pythons}
        for number in range(self.rounds):
            for name, rounds in taken.items():
                say(f"{what}, round {number + 1} of {self.rounds}: {name}")
                time.sleep(_PAUSE)
                rounds.append(measure(name))
        return {name: medians(rounds) for name, rounds in taken.items()}

    def wortlaut(self, *arguments: str) -> Usage:
        """The command of that name, as a whole."""
        command = [str(Path(sys.executable).with_name("wortlaut")), *arguments]
        return whole(command, {"WORTLAUT_DATA_DIR": str(self.home(WORTLAUT))})


def say(what: str) -> None:
    """Progress, on standard error."""
    print(what, file=sys.stderr, flush=True)


def prepared(run: Run, files: Sequence[Path]) -> Figures:
    """The articles copied and taken apart; sets the run's model."""
    (run.folder / "articles").mkdir()
    for file in files:
        shutil.copy(file, run.folder / "articles")
    with run.contender(WORTLAUT) as served:
        made = served.ask("prepare", files=[str(run.folder / "articles")], folder=str(run.folder))
    run.model = Path(made.pop("model"))
    lengths = made.pop("tokens")
    return made | {"texts": len(lengths), "tokens": sum(lengths), "multiply_adds": multiply_adds(lengths, made["shape"])}


def encoding(run: Run, shape: dict[str, int]) -> Figures:
    """What is fastest for sentence-transformers: batch size, threads for texts and for a question.

    Then, round by round, both encoders and the rate of matrix products.
    """
    counts = sorted({1, machine()["cores"]})
    taken: dict[str, list[dict[str, float]]] = {WORTLAUT: [], PLAIN: []}
    rates: dict[str, list[dict[str, float]]] = {WORTLAUT: [], PLAIN: []}
    with run.contender(WORTLAUT) as ours, run.contender(PLAIN) as plain:
        say("sentence-transformers' batch size and threads")
        tries = [
            (_encode(plain, run, batch=batch, threads=threads, part=8)["wall"], batch, threads)
            for _ in range(min(2, run.rounds))
            for threads in counts
            for batch in BATCHES
        ]
        _, batch, threads = min(tries)
        best = {"batch": batch, "threads": {"texts": threads, "question": plain.ask("question_threads", counts=counts)["best"]}}
        for number in range(run.rounds):
            for name, served, given in ((WORTLAUT, ours, {}), (PLAIN, plain, {"batch": batch, "threads": threads})):
                say(f"encoding, round {number + 1} of {run.rounds}: {name}")
                time.sleep(_PAUSE)
                rates[name].append(served.ask("gemm", layers=layer_products(shape), rows=ROWS))
                taken[name].append(_encode(served, run, **given))
    rate = {name: {clock: max(each[clock] for each in made) for clock in ("wall", "processor")} for name, made in rates.items()}
    return best | {"encode": {name: medians(made) for name, made in taken.items()}, "gemm": rate}


def _encode(served: Contender, run: Run, **given: Any) -> dict[str, float]:
    return served.ask("encode", texts=str(run.folder / "texts.json"), **given)


def ingest(run: Run, name: str, batch: int, threads: int) -> dict[str, float]:
    """A whole ingest into an empty folder."""
    home = run.home(name)
    shutil.rmtree(home, ignore_errors=True)
    if name == WORTLAUT:
        return asdict(run.wortlaut("ingest", str(run.folder / "articles")))
    home.mkdir()
    with run.contender(name, threads) as served:
        given = {"texts": str(run.folder / "texts.json"), "batch": batch} if name == PLAIN else {}
        served.ask("ingest", folder=str(home), **(given or {"articles": str(run.folder / "articles.json")}))
        return asdict(served.end())


def cold(run: Run, name: str, question: str, threads: int) -> dict[str, float]:
    """One question, whole process."""
    if name == WORTLAUT:
        return asdict(run.wortlaut("ask", question))
    with run.contender(name, threads) as served:
        served.ask("open", folder=str(run.home(name)))
        served.ask("ask", question=question)
        return asdict(served.end())


def warm(run: Run, questions: Sequence[str], threads: int) -> Figures:
    """All questions to all contenders in turn, after five that do not count."""
    answers: dict[str, list[Any]] = {name: [] for name in run.pythons}
    with ExitStack() as stack:
        served = {name: stack.enter_context(run.contender(name, threads)) for name in run.pythons}
        for name, each in served.items():
            each.ask("open", folder=str(run.home(name)))
        for number, question in enumerate([*questions[:5], *questions]):
            if number % 25 == 0:
                say(f"warm questions: {number} of {len(questions) + 5}")
            for name, each in served.items():
                time.sleep(_PAUSE)
                answers[name].append(each.ask("ask", question=question))
        peaks = {name: each.end().peak for name, each in served.items()}
    return {"warm": {name: asked(made[5:]) for name, made in answers.items()}, "peak": peaks}


def installed(run: Run) -> None:
    """Leaves out what is not installed, and says so."""
    for name in list(run.pythons):
        if name in PEERS:
            try:
                with run.contender(name) as served:
                    served.ask("check")
            except ContenderEnded as missing:
                say(str(missing))
                del run.pythons[name]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--articles", type=int, default=48, help="how many of the 48, evenly spread (default all)")
    parser.add_argument("--questions", type=int, default=150, help="how many warm ones, evenly spread (default 150)")
    parser.add_argument("--rounds", type=int, default=3, help="of everything but the warm questions (default 3)")
    parser.add_argument("--quick", action="store_true", help="6 articles, 20 questions, one round: that it works")
    parser.add_argument("--peer-python", type=Path, help="the Python in whose environment txtai and Haystack are installed")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of the tables")
    args = parser.parse_args()
    if args.quick:
        args.articles, args.questions, args.rounds = 6, 20, 1
    if min(args.articles, args.questions, args.rounds) < 1:
        parser.error("--articles, --questions and --rounds must be at least 1")
    if not (args.bench / "xquad_de").is_dir():
        parser.error(f"{args.bench}: no folder xquad_de in it; --bench takes the folder that docs/benchmarks.md names")
    files, every = spread(article_files(args.bench, "small"), args.articles), read_questions(args.bench, "de")
    names = {file.name for file in files}
    questions = [each.question for each in spread([each for each in every if each.article in names], args.questions)]
    figures: Figures = {"machine": machine()}
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(Path(scratch), {WORTLAUT: None, PLAIN: None, **dict.fromkeys(PEERS, args.peer_python)}, args.rounds)
        try:
            installed(run)
            figures |= prepared(run, files)
            figures |= encoding(run, figures["shape"])
            texts, question = figures["threads"]["texts"], figures["threads"]["question"]
            figures["ingest"] = run.each("ingest", lambda name: ingest(run, name, figures["batch"], texts))
            figures["disk"] = {name: on_disk(run.home(name)) for name in run.pythons}
            figures["cold"] = run.each("cold question", lambda name: cold(run, name, questions[0], question))
            figures |= warm(run, questions, question)
        except (ContenderEnded, OSError) as error:
            say(f"could not be measured: {error}")
            return 1
    figures["load_after"] = round(os.getloadavg()[0], 2)
    figures["shares"], figures["bars"] = shares(figures), bars(figures)
    print(json.dumps(figures, ensure_ascii=False) if args.json else tables(figures))
    return 0


def spread(items: Sequence[Any], count: int) -> list[Any]:
    """So many of the items, evenly spread over them, or all."""
    count = min(count, len(items))
    return [items[number * len(items) // count] for number in range(count)]


def on_disk(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main())

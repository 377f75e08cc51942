"""What an update costs: 10 articles changed, 10 new and 10 gone in an archive of 10,000.

python -m benchmarks.update [--articles 10000] [--changed 10] [--folder SCRATCH] [--json FILE]

The archive's articles are the sample archive's sentences in new orders, each with some words made of two of its nouns, so
that the vocabulary grows as an archive's does. It is built with a stand-in for the encoder (a random vector for each text,
under the real model's name), because encoding it would take an hour; the updates are made with the real encoder, through
the same `wiring.ingest` as `wortlaut ingest`. Each step runs in a process of its own, whose peak memory is told. Beside the
seconds on the clock stand those of the processors, which other work on the machine hardly changes.
"""

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import GeneratorType
from typing import Any

import numpy as np

from bot import ingesting, wiring
from bot.settings import Settings
from corpus.store import Store
from retrieval import encoder as encoders
from retrieval import generation_writer, indexer, reader, stamps
from retrieval.dense_writer import DenseWriter
from retrieval.encoder import Kind, Vectors
from retrieval.generation import Generation, generation_names
from retrieval.journal import Journal
from retrieval.key_writer import KeyWriter
from retrieval.lexical_writer import LexicalWriter
from retrieval.sentence_vectors import SentenceWriter
from retrieval.vector_source import VectorSource

SENTENCES = 26
"""An article's, about as long as the news articles of the bench folder."""
STEPS = ("build", "change", "add", "remove", "nothing")


class StandIn:
    """Random unit vectors that a text decides, under the name of the real encoder."""

    def __init__(self, real: Any) -> None:
        self.identity, self.dimension = real.identity, real.dimension

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        made = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            made[row] = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimension, dtype=np.float32)
        progress(len(texts))
        return made / np.linalg.norm(made, axis=1, keepdims=True)


class Stages:
    """Seconds on the clock and of the processors by stage. A stage within another counts for itself alone.

    Stages of several threads overlap: the processors' time of one beside the main thread is that thread's, all else is the
    process's.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, Vectors] = defaultdict(lambda: np.zeros(2, dtype=np.float32))
        self._inner: dict[int, list[Vectors]] = defaultdict(lambda: [np.zeros(2, dtype=np.float32)])

    def time(self, owner: Any, name: str, stage: str) -> None:
        """Have every call of `owner.name` timed, and every step of what it makes step by step."""
        plain = owner.__dict__[name]
        function = plain.__func__ if isinstance(plain, classmethod) else plain

        def timed(*arguments: Any, **named: Any) -> Any:
            made = self._timed(stage, lambda: function(*arguments, **named))
            return self._steps(stage, made) if isinstance(made, GeneratorType) else made

        setattr(owner, name, classmethod(timed) if isinstance(plain, classmethod) else timed)

    def _timed(self, stage: str, work: Callable[[], Any]) -> Any:
        inner = self._inner[threading.get_ident()]
        inner.append(np.zeros(2, dtype=np.float32))
        began = now()
        try:
            return work()
        finally:
            taken = now() - began
            self.seconds[stage] += taken - inner.pop()
            inner[-1] += taken

    def _steps(self, stage: str, steps: Iterator[Any]) -> Iterator[Any]:
        while (step := self._timed(stage, lambda: next(steps, self))) is not self:
            yield step


def now() -> Any:
    """The clock, and what the processors have worked for this process, or in another thread than the main one for that."""
    own = time.process_time if threading.current_thread() is threading.main_thread() else time.thread_time
    return np.array([time.perf_counter(), own()])


def timed_stages() -> Stages:
    """The stages of an ingest, timed from now on."""
    stages = Stages()
    for owner, name, stage in (
        (ingesting, "list_files", "list and read files"),
        (ingesting, "collect_pieces", "list and read files"),
        (encoders, "load_encoder", "load the model and the reader"),
        (reader, "load_reader", "load the model and the reader"),
        (Generation, "open", "open and check the old index"),
        (indexer, "split", "split"),
        (encoders.RuntimeEncoder, "encode", "encode"),
        (StandIn, "encode", "stand-in for the encoder"),
        (DenseWriter, "add", "passage vectors"),
        (DenseWriter, "finish", "passage vectors"),
        (VectorSource, "_from_old", "look for known vectors"),
        (Journal, "find", "look for known vectors"),
        (Journal, "add", "journal"),
        (Journal, "settle", "journal"),
        (KeyWriter, "finish", "tables of texts"),
        (SentenceWriter, "add", "sentence vectors"),
        (SentenceWriter, "finish", "sentence vectors"),
        (LexicalWriter, "add", "words"),
        (LexicalWriter, "finish", "words"),
        (stamps, "file_digest", "digest"),
        (generation_writer, "file_digest", "digest"),
        (generation_writer, "_sync", "force to the disk"),
        (Store, "apply", "write the store"),
        (generation_writer, "remove_old", "remove the generation before last"),
    ):
        stages.time(owner, name, stage)
    return stages


def sample_sentences() -> tuple[list[str], list[str]]:
    """The sample archive's German sentences, and its long nouns."""
    from retrieval.sentences import split_sentences

    texts = [path.read_text(encoding="utf-8") for path in sorted(wiring.sample_folder().glob("*.txt"))]
    lines = [line for text in texts for line in text.splitlines() if len(line) > 80 and re.search(r"\b(der|die|und)\b", line)]
    sentences = [line[start:end] for line in lines for start, end in split_sentences(line, "de")]
    nouns = sorted({word for sentence in sentences for word in re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{4,11}\b", sentence)})
    return sentences, nouns


def article(number: int, version: int, sentences: list[str], nouns: list[str]) -> str:
    """An article of its own for each number; another `version` has a third of its sentences otherwise."""
    chosen = random.Random(number).choices(sentences, k=SENTENCES)
    draw = random.Random(1_000_003 * version + number)
    for at in range(0, SENTENCES, 3) if version else ():
        chosen[at] = draw.choice(sentences)
    made = [draw.choice(nouns) + draw.choice(nouns).lower() for _ in range(6)]
    chosen[1] = f"Es ging um {', '.join(made[:-1])} und {made[-1]}."
    return "\n\n".join(" ".join(chosen[at : at + 4]) for at in range(0, SENTENCES, 4))


def step(name: str, folder: Path, count: int, changed: int) -> dict[str, Any]:
    """One step in this process: its files, then the ingest, timed."""
    articles, (sentences, nouns) = folder / "articles", sample_sentences()
    numbers: dict[str, Sequence[int]] = {"build": range(count), "add": range(count, count + changed)}
    drawn = random.Random(5).sample(range(count), 2 * changed)
    numbers |= {"change": drawn[:changed], "remove": drawn[changed:], "nothing": ()}
    articles.mkdir(exist_ok=True)
    for number in numbers[name]:
        path = articles / f"{number:06d}.txt"
        if name == "remove":
            path.unlink()
        else:
            path.write_text(article(number, int(name == "change"), sentences, nouns), encoding="utf-8")
    if name == "build":
        real = encoders.load_encoder("bundled", Settings().cache_dir)
        encoders.load_encoder = lambda *_: StandIn(real)  # it stands in for this benchmark alone
    stages = timed_stages()
    began = now()
    report = wiring.ingest(Settings(data_dir=folder / "archive"), [articles], prune=name == "remove")
    total = now() - began
    seconds = {**stages.seconds, "all else": total - sum(stages.seconds.values()), "in all": total}
    return {
        "articles": [len(report.collected.added), len(report.collected.changed), len(report.removed)],
        "passages": report.passages,
        "stages": {stage: [float(each) for each in pair] for stage, pair in seconds.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "written_mb": written_mb(folder / "archive" / "index") if report.passages or report.removed else 0.0,
    }


def written_mb(index: Path) -> float:
    """What the newest generation does not share with the one before."""
    homes = [index / name for name in generation_names(index)]
    older = {path.stat().st_ino for home in homes[:-1] for path in home.rglob("*")}
    files = [path for path in homes[-1].rglob("*") if path.is_file()]
    return sum(found.st_size for path in files if (found := path.stat()).st_ino not in older) / 1e6


def main() -> None:
    """Run all steps and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=10)
    parser.add_argument("--folder", type=Path, help="kept, and its archive used again where it is there")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(step(options.step, options.folder, options.articles, options.changed)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        results = {}
        for name in STEPS:
            if name == "build" and (folder / "archive").exists():
                continue
            command = [sys.executable, "-m", "benchmarks.update", "--step", name, "--folder", str(folder)]
            command += ["--articles", str(options.articles), "--changed", str(options.changed)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            results[name] = json.loads(done.stdout.splitlines()[-1])
            show(name, results[name])
        if options.json:
            options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


def show(name: str, result: dict[str, Any]) -> None:
    """A step's figures."""
    added, changed, removed = result["articles"]
    print(f"{name}: +{added} ~{changed} -{removed} articles, {result['passages']} passages encoded", end=": ")
    print(f"peak {result['peak_mb']:.0f} MB, {result['written_mb']:.1f} MB written")
    for stage, (clock, processors) in sorted(result["stages"].items(), key=lambda item: -item[1][1]):
        if max(clock, processors) >= 0.05:
            print(f"    {clock:8.2f} s  {processors:8.2f} s  {stage}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How time, memory and disk grow with the archive: 1,000 to 1,000,000 passages.

python -m benchmarks.scale --bench FOLDER --folder SCRATCH [--sizes 1000,10000,100000,1000000] [--json FILE] [--picture FILE]

One archive grows from size to size and is measured at each. What it holds is told in `benchmarks.scale_data`. It grows through
`retrieval.indexer.update_index`, as every archive does; only the files are not written and read, and the encoder is a
stand-in that looks the vectors up. Questions are real ones, encoded by the real encoder and answered by `Retriever.answer`,
each measurement in a process of its own: plain, with a month, with an outlet (there are a hundred) and misspelt, under one
filter and under another one for each question. The reader is left out unless `--reader` asks for it, as every question is an
unsure one among such sentences, and what it takes does not hang on the archive. `SCRATCH` keeps the archive, so that a run
can be taken up where it ended.
"""

import argparse
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale_asked import ASKED, ONE_PERCENT, memory, milliseconds, timed
from benchmarks.scale_data import Base, Maker, load_base
from bot.settings import Settings
from corpus.store import Store
from retrieval import Retriever
from retrieval.disk import disk_use
from retrieval.encoder import load_encoder
from retrieval.indexer import update_index
from retrieval.kept import Kept
from retrieval.reader import ReaderUse
from retrieval.scope import scope_of

ARTICLES_AT_ONCE = 5000
PASSAGES_OF_ONE = 6.6
CHANGED = 100
QUESTIONS = 40


def grow(folder: Path, size: int, maker: Maker) -> list[float]:
    """Add articles until there are `size` passages; returns the seconds of the updates, on the clock and of the processors."""
    store = Store.open(folder, create=True)
    seconds = np.zeros(2)
    while True:
        with store.read() as snapshot:
            coverage = snapshot.coverage()
        missing = int((size - coverage.passages) / PASSAGES_OF_ONE) + 1
        if coverage.passages >= 0.99 * size:
            store.close()
            return list(seconds.round(1).tolist())
        numbers = range(coverage.articles, coverage.articles + min(missing, ARTICLES_AT_ONCE))
        articles = list(maker.articles(numbers))
        began = milliseconds()
        update_index(store, maker, articles, {article.path: "" for article in articles})
        seconds += (milliseconds() - began) / 1000
        print(f"    {numbers.stop} articles, {seconds.round()} s", file=sys.stderr, flush=True)


def change(folder: Path, maker: Maker) -> dict[str, list[float]]:
    """Seconds on the clock and of the processors to add and to remove a hundred articles."""
    store = Store.open(folder)
    articles = list(maker.articles(range(10_000_000, 10_000_000 + CHANGED)))
    seconds = {}
    for name, added, removed in (("add", articles, []), ("remove", [], [article.id for article in articles])):
        began = milliseconds()
        update_index(store, maker, added, {article.path: "" for article in added}, removed)
        seconds[name] = ((milliseconds() - began) / 1000).round(2).tolist()
    store.close()
    return seconds


def measure(folder: Path, base: Base, reader: ReaderUse) -> dict[str, Any]:
    """Start-up, questions by leg with and without a filter, recall, memory and disk, in this process."""
    began = milliseconds()
    retriever = Retriever.open(folder, cache=Settings().cache_dir, reader=reader)
    retriever.answer(base.questions[-1])
    startup = (milliseconds() - began) / 1000
    opened = memory()
    with retriever._store.read() as snapshot:
        whole = retriever._opened_for(snapshot)
        generation, coverage = whole.generation, whole.coverage
        scope = scope_of(snapshot, ONE_PERCENT)
    result: dict[str, Any] = {"passages": coverage.passages, "articles": coverage.articles, "kind": generation.dense.kind}
    result |= {"startup": startup.round(2).tolist(), "opened_mb": opened}
    for name, made in ASKED.items():
        asked = [made(number, question) for number, question in enumerate(base.questions[:QUESTIONS])]
        firsts = []
        for question, only in asked:  # warm: what the process of an archive has read before
            began = milliseconds()
            retriever.answer(question, only=only)
            firsts.append(milliseconds() - began)
        retriever._scoped = Kept(0) if name == "filtered_anew" else retriever._scoped
        with timed(generation) as legs:
            for question, only in asked:
                legs.ask(partial(retriever.answer, question, only=only))
        result[name] = legs.told() | {"first": firsts[0].round(1).tolist()}
    for name, allowed in (("all", None), ("filtered", scope.dated.ids)):
        result[f"recall_{name}"] = recall(generation.dense, base.question_vectors[:QUESTIONS], allowed)
    result |= {"filtered_passages": scope.dated.count, "asked_mb": memory(), "disk_mb": {}}
    used = {"articles": retriever._store.size()} | disk_use(folder, generation.name)
    result["disk_mb"] = {part: round(size / 1e6, 1) for part, size in used.items()}
    return result


def recall(dense: Any, questions: NDArray[np.float32], allowed: NDArray[np.int64] | None) -> float:
    """How many of the ten nearest vectors, by comparing with all, are among the first ten found."""
    ids = dense.ids if allowed is None else allowed
    best: list[list[tuple[float, int]]] = [[] for _ in questions]
    for at in range(0, len(ids), 20_000):
        some = ids[at : at + 20_000]
        scores = questions @ dense.vectors(some).T
        for row, found in enumerate(best):
            order = np.argpartition(-scores[row], min(9, len(some) - 1))[:10]
            best[row] = sorted([*found, *((float(scores[row, one]), int(some[one])) for one in order)], reverse=True)[:10]
    found_by = [dense.search(vector, 10, allowed).keys() for vector in questions]
    hits = [len({key for _, key in each} & found) for each, found in zip(best, found_by, strict=True)]
    return round(sum(hits) / sum(map(len, best)), 4)


def draw(file: Path, results: list[dict[str, Any]]) -> None:
    """The growth curves: time of a question by leg, memory, disk."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [result["passages"] for result in results]
    _, (times, room, updates) = plt.subplots(1, 3, figsize=(13, 4))
    for leg in ("whole", "encode", "dense", "lexical", "evidence", "rest"):
        times.plot(sizes, [result["all"][leg][2] for result in results], marker="o", label=leg)
    for name in ("period", "filtered_anew"):
        times.plot(sizes, [result[name]["whole"][2] for result in results], ":", marker=".", label=f"whole, {name}")
    times.plot(sizes, [result["all"]["whole"][3] for result in results], "k--", marker="o", label="whole, p95")
    for name in ("anonymous", "rss"):
        room.plot(sizes, [result["asked_mb"][name] for result in results], marker="o", label=f"memory, {name}")
    room.plot(sizes, [sum(result["disk_mb"].values()) for result in results], marker="o", label="disk")
    for name in ("add", "remove"):
        updates.plot(sizes, [result["change"][name][1] for result in results], marker="o", label=f"{name} {CHANGED} articles")
    updates.plot(sizes, [result["startup"][1] for result in results], marker="o", label="start-up and first question")
    for axes, label in ((times, "processor ms a question, p50"), (room, "MB"), (updates, "processor s")):
        axes.set(xlabel="passages", ylabel=label, xscale="log")
        axes.set(yscale="log") if axes is room else axes.set_ylim(0)  # no logarithm begins at nothing
        axes.legend(frameon=False, fontsize=8)
    plt.tight_layout()
    plt.savefig(file, dpi=110)


def main() -> None:
    """Grow, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--reader", action="store_true", help="read the best sentences of unsure questions more closely")
    parser.add_argument("--step", choices=("measure",), help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    archive, encoder = options.folder / "archive", load_encoder("bundled", Settings().cache_dir)
    base = load_base(options.bench, options.folder / "base.npz", encoder)
    if options.step:
        print(json.dumps(measure(archive, base, "unsure" if options.reader else "never")))
        return
    maker = Maker(base, encoder.identity, encoder.dimension)
    results = []
    for size in map(int, options.sizes.split(",")):
        built = grow(archive, size, maker)
        changed = change(archive, maker)
        command = [sys.executable, "-m", "benchmarks.scale", "--step", "measure"]
        command += ["--bench", str(options.bench), "--folder", str(options.folder), *(["--reader"] if options.reader else [])]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]) | {"built": built, "change": changed})
        print(json.dumps(results[-1], indent=1), flush=True)
        if options.json:
            options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if options.picture:
        draw(options.picture, results)


if __name__ == "__main__":
    main()

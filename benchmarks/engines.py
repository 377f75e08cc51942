"""The engine inside and Milvus over the same archive, asked the same questions in turn: what each answers, and how fast.

    python -m benchmarks.engines --bench PATH [--archive FOLDER] [--size small] [--questions 200] [--work FOLDER]
        [--database URL]

Without --archive one of the bench folder's articles is made. Its passages go into Milvus with the vectors that its index has,
so nothing is encoded twice; what is given is only read. With --database the articles beside Milvus are in that PostgreSQL
database, in a schema that was empty. Printed are, for each engine, the milliseconds of a question, of the whole archive and of
a tenth of its days (p50 and p95), and the scorer's columns for an archive that was made here.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.fit_judge import build_archive
from benchmarks.runs import TOP_K, score
from benchmarks.xquad import BenchQuestion, article_files, read_questions
from corpus.filters import NO_FILTER, Filter
from corpus.moving import move
from corpus.store import Store
from retrieval import Retriever
from retrieval.embedded import Embedded
from retrieval.encoder import Encoder, Kind, Vectors, default_cache, load_encoder
from retrieval.engines import engine_for
from retrieval.generation import Generation, index_folder
from retrieval.indexer import update_index
from retrieval.passages import encoded_text
from retrieval.text_keys import keys_of

COLUMNS = ("ans@1", "ans@3", "strict@1", "strict@3", "art@1")
Engines = dict[str, Retriever]


class Kept:
    """An encoder that knows the texts of an archive already, from its index; what it does not know it encodes."""

    def __init__(self, encoder: Encoder, archive: Path) -> None:
        self._encoder = encoder
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self._places: dict[bytes, tuple[int, int]] = {}
        with closing(Store.open(archive)) as store, store.read() as snapshot:
            self._index = Generation.open(index_folder(archive), snapshot.generation or "", model=encoder.identity)
            articles = {article.id: article for article in snapshot.all_articles()}
            for passage in snapshot.all_passages():
                article = articles[passage.article_id]
                texts = [encoded_text(article, passage), *(article.text[start:end] for start, end in passage.sentences)]
                for number, text in enumerate(texts):
                    self._places[keys_of([text]).tobytes()] = passage.id, number - 1

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """The vectors, in the order of the texts."""
        places = [self._places.get(keys_of([text]).tobytes()) if kind == "passage" else None for text in texts]
        missing = [number for number, place in enumerate(places) if place is None]
        made = np.empty((len(texts), self.dimension), dtype=np.float32)
        if missing:
            made[missing] = self._encoder.encode([texts[number] for number in missing], kind)
        for number, place in enumerate(places):
            if place is not None:
                passage, at = place
                made[number] = self._index.dense.vectors([passage])[0] if at < 0 else self._index.sentences.of(passage)[at]
        progress(len(texts))
        return made


def converted(archive: Path, folder: Path, url: str, encoder: Encoder) -> float:
    """Put a copy of the archive, made in `folder`, into Milvus; returns the seconds it took."""
    shutil.copytree(archive, folder, ignore=shutil.ignore_patterns("index"))
    known = Kept(encoder, archive)
    began = time.perf_counter()
    with closing(Store.open(folder)) as store, closing(engine_for(store, url)) as engine:
        report = update_index(store, known, [], {}, engine=engine, everything=True)
    seconds = time.perf_counter() - began
    print(f"{report.encoded} passages into {url} in {seconds:.0f} s", file=sys.stderr, flush=True)
    return seconds


def opened(archive: Path, url: str, encoder: Encoder, database: str = "") -> Retriever:
    """A retriever over the archive, whose articles may be in a database."""
    store = Store.open(archive, url=database)
    engine = engine_for(store, url) if url else Embedded(index_folder(archive))
    return Retriever(store, encoder, engine=engine)


def tenth(archive: Path) -> Filter:
    """A tenth of the days of the archive, in its middle."""
    with closing(Store.open(archive)) as store, store.read() as snapshot:
        coverage = snapshot.coverage()
    if not coverage.earliest or not coverage.latest:
        return NO_FILTER
    days = (coverage.latest - coverage.earliest).days
    since = coverage.earliest + timedelta(days=days * 45 // 100)
    return Filter(since=since, until=since + timedelta(days=days // 10))


def ask(engines: Engines, questions: Sequence[BenchQuestion], only: Filter, runs: Path | None) -> dict[str, list[float]]:
    """Each question of each engine in turn, the first of them alternating; quotes go into a run for each where wanted."""
    taken: dict[str, list[float]] = {name: [] for name in engines}
    lines: dict[str, list[str]] = {name: [] for name in engines}
    for number, question in enumerate(questions):
        for name in sorted(engines, reverse=bool(number % 2)):
            began = time.perf_counter()
            answer = engines[name].answer(question.question, top_k=TOP_K, only=only)
            taken[name].append(1000 * (time.perf_counter() - began))
            quotes = [{"path": quote.file_name, "text": quote.text} for quote in answer.quotes]
            lines[name].append(json.dumps({"id": question.id, "quotes": quotes}, ensure_ascii=False))
    if runs:
        for name, rows in lines.items():
            (runs / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return taken


def scored(bench: Path, runs: Path, name: str, questions: Sequence[BenchQuestion]) -> dict[str, float]:
    """The scorer's columns over the questions that were asked: those it was not asked count as misses there."""
    every = len(read_questions(bench, "de"))
    return {column: value * every / len(questions) for column, value in score(bench, "de", runs / f"{name}.jsonl").items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--archive", type=Path, help="an archive of the engine inside; it is only read")
    parser.add_argument("--size", choices=["small", "large"], default="small", help="of the archive made without --archive")
    parser.add_argument("--questions", type=int, default=200, help="how many, evenly spread (default 200)")
    parser.add_argument("--work", type=Path, help="make the archives in this folder, and use those that are there")
    parser.add_argument("--url", default="", help="Milvus; by default Milvus Lite in a file in the work folder")
    parser.add_argument("--database", default="", help="an empty schema of PostgreSQL for the archive that Milvus searches")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    args = parser.parse_args()
    encoder = load_encoder("bundled", default_cache())
    every = read_questions(args.bench, "de")
    places = np.linspace(0, len(every) - 1, min(args.questions, len(every)))
    questions = [every[int(at)] for at in places]
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = args.work or Path(scratch)
        archive = args.archive or work / f"archive-{args.size}"
        if args.archive is None:
            build_archive(article_files(args.bench, args.size), archive).close()
        copy, url = work / f"milvus-{archive.name}", args.url or str(work / f"milvus-{archive.name}.db")
        if not copy.exists():
            converted(archive, copy, url, encoder)
        if args.database and (copy / "archive.db").exists():
            move(copy, args.database)
        engines = {"embedded": opened(archive, "", encoder), "milvus": opened(copy, url, encoder, args.database)}
        ask(engines, questions[:5], NO_FILTER, None)
        for said, only in (("all", NO_FILTER), ("tenth", tenth(archive))):
            for name, taken in ask(engines, questions, only, None if only else work).items():
                low, high = statistics.median(taken), float(np.percentile(taken, 95))
                figures.setdefault(name, {}).update({f"{said} p50 ms": low, f"{said} p95 ms": high})
        for name in engines if args.archive is None else ():
            columns = scored(args.bench, work, name, questions)
            figures[name].update({column: columns[column] for column in COLUMNS if column in columns})
        for retriever in engines.values():
            retriever.close()
    columns = list(figures["embedded"])
    print(f"{len(questions)} questions of {archive.name}")
    print("| | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for name, row in figures.items():
        print(f"| {name} | " + " | ".join(f"{row[column]:.{1 if column.endswith('ms') else 3}f}" for column in columns) + " |")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

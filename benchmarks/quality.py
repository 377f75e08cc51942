"""How often the quotes are right, on German XQuAD: Wortlaut, and others beside it, in one harness.

    python -m benchmarks.quality --bench PATH [--size both] [--systems wortlaut,bm25 | --peers] [--runs FOLDER]

Ingests the articles as a user would, asks every German and English question through the public `Retriever`, of a small
archive (48 articles) and a large one (1,028 more), and prints a table a language: the columns of `PATH/score.py`, then

  equal@1   strict@1 when every system's first quote is cut to N characters: N is the mean length of Wortlaut's quotes
            for the same questions of the same archive, or --equal; empty without either
  cut       that N
  refused   questions without any quote; each counts as a miss in all other columns

Peers (benchmarks/peers) get the same articles' texts. Progress goes to standard error. The judge's weights were fitted on
these questions (see benchmarks/fit_judge.py, which prints figures out of fold): Wortlaut's figures say what the installed
program does, not how it would do elsewhere.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.runs import Ask, Quoted, read_run, refused, score, strict_at_equal, write_run
from benchmarks.xquad import QUESTION_FILES, article_folders, read_questions
from bot import opening, wiring
from bot.settings import load_settings
from corpus.collect import collect, list_files
from retrieval.models.bundled import runtime_folder

WORTLAUT = "wortlaut"
SIZES = ("small", "large")
Figures = dict[str, float | None]


def wortlaut(folders: Sequence[Path], archive: Path) -> Ask:
    """Wortlaut over an archive of these folders; one that is there already is brought up to date."""
    settings = load_settings().model_copy(update={"data_dir": archive})
    stages = {stage: tenths(f"{WORTLAUT}, {stage}") for stage in ("reading", "encoding")}
    wiring.ingest(settings, folders, prune=True, progress=lambda stage, done, total: stages[stage](done, total))
    retriever = opening.open_retriever(settings)

    def ask(question: str, k: int) -> list[Quoted]:
        quotes = retriever.answer(question, top_k=k).quotes
        for quote in quotes:
            if quote.text != quote.article.text[quote.start : quote.end]:
                raise AssertionError(f"{question}: a quote is not its span")
        return [(quote.file_name, quote.text) for quote in quotes]

    return ask


def peer(name: str, folders: Sequence[Path]) -> Ask:
    """The peer over the same articles, of which it gets the text alone."""
    model = runtime_folder(load_settings().cache_dir).parent / "sentence-transformers"
    made = peers.load(name, model)
    articles = collect(list_files(folders), {}).added
    made.index([(Path(article.path).name, article.text) for article in articles])
    return made.ask


def measure(args: argparse.Namespace, size: str, folder: Path) -> dict[str, dict[str, Figures]]:
    """Figures by language and system of one archive. Wortlaut is asked first, the others are cut to its length."""
    figures: dict[str, dict[str, Figures]] = {language: {} for language in args.languages}
    limits = dict.fromkeys(args.languages, args.equal)
    for system in sorted(args.systems, key=lambda name: name != WORTLAUT):
        paths = {language: folder / f"{system}-{size}-{language}.jsonl" for language in args.languages}
        ask_missing(system, size, {k: path for k, path in paths.items() if not (args.kept and path.exists())}, args.bench)
        for language, path in paths.items():
            questions, run = read_questions(args.bench, language), read_run(path)
            row: Figures = {**score(args.bench, language, path)}
            if system == WORTLAUT and args.equal is None:
                limits[language] = round(row["len"] or 0)
            limit = limits[language]
            row["equal@1"] = strict_at_equal(run, questions, limit) if limit else None
            row["cut"] = limit
            row["refused"] = refused(run, questions)
            figures[language][system] = row
            report(table(language, {size: {system: row}}))
    return figures


def ask_missing(system: str, size: str, paths: Mapping[str, Path], bench: Path) -> None:
    """Index the archive and write a run a language to `paths`; nothing where there are none."""
    if not paths:
        return
    began = time.perf_counter()
    folders = article_folders(bench, size)
    archive = next(iter(paths.values())).with_name(f"archive-{size}")
    ask = wortlaut(folders, archive) if system == WORTLAUT else peer(system, folders)
    report(f"{system}, {size}: indexed in {time.perf_counter() - began:.0f} s")
    for language, path in paths.items():
        questions = read_questions(bench, language)
        what, began = f"{system}, {size}, {language}", time.perf_counter()
        write_run(ask, questions, path, tenths(what))
        report(f"{what}: asked in {time.perf_counter() - began:.0f} s")


def tenths(what: str) -> Callable[[int, int], None]:
    """A progress of (done, total) that reports every tenth of the way."""
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if done * 10 // total > said:
            said = done * 10 // total
            report(f"{what}: {done} of {total}")

    return progress


def report(line: str) -> None:
    """Progress, beside the figures."""
    print(line, file=sys.stderr, flush=True)


def table(language: str, figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """Markdown, a row a size and system."""
    rows = [(size, system, row) for size, systems in figures.items() for system, row in systems.items()]
    columns = list(rows[0][2])
    lines = [f"| {language} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [
        f"| {size}, {system} | " + " | ".join(cell(name, row[name]) for name in columns) + " |" for size, system, row in rows
    ]
    return "\n".join(lines)


def cell(column: str, value: float | None) -> str:
    """Lengths and counts whole, shares with three digits."""
    return "" if value is None else f"{value:.0f}" if column in ("len", "cut", "refused") else f"{value:.3f}"


def arguments() -> argparse.Namespace:
    """The command line; `systems` holds names of installed systems only."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/, news_distractors/ and score.py")
    parser.add_argument("--size", choices=[*SIZES, "both"], default="both")
    parser.add_argument("--languages", type=names(QUESTION_FILES), default=list(QUESTION_FILES), help="of the questions: de,en")
    known = [WORTLAUT, *peers.NAMES]
    parser.add_argument("--systems", type=names(known), default=[WORTLAUT], help=",".join(known))
    parser.add_argument("--peers", action="store_true", help="Wortlaut and all peers that are installed")
    parser.add_argument("--equal", type=int, metavar="N", help="cut first quotes to N characters in the column equal@1")
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="keep the runs and the archives in this folder")
    parser.add_argument("--kept", action="store_true", help="score the runs that --runs has, and make only those it lacks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    args = parser.parse_args()
    if args.kept and not args.runs:
        parser.error("--kept needs --runs, the folder that keeps them")
    needed = [*article_folders(args.bench, "small" if args.size == "small" else "large"), args.bench / "score.py"]
    for path in needed:
        if not path.exists():
            parser.error(f"{path} is missing: --bench takes the bench folder")
    wanted = known if args.peers else args.systems
    missing = {}
    for name in wanted:
        try:
            if name != WORTLAUT:
                peers.check(name)
        except peers.PeerMissing as error:
            missing[name] = error
            report(str(error))
    if missing and not args.peers:
        parser.exit(1)
    args.systems = [name for name in wanted if name not in missing]
    return args


def names(known: Sequence[str] | Mapping[str, str]) -> Callable[[str], list[str]]:
    """A parser of comma-separated names, each of `known`, without doubles."""

    def parse(value: str) -> list[str]:
        found = list(dict.fromkeys(value.split(",")))
        for name in found:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return found

    return parse


def main() -> None:
    args = arguments()
    sizes = SIZES if args.size == "both" else (args.size,)
    figures: dict[str, dict[str, dict[str, Figures]]] = {language: {} for language in args.languages}
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.runs or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            for language, rows in measure(args, size, folder).items():
                figures[language][size] = rows
    for language, rows in figures.items():
        print(table(language, rows) + "\n")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

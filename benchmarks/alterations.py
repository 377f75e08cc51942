"""Is a quotation called what it is? Sentences of an archive, altered in known ways by a machine, and what `check` says of them.

    python -m benchmarks.alterations --archive FOLDER [--strangers FILE.jsonl] [--count 100] [--seed 1] [--json] [--wrong]
    example: python -m benchmarks.alterations --archive .data/sample --wrong

Of each way so many (--count) sentences are drawn: as printed, typography, a digit, a number word, a negation, a name, tense,
order, case, a cut (marked or not), two pieces put together, another outlet, another speaker. With --strangers, lines with a
"text" of articles that the archive does not hold, their sentences are quotations that nobody printed. What happens to be
printed elsewhere is left out (all texts are gone through). Times are of one `check` each, in one process.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.alteration_ways import NAME, WAYS, Sentence
from corpus.article import BlockKind
from corpus.store import Store
from retrieval.checking.checker import Checker
from retrieval.checking.result import Verdict
from retrieval.checking.words import words_of
from retrieval.sentences import split_sentences


@dataclass(frozen=True)
class Case:
    """A quotation to check, what was done to it, and the verdict that is right."""

    way: str
    text: str
    right: Verdict
    speaker: str = ""
    source: str = ""


def main() -> int:
    """Draw, check, and print a table; 1 where an altered quotation was called exact, or a typographic variant altered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True, help="an archive's folder")
    parser.add_argument("--strangers", type=Path, help="a JSON Lines file of articles that the archive does not hold")
    parser.add_argument("--count", type=int, default=100, help="cases of each way (default: 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="show the cases that were called something else")
    asked = parser.parse_args()
    cases = list(made(asked.archive, asked.strangers, asked.count, asked.seed))
    checker = Checker.open(asked.archive)
    called: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for case in cases:
        begun = time.perf_counter()
        found = checker.check(case.text, speaker=case.speaker, source=case.source)
        seconds.append(time.perf_counter() - begun)
        called[case.way][found.verdict] += 1
        if asked.wrong and found.verdict != case.right:
            kinds = [(each.kind, each.claimed, each.printed) for one in found.quotations for each in one.differences]
            print(
                f"{case.way}: {found.verdict}, not {case.right}: {case.text!r} {case.speaker} {case.source} {kinds}",
                file=sys.stderr,
            )
    figures = figures_of(cases, called, seconds)
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _print(cases, called, figures)
    return 0 if figures["altered_called_exact"] == figures["typography_called_otherwise"] == 0 else 1


def made(archive: Path, strangers: Path | None, count: int, seed: int) -> Iterator[Case]:
    """All cases. The same seed draws the same ones from the same archive."""
    chance = random.Random(seed)
    sentences = _sentences(archive)
    printed = ["\n".join(words_of(text).keys) for text in {one.article.id: one.article.text for one in sentences}.values()]
    names = sorted({name for one in sentences for name in NAME.findall(one.text)})
    for way, (right, alter) in WAYS.items():
        drawn, tried = 0, 0
        while drawn < count and tried < 60 * count:
            tried += 1
            case = alter(chance.choice(sentences), sentences, names, chance)
            if case is None or (right in ("altered", "stitched") and _is_printed(case, printed)):
                continue
            drawn += 1
            text, speaker, source = case
            yield Case(way, text, right, speaker, source)
    if strangers:
        rows = [json.loads(line)["text"] for line in strangers.read_text(encoding="utf-8").splitlines()]
        foreign = [row[a:b] for row in rows for a, b in split_sentences(row, "de") if 60 < b - a < 300]
        for text in chance.sample(foreign, min(count, len(foreign))):
            yield Case("printed by nobody", text, "not found")


def _sentences(archive: Path) -> list[Sentence]:
    store = Store.open(archive)
    with store.read() as snapshot:
        articles = sorted(snapshot.all_articles(), key=lambda article: article.path)
    store.close()
    found = []
    for article in articles:
        for block in article.blocks:
            if block.kind is BlockKind.PROSE and article.language == "de":
                text = article.text[block.start : block.end]
                found += [
                    Sentence(article, block.start + a, text[a:b])
                    for a, b in split_sentences(text, "de")
                    if 50 < b - a < 350 and "\n" not in text[a:b]
                ]
    return found


def _is_printed(case: tuple[str, str, str], printed: Sequence[str]) -> bool:
    """Whether the quotation's words stand in any text as they are: it is no alteration then."""
    wanted = "\n".join(words_of(case[0].strip('„“”"»« .')).keys)
    return any(wanted in text for text in printed)


def figures_of(cases: Sequence[Case], called: dict[str, Counter[str]], seconds: Sequence[float]) -> dict[str, float]:
    """What the bars are about."""
    right = sum(called[way][verdict] for way, verdict in {case.way: case.right for case in cases}.items())
    ways = {case.way: case.right for case in cases}
    ordered = sorted(seconds)
    return {
        "cases": len(cases),
        "right": right / len(cases),
        "altered_called_exact": sum(called[way]["exact"] for way, verdict in ways.items() if verdict != "exact"),
        "typography_called_otherwise": sum(called["typography"].values()) - called["typography"]["exact"],
        "milliseconds_p50": 1000 * statistics.median(ordered),
        "milliseconds_p95": 1000 * ordered[int(0.95 * (len(ordered) - 1))],
    }


def _print(cases: Sequence[Case], called: dict[str, Counter[str]], figures: dict[str, float]) -> None:
    for way, right in {case.way: case.right for case in cases}.items():
        told = ", ".join(f"{verdict} {count}" for verdict, count in called[way].most_common())
        print(f"{way:18} {called[way][right]:4} of {sum(called[way].values()):4} right  ({told})")
    print(", ".join(f"{name} {value:.4g}" for name, value in figures.items()))


if __name__ == "__main__":
    sys.exit(main())

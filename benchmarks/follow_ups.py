"""What a follow-up loses against the same question asked in full, and an unrelated question after another against itself alone.

    python -m benchmarks.follow_ups [--json] [--archive FOLDER] [--questions FILE]

Reads the sample questions (their form: corpus/sample/README.md). A question with `follow_up_of` and `full` is asked after the
questions that it follows, each with its turn, and `full` alone: the share with a judged span within the first three quotes may
be five points lower at most. A question with `after` says all itself: asked after that one it should get the same quotes as
alone. Prints both figures and every pair that differs.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.fit_judge import build_archive
from bot.wiring import sample_folder
from retrieval import Answer, Retriever
from retrieval.evaluation import GoldSpan, contains
from retrieval.turn import Turn

WITHIN = 3
"""So many quotes are looked at."""


@dataclass(frozen=True)
class Pair:
    """A question asked in a conversation, and what the same asked alone is: in full, or by itself.

    `right` and `right_alone` say whether the first quotes hold a judged span, `same` whether all quotes are the same, `carried`
    what was searched instead of the question, None where nothing was carried.
    """

    id: str
    before: tuple[str, ...]
    question: str
    alone: str
    right: bool
    right_alone: bool
    same: bool
    carried: str | None


def share(right: list[bool]) -> float:
    """The share of what is true, 0 of nothing."""
    return sum(right) / len(right) if right else 0.0


def turns_before(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The questions that a question comes after, oldest first."""
    made: list[str] = []
    name = row.get("follow_up_of") or row.get("after")
    while name:
        made.insert(0, rows[name]["question"])
        name = rows[name].get("follow_up_of")
    return made


def ask_pair(retriever: Retriever, row: Mapping[str, Any], before: list[str]) -> Pair:
    """Ask a question after those before it, and what it says in full alone."""
    turn: Turn | None = None
    for question in before:
        turn = Turn.of(retriever.answer(question, before=turn))
    full = row.get("full", row["question"])
    answer, alone = retriever.answer(row["question"], before=turn), retriever.answer(full)
    gold = [GoldSpan(span["article"], span["start"], span["end"]) for span in row["gold"]]
    carried = answer.understood.carried
    same = _spans(answer) == _spans(alone)
    texts = row["id"], tuple(before), row["question"], full
    return Pair(*texts, _right(answer, gold), _right(alone, gold), same, carried.query if carried else None)


def _right(answer: Answer, gold: list[GoldSpan]) -> bool:
    return any(contains(quote, span) for quote in answer.quotes[:WITHIN] for span in gold)


def _spans(answer: Answer) -> list[tuple[str, int, int]]:
    return [(quote.article.id, quote.start, quote.end) for quote in answer.quotes]


def figures(follow_ups: list[Pair], unrelated: list[Pair]) -> dict[str, Any]:
    """Both figures, and the pairs that differ."""
    return {
        "follow_ups": len(follow_ups),
        "in_conversation": share([pair.right for pair in follow_ups]),
        "in_full": share([pair.right_alone for pair in follow_ups]),
        "carried_nothing": sum(pair.carried is None for pair in follow_ups),
        "unrelated": len(unrelated),
        "same_quotes": share([pair.same for pair in unrelated]),
        "lost": sum(pair.right_alone and not pair.right for pair in unrelated),
        "differing": [asdict(pair) for pair in follow_ups if pair.right != pair.right_alone]
        + [asdict(pair) for pair in unrelated if not pair.same],
    }


def report(made: Mapping[str, Any]) -> str:
    """The figures in words, and a line for each pair that differs."""
    lines = [
        f"answer in the first {WITHIN} quotes, {made['follow_ups']} follow-ups: {made['in_conversation']:.3f}, "
        f"asked in full: {made['in_full']:.3f}; carried nothing: {made['carried_nothing']}",
        f"{made['unrelated']} unrelated questions: {made['same_quotes']:.3f} get the same quotes, {made['lost']} lost",
    ]
    for pair in made["differing"]:
        sign = "+" if pair["right"] and not pair["right_alone"] else "-" if pair["right_alone"] and not pair["right"] else "~"
        lines.append(f"{sign} {pair['id']}: {' / '.join(pair['before'])} | {pair['question']} -> {pair['carried']}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--archive", type=Path, help="an archive of the sample articles; else one is built, which takes a minute"
    )
    parser.add_argument("--questions", type=Path, help="another file than the sample questions")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    path = args.questions or sample_folder().parent / "questions.jsonl"
    rows = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    with tempfile.TemporaryDirectory() as scratch:
        files = sorted(sample_folder().glob("*.txt"))
        retriever = Retriever.open(args.archive) if args.archive else build_archive(files, Path(scratch))
        pairs = {
            row["id"]: ask_pair(retriever, row, turns_before(row, rows))
            for row in rows.values()
            if "full" in row or "after" in row
        }
        retriever.close()
    made = figures(
        [pair for name, pair in pairs.items() if "full" in rows[name]],
        [pair for name, pair in pairs.items() if "after" in rows[name]],
    )
    print(json.dumps(made, ensure_ascii=False) if args.json else report(made))


if __name__ == "__main__":
    main()

"""How often sources that disagree are told, and how often wrongly, on labelled questions.

    python -m benchmarks.disagreement --labels FILE [--labels FILE] --archive sample=FOLDER [--archive real=FOLDER] [--json]

FOLDER is an archive of Wortlaut's (`WORTLAUT_DATA_DIR=FOLDER wortlaut ingest …`). A line of a labels file is a JSON object:
`id, archive, question`, `expected` [{kind, relation, values [{article, start, end, value}], also [likewise]}] and perhaps
`allowed`, of the same form: what may be reported, but is not asked for.

A report is right when kind and relation are expected, at least two of its values lie on expected spans of different `value`,
and none lies outside `values` and `also`. Precision leaves out what is allowed; recall counts questions with a disagreement.
`distinct` counts each disagreement once, found when one of its questions (ids alike up to the last number) finds it.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from retrieval import Retriever
from retrieval.disagreement import Disagreement

Label = Mapping[str, Any]


@dataclass
class Tally:
    """What was counted, by group: „all“, the archive, kind and relation."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    distinct: dict[str, bool] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The figures of each group, and what was wrong."""
        groups = sorted(set(self.right) | set(self.wrong) | set(self.asked))
        return {
            "groups": {
                group: {
                    "reports": self.right[group] + self.wrong[group],
                    "precision": ratio(self.right[group], self.right[group] + self.wrong[group]),
                    "questions": self.asked[group],
                    "recall": ratio(self.found[group], self.asked[group]),
                }
                for group in groups
            },
            "distinct": {"found": sum(self.distinct.values()), "of": len(self.distinct)},
            "errors": self.errors,
        }


def ratio(part: int, whole: int) -> float | None:
    """The share, None of nothing."""
    return round(part / whole, 3) if whole else None


def matches(found: Disagreement, expected: Label) -> bool:
    """Whether the report is the labelled disagreement."""
    if (found.kind, found.relation) != (expected["kind"], expected["relation"]):
        return False
    values = set()
    for value in found.values:
        name = PurePath(value.article.file).name
        on = [
            (label, counts)
            for counts, labels in ((True, expected["values"]), (False, expected.get("also", [])))
            for label in labels
            if label["article"] == name and label["start"] < value.end and value.start < label["end"]
        ]
        if not on:
            return False
        values |= {json.dumps(label["value"]) for label, counts in on if counts}
    return len(values) > 1


def judge(row: Label, reported: Sequence[Disagreement], tally: Tally) -> None:
    """Add one question's reports to the tally."""
    expected, archive = row["expected"], row["archive"]
    for found in reported:
        right = any(matches(found, label) for label in expected)
        if not right and any(matches(found, label) for label in row.get("allowed", ())):
            continue
        for group in ("all", archive, f"{found.kind} {found.relation}"):
            (tally.right if right else tally.wrong)[group] += 1
        if not right:
            values = "; ".join(f"{value.text} ({PurePath(value.article.file).name})" for value in found.values)
            tally.errors.append(f"wrong {row['id']}: {row['question']} {found.kind} {found.relation}: {values}")
    for label in expected:
        hit = any(matches(found, label) for found in reported)
        for group in ("all", archive, f"{label['kind']} {label['relation']}"):
            tally.asked[group] += 1
            tally.found[group] += hit
        name = re.sub(r"-\d+\Z", "", row["id"])
        tally.distinct[name] = tally.distinct.get(name, False) or hit
        if not hit:
            tally.errors.append(f"missed {row['id']}: {row['question']} {label['kind']} {label['relation']}")


def table(figures: Mapping[str, Any]) -> str:
    """The figures as lines."""
    lines = [f"{'':28}{'reports':>8}{'precision':>11}{'questions':>11}{'recall':>8}"]
    for group, row in figures["groups"].items():
        shares = ("" if row[name] is None else f"{row[name]:.3f}" for name in ("precision", "recall"))
        precision, recall = shares
        lines.append(f"{group:28}{row['reports']:>8}{precision:>11}{row['questions']:>11}{recall:>8}")
    distinct = figures["distinct"]
    return "\n".join([*lines, f"distinct disagreements: {distinct['found']} of {distinct['of']}", *figures["errors"]])


def main(arguments: Sequence[str] | None = None) -> None:
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, action="append", required=True, help="JSONL of labelled questions")
    parser.add_argument("--archive", action="append", required=True, metavar="NAME=FOLDER", help="an archive that labels name")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    chosen = parser.parse_args(arguments)
    archives = {name: Retriever.open(folder) for name, _, folder in (each.partition("=") for each in chosen.archive)}
    tally = Tally()
    left_out = 0
    for path in chosen.labels:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["archive"] in archives:
                judge(row, archives[row["archive"]].answer(row["question"]).disagreements, tally)
            else:
                left_out += 1
    if left_out:
        print(f"{left_out} questions of archives that were not given", file=sys.stderr)
    figures = tally.as_json()
    print(json.dumps(figures, ensure_ascii=False) if chosen.json else table(figures))


if __name__ == "__main__":
    main()

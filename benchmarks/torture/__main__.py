"""Faults, damage, attacks: what Wortlaut loses, misquotes or leaves unanswered under them. It should be nothing.

    python -m benchmarks.torture [--part NAME ...] [--quick] [--out FOLDER] [--write FILE]
    example: python -m benchmarks.torture --part kills --part damage --quick

Parts run one after another, each writes FOLDER/NAME.json when it is done; with --write the table of all that stand in FOLDER
takes the place of the one in FILE (docs/reliability.md). The exit code is 0 when everything held, 1 when something did not,
2 for a wrong call. --quick injects about a twentieth of the faults.
"""

import argparse
import importlib
import platform
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.torture.tally import Tally, read_tallies, table, write_tallies

PARTS = ("kills", "faults", "damage", "concurrency", "files", "questions", "soak")
"""Each a module beside this one with `run(scratch: Path, quick: bool, say: Callable[[str], None]) -> list[Tally]`."""
BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS, help="run this one only; may be given again")
    parser.add_argument("--quick", action="store_true", help="about a twentieth of the faults")
    parser.add_argument("--out", type=Path, default=Path(".torture"), help="where the counts are kept (default: .torture)")
    parser.add_argument("--write", type=Path, help="the page whose table is made anew")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for part in asked.part or PARTS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"torture-{part}-") as scratch:
            run = importlib.import_module(f"benchmarks.torture.{part}").run
            tallies: list[Tally] = run(Path(scratch), asked.quick, say)
        write_tallies(asked.out / f"{part}.json", tallies)
        say(f"{part}: {time.monotonic() - begun:.0f} s")
        for each in tallies:
            for note in each.notes:
                say(f"  {each.fault}: {note}")
    known = [each for part in PARTS if (file := asked.out / f"{part}.json").exists() for each in read_tallies(file)]
    print(table(known), end="")
    if asked.write:
        write_table(asked.write, table(known))
    return 0 if all(each.is_good for each in known) else 1


def write_table(page: Path, made: str) -> None:
    """Put the table between the marks of the page. Raises ValueError where it has none."""
    text = page.read_text(encoding="utf-8")
    head, found, rest = text.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"{page} lacks the lines {BEGIN} and {END}")
    machine = f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}"
    page.write_text(f"{head}{BEGIN}\n\n{made}\n({machine}, {time.strftime('%Y-%m-%d')})\n\n{END}{tail}", encoding="utf-8")


def say(what: str) -> None:
    """Progress, on standard error."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

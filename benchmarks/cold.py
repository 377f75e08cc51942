"""What a cold `wortlaut ask` costs beside sentence-transformers that only loads the same model and encodes the question.

    python -m benchmarks.cold [--runs 5]

Runs both in turn as whole processes on the archive in force (WORTLAUT_DATA_DIR), after one warm-up each, and prints the
medians of processor time, wall time and peak memory with the ratios. Needs the bundled model (Linux on x86-64).
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bot.settings import load_settings
from retrieval.models.bundled import runtime_folder

QUESTION = "Wie viele Soldaten sind an der Nato-Mission im Irak beteiligt?"
RIVAL = """
import sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], device="cpu").encode(["query: " + sys.argv[2]])
"""
Figures = tuple[float, float, float]


def measure(command: list[str]) -> Figures:
    """Processor seconds, wall seconds and peak MiB of one run. Raises CalledProcessError."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    model = runtime_folder(load_settings().cache_dir).parent / "sentence-transformers"
    commands = {
        "wortlaut ask": [str(Path(sys.executable).with_name("wortlaut")), "ask", QUESTION],
        "sentence-transformers, one encode": [sys.executable, "-c", RIVAL, str(model), QUESTION],
    }
    for command in commands.values():
        measure(command)
    figures: dict[str, list[Figures]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            figures[name].append(measure(command))
    medians = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in figures.items()}
    print("| process | processor s | wall s | peak MiB |\n|---|---|---|---|")
    for name, (processor, wall, peak) in medians.items():
        print(f"| {name} | {processor:.2f} | {wall:.2f} | {peak:.0f} |")
    ours, rival = medians.values()
    print(f"| ratio | {ours[0] / rival[0]:.2f} | {ours[1] / rival[1]:.2f} | {ours[2] / rival[2]:.2f} |")


if __name__ == "__main__":
    main()

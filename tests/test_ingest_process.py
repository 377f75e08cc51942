"""`wortlaut ingest` as a process: its memory, and what Ctrl-C does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds import newsroom

SLOW = """
import sys, time
import retrieval.encoder
from tests.conftest import HashEncoder

class Slow(HashEncoder):
    def encode(self, texts, kind, progress=lambda done: None):
        if kind == "passage":
            print(*texts, sep=chr(10), file=sys.stderr, flush=True)
            time.sleep(0.3)
        return super().encode(texts, kind, progress)

retrieval.encoder.load_encoder = lambda *_: Slow()
import retrieval.filling
retrieval.filling.BATCH_PASSAGES = 1
from bot.cli.main import main
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_ctrl_c_ends_it_soon_and_the_next_run_goes_on(tmp_path: Path) -> None:
    newsroom(tmp_path / "a")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "WORTLAUT_READER": "never"}
    command = [sys.executable, "-c", SLOW, "ingest", "a"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    assert running.stderr is not None
    first = [running.stderr.readline().strip() for _ in range(6)]  # two batches: a passage and its two sentences
    assert first[0].startswith("Der Rat tagte am Montag in Bonn.")
    running.send_signal(signal.SIGINT)
    rest = running.communicate(timeout=60)[1].splitlines()
    assert running.returncode == 130
    assert rest[-1] == "Abgebrochen; das Archiv ist heil. Derselbe Befehl macht dort weiter, wo dieser stand."
    assert len(rest) < 12
    again = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert (again.returncode, again.stdout.splitlines()[0].split(" · ")[0]) == (3, "8 neu")
    encoded = [line for line in again.stderr.splitlines() if "leer.txt" not in line]
    assert first[0] not in encoded
    done = [*first, *rest[:-1]]
    assert len(set(done) & set(encoded)) <= 3, "at most the batch that was under way"
    assert len({*done, *encoded}) == 8 * 4 - 7  # a passage and three sentences of each, one of which all share


MEASURED = """
import json, sys, tracemalloc
from pathlib import Path
import numpy as np
import retrieval.encoder
from bot import ingesting, wiring
from bot.settings import Settings
from tests.rounds import sentences

class Quick:
    identity, dimension = "quick", 4

    def encode(self, texts, kind, progress=lambda done: None):
        progress(len(texts))
        return np.tile(np.float32([0.5, 0.5, 0.5, 0.5]), (len(texts), 1))

def peak(count):
    folder = Path(sys.argv[1]) / str(count)
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(count // 2):
                file.write(json.dumps({"id": number, "text": " ".join(sentences(20, f"Ort{name}{number}"))}) + chr(10))
    tracemalloc.start()
    report = wiring.ingest(Settings(data_dir=folder / "archive", reader="never"), [folder])
    assert len(report.collected.added) == count, report
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found

retrieval.encoder.load_encoder = lambda *_: Quick()
ingesting.ROUND_CHARACTERS = int(sys.argv[2])
peak(4)  # what is imported and worked out once
print(peak(100), peak(400))
"""


@pytest.mark.slow
def test_memory_follows_the_round_and_not_the_archive(tmp_path: Path) -> None:
    """1,800 characters an article: with 40,000 in a round there are 5 rounds, then 18."""
    command = [sys.executable, "-c", MEASURED, str(tmp_path), "40000"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    few, many = map(int, done.stdout.split())
    assert many < 1.2 * few  # as one round, 400 articles take 1.4 times the memory of 100

"""Plain sentence-transformers with the bundled model in a process of its own, timed from there; for alternating measurements.

with Rival(model_folder) as rival:
    seconds = rival.seconds(["Wer leitet die Mission?"], "query")
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

SCRIPT = """
import json, sys, time
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
print("ready", flush=True)
for line in sys.stdin:
    texts, kind, batch = json.loads(line)
    started = time.perf_counter()
    model.encode(texts, prompt_name=kind, batch_size=batch)
    print(time.perf_counter() - started, flush=True)
"""


class Rival:
    """The process; it encodes when asked and sleeps in between."""

    def __init__(self, model: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._read()

    def __enter__(self) -> "Rival":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()

    def seconds(self, texts: Sequence[str], kind: str, batch: int = 32) -> float:
        """How long it took to encode `texts` with the prompt of `kind` ("query", "passage"), `batch` at a time."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([list(texts), kind, batch]) + "\n")
        self._process.stdin.flush()
        return float(self._read())

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("sentence-transformers ended")
        return line

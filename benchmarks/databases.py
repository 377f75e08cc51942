"""An archive in SQLite and the same in PostgreSQL, in one run: reading it in, reading it in again, and questions in turns.

    python -m benchmarks.databases FOLDER --url postgresql+psycopg://… > databases.json

The database must be empty. The encoder is a stand-in that costs nothing: the real one would hide the rest. Each question is
asked of both, one after the other.
"""

import argparse
import hashlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr

import retrieval.encoder
import retrieval.retriever
from bot import wiring
from bot.opening import open_retriever, open_store
from bot.settings import Settings
from retrieval.encoder import Kind, Vectors

QUESTIONS = 60


class Stand:
    """Vectors that a text's words decide, made in no time worth telling."""

    identity = "stand-in"
    dimension = 384

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split()[:40]:
                vectors[row, hashlib.blake2b(word.encode(), digest_size=2).digest()[0] % self.dimension] += 1.0
        progress(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(folder: Path, url: str, home: Path) -> dict[str, Any]:
    """Seconds, milliseconds and bytes of both."""
    kinds = {
        name: Settings(data_dir=home / name, database_url=SecretStr(address), reader="never", model="stand-in")
        for name, address in (("sqlite", ""), ("postgres", url))
    }
    made: dict[str, Any] = {name: {} for name in kinds}
    for name, settings in kinds.items():
        made[name]["ingest_s"] = round(seconds(partial(wiring.ingest, settings, [folder])), 2)
        made[name]["again_s"] = round(seconds(partial(wiring.ingest, settings, [folder])), 2)
    asked = [open_retriever(settings) for settings in kinds.values()]
    with open_store(kinds["sqlite"]).read() as snapshot:
        texts = [article.text.split("\n")[0][:200] for article in snapshot.all_articles()]
        made["articles"], made["passages"] = len(texts), snapshot.coverage().passages
    questions = [text for text in texts if len(text) > 20][:: max(1, len(texts) // QUESTIONS)][:QUESTIONS]
    taken: list[list[float]] = [[], []]
    for number, question in enumerate(questions):
        for at in (0, 1) if number % 2 else (1, 0):
            found = seconds(partial(asked[at].answer, question))
            taken[at].append(1000 * found)
    same = sum(
        [quote.text for quote in asked[0].answer(question).quotes] == [quote.text for quote in asked[1].answer(question).quotes]
        for question in questions
    )
    for name, times, settings in zip(kinds, taken, kinds.values(), strict=True):
        made[name] |= {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(sorted(times)[len(times) * 95 // 100], 1)}
        made[name]["mb"] = round(open_store(settings).size() / 1e6, 1)
    return made | {"questions": len(questions), "same_quotes": same}


def main() -> None:
    """See above."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--url", required=True)
    options = given.parse_args()
    for module in (retrieval.encoder, retrieval.retriever):
        module.load_encoder = lambda *_: Stand()
    with tempfile.TemporaryDirectory() as home:
        print(json.dumps(measure(options.folder, options.url, Path(home)), indent=1))


if __name__ == "__main__":
    main()

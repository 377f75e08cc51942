"""txtai and Haystack, as benchmarks/peers sets them up: their index written once, and asked."""

import json
import time
from pathlib import Path
from typing import Any

from benchmarks import peers


class Served:
    """See benchmarks.speed.serve."""

    def __init__(self, name: str, model: str) -> None:
        self._name, self._model = name, Path(model)
        self._peer: Any = None

    def check(self) -> dict[str, str]:
        """Whether it is installed; if not, what is `missing`."""
        try:
            peers.check(self._name)
        except peers.PeerMissing as missing:
            return {"missing": str(missing)}
        return {}

    def ingest(self, articles: str, folder: str) -> dict[str, float]:
        """Take in the articles of a file, each a name and its text, and write the index."""
        read = [(name, text) for name, text in json.loads(Path(articles).read_text(encoding="utf-8"))]
        started, spent = time.perf_counter(), time.process_time()
        peer: Any = peers.load(self._name, self._model)
        peer.index(read)
        peer.save(Path(folder))
        return {"wall": time.perf_counter() - started, "processor": time.process_time() - spent}

    def open(self, folder: str) -> None:
        """Read what `ingest` wrote."""
        self._peer = peers.load(self._name, self._model, Path(folder))

    def ask(self, question: str) -> dict[str, Any]:
        """The five best."""
        started = time.perf_counter()
        found = self._peer.ask(question, 5)
        return {"wall": time.perf_counter() - started, "parts": {}, "found": len(found)}

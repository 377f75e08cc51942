"""txtai with `hybrid=True`: its BM25 and vectors in equal parts, over paragraphs."""

import json
from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings

from benchmarks.peers.paragraphs import paragraphs
from benchmarks.runs import Quoted


class TxtaiHybrid:
    """See benchmarks.peers.Peer."""

    def __init__(self, model: Path, saved: Path | None = None) -> None:
        self._paragraphs: list[Quoted] = []
        if saved:
            self._embeddings = Embeddings()
            self._embeddings.load(str(saved / "index"))
            self._paragraphs = json.loads((saved / "paragraphs.json").read_text(encoding="utf-8"))
        else:
            # By this method the model's own prompts for questions and passages are used.
            self._embeddings = Embeddings(path=str(model), method="sentence-transformers", hybrid=True, gpu=False)

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        self._paragraphs = paragraphs(articles)
        self._embeddings.index((number, text, None) for number, (_, text) in enumerate(self._paragraphs))

    def save(self, folder: Path) -> None:
        """Write all into a folder."""
        self._embeddings.save(str(folder / "index"))
        (folder / "paragraphs.json").write_text(json.dumps(self._paragraphs), encoding="utf-8")

    def ask(self, question: str, k: int) -> list[Quoted]:
        return [self._paragraphs[number] for number, _ in self._embeddings.search(question, k)]

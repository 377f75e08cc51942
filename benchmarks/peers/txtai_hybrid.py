"""txtai with `hybrid=True`: its BM25 and vectors in equal parts, over paragraphs."""

from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings

from benchmarks.peers.paragraphs import paragraphs
from benchmarks.runs import Quoted


class TxtaiHybrid:
    """See benchmarks.peers.Peer."""

    def __init__(self, model: Path) -> None:
        # By this method the model's own prompts for questions and passages are used.
        self._embeddings = Embeddings(path=str(model), method="sentence-transformers", hybrid=True, gpu=False)
        self._paragraphs: list[Quoted] = []

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        self._paragraphs = paragraphs(articles)
        self._embeddings.index((number, text, None) for number, (_, text) in enumerate(self._paragraphs))

    def ask(self, question: str, k: int) -> list[Quoted]:
        return [self._paragraphs[number] for number, _ in self._embeddings.search(question, k)]

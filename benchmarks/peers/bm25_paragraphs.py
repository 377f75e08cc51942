"""BM25 alone over paragraphs: German stems, German stop words, no model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from benchmarks.peers.paragraphs import paragraphs
from benchmarks.runs import Quoted


class Bm25Paragraphs:
    """See benchmarks.peers.Peer; the model is not used."""

    def __init__(self, model: Path) -> None:
        self._stemmer = Stemmer.Stemmer("german")
        self._ranking = bm25s.BM25()
        self._paragraphs: list[Quoted] = []

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        self._paragraphs = paragraphs(articles)
        self._ranking.index(self._words([text for _, text in self._paragraphs]), show_progress=False)

    def ask(self, question: str, k: int) -> list[Quoted]:
        """Paragraphs that share no word with the question are no answer."""
        ids, scores = self._ranking.retrieve(self._words([question]), k=min(k, len(self._paragraphs)), show_progress=False)
        return [self._paragraphs[number] for number, score in zip(ids[0], scores[0], strict=True) if score > 0]

    def _words(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="de", stemmer=self._stemmer, show_progress=False)

"""What most tutorials build: a recursive character splitter, one vector a part, the nearest parts from FAISS."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import faiss
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from benchmarks.runs import Quoted
from retrieval.models.bundled import PROMPTS


class SplitterFaiss:
    """See benchmarks.peers.Peer. `size` and `overlap` are characters."""

    def __init__(self, model: Path, size: int, overlap: int) -> None:
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
        self._model = SentenceTransformer(str(model), device="cpu", local_files_only=True)
        self._vectors = faiss.IndexFlatIP(self._model.get_embedding_dimension())
        self._parts: list[Quoted] = []

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        self._parts = [(name, part) for name, text in articles for part in self._splitter.split_text(text)]
        self._vectors.add(self._encode([part for _, part in self._parts], "passage"))

    def ask(self, question: str, k: int) -> list[Quoted]:
        _, ids = self._vectors.search(self._encode([question], "query"), min(k, len(self._parts)))
        return [self._parts[number] for number in ids[0]]

    def _encode(self, texts: list[str], kind: Literal["query", "passage"]) -> NDArray[np.float32]:
        return self._model.encode(texts, prompt=PROMPTS[kind], normalize_embeddings=True, show_progress_bar=False)

"""Haystack's hybrid retrieval: its splitter's defaults, BM25 and vectors in memory, joined by reciprocal ranks."""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.runs import Quoted
from retrieval.models.bundled import PROMPTS

_STORE = "store.json"


class HaystackHybrid:
    """See benchmarks.peers.Peer."""

    def __init__(self, model: Path, saved: Path | None = None) -> None:
        shared = {
            "model": str(model),
            "device": ComponentDevice.from_str("cpu"),
            "progress_bar": False,
            "local_files_only": True,
        }
        stored = str(saved / _STORE) if saved else None
        self._store = InMemoryDocumentStore.load_from_disk(stored) if stored else InMemoryDocumentStore(shared=False)
        self._document_embedder = SentenceTransformersDocumentEmbedder(prefix=PROMPTS["passage"], **shared)
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", SentenceTransformersTextEmbedder(prefix=PROMPTS["query"], **shared))
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(self._store))
        self._pipeline.add_component("words", InMemoryBM25Retriever(self._store))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("embedder.embedding", "vectors.query_embedding")
        self._pipeline.connect("vectors", "joiner")
        self._pipeline.connect("words", "joiner")

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        documents = [Document(content=text, meta={"file": name}) for name, text in articles]
        parts = DocumentSplitter().run(documents=documents)["documents"]
        self._store.write_documents(self._document_embedder.run(documents=parts)["documents"])

    def save(self, folder: Path) -> None:
        """Write all into a folder."""
        self._store.save_to_disk(str(folder / _STORE))

    def ask(self, question: str, k: int) -> list[Quoted]:
        found = self._pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [(document.meta["file"], document.content) for document in found["joiner"]["documents"][:k]]

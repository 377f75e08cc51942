"""LlamaIndex as its first tutorial has it: the default SentenceSplitter and an index of vectors."""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.runs import Quoted
from retrieval.models.bundled import PROMPTS


class LlamaIndexVectors:
    """See benchmarks.peers.Peer."""

    def __init__(self, model: Path) -> None:
        self._embedding = HuggingFaceEmbedding(
            str(model),
            query_instruction=PROMPTS["query"],
            text_instruction=PROMPTS["passage"],
            device="cpu",
            cache_folder=str(model.parent),
        )
        self._index: VectorStoreIndex | None = None

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        documents = [Document(id_=name, text=text) for name, text in articles]
        self._index = VectorStoreIndex.from_documents(
            documents, embed_model=self._embedding, transformations=[SentenceSplitter()]
        )

    def ask(self, question: str, k: int) -> list[Quoted]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question) if self._index else []
        return [(hit.node.ref_doc_id or "", hit.node.get_content(MetadataMode.NONE)) for hit in found]

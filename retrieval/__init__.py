"""How a question finds its quotes. `Retriever.open(path).answer("…", top_k=5)` is all that most callers need."""

from retrieval.quote import Answer, Quote, Understood
from retrieval.retriever import Retriever

__all__ = ["Answer", "Quote", "Retriever", "Understood"]

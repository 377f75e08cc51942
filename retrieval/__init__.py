"""How a question finds its quotes. `Retriever.open(path).answer("…", top_k=5)` is all that most callers need."""

from retrieval.answer import Answer
from retrieval.quote import Quote
from retrieval.retriever import Retriever
from retrieval.timeline import Timeline
from retrieval.understood import Understood

__all__ = ["Answer", "Quote", "Retriever", "Timeline", "Understood"]

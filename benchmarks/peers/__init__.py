"""Other ways to ask an archive, for the benchmark to hold Wortlaut against: `load(name, model)` gives one of them.

Each is set up as its own documentation does it, with its own splitter and defaults. Those that embed all use Wortlaut's
bundled model, as sentence-transformers loads it, with its prompts. None is a dependency: the extra `peers` installs them.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from benchmarks.runs import Quoted

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
_PEERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "txtai": ("txtai_hybrid", "TxtaiHybrid", {}),
    "haystack": ("haystack_hybrid", "HaystackHybrid", {}),
    "llamaindex": ("llama_index_vectors", "LlamaIndexVectors", {}),
    "tutorial": ("splitter_faiss", "SplitterFaiss", {"size": 1000, "overlap": 200}),
    "tutorial300": ("splitter_faiss", "SplitterFaiss", {"size": 300, "overlap": 50}),
    "bm25": ("bm25_paragraphs", "Bm25Paragraphs", {}),
}
NAMES = tuple(_PEERS)


class Peer(Protocol):
    """What the benchmark asks of a peer."""

    def index(self, articles: Sequence[tuple[str, str]]) -> None:
        """Take in all articles, each a file name and its text; called once."""
        ...

    def ask(self, question: str, k: int) -> list[Quoted]:
        """At most `k` quotes, best first."""
        ...


class PeerMissing(Exception):
    """A library that a peer needs is not installed; says so in one sentence."""


def load(name: str, model: Path, saved: Path | None = None) -> Peer:
    """The peer, still empty, or as its `save` wrote it into the folder `saved` (txtai and haystack can).

    `model` is the folder of a sentence-transformers model. Raises PeerMissing.
    """
    made: Peer = _class_of(name)(model, **_PEERS[name][2], **({"saved": saved} if saved else {}))
    return made


def check(name: str) -> None:
    """Raises PeerMissing where a library of the peer is not installed."""
    _class_of(name)


def _class_of(name: str) -> Any:
    # Before the libraries are imported: they read these names then.
    os.environ.update(QUIET)
    module, found, _ = _PEERS[name]
    try:
        return getattr(import_module(f"{__name__}.{module}"), found)
    except ImportError as error:
        raise PeerMissing(
            f"{name} cannot be measured, the module {error.name} is not installed: python -m pip install '.[peers]'"
        ) from error

"""How a question finds its quotes. `Retriever.open(path).answer("…", top_k=5)` is all that most callers need.

Whether the archive printed what somebody quotes: `check(path, "„…“")`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.answer import Answer
from retrieval.quote import Quote
from retrieval.retriever import Retriever
from retrieval.timeline import Timeline
from retrieval.understood import Understood

if TYPE_CHECKING:
    from retrieval.checking.checker import Checker
    from retrieval.checking.result import Check

__all__ = ["Answer", "Check", "Checker", "Quote", "Retriever", "Timeline", "Understood", "check"]


def check(
    archive: Path | str, text: str, *, speaker: str = "", source: str = "", index_url: str = "", index_token: str = ""
) -> "Check":
    """Each quotation in `text`, or the text itself, held against what the archive in the folder `archive` printed.

    For one text; `Checker.open(archive)` is for many. No embedding model is needed. `speaker` and `source` are those of
    `Checker.check`, `index_url` and `index_token` those of `Retriever.open`. Raises ArchiveMissing, ArchiveError, IndexDamaged.
    """
    from retrieval.checking.checker import Checker

    checker = Checker.open(archive, index_url=index_url, index_token=index_token)
    try:
        return checker.check(text, speaker=speaker, source=source)
    finally:
        checker.close()


def __getattr__(name: str) -> Any:
    """What few need is imported when it is asked for."""
    if name == "Checker":
        from retrieval.checking.checker import Checker

        return Checker
    if name == "Check":
        from retrieval.checking.result import Check

        return Check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

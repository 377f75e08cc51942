"""BM25 indexes for tests."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.language import Language
from retrieval.lexical_writer import LexicalWriter


def build_lexical(
    folder: Path, passages: Iterable[tuple[int, Language, str]], contexts: Mapping[int, str] | None = None
) -> int:
    """Write a new index of (passage id, language, text), and of the `contexts` by id, into `folder`; returns how many."""
    with LexicalWriter(folder) as writer:
        for passage_id, language, text in passages:
            writer.add(passage_id, language, text, (contexts or {}).get(passage_id, ""))
        return writer.finish()

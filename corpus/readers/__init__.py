"""Readers turn a file into an article's text and what the file itself says of it. One file a format.

A new format is one module with a `read(raw: bytes) -> ReadText` and one line in READERS.
"""

from collections.abc import Callable

from corpus.readers import plain
from corpus.readers.plain import ReadText

READERS: dict[str, Callable[[bytes], ReadText]] = {
    ".txt": plain.read,
    ".text": plain.read,
}

__all__ = ["READERS", "ReadText"]

"""Readers turn a file into the text of its articles and what the file itself says of them. One file a format.

A new format is one module with a `read` (`corpus.readers.base.Reader`) and one line in READERS.
"""

from corpus.readers import plain
from corpus.readers.base import Claim, ReadArticle, Reader, Unread

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
}

__all__ = ["READERS", "Claim", "ReadArticle", "Reader", "Unread"]

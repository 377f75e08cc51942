"""What a reader gives: the articles of a file, and what the file itself says of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.metadata import Metadata
from corpus.provenance import Provenance

MAX_BYTES = 20 * 1024 * 1024
"""The most that is read of one article's file, row, message, page or archive member."""
MAX_RATIO = 200
"""How many bytes may come of one packed byte, once more than MAX_BYTES have come: text stays below 30."""

Claim = tuple[Metadata, Provenance]
"""What one place says of an article, and which place that is."""


@dataclass(frozen=True)
class ReadArticle:
    """One article of a file: its text, as it will be stored and quoted, and what the file says of it.

    `part` names it within a file of several articles and stays the same when others come or go; it is empty where the file
    is one article. `pages` are the characters at which pages begin, from 0 on. `notes` are codes about how it was read
    (bot.texts.NOTES).
    """

    text: str
    part: str = ""
    claims: tuple[Claim, ...] = ()
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A part of a file that is no article, with the reason; the rest of the file is read.

    Where its name cannot be told, `part` is its place in the file (`at_place`): no article is then called gone.
    """

    part: str
    error: ReadError


def at_place(number: int) -> str:
    """The name of a row or message that cannot be read, by its number from 1: „@3“, so that no id is taken for it."""
    return f"@{number}"


Reader = Callable[[bytes, Mapping[str, str]], Iterable[ReadArticle | Unread]]
"""Reads a file's bytes; the mapping renames fields of the file (`--map title=headline` is `{"title": "headline"}`).

Raises ReadError where nothing of the file can be read.
"""
StreamReader = Callable[[BinaryIO, Mapping[str, str]], Iterable[ReadArticle | Unread]]
"""The same for files of many articles, which are never in memory as a whole: it reads forwards only and never seeks."""

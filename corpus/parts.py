"""What is true of every article that a reader gives: text that can be stored, a part's name that is there once."""

import hashlib
from dataclasses import fields, replace

from corpus.errors import FileBinary, FileEmpty
from corpus.metadata import Metadata
from corpus.mojibake import is_mojibake
from corpus.patterns import regex
from corpus.readers.base import ReadArticle, Unread

_SURROGATE = regex("[\ud800-\udfff]")
_NOT_PRINTABLE = regex("[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST_PART = 300


class Parts:
    """The names of one file's parts."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def unique(self, part: str) -> str:
        """The name; the second of a name gets „~2“, the third „~3“."""
        name = self.printable(part)
        self._seen[name] = count = self._seen.get(name, 0) + 1
        return name if count == 1 else self.unique(f"{name}~{count}")

    @staticmethod
    def printable(part: str) -> str:
        """The name without control characters; an overlong one is cut and ends in a digest of the whole."""
        name = _NOT_PRINTABLE.sub("\ufffd", part)
        if len(name) <= _LONGEST_PART:
            return name
        return f"{name[: _LONGEST_PART - 20]}…{hashlib.sha256(part.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def checked(article: ReadArticle) -> ReadArticle | Unread:
    """The article with what no database takes (lone halves of characters) replaced one for one, and a note on mojibake."""
    text = _SURROGATE.sub("\ufffd", article.text)
    if not any(character.isalnum() for character in text):
        return Unread(article.part, FileEmpty())
    if "\x00" in text:
        return Unread(article.part, FileBinary())
    notes = tuple(_SURROGATE.sub("\ufffd", note) for note in article.notes)
    if is_mojibake(text):
        notes += ("mojibake:",)
    claims = tuple((_storable(said), place) for said, place in article.claims)
    return replace(article, text=text, claims=claims, notes=notes)


def _storable(said: Metadata) -> Metadata:
    changed: dict[str, object] = {}
    for field in fields(said):
        value = getattr(said, field.name)
        if isinstance(value, str):
            changed[field.name] = _clean(value) or None
        elif field.name == "authors" and value:
            changed["authors"] = tuple(name for name in map(_clean, value) if name) or None
    return replace(said, **changed)  # type: ignore[arg-type]  # its keys are field names


def _clean(value: str) -> str:
    return _NOT_PRINTABLE.sub("\ufffd", value).strip()

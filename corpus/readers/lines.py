"""Lines of a stream as text, each in the encoding it is in, none longer than one article may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus.errors import FileBinary, FileEncoding, FileTooLarge, ReadError
from corpus.readers.base import MAX_BYTES

_UTF16 = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_STEP = 64 * 1024


@dataclass(frozen=True)
class Line:
    """One line with its end, or why it is none. `encoding` is empty for UTF-8."""

    text: str
    encoding: str = ""
    error: ReadError | None = None


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines of a text in UTF-8, in UTF-16 or UTF-32 behind a byte order mark, or, line by line, in Windows-1252."""
    head = stream.read(4)
    for mark, encoding in _UTF16:
        if head.startswith(mark):
            for raw in _cut(head[len(mark) :], stream, "\n".encode(encoding)):
                yield _decoded(raw, encoding)
            return
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    for raw in _cut(head, stream, b"\n"):
        yield _decoded(raw, "utf-8")


def _decoded(raw: bytes | None, encoding: str) -> Line:
    if raw is None:
        return Line("", error=FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024)))
    named = "" if encoding == "utf-8" else encoding
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        if named:
            return Line("", error=FileEncoding())
        try:
            text, named = raw.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            return Line("", error=FileEncoding())
    return Line("", error=FileBinary()) if "\x00" in text else Line(text, named)


def _cut(head: bytes, stream: BinaryIO, end: bytes) -> Iterator[bytes | None]:
    """Pieces up to and with `end`, on a whole number of characters; None for one that is too long."""
    held = bytearray(head)
    at = 0
    too_long = False
    while True:
        found = held.find(end, at)
        while found >= 0 and found % len(end):
            found = held.find(end, found + 1)
        if found >= 0:
            cut = found + len(end)
            yield None if too_long else bytes(held[:cut])
            del held[:cut]
            at, too_long = 0, False
            continue
        at = max(0, len(held) - len(held) % len(end) - len(end))
        if len(held) > MAX_BYTES:
            too_long = True
            del held[: at - at % len(end)]
            at = 0
        more = stream.read(_STEP)
        if not more:
            break
        held += more
    if held:
        yield None if too_long else bytes(held)

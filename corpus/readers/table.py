"""CSV and TSV: the first row names the columns, each other row is an article."""

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from corpus.errors import ColumnMissing, FileDamaged, FileEmpty, FileTooLarge, ReadError
from corpus.readers.base import MAX_BYTES, ReadArticle, Unread, at_place
from corpus.readers.fields import meanings
from corpus.readers.lines import Line, read_lines
from corpus.readers.rows import read_row

_DELIMITERS = ",;\t|"


def read(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """The delimiter is the one of comma, semicolon, tab and bar that the first row has most of.

    Raises ColumnMissing where no column holds the text. A row with more fields than columns is left out; a field or line
    that is longer than an article may be ends the reading, since nobody knows where the next row begins.
    """
    csv.field_size_limit(MAX_BYTES)
    lines = _Lines(read_lines(stream))
    first = next(lines, "")
    if not first.strip():
        raise FileEmpty()
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter))
    if "text" not in meanings(names, mapping):
        raise ColumnMissing(names=", ".join(names)[:200])
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        lines.encoding = ""
        number += 1
        try:
            row = next(rows, None)
        except csv.Error:
            yield Unread(at_place(number), FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024)))
            return
        if lines.failed:
            yield Unread(at_place(number), lines.failed)
            return
        if row is None:
            return
        if not any(row):
            continue
        if len(row) > len(names):
            yield Unread(at_place(number), FileDamaged(format="CSV", reason=f"{len(row)} > {len(names)}"))
            continue
        yield read_row(dict(zip(names, row, strict=False)), number, mapping, lines.encoding)


class _Lines:
    """The lines as text for `csv`; what encoding a row was in and what went wrong is asked between rows."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.encoding = ""
        self.failed: ReadError | None = None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if line.error:
            self.failed = line.error
            raise StopIteration
        self.encoding = line.encoding or self.encoding
        return line.text

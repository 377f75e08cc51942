"""JSON: one object a line, or one list of objects; an article each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import BinaryIO

from corpus.errors import ColumnMissing, FileDamaged
from corpus.readers.base import ReadArticle, Unread, at_place
from corpus.readers.fields import meanings
from corpus.readers.lines import read_lines
from corpus.readers.plain import decode
from corpus.readers.rows import read_row


def read_lines_of_json(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """`.jsonl`: each line by itself; one that is no object is left out with its reason."""
    for number, line in enumerate(read_lines(stream), start=1):
        if line.error:
            yield Unread(at_place(number), line.error)
        elif line.text.strip():
            try:
                row = json.loads(line.text)
            except (ValueError, RecursionError) as error:
                yield Unread(at_place(number), FileDamaged(format="JSON", reason=str(error)[:120]))
                continue
            yield _article(row, number, mapping, line.encoding)


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle | Unread]:
    """`.json`: a list of objects, an object that holds one (`{"articles": […]}`), or an object that is an article."""
    text, encoding = decode(raw)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileDamaged(format="JSON", reason=str(error)[:120]) from error
    if isinstance(found, dict) and "text" not in meanings(found, mapping):
        found = next((value for value in found.values() if isinstance(value, list) and value), found)
    rows = found if isinstance(found, list) else [found]
    return [_article(row, number, mapping, encoding) for row, number in zip(rows, count(1))]


def _article(row: object, number: int, mapping: Mapping[str, str], encoding: str) -> ReadArticle | Unread:
    if not isinstance(row, dict):
        return Unread(at_place(number), FileDamaged(format="JSON", reason="kein Objekt / no object"))
    if "text" not in meanings(row, mapping):
        return Unread(at_place(number), ColumnMissing(names=", ".join(row)[:200]))
    return read_row(row, number, mapping, encoding)

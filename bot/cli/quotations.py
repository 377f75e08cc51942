"""A file of quotations, line by line as it comes: a bad line is told from the others and the rest goes on."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from corpus.errors import PathUnreadable, WortlautError


class BadLine(WortlautError):
    """A line that is no quotation. It is given among the others, not raised."""

    de = "{path}, Zeile {line}: {reason}. Erwartet wird je Zeile ein JSON-Objekt mit id und text, dazu speaker und source."
    en = "{path}, line {line}: {reason}. Each line must be a JSON object with id and text, and perhaps speaker and source."


@dataclass(frozen=True)
class Quotation:
    """A quotation to check, under its id."""

    id: str
    text: str
    speaker: str = ""
    source: str = ""


def read_quotations(path: Path, progress: Callable[[int, int], None]) -> Iterator[Quotation | BadLine]:
    """The quotations of a file, or of standard input for „-“; empty lines count for nothing.

    `progress` is told the bytes read and those there are, where that is known. Raises PathUnreadable.
    """
    try:
        with click.open_file(str(path), "rb") as file:
            total = path.stat().st_size if path.is_file() else 0
            done, filled = 0, False
            for number, line in enumerate(file, start=1):
                done += len(line)
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    filled = True
                    yield _read(path, number, line)
                if total:
                    progress(min(done, total), total)
            if not filled:
                yield BadLine(path=path, line=1, reason="leer / empty")
    except OSError as error:
        raise PathUnreadable(path=path, reason=error.strerror or str(error)) from error


def _read(path: Path, number: int, line: bytes) -> Quotation | BadLine:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadLine(path=path, line=number, reason="UTF-8")
    except (ValueError, RecursionError) as error:
        return BadLine(path=path, line=number, reason=getattr(error, "msg", "JSON"))
    if not isinstance(row, dict) or row.get("id") is None:
        return BadLine(path=path, line=number, reason="id")
    wrong = next((key for key in ("text", "speaker", "source") if not isinstance(row.get(key, "") or "", str)), None)
    if wrong or row.get("text") is None:
        return BadLine(path=path, line=number, reason=wrong or "text")
    name = row["id"] if isinstance(row["id"], str) else json.dumps(row["id"])
    return Quotation(_text(name), _text(row["text"]), _text(row.get("speaker")), _text(row.get("source")))


def _text(value: Any) -> str:
    """A lone surrogate is no text."""
    return (value or "").encode("utf-8", "replace").decode()

"""What the archive remembers of a file: the digest of all that went into it, and what of it could not be read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus import errors
from corpus.errors import ReadError

Fault = tuple[str, ReadError]
"""A file or a part of it (`file#part`) that is no article, with the reason."""


STALE = "-"
"""In place of a digest: no file has it, so it is read again."""


@dataclass(frozen=True)
class FileRecord:
    """A file as it was read last; `paths` are those of its articles."""

    digest: str
    faults: tuple[Fault, ...] = ()
    paths: tuple[str, ...] = ()

    def stale(self) -> "FileRecord":
        """The record of a file whose articles are about to change: it is read again, and what the user gave is kept."""
        _, blank, values = self.digest.partition(" ")
        return FileRecord(f"{STALE}{blank}{values}", (), self.paths)


def is_fault(error: ReadError) -> bool:
    """Whether something should have been read and was not; a format that nobody asked for is none."""
    return not isinstance(error, errors.FormatUnknown)


def faults_as_json(faults: Iterable[Fault]) -> str:
    """Text that `faults_from_json` reads back; numbers and texts of the errors' data survive."""
    rows = [[path, type(error).__name__, {key: _plain(value) for key, value in error.data.items()}] for path, error in faults]
    return json.dumps(rows, ensure_ascii=True)


def faults_from_json(stored: str) -> tuple[Fault, ...]:
    """The faults; those of a kind that no longer exists are left out."""
    return tuple((path, made) for path, kind, data in json.loads(stored) if (made := _error(kind, data)) is not None)


def _error(kind: str, data: Mapping[str, object]) -> ReadError | None:
    made = getattr(errors, kind, None)
    return made(**data) if isinstance(made, type) and issubclass(made, ReadError) else None


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float)) else str(value)

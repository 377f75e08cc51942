"""Digests of files: of all that goes into a file's articles, by which a change is noticed, and of its bytes alone."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import ReadError
from corpus.sidecar import read_sidecar

MOST_BYTES = 256 * 1024 * 1024
"""A larger file is not read only to tell its digest."""
_PIECE = 1024 * 1024


def digest_of_input(version: int, size: int, pieces: Iterable[bytes], sidecar: bytes, values: str) -> str:
    """SHA-256 of a file's bytes with what else makes its articles; `values` is what the user gave, as JSON, or empty."""
    digest = hashlib.sha256(_head(version, size, sidecar, values))
    for piece in pieces:
        digest.update(piece)
    digest.update(sidecar)
    return digest.hexdigest()


def digest_of_bytes(path: Path) -> str | None:
    """SHA-256 of the file's bytes, None where it cannot be read or is too large to be read for that."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        digest = hashlib.sha256()
        for piece in _pieces(path):
            digest.update(piece)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()


def digest_of_original(path: Path, stored: str, versions: int) -> str | None:
    """The same, where the file is still the one that an ingest stored with the digest `stored`, by one of so many `versions`.

    `stored` is as a store has it, with what the user gave behind a blank. None where the file is another by now.
    """
    name, _, values = stored.partition(" ")
    try:
        if not path.is_file() or (size := path.stat().st_size) > MOST_BYTES:
            return None
        _, sidecar = read_sidecar(path)
        plain = hashlib.sha256()
        inputs = [hashlib.sha256(_head(version, size, sidecar, values)) for version in range(1, versions + 1)]
        for piece in _pieces(path):
            for digest in (plain, *inputs):
                digest.update(piece)
    except (OSError, ValueError, ReadError):
        return None
    for digest in inputs:
        digest.update(sidecar)
    return plain.hexdigest() if name in {digest.hexdigest() for digest in inputs} else None


def _head(version: int, size: int, sidecar: bytes, values: str) -> bytes:
    return f"{version}:{size}:{len(sidecar)}:{values or '{}'}:".encode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece

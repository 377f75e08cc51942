"""A file's bytes: small ones in memory, large ones as a stream that knows an error of the disk from damage of the file."""

import io
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import FileTooLarge, FileUnreadable
from corpus.formats import Reading, is_stream, suffix_of
from corpus.readers.base import MAX_BYTES

MAX_STREAM_BYTES = 4 * 1024**3


def largest(name: str, how: Reading) -> int:
    """How many bytes a file of that name may have."""
    return MAX_STREAM_BYTES if is_stream(how.format or suffix_of(name)) else MAX_BYTES


class opened:  # noqa: N801  # used as a function, like `open`
    """The file's bytes, small ones in memory; refuses what is no file or too large."""

    def __init__(self, path: Path, how: Reading) -> None:
        self._path = path
        self._limit = largest(path.name, how)
        self._stream: BinaryIO | None = None

    def __enter__(self) -> tuple[BinaryIO, int]:
        try:
            if not self._path.is_file():
                raise FileUnreadable(reason="keine gewöhnliche Datei / not a regular file")
            size = self._path.stat().st_size
            if size > self._limit:
                raise FileTooLarge(limit_mb=self._limit // (1024 * 1024))
            if size <= MAX_BYTES:
                self._stream = io.BytesIO(self._path.read_bytes())
            else:
                self._stream = io.BufferedReader(_Noting(self._path))
        except OSError as error:
            raise FileUnreadable(reason=error.strerror or str(error)) from error
        return self._stream, size

    def __exit__(self, *_: object) -> None:
        if self._stream:
            self._stream.close()


class _Noting(io.FileIO):
    """Notes an error of the disk: the libraries above take it for damage of the file, which would then be remembered."""

    failed: OSError | None = None

    def readinto(self, buffer: Any) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            self.failed = error
            raise


def disk_error(stream: BinaryIO) -> OSError | None:
    """The error that reading an `opened` stream met, if it met one."""
    return getattr(getattr(stream, "raw", None), "failed", None)

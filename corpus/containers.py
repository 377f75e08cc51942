"""Archive files: zip, tar and gzip. Their members are read one after the other out of the stream, never onto the disk."""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from corpus.errors import FileDamaged, FileEmpty, FileProtected, MemberUnsafe, ReadError
from corpus.unpacking import Budget, metered

_DAMAGES = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)


@dataclass(frozen=True)
class Member:
    """A file inside an archive file: its name and either its stream, to be read before the next member, or why it has none."""

    name: str
    stream: BinaryIO | None
    error: ReadError | None = None


Container = Callable[[str, BinaryIO, Budget], Iterator[Member]]
"""Gives the members of the archive file of that name. Raises ReadError where the rest cannot be read."""


def open_zip(name: str, stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The stream must be able to seek."""
    with _damaged("ZIP"):
        archive = zipfile.ZipFile(stream)
    with archive:
        for info in archive.infolist():
            budget.count_member()
            if info.is_dir() or _is_hidden(info.filename):
                continue
            unsafe = _unsafe(info.filename) or (_kind("Verweis", "link") if (info.external_attr >> 28) == 0xA else None)
            if unsafe:
                yield Member(info.filename, None, unsafe)
            elif info.flag_bits & 0x1:
                yield Member(info.filename, None, FileProtected())
            else:
                try:
                    with _damaged("ZIP"):
                        member = archive.open(info)
                except ReadError as error:
                    yield Member(info.filename, None, error)
                    continue
                with member:
                    yield Member(info.filename, metered(member, budget))


def open_tar(name: str, stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The stream is read forwards only."""
    with _damaged("TAR"):
        archive = tarfile.open(fileobj=metered(stream, budget), mode="r|")  # noqa: SIM115  # closed by the `with` below
    with archive:
        while True:
            with _damaged("TAR"):
                info = archive.next()
            if info is None:
                return
            archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps every header it has seen
            budget.count_member()
            if info.isdir() or _is_hidden(info.name):
                continue
            unsafe = _unsafe(info.name)
            if info.issym() or info.islnk():
                unsafe = _kind("Verweis", "link")
            elif not info.isreg() or info.issparse():
                unsafe = _kind("Gerät oder Sonderdatei", "device or special file")
            if unsafe:
                yield Member(info.name, None, unsafe)
                continue
            with _damaged("TAR"):
                member = archive.extractfile(info)
            yield Member(info.name, cast("BinaryIO | None", member), None if member else FileEmpty())


def open_gzip(name: str, stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """One member, named as the file is without its ending."""
    inner = name[: -len(".gz")] if name.lower().endswith(".gz") else f"{PurePosixPath(name).stem}.tar"
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield Member(inner, metered(unpacked, budget))  # type: ignore[arg-type]  # a raw stream is one that reads


CONTAINERS: dict[str, Container] = {".zip": open_zip, ".tar": open_tar, ".tgz": open_gzip, ".gz": open_gzip}


class _damaged:  # noqa: N801  # used as a function
    """Whatever the libraries raise for a broken archive file, as FileDamaged."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, RuntimeError) and not isinstance(error, (NotImplementedError, RecursionError)):
            raise FileProtected() from error
        if isinstance(error, _DAMAGES):
            raise FileDamaged(format=self._kind, reason=str(error)[:120] or type(error).__name__) from error


def _unsafe(name: str) -> ReadError | None:
    """Names that would leave the folder into which someone unpacks the file: a sign of an attack, so not read here either."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return _kind("Pfad nach außen", "path that leads outside")
    return None


def _kind(de: str, en: str) -> ReadError:
    return MemberUnsafe(kind=f"{de} / {en}")


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part not in (".", "..")) for part in parts)

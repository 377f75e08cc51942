"""Which reader a file is for, and what a file of any format holds: readers, archive files, and what is checked of both."""

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from corpus.containers import CONTAINERS, Member
from corpus.errors import ArticleMissing, FileDamaged, FileTooLarge, FormatUnknown, NestedTooDeep, ReadError
from corpus.parts import Parts, checked
from corpus.readers import READERS, STREAMS, ReadArticle, Unread
from corpus.readers.base import MAX_BYTES
from corpus.unpacking import MAX_DEPTH, Budget

SUFFIXES = (*READERS, *STREAMS, *CONTAINERS)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: fields by other names, and the format (a suffix) where the name does not tell it."""

    mapping: Mapping[str, str]
    format: str = ""


def suffix_of(name: str) -> str:
    """The suffix that names the format, or what stands in its place."""
    return PurePath(name).suffix.lower()


def is_known(name: str) -> bool:
    """Whether a file of that name is read: an unknown format inside .gz is not."""
    suffix = suffix_of(name)
    return is_known(name[: -len(suffix)]) if suffix == ".gz" else suffix in SUFFIXES


def is_stream(suffix: str) -> bool:
    """Whether files of that format are read piece by piece, and so may be large."""
    return suffix in STREAMS or suffix in CONTAINERS


def read_file(name: str, stream: BinaryIO, size: int, how: Reading) -> Iterator[ReadArticle | Unread]:
    """Every article of the file, each part's name once, and why the rest is none.

    Raises ReadError, before or after the first article, where nothing more can be read.
    """
    parts = Parts()
    made = None
    for made in _read(name, how.format or suffix_of(name), stream, how.mapping, Budget(size), 0):
        if isinstance(made, Unread):
            yield replace(made, part=parts.printable(made.part))
            continue
        article = checked(made)
        if isinstance(article, Unread):
            yield replace(article, part=parts.printable(article.part))
        else:
            yield replace(article, part=parts.unique(article.part) if article.part else "")
    if made is None:
        raise ArticleMissing()


def _read(
    name: str, suffix: str, stream: BinaryIO, mapping: Mapping[str, str], budget: Budget, depth: int
) -> Iterator[ReadArticle | Unread]:
    if suffix in CONTAINERS:
        if depth == MAX_DEPTH:
            raise NestedTooDeep(depth=MAX_DEPTH)
        seekable = stream if depth == 0 or suffix != ".zip" else BytesIO(_all(stream))
        with_names = suffix not in (".gz", ".tgz")
        for member in CONTAINERS[suffix](name, seekable, budget):
            yield from _read_member(member, mapping, budget, depth + with_names, with_names)
    elif suffix in STREAMS:
        yield from _guarded(suffix, lambda: STREAMS[suffix](stream, mapping))
    elif suffix in READERS:
        raw = _all(stream)
        yield from _guarded(suffix, lambda: READERS[suffix](raw, mapping))
    else:
        raise FormatUnknown(suffix=PurePath(name).suffix or name, known=", ".join(SUFFIXES))


def _read_member(
    member: Member, mapping: Mapping[str, str], budget: Budget, depth: int, named: bool
) -> Iterator[ReadArticle | Unread]:
    try:
        if member.error or member.stream is None:
            yield Unread(member.name, member.error or FileDamaged(format="", reason=""))
            return
        for made in _read(member.name, suffix_of(member.name), member.stream, mapping, budget, depth):
            yield replace(made, part=_inside(member.name, made.part)) if named else made
    except ReadError as error:
        if not named or budget.is_spent:
            raise
        yield Unread(member.name, error)


def _inside(member: str, part: str) -> str:
    return f"{member}#{part}" if part else member


def _all(stream: BinaryIO) -> bytes:
    try:
        raw = stream.read(MAX_BYTES + 1)
    except (zlib.error, zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
        raise FileDamaged(format="GZIP/ZIP/TAR", reason=str(error)[:120] or type(error).__name__) from error
    if len(raw) > MAX_BYTES:
        raise FileTooLarge(limit_mb=MAX_BYTES // _MEGABYTE)
    return raw


def _guarded(suffix: str, read: Callable[[], Iterable[ReadArticle | Unread]]) -> Iterator[ReadArticle | Unread]:
    """What the reader makes; what a library raises over a file that is not what it says becomes FileDamaged."""
    articles: Iterator[ReadArticle | Unread] | None = None
    while True:
        try:
            articles = iter(read()) if articles is None else articles
            article = next(articles, None)
        except ReadError:
            raise
        except Exception as error:  # parsers of foreign bytes raise anything: the rest of the ingest goes on
            raise FileDamaged(format=suffix.removeprefix("."), reason=f"{type(error).__name__}: {error}"[:120]) from error
        if article is None:
            return
        yield article

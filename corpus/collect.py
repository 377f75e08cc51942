"""From files to articles: which changed, what each holds, and what of it could not be read."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from corpus.article import Article
from corpus.build import build_article
from corpus.errors import FileNameUnreadable, FileTooLarge, FileUnreadable, FormatUnknown, MetadataError, ReadError
from corpus.faults import Fault, FileRecord
from corpus.formats import SUFFIXES, Reading, is_stream, read_file, suffix_of
from corpus.listing import Listing, list_files
from corpus.metadata import NOTHING, Metadata, metadata_from
from corpus.readers import ReadArticle, Unread
from corpus.readers.base import MAX_BYTES
from corpus.readers.fields import MAPPABLE
from corpus.sidecar import read_sidecar

__all__ = ["AS_NAMED", "Collected", "Listing", "Reading", "Stored", "checked_mapping", "collect", "list_files"]

READER_VERSION = 2
"""Raise it when the same file would give another article: every file is then read again."""
MAX_STREAM_BYTES = 4 * 1024**3
AS_NAMED = Reading({})
Stored = Callable[[Sequence[str]], Mapping[str, Article]]
"""The archive's articles of these paths."""


@dataclass
class Collected:
    """What reading a listing gave. `files` are the files that were read or are unchanged; `unchanged` and `vanished` are
    articles: as they were, and no longer in a file that is still there.
    """

    added: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    vanished: list[Article] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)
    files: dict[str, FileRecord] = field(default_factory=dict)

    @property
    def input_digests(self) -> dict[str, str]:
        """The digest of all that went into each added or changed article, by its path."""
        return {article.path: self.files[article.file].digest for article in (*self.added, *self.changed)}


def collect(
    listing: Listing,
    known: Mapping[str, FileRecord],
    given: Metadata = NOTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    how: Reading = AS_NAMED,
    stored: Stored = lambda paths: {},
) -> Collected:
    """Read the listing's files that are not as `known` (path → record) has them.

    What a user gave for a file once, fields by other names and its format too, stays with it until another value is given.
    An article that the archive holds exactly so is unchanged even in a changed file. `progress` gets the number of files done
    and in all.
    """
    result = Collected()
    for path in listing.unknown:
        error = FormatUnknown(suffix=_shown(path.suffix or path.name), known=", ".join(SUFFIXES))
        result.skipped.append((_shown(path), error))
    result.skipped += [(_shown(folder), FileUnreadable(reason=reason)) for folder, reason in listing.closed]
    for done, path in enumerate(listing.files, start=1):
        try:
            _collect_file(path, known.get(str(path)), given, how, stored, result)
        except ReadError as error:
            result.skipped.append((_shown(path), error))
        progress(done, len(listing.files))
    return result


def checked_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """`title=headline` as {"title": "headline"}. Raises MetadataError for a field that there is not."""
    mapping = {}
    for pair in pairs:
        name, _, column = pair.partition("=")
        if name.strip() not in MAPPABLE or not column.strip():
            expected = f"{', '.join(MAPPABLE)}"
            raise MetadataError(
                where="--map",
                name=name,
                value=column,
                expected_de=f"FELD=SPALTE mit einem Feld aus {expected}",
                expected_en=f"FIELD=COLUMN with a field of {expected}",
            )
        mapping[name.strip()] = column.strip()
    return mapping


def _collect_file(
    path: Path, record: FileRecord | None, given: Metadata, how: Reading, stored: Stored, result: Collected
) -> None:
    name = str(path)
    if _shown(path) != name:
        raise FileNameUnreadable()
    with _opened(path, how) as (stream, size):
        beside, sidecar_raw = read_sidecar(path)
        kept, reading, values = _with_earlier(given, how, record)
        digest = _input_digest(stream, size, sidecar_raw, values)
        if record and record.digest == digest:
            result.unchanged += record.paths
            result.skipped += record.faults
            result.files[name] = record
            return
        stream.seek(0)
        result.files[name] = _read_articles(
            path, read_file(path.name, stream, size, reading), (beside, kept), digest, record, stored, result
        )


def _read_articles(
    path: Path,
    found: Iterable[ReadArticle | Unread],
    told: tuple[Metadata, Metadata],
    digest: str,
    record: FileRecord | None,
    stored: Stored,
    result: Collected,
) -> FileRecord:
    """Sort what is found in a file by what the archive holds of it. Where reading ends early, the rest of it stays."""
    before = stored(record.paths) if record else {}
    earlier = record.paths if record else ()
    faults: list[Fault] = []
    seen: list[str] = []
    whole = True
    try:
        for read in found:
            if isinstance(read, Unread):
                faults.append((f"{path}#{read.part}", read.error))
                continue
            article = build_article(path, read, *told)
            seen.append(article.path)
            if article == before.get(article.path):
                result.unchanged.append(article.path)
            elif article.path in earlier:
                result.changed.append(article)
            else:
                result.added.append(article)
    except ReadError as error:
        faults.append((str(path), error))
        whole = False
    result.skipped += faults
    gone = _vanished(before, seen, {name for name, _ in faults}) if whole else []
    result.vanished += gone
    away = {*seen, *(article.path for article in gone)}
    return FileRecord(digest, tuple(faults), (*seen, *(name for name in earlier if name not in away)))


def _vanished(before: Mapping[str, Article], seen: Iterable[str], unread: set[str]) -> list[Article]:
    """The articles that are no longer in their file; what could not be read this time is not taken for gone."""
    there = set(seen)
    nameless = tuple(f"{name.rpartition('#@')[0]}#" for name in unread if "#@" in name)  # which article that was is not known

    def is_unread(name: str) -> bool:
        if name.startswith(nameless):
            return True
        return any(name[:at] in unread for at in (*(i for i, letter in enumerate(name) if letter == "#"), len(name)))

    return [article for name, article in before.items() if name not in there and not is_unread(name)]


class _opened:  # noqa: N801  # used as a function, like `open`
    """The file's bytes, small ones in memory; refuses what is no file or too large."""

    def __init__(self, path: Path, how: Reading) -> None:
        self._path = path
        self._limit = MAX_STREAM_BYTES if is_stream(how.format or suffix_of(path.name)) else MAX_BYTES
        self._stream: BinaryIO | None = None

    def __enter__(self) -> tuple[BinaryIO, int]:
        try:
            if not self._path.is_file():
                raise FileUnreadable(reason="keine gewöhnliche Datei / not a regular file")
            size = self._path.stat().st_size
            if size > self._limit:
                raise FileTooLarge(limit_mb=self._limit // (1024 * 1024))
            if size <= MAX_BYTES:
                self._stream = BytesIO(self._path.read_bytes())
            else:
                self._stream = self._path.open("rb")
        except OSError as error:
            raise FileUnreadable(reason=error.strerror or str(error)) from error
        return self._stream, size

    def __exit__(self, *_: object) -> None:
        if self._stream:
            self._stream.close()


def _with_earlier(given: Metadata, how: Reading, record: FileRecord | None) -> tuple[Metadata, Reading, str]:
    """What was given now and before, and both as JSON, empty where nothing was."""
    _, _, written = record.digest.partition(" ") if record else ("", "", "")
    earlier = json.loads(written) if written else {}
    mapping = {**earlier.pop("map", {}), **how.mapping}
    form = how.format or earlier.pop("format", "")
    earlier.pop("format", None)
    kept = given.over(metadata_from("archive", earlier))
    values = kept.as_values() | ({"map": mapping} if mapping else {}) | ({"format": form} if form else {})
    return kept, Reading(mapping, form), json.dumps(values, sort_keys=True, ensure_ascii=False) if values else ""


def _input_digest(stream: BinaryIO, size: int, sidecar: bytes, values: str) -> str:
    """SHA-256 of all that goes into a file's articles, and after a blank what the user gave, where they gave anything."""
    digest = hashlib.sha256(f"{READER_VERSION}:{size}:{len(sidecar)}:{values or '{}'}:".encode())
    while piece := stream.read(1024 * 1024):
        digest.update(piece)
    digest.update(sidecar)
    return f"{digest.hexdigest()} {values}" if values else digest.hexdigest()


def _shown(path: Path | str) -> str:
    """The path as text that can be printed and stored: bytes that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()

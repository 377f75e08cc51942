"""From files to articles: which changed, what each holds, and what of it could not be read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from corpus.article import Article
from corpus.build import build_article
from corpus.collected import Collected, Stored, sorted_out, vanished
from corpus.errors import FileNameUnreadable, FileUnreadable, FormatUnknown, MetadataError, ReadError
from corpus.faults import Fault, FileRecord
from corpus.formats import SUFFIXES, Reading, read_file
from corpus.input_digests import digest_of_input, digest_of_original
from corpus.listing import Listing, list_files
from corpus.metadata import NOTHING, Metadata, metadata_from
from corpus.opened import disk_error, opened
from corpus.readers import ReadArticle, Unread
from corpus.readers.fields import MAPPABLE
from corpus.sidecar import read_sidecar

__all__ = [
    "AS_NAMED",
    "Collected",
    "Listing",
    "Reading",
    "Stored",
    "checked_mapping",
    "collect",
    "collect_pieces",
    "list_files",
    "original_digest",
]

READER_VERSION = 3
"""Raise it when the same file would give another article: every file is then read again."""
_LONGEST_NAME = 1_400
"""Bytes: with the name of a part, it must fit into a row of an index of PostgreSQL, 2,704 bytes."""
PIECE_CHARACTERS = 500_000
_BATCH = 200
"""So many articles of a file are looked up in the archive at once."""
AS_NAMED = Reading({})


def collect(
    listing: Listing,
    known: Mapping[str, FileRecord],
    given: Metadata = NOTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    how: Reading = AS_NAMED,
    stored: Stored = lambda paths: {},
) -> Collected:
    """All that `collect_pieces` gives, in one."""
    every = Collected()
    for piece in collect_pieces(listing, known, given, progress, how=how, stored=stored):
        every.take(piece)
    return every


def collect_pieces(
    listing: Listing,
    known: Mapping[str, FileRecord],
    given: Metadata = NOTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    how: Reading = AS_NAMED,
    stored: Stored = lambda paths: {},
    characters: int = PIECE_CHARACTERS,
    ended: Callable[[], bool] = lambda: False,
) -> Iterator[Collected]:
    """Read the listing's files that are not as `known` (path → record) has them, in pieces of about so many `characters` of new
    and changed text. A file of many articles may be in several pieces: it is in `files` of the last. When `ended` says so,
    nothing more is read after the file, or the batch of its articles, that is under way.

    What a user gave for a file once, fields by other names and its format too, stays with it until another value is given.
    An article that the archive holds exactly so is unchanged even in a changed file. `progress` gets the number of files done
    and in all.
    """
    piece = Collected()
    for path in listing.unknown:
        error = FormatUnknown(suffix=_shown(path.suffix or path.name), known=", ".join(SUFFIXES))
        piece.skipped.append((_shown(path), error))
    piece.skipped += [(_shown(folder), FileUnreadable(reason=reason)) for folder, reason in listing.closed]
    gathered = 0
    for done, path in enumerate(listing.files, start=1):
        parts = _collect_file(path, known.get(str(path)), given, how, stored, characters)
        while (part := _next_part(parts, path)) is not None:
            piece.take(part)
            gathered += part.characters
            if ended():
                return
            if gathered >= characters:
                yield piece
                piece, gathered = Collected(), 0
        progress(done, len(listing.files))
    yield piece


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


def _next_part(parts: Iterator[Collected], path: Path) -> Collected | None:
    """What is read next of a file, None at its end; the reason where nothing more of it can be read."""
    try:
        return next(parts, None)
    except ReadError as error:
        return Collected(skipped=[(_shown(path), error)])


class FileNameTooLong(ReadError):
    de = "der Pfad ist länger als {limit} Bytes; bitte in einen anderen Ordner legen"
    en = "its path is longer than {limit} bytes; please put it into another folder"


def _collect_file(
    path: Path, record: FileRecord | None, given: Metadata, how: Reading, stored: Stored, characters: int
) -> Iterator[Collected]:
    name = str(path)
    if _shown(path) != name:
        raise FileNameUnreadable()
    if len(name.encode()) > _LONGEST_NAME:
        raise FileNameTooLong(limit=_LONGEST_NAME)
    with opened(path, how) as (stream, size):
        beside, sidecar_raw = read_sidecar(path)
        kept, reading, values = _with_earlier(given, how, record)
        digest = _input_digest(stream, size, sidecar_raw, values)
        if record and record.digest == digest:
            yield Collected(unchanged=list(record.paths), skipped=list(record.faults), files={name: record})
            return
        stream.seek(0)
        found = read_file(path.name, stream, size, reading)
        for part in _read_articles(path, found, (beside, kept), digest, record, stored, characters):
            if failed := disk_error(stream):
                raise FileUnreadable(reason=failed.strerror or str(failed)) from failed
            part.left = {name: 0 if part.files or stream.closed else max(0, size - stream.tell())}
            yield part


def _read_articles(
    path: Path,
    found: Iterable[ReadArticle | Unread],
    told: tuple[Metadata, Metadata],
    digest: str,
    record: FileRecord | None,
    stored: Stored,
    characters: int,
) -> Iterator[Collected]:
    """Sort what is found in a file by what the archive holds of it. Where reading ends early, the rest of it stays."""
    earlier = dict.fromkeys(record.paths if record else ())
    begun = {str(path): FileRecord(digest)}
    faults: list[Fault] = []
    seen: list[str] = []
    batch: list[Article] = []
    waiting = 0
    whole = True
    try:
        for read in found:
            if isinstance(read, Unread):
                faults.append((f"{path}#{read.part}", read.error))
                continue
            article = build_article(path, read, *told)
            batch.append(article)
            seen.append(article.path)
            waiting += len(article.text)
            if len(batch) == _BATCH or waiting >= characters:
                yield sorted_out(batch, earlier, stored, begun)
                batch, waiting = [], 0
    except ReadError as error:
        faults.append((str(path), error))
        whole = False
    last = sorted_out(batch, earlier, stored, {})
    last.skipped = faults
    last.vanished = vanished(earlier, seen, {name for name, _ in faults}) if whole else []
    away = {*seen, *last.vanished}
    last.files[str(path)] = FileRecord(digest, tuple(faults), (*seen, *(name for name in earlier if name not in away)))
    yield last


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
    """SHA-256 of all that goes into a file's articles, and after a blank what the user gave, where they gave anything.

    Raises FileUnreadable.
    """
    try:
        digest = digest_of_input(READER_VERSION, size, iter(partial(stream.read, 1024 * 1024), b""), sidecar, values)
    except OSError as error:
        raise FileUnreadable(reason=error.strerror or str(error)) from error
    return f"{digest} {values}" if values else digest


def original_digest(article: Article, stored: str) -> str | None:
    """SHA-256 of the bytes of the article's file, where it still is what was read, by this reader or an earlier one.

    `stored` is what the store has of the file (`Snapshot.inputs_of`). None where the file is gone, large or another.
    """
    return digest_of_original(Path(article.file), stored, READER_VERSION)


def _shown(path: Path | str) -> str:
    """The path as text that can be printed and stored: bytes that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()

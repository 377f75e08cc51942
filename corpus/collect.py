"""From paths to articles: which files there are, which changed, and what each holds."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.article import Article
from corpus.build import build_article
from corpus.errors import FileNameUnreadable, FileTooLarge, FileUnreadable, FormatUnknown, PathMissing, ReadError
from corpus.metadata import NOTHING, Metadata, metadata_from
from corpus.readers import READERS, Unread
from corpus.sidecar import read_sidecar

READER_VERSION = 1
"""Raise it when the same file would give another article: every file is then read again."""
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Listing:
    """The files below the given paths, sorted, and those of an unknown format."""

    files: tuple[Path, ...]
    unknown: tuple[Path, ...]


@dataclass
class Collected:
    """What reading a listing gave. `digests` maps each read or unchanged path to the digest of all that went into it."""

    added: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, ReadError]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)


def list_files(paths: Iterable[Path]) -> Listing:
    """All article files below `paths`; hidden files and sidecars are passed over. Raises PathMissing."""
    files: dict[Path, None] = {}
    unknown: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise PathMissing(path=path)
        for found in _walk(path.resolve()):
            if found.suffix.lower() in READERS:
                files[found] = None
            elif not _is_sidecar(found):
                unknown[found] = None
    return Listing(tuple(files), tuple(unknown))


def collect(
    listing: Listing,
    known: Mapping[str, str],
    given: Metadata = NOTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Collected:
    """Read the listing's files that `known` (path → digest) does not hold as they are now.

    What a user gave for an article once stays with it until another value is given. `progress` gets the number of files
    done and in all.
    """
    result = Collected()
    known_formats = ", ".join(READERS)
    for path in listing.unknown:
        result.skipped.append((_shown(path), FormatUnknown(suffix=_shown(path.suffix or path.name), known=known_formats)))
    for done, path in enumerate(listing.files, start=1):
        name = str(path)
        try:
            if _shown(path) != name:
                raise FileNameUnreadable()
            raw = _read_bytes(path)
            beside, sidecar_raw = read_sidecar(path)
            kept = given.over(_earlier_given(known.get(name, "")))
            digest = _input_digest(raw, sidecar_raw, kept)
            if known.get(name) == digest:
                result.unchanged.append(name)
            else:
                for read in READERS[path.suffix.lower()](raw, {}):
                    if isinstance(read, Unread):
                        result.skipped.append((f"{_shown(path)}#{read.part}", read.error))
                        continue
                    article = build_article(path, read, beside, kept)
                    (result.changed if article.path in known else result.added).append(article)
            result.digests[name] = digest
        except ReadError as error:
            result.skipped.append((_shown(path), error))
        progress(done, len(listing.files))
    return result


def _walk(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder, name)


def _is_sidecar(path: Path) -> bool:
    if path.suffix.lower() != ".toml" or not path.with_suffix(".toml").exists():
        return False
    return any(path.with_suffix(form).exists() for suffix in READERS for form in (suffix, suffix.upper()))


def _shown(path: Path | str) -> str:
    """The path as text that can be printed and stored: bytes that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise FileUnreadable(reason="keine gewöhnliche Datei / not a regular file")
        if path.stat().st_size > MAX_BYTES:
            raise FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024))
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(reason=error.strerror or str(error)) from error


def _input_digest(raw: bytes, sidecar: bytes, given: Metadata) -> str:
    """SHA-256 of all that goes into an article, and after a blank what the user gave, as JSON, where they gave anything."""
    values = json.dumps(given.as_values(), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(f"{READER_VERSION}:{len(raw)}:{len(sidecar)}:{values}:".encode())
    digest.update(raw)
    digest.update(sidecar)
    return digest.hexdigest() if given == NOTHING else f"{digest.hexdigest()} {values}"


def _earlier_given(input_digest: str) -> Metadata:
    """What the user gave when the article was read last."""
    _, _, values = input_digest.partition(" ")
    return metadata_from("archive", json.loads(values)) if values else NOTHING

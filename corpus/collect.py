"""From paths to articles: which files there are, which changed, and what each says.

Order of trust of a field: see `corpus.provenance.TRUST`; what a user or sidecar gives wins over what the file says.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from corpus.article import Article, BlockKind
from corpus.blocks import find_blocks
from corpus.bylines import Byline
from corpus.dates import proven_not_before
from corpus.errors import FileNameUnreadable, FileTooLarge, FileUnreadable, FormatUnknown, PathMissing, ReadError
from corpus.language import guess_language
from corpus.provenance import Provenance, Sourced, most_trusted
from corpus.readers import READERS
from corpus.sidecar import NOTHING_GIVEN, GivenMetadata, metadata_from, read_sidecar

READER_VERSION = 1
"""Raise it when the same file would give another article: every file is then read again."""
MAX_BYTES = 20 * 1024 * 1024

T = TypeVar("T")


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
    given: GivenMetadata = NOTHING_GIVEN,
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
                article = read_article(path, raw, beside, kept)
                (result.changed if name in known else result.added).append(article)
            result.digests[name] = digest
        except ReadError as error:
            result.skipped.append((_shown(path), error))
        progress(done, len(listing.files))
    return result


def read_article(
    path: Path, raw: bytes, beside: GivenMetadata = NOTHING_GIVEN, given: GivenMetadata = NOTHING_GIVEN
) -> Article:
    """The article in a file's bytes with all that is known of it. Raises ReadError."""
    read = READERS[path.suffix.lower()](raw)
    blocks, bylines = find_blocks(read.text)
    outside = ((given, Provenance.USER), (beside, Provenance.SIDECAR))
    headline = next((read.text[b.start : b.end] for b in blocks if b.kind is BlockKind.TITLE), None)
    published = _choose([(g.date, p) for g, p in outside] + [(read.date, Provenance.HEADER)])
    bound = None if published else proven_not_before(read.text)
    article = Article(
        id=article_id(path),
        path=str(path),
        text=read.text,
        language="de",
        title=_choose([(g.title, p) for g, p in outside] + [(headline, Provenance.TEXT)]),
        source=_choose([(g.source, p) for g, p in outside] + [(_first(bylines, "source"), Provenance.BYLINE)]),
        origin=_choose([(g.origin, p) for g, p in outside] + [(_first(bylines, "origin"), Provenance.BYLINE)]),
        authors=_choose([(g.authors, p) for g, p in outside] + [(_first(bylines, "authors"), Provenance.BYLINE)]),
        published=published,
        not_before=bound.interval.earliest if bound else None,
        url=_choose([(g.url, p) for g, p in outside]),
        blocks=blocks,
        notes=read.notes,
    )
    language = given.language or beside.language or guess_language(read.text)
    return replace(article, language="en" if language == "en" else "de")


def article_id(path: Path) -> str:
    """Sixteen hexadecimal digits that stay with a path; any unique beginning of them names the article too."""
    return hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _choose(candidates: list[tuple[T | None, Provenance]]) -> Sourced[T] | None:
    return most_trusted([Sourced(value, provenance) for value, provenance in candidates if value is not None])


def _first(bylines: tuple[Byline, ...], name: str) -> Any:
    """What the first byline that names it says of the field `name`."""
    return next((getattr(b, name) for b in bylines if getattr(b, name)), None)


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


def _input_digest(raw: bytes, sidecar: bytes, given: GivenMetadata) -> str:
    """SHA-256 of all that goes into an article, and after a blank what the user gave, as JSON, where they gave anything."""
    values = json.dumps(given.as_values(), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(f"{READER_VERSION}:{len(raw)}:{len(sidecar)}:{values}:".encode())
    digest.update(raw)
    digest.update(sidecar)
    return digest.hexdigest() if given == NOTHING_GIVEN else f"{digest.hexdigest()} {values}"


def _earlier_given(input_digest: str) -> GivenMetadata:
    """What the user gave when the article was read last."""
    _, _, values = input_digest.partition(" ")
    return metadata_from("archive", json.loads(values)) if values else NOTHING_GIVEN

"""An article's text once more from the file that it was read from, where its row in the archive is damaged."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from corpus.article import Article, text_digest
from corpus.build import article_id
from corpus.collect import Listing, collect_pieces
from corpus.errors import WortlautError
from corpus.faults import FileRecord
from corpus.row_checks import DamagedRow


def from_original(
    damaged: DamagedRow, records: Mapping[str, FileRecord], earlier: Container[str]
) -> tuple[Article, str] | None:
    """The article as its file gives it, and the digest of all that went into it.

    None where the file is gone, cannot be read, or holds a text that neither the row nor the article's `earlier` digests name.

    What the user gave for the file stands in its record and goes into it again.
    """
    values = damaged.values
    for file in _files(values, records):
        record = records.get(file) or FileRecord(values["input_digest"])
        try:
            for piece in collect_pieces(Listing((Path(file),), ()), {file: record.stale()}):
                for article in piece.articles:
                    known = article.digest in (values["digest"], text_digest(values["text"])) or article.digest in earlier
                    if known and (article.path == values["path"] or article.id == values["id"]):
                        return article, piece.input_digests[article.path]
        except (WortlautError, OSError, ValueError):  # also the record may be damaged
            continue
    return None


def file_of(values: Mapping[str, str], records: Mapping[str, FileRecord]) -> str | None:
    """The file of a damaged row as the archive knows it: by the path, or where that is damaged by the id that is made of it."""
    return next((file for file in _files(values, records) if file in records), None)


def _files(values: Mapping[str, str], records: Mapping[str, FileRecord]) -> Iterator[str]:
    path = values["path"]
    found = [file for file in records if path == file or path.startswith(f"{file}#") or article_id(file) == values["id"]]
    yield from sorted(found, key=len, reverse=True)
    if not found and path:
        yield path

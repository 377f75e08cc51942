"""Web archives: each page that was answered with 200 and is HTML is an article."""

import contextlib
import io
import logging
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from corpus.errors import FileDamaged, FileTooLarge, ReadError
from corpus.readers.base import MAX_BYTES, ReadArticle, Unread
from corpus.readers.web import read_page


def read(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """The part is the page's address. When a page was fetched is no date of the article. Raises FileDamaged."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    found = False
    try:
        records = iter(ArchiveIterator(_Bounded(stream)))
        while (record := _next(records)) is not None:
            found = True
            if record.rec_type != "response" or record.http_headers is None or record.http_headers.get_statuscode() != "200":
                continue
            kind, _, parameters = (record.http_headers.get_header("Content-Type") or "").partition(";")
            if kind.strip().lower() not in ("text/html", "application/xhtml+xml"):
                continue
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            raw = record.content_stream().read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                yield Unread(address, FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024)))
                continue
            try:
                page = read_page(raw, _charset(parameters), address)
            except ReadError as error:
                yield Unread(address, error)
                continue
            yield ReadArticle(page.text, address, page.claims, notes=page.notes)
    except ReadError:
        raise
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError) as error:
        raise FileDamaged(format="WARC", reason=str(error)[:120]) from error
    if not found:
        raise FileDamaged(format="WARC", reason="kein Eintrag / no record")


def _next(records: Iterator[Any]) -> Any:
    """The next record, None at the end. Of a wrong length warcio prints a line of the file to standard error."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(records, None)


class _Bounded:
    """The stream, checked: warcio's time for a line grows with its square, so no line may be endless."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begun = False
        self._run = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if not self._begun and data and not data.startswith((b"WARC/", b"\x1f\x8b")):
            raise FileDamaged(format="WARC", reason="kein Eintrag / no record")
        self._begun = True
        at = data.rfind(b"\n")
        self._run = self._run + len(data) if at < 0 else len(data) - at
        if self._run > MAX_BYTES:
            raise FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024))
        return data


def _charset(parameters: str) -> str:
    name, _, value = parameters.strip().partition("=")
    return value.strip(" \"'") if name.strip().lower() == "charset" else ""

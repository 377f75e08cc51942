"""PDF with a text layer. The lines of the page are put together to paragraphs again; each page's beginning is kept."""

import logging
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from corpus.errors import FileDamaged, FileEmpty, FileProtected, ReadError, TextLayerMissing
from corpus.provenance import Provenance
from corpus.readers.base import ReadArticle
from corpus.readers.fields import read_fields
from corpus.readers.printed import join_pages

_FILE_NAMES = (".doc", ".docx", ".indd", ".qxd", ".qxp", ".pdf", ".rtf", ".odt")
_MOST_PAGES = 5000


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """The whole file as one article. Raises FileProtected, TextLayerMissing, FileDamaged.

    The document's title and author are taken, its dates are not: they say when the file was made.
    """
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if not raw:
        raise FileEmpty()
    try:
        pdf = PdfReader(BytesIO(raw), strict=False)
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise FileProtected()
        pages = [page.extract_text() for _, page in zip(range(_MOST_PAGES), pdf.pages, strict=False)]
        information = dict(pdf.metadata or {})
    except ReadError:
        raise
    except (PdfReadError, PyPdfError) as error:
        raise FileDamaged(format="PDF", reason=str(error)[:120]) from error
    except Exception as error:  # a damaged PDF makes the parser stumble anywhere
        if type(error).__name__ == "DependencyError":  # a cipher that only a further library knows
            raise FileProtected() from error
        raise FileDamaged(format="PDF", reason=type(error).__name__) from error
    text, begins = join_pages(pages)
    if not any(character.isalnum() for character in text):
        raise TextLayerMissing()
    said, _ = read_fields({"title": _title(information.get("/Title")), "authors": _plain(information.get("/Author"))})
    return [ReadArticle(text, claims=((said, Provenance.METADATA),), pages=begins)]


def _title(value: Any) -> str | None:
    """The title that a person gave, not the name of the file it was printed from."""
    title = _plain(value)
    named_by_program = title and (title.lower().endswith(_FILE_NAMES) or title.startswith("Microsoft Word"))
    return None if named_by_program else title


def _plain(value: Any) -> str | None:
    return str(value).strip() or None if isinstance(value, str) else None

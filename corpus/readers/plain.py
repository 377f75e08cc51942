"""Plain text, with or without the header ` date 2018-02` on the text's own line."""

import codecs
import re
from collections.abc import Iterable, Mapping

from corpus.dates import parse_date
from corpus.errors import FileBinary, FileEmpty, FileEncoding
from corpus.metadata import Metadata
from corpus.patterns import regex
from corpus.provenance import Provenance
from corpus.readers.base import Claim, ReadArticle

_HEADER = regex(r"\s*date[ \t:]+(\S+)(?:\s+|$)", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = regex(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CP1252_LETTERS = regex(r"[A-Za-zÄÖÜäöüßéèêáàâóòôúùûíìîçñåøæœšžÉÈÁÀÓÇÑÅØÆ„“”‚‘’«»–—…€§°·´`\s\d!-/:-@\[-`{-~]")


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """Decode and strip the header. Raises FileEmpty, FileBinary or FileEncoding; a malformed header is kept as text."""
    text, encoding = decode(raw)
    notes = encoding_note(encoding)
    claims: tuple[Claim, ...] = ()
    header = _HEADER.match(text)
    if header:
        try:
            claims = ((Metadata(date=parse_date(header.group(1))), Provenance.HEADER),)
            text = text[header.end() :]
        except ValueError:
            notes += (f"header:{header.group(1)[:40]}",)
    if not any(character.isalnum() for character in text):
        raise FileEmpty()  # nothing but white space, invisible characters or punctuation
    return [ReadArticle(text, claims=claims, notes=notes)]


def encoding_note(encoding: str) -> tuple[str, ...]:
    """That a text was read in another encoding than UTF-8; "" is one that its file declares."""
    return () if encoding in ("", "utf-8") else (f"encoding:{encoding}",)


def decode(raw: bytes) -> tuple[str, str]:
    """The text and the encoding it was read in: a byte order mark, UTF-8, or Windows-1252 where that is plausible."""
    if not raw.strip():
        raise FileEmpty()
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            try:
                return _checked(raw[len(mark) :].decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise FileEncoding() from error
    try:
        return _checked(raw.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in raw:
        raise FileBinary()
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileBinary() if _share(_CONTROL, raw.decode("latin-1")) > 0.02 else FileEncoding() from error
    if _share(_CONTROL, text) > 0.01:
        raise FileBinary()
    if _share(_CP1252_LETTERS, text) < 0.97:
        raise FileEncoding()
    return text, "cp1252"


def _checked(text: str) -> str:
    if "\x00" in text or _share(_CONTROL, text) > 0.01:
        raise FileBinary()
    return text


def _share(pattern: re.Pattern[str], text: str) -> float:
    return sum(1 for _ in pattern.finditer(text)) / max(1, len(text))

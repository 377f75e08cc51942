"""Newsletters: one e-mail (.eml) or a mailbox of them (.mbox)."""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import BinaryIO

from corpus.errors import ArticleMissing, FileBinary, FileDamaged, FileEmpty, FileTooLarge, ReadError
from corpus.patterns import regex
from corpus.provenance import Provenance
from corpus.readers.base import MAX_BYTES, ReadArticle, Unread, at_place
from corpus.readers.fields import read_fields
from corpus.readers.markup import decode_markup, html_text
from corpus.readers.plain import decode, encoding_note

_USED = regex(r"from|subject|date|message-id|mime-version|content-.*", re.IGNORECASE)
_LONGEST_HEADER = 10_000
"""The library's time for a header grows with the square of its length; mail programs stay below 1,000 characters a line."""

_MOST_PARTS = 5_000
"""The library takes a tenth of a millisecond for each line that may part two."""


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """The text part, else the HTML part as text. The sender's name is the source, the subject the title."""
    return [replace(_parsed(raw), part="")]


def read_mailbox(stream: BinaryIO, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """Each message; its part is the Message-ID, else its number."""
    for number, raw in enumerate(_messages(stream), start=1):
        part = str(number)
        if raw is None:
            yield Unread(at_place(number), FileTooLarge(limit_mb=MAX_BYTES // (1024 * 1024)))
            continue
        try:
            article = _parsed(raw)
        except ReadError as error:
            yield Unread(at_place(number), error)
            continue
        yield replace(article, part=article.part or part)


def _parsed(raw: bytes) -> ReadArticle:
    """The message; its part is its Message-ID."""
    if not raw.strip():
        raise FileEmpty()
    if raw.count(b"\n--") > _MOST_PARTS:
        raise FileDamaged(format="E-Mail", reason=f"> {_MOST_PARTS} Teile / parts")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return _article(message)
    except ReadError:
        raise
    except Exception as error:  # the standard library's parser stumbles over headers that no mail program writes
        raise FileDamaged(format="E-Mail", reason=type(error).__name__) from error


def _article(message: EmailMessage) -> ReadArticle:
    if not message.keys():
        raise FileDamaged(format="E-Mail", reason="keine Kopfzeilen / no headers")
    for part in message.walk():
        if any(len(value) > _LONGEST_HEADER and _USED.fullmatch(name) for name, value in part.raw_items()):
            raise FileDamaged(format="E-Mail", reason="überlange Kopfzeile / overlong header")
    plain = message.get_body(("plain",))
    text, encoding = _decoded(plain) if plain is not None else ("", "")
    if not text.strip():
        page = message.get_body(("html",))
        text, encoding = _decoded(page, markup=True) if page is not None else ("", "")
    if not any(character.isalnum() for character in text):
        raise ArticleMissing()
    name, address = parseaddr(str(message.get("From", "")))
    said, notes = read_fields(
        {"title": str(message.get("Subject", "")), "source": name or address, "date": str(message.get("Date", ""))}
    )
    notes += encoding_note(encoding)
    identity = " ".join(str(message.get("Message-ID", "")).split()).strip("<>")
    return ReadArticle(text, identity, ((said, Provenance.METADATA),), notes=notes)


def _decoded(part: MIMEPart, markup: bool = False) -> tuple[str, str]:
    """The part's text and, where the mail names none that fits, the encoding it was read in."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return "", ""
    charset = part.get_content_charset() or ""
    if markup:
        page, encoding = decode_markup(raw, charset)
        return html_text(page), encoding
    try:
        text = raw.decode(charset)
    except (LookupError, ValueError):
        text, encoding = decode(raw)
        return text.replace("\r\n", "\n"), encoding
    if "\x00" in text:
        raise FileBinary()
    return text.replace("\r\n", "\n"), ""


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Messages begin with a line `From ` after an empty one; None for one that is too long."""
    held: list[bytes] = []
    size = 0
    begun = False
    empty = True
    while line := stream.readline(64 * 1024):
        if empty and line.startswith(b"From "):
            if begun:
                yield b"".join(held) if size <= MAX_BYTES else None
            held, size, begun = [], 0, True
        elif not begun:
            if line.strip():
                raise FileDamaged(format="mbox", reason="keine Zeile „From “ / no line “From ”")
        else:
            size += len(line)
            if size <= MAX_BYTES:
                held.append(line[1:] if line.startswith((b">From ", b">>From ")) else line)
        empty = not line.strip()
    if not begun:
        raise FileEmpty()
    yield b"".join(held) if size <= MAX_BYTES else None

"""DOCX and EPUB: zip files of XML. Only the members that are asked for are unpacked, each up to a limit."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from corpus.errors import ArticleMissing, FileDamaged, FileProtected, ReadError, UnpacksTooMuch
from corpus.metadata import Metadata
from corpus.provenance import Provenance
from corpus.readers.base import MAX_BYTES, MAX_RATIO, ReadArticle, Unread
from corpus.readers.fields import read_fields
from corpus.readers.markup import Element, decode_markup, joined, paragraphs, parse_html, parse_xml
from corpus.readers.plain import encoding_note

_WORD_BLOCKS = frozenset(["p", "tc"])
_WORD_SILENT = frozenset(
    "deltext instrtext fallback drawing pict object ppr rpr sectpr tblpr commentreference footnotereference".split()
)
_HEADINGS = ("h1", "h2", "h3", "title")
_MOST_CHAPTERS = 5000


def read_docx(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """The text of all paragraphs and cells; what was struck out while changes were tracked is left out."""
    with _opened(raw, "DOCX") as package:
        body = parse_xml(_member(package, "word/document.xml", "DOCX"), "DOCX")
        text = joined(paragraphs(body, _WORD_BLOCKS, _WORD_SILENT))
        core: dict[str, object] = {}
        if "docProps/core.xml" in package.namelist():
            told = _texts(parse_xml(_member(package, "docProps/core.xml", "DOCX"), "DOCX"))
            core = {"title": told.get("title", [""])[0], "authors": told.get("creator", [])}
    if not any(character.isalnum() for character in text):
        raise ArticleMissing()
    return [ReadArticle(text, claims=((read_fields(core)[0], Provenance.METADATA),))]


def read_epub(raw: bytes, mapping: Mapping[str, str]) -> Iterator[ReadArticle | Unread]:
    """Each chapter with text is an article; its part is its file in the book. Publisher, date and creator are the book's."""
    with _opened(raw, "EPUB") as package:
        root = parse_xml(_member(package, "META-INF/container.xml", "EPUB"), "EPUB")
        named = next((each.get("full-path") for each in root.iter("{*}rootfile")), None)
        if not named:
            raise FileDamaged(format="EPUB", reason="container.xml")
        book = parse_xml(_member(package, named, "EPUB"), "EPUB")
        told = _texts(book)
        fields = {
            "source": told.get("publisher", [""])[0],
            "date": told.get("date", [""])[0],
            "authors": told.get("creator", []),
        }
        said, notes = read_fields(fields | {"language": told.get("language", [""])[0]})
        found = False
        unpacked, most = 0, max(MAX_BYTES, MAX_RATIO * len(raw))  # many names may stand for one packed member
        for name in _chapters(book, dirname(named)):
            try:
                data = _member(package, name, "EPUB")
                unpacked += len(data)
                if unpacked > most:
                    break
                page, encoding = decode_markup(data)
                chapter = parse_html(page)
            except ReadError as error:
                yield Unread(name, error)
                continue
            pieces = paragraphs(chapter)
            if any(character.isalnum() for piece in pieces for character in piece):
                found = True
                claim = (Metadata(title=_heading(chapter)).over(said), Provenance.METADATA)
                yield ReadArticle(joined(pieces), name, (claim,), notes=notes + encoding_note(encoding))
    if unpacked > most:
        raise UnpacksTooMuch(limit=f"{MAX_RATIO}:1")
    if not found:
        raise ArticleMissing()


def _opened(raw: bytes, kind: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise FileDamaged(format=kind, reason=str(error)[:120]) from error


def _member(package: zipfile.ZipFile, name: str, kind: str) -> bytes:
    try:
        with package.open(name) as member:
            data = member.read(MAX_BYTES + 1)
    except RuntimeError as error:  # so says zipfile that it wants a password
        raise FileProtected() from error
    except Exception as error:  # KeyError, BadZipFile and whatever the decompressors raise
        raise FileDamaged(format=kind, reason=f"{name}: {type(error).__name__}"[:120]) from error
    if len(data) > MAX_BYTES:
        raise UnpacksTooMuch(limit=f"{MAX_BYTES // 1024**2} MB")
    return data


def _chapters(book: Element, folder: str) -> Iterator[str]:
    """The members of the spine in reading order, each once, without the table of contents."""
    seen = set()
    items = {item.get("id"): item for item in book.iter("{*}item")}
    for _, reference in zip(range(_MOST_CHAPTERS), book.iter("{*}itemref"), strict=False):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("href") and "nav" not in (item.get("properties") or "").split():
            name = normpath(join(folder, unquote(item.get("href") or "")))
            if name not in seen:
                seen.add(name)
                yield name


def _heading(chapter: Element) -> str | None:
    for name in _HEADINGS:
        for tag in chapter.iter(name):
            text = " ".join("".join(tag.itertext()).split())
            if text:
                return text
    return None


def _texts(root: Element) -> dict[str, list[str]]:
    """Local name → texts of the elements of that name, in order."""
    made: dict[str, list[str]] = {}
    for tag in root.iter():
        if isinstance(tag.tag, str) and tag.text and tag.text.strip():
            made.setdefault(tag.tag.rpartition("}")[2].lower(), []).append(tag.text.strip())
    return made

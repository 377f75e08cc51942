"""HTML and XML as trees, and their text in paragraphs. Entities are not expanded, nothing is fetched."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.errors import FileDamaged, FileEmpty, ReadError
from corpus.patterns import regex
from corpus.readers.plain import decode

Element = Any
"""An element of lxml's tree; lxml comes without types."""

_HTML_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section table tbody td tfoot th thead title tr ul".split()
)
_HTML_SILENT = frozenset("script style noscript template head svg math iframe object select button textarea".split())
_LOOKS_LIKE = regex(r"</(?:p|div|br|a|b|i|em|strong|span|h[1-6]|li|ul)\s*>|<br\s*/?>|<p[ >]", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_SPACE = regex(r"[ \t\r\n\f\v]+")
_GAP = regex(r"(?: ?\n ?)+")


def decode_markup(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text and the encoding: a byte order mark, what the transport or the page declares, or as `decode` finds it.

    The encoding is empty where it was declared or is UTF-8. Raises FileEmpty, FileBinary, FileEncoding.
    """
    head = _DECLARED.search(raw[:2048])
    for name in (declared, head.group(1).decode("ascii") if head else ""):
        if name and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            try:
                text = raw.decode("cp1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1") else name)
            except (LookupError, ValueError):
                continue
            if "\x00" not in text:
                return text, ""
    text, encoding = decode(raw)
    return text, "" if encoding == "utf-8" else encoding


def parse_html(text: str) -> Element:
    """The page's root. Raises FileEmpty where it holds nothing at all."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise FileEmpty() from error


def parse_xml(raw: bytes, kind: str) -> Element:
    """The root of an XML document; `kind` names it where it is damaged (FileDamaged), or where it declares entities.

    They are never expanded, so its text would lack words.
    """
    from lxml import etree

    if b"<!ENTITY" in raw:
        raise FileDamaged(format=kind, reason="<!ENTITY>")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise FileDamaged(format=kind, reason=_first_line(error)) from error


def paragraphs(root: Element, blocks: frozenset[str] = _HTML_BLOCKS, silent: frozenset[str] = _HTML_SILENT) -> list[str]:
    """The text below `root`, a string for each block; runs of white space become one blank, no-break spaces stay."""
    made: list[str] = []
    pieces: list[str] = []

    def flush() -> None:
        text = _GAP.sub("\n", "".join(pieces)).strip(" \n")
        made.extend(line for line in text.split("\n") if line)
        pieces.clear()

    for kind, value in _walk(root, silent):
        if kind == "text":
            pieces.append(_SPACE.sub(" ", value))
        elif value in ("br", "lb"):
            pieces.append("\n" if kind == "start" else "")
        elif value == "tab":
            pieces.append(" ")
        elif value in blocks:
            flush()
    flush()
    return [_SPACE.sub(" ", line) for line in made]


def html_text(fragment: str) -> str:
    """The text of a piece of HTML, paragraphs apart by a blank line; empty where there is none."""
    try:
        return "\n\n".join(paragraphs(parse_html(fragment)))
    except ReadError:
        return ""


def plain_text(text: str) -> tuple[str, tuple[str, ...]]:
    """A field's text, and the note `markup` where tags had to be taken from it."""
    return (html_text(text), ("markup",)) if _LOOKS_LIKE.search(text) else (text, ())


def joined(pieces: Iterable[str]) -> str:
    """Paragraphs as an article's text."""
    return "\n\n".join(pieces)


def _walk(root: Element, silent: frozenset[str]) -> Iterator[tuple[str, str]]:
    """("start"|"end", tag) and ("text", text) in the order of the document, without recursion."""
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        tag = node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
        if done:
            yield "end", tag
            if node is not root and node.tail:
                yield "text", node.tail
            continue
        stack.append((node, True))
        if not tag or tag in silent:
            continue
        yield "start", tag
        if node.text:
            yield "text", node.text
        stack.extend((child, False) for child in reversed(node))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]

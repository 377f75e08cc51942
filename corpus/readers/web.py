"""Web pages: the article's text, and what JSON-LD, OpenGraph, meta tags, <time> and the byline say of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.bylines import parse_byline
from corpus.dates import find_dates
from corpus.errors import ArticleMissing, LibraryMissing
from corpus.metadata import NOTHING, Metadata
from corpus.patterns import regex
from corpus.provenance import Provenance
from corpus.readers.base import Claim, ReadArticle
from corpus.readers.fields import as_language, read_date, read_fields
from corpus.readers.json_ld import read_json_ld
from corpus.readers.markup import Element, decode_markup, joined, paragraphs, parse_html
from corpus.readers.plain import encoding_note

_META = {  # field → properties and names, the most specific first
    "title": "og:title twitter:title dc.title dcterms.title",
    "date": "article:published_time og:article:published_time datepublished dc.date.issued dcterms.issued dc.date "
    "dcterms.date parsely-pub-date sailthru.date pubdate publishdate publication_date date",
    "authors": "article:author author dc.creator dcterms.creator parsely-author",
    "source": "og:site_name dc.publisher dcterms.publisher application-name",
    "url": "og:url",
}
_EXTRACTED = frozenset("p head item quote ab cell code row list table body".split())
_SENTENCE = regex(r"(?:\S+\s+){3,}\S*[.!?…][\"“”»)]*$")
_LONGEST_BYLINE = 200


def read(raw: bytes, mapping: Mapping[str, str]) -> Iterable[ReadArticle]:
    """The one article of a page. Raises ArticleMissing where it has none, and as `decode_markup` does."""
    return [read_page(raw)]


def read_page(raw: bytes, declared: str = "", address: str = "") -> ReadArticle:
    """The article of a page in the encoding that the transport declared, from that address."""
    page, encoding = decode_markup(raw, declared)
    root = parse_html(page)
    linked, notes = read_json_ld(
        script.text or "" for script in root.iter("script") if (script.get("type") or "").lower() == "application/ld+json"
    )
    told, odd = _metadata(root, page, dated=linked.date is not None)
    if address:
        told = Metadata(url=address).over(told)
    claims: list[Claim] = [(linked, Provenance.JSON_LD), (told, Provenance.METADATA)]
    claims += [(byline, Provenance.BYLINE) for byline in _bylines(root)]
    text = _text(page)
    notes += odd + encoding_note(encoding)
    return ReadArticle(text, claims=tuple(claim for claim in claims if claim[0] != NOTHING), notes=notes)


def _text(page: str) -> str:
    try:
        import trafilatura
    except ImportError as error:
        raise LibraryMissing(library="trafilatura", extra="html") from error
    found: Any = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    pieces = paragraphs(found.body, _EXTRACTED, frozenset()) if found is not None and found.body is not None else []
    if not any(_SENTENCE.search(piece) for piece in pieces):  # menus and teasers alone are no article
        raise ArticleMissing()
    return joined(pieces)


def _metadata(root: Element, page: str, dated: bool) -> tuple[Metadata, tuple[str, ...]]:
    said: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        if name and (content := (tag.get("content") or "").strip()):
            said.setdefault(name, []).append(content)
    values: dict[str, object] = {}
    for field, names in _META.items():
        found = next((said[name] for name in names.split() if name in said), None)
        if found:
            values[field] = found if field == "authors" else found[0]
    if isinstance(values.get("authors"), list):
        values["authors"] = [name for name in said.get("article:author", []) + said.get("author", []) if "://" not in name]
    canonical = next((link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"), None)
    values.setdefault("url", canonical)
    values.setdefault("date", _written_time(root))
    told, notes = read_fields(values)
    if told.date is None and not dated:
        told = told.over(Metadata(date=_found_date(page)))
    return told.over(Metadata(language=as_language(root.get("lang")))), notes


def _written_time(root: Element) -> str | None:
    """The first <time> that is marked as the publication's, else the first that is a date."""
    times = [(tag, written) for tag in root.iter("time") if (written := tag.get("datetime") or (tag.text or "").strip())]
    marked = [pair for pair in times if "publi" in (pair[0].get("itemprop") or pair[0].get("class") or "").lower()]
    for _, written in [*marked, *times]:
        try:
            read_date(written)
        except ValueError:
            continue
        return written
    return None


def _found_date(page: str) -> Any:
    """The date that htmldate finds in the page's other markup, where the page writes that very day: for „Februar 2018“ it
    names a day that nobody wrote.
    """
    try:
        from htmldate import find_date
    except ImportError as error:
        raise LibraryMissing(library="htmldate", extra="html") from error
    found = find_date(page, extensive_search=False, original_date=True, deferred_url_extractor=True)
    written = {mention.interval for mention in find_dates(page)} if found else set()
    return next((interval for interval in written if interval == read_date(str(found))), None)


def _bylines(root: Element) -> Iterable[Metadata]:
    """What elements that are marked as the author's say, where it reads as a byline: the text is taken without them."""
    for tag in root.iter():
        if not isinstance(tag.tag, str) or tag.tag in ("meta", "link", "body", "html"):
            continue
        marks = " ".join(tag.get(name) or "" for name in ("class", "itemprop", "rel")).lower()
        if "author" in marks or "byline" in marks:
            written = " ".join("".join(tag.itertext()).split())
            byline = parse_byline(written) if len(written) <= _LONGEST_BYLINE else None
            if byline:
                yield Metadata(authors=byline.authors or None, source=byline.source, origin=byline.origin)
                return

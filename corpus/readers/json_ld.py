"""schema.org in a web page: what its JSON-LD says of the article."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.metadata import NOTHING, Metadata
from corpus.readers.fields import as_language, as_text, read_fields

_ARTICLES = "article blogposting liveblogposting report socialmediaposting techarticle scholarlyarticle"
_DEPTH = 6


def read_json_ld(scripts: Iterable[str]) -> tuple[Metadata, tuple[str, ...]]:
    """What the first object that is an article says; broken scripts say nothing."""
    for script in scripts:
        try:
            found = json.loads(script.strip())
        except (ValueError, RecursionError):
            continue
        for thing in _things(found, _DEPTH):
            if _is_article(thing):
                return _claim(thing)
    return NOTHING, ()


def _claim(thing: dict[str, Any]) -> tuple[Metadata, tuple[str, ...]]:
    url = as_text(thing.get("url")) or thing.get("mainEntityOfPage")
    if isinstance(url, dict):
        url = url.get("@id")
    values = {
        "title": thing.get("headline") or thing.get("name"),
        "date": thing.get("datePublished"),
        "authors": thing.get("author"),
        "source": _first(thing.get("publisher")),
        "url": url if isinstance(url, str) and "://" in url else None,
    }
    said, notes = read_fields(values)
    return Metadata(language=as_language(as_text(thing.get("inLanguage")))).over(said), notes


def _things(found: object, depth: int) -> Iterator[dict[str, Any]]:
    """All objects, those of `@graph` and of lists too."""
    if isinstance(found, list) and depth:
        for each in found:
            yield from _things(each, depth - 1)
    elif isinstance(found, dict):
        yield found
        if depth:
            yield from _things(found.get("@graph"), depth - 1)
            yield from _things(found.get("mainEntity"), depth - 1)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and (name.lower().endswith("newsarticle") or name.lower() in _ARTICLES.split()) for name in names
    )


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value

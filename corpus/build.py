"""From what a reader gives to an article: what each place says of it, weighed in the order of trust.

Order of trust of a field: see `corpus.provenance.TRUST`; what a user or sidecar gives wins over what the file says.
"""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.article import Article, BlockKind
from corpus.blocks import find_blocks
from corpus.bylines import Byline
from corpus.dates import proven_not_before
from corpus.language import guess_language
from corpus.metadata import FIELDS, NOTHING, Metadata
from corpus.provenance import Conflict, Provenance, Sourced, most_trusted
from corpus.readers.base import Claim, ReadArticle


def build_article(path: Path, read: ReadArticle, beside: Metadata = NOTHING, given: Metadata = NOTHING) -> Article:
    """The article that `read` is, with all that is known of it. Raises ReadError."""
    blocks, bylines = find_blocks(read.text)
    headline = next((read.text[b.start : b.end] for b in blocks if b.kind is BlockKind.TITLE), None)
    claims: list[Claim] = [(given, Provenance.USER), (beside, Provenance.SIDECAR), *read.claims]
    claims += [(_from_byline(byline), Provenance.BYLINE) for byline in bylines]
    claims += [(Metadata(title=headline), Provenance.TEXT)]
    chosen, conflicts = weigh(claims)
    published = chosen.pop("date", None)
    language = chosen.pop("language", None)
    bound = None if published else proven_not_before(read.text)
    name = f"{path}#{read.part}" if read.part else str(path)
    article = Article(
        id=article_id(name),
        path=name,
        text=read.text,
        language="de",
        published=published,
        not_before=bound.interval.earliest if bound else None,
        blocks=blocks,
        notes=read.notes,
        part=read.part,
        pages=read.pages,
        conflicts=conflicts,
        **chosen,
    )
    code = language.value if language else guess_language(read.text)
    return replace(article, language="en" if code == "en" else "de")


def weigh(claims: list[Claim]) -> tuple[dict[str, Sourced[Any]], tuple[Conflict, ...]]:
    """Each field's most trusted value, and what other places say otherwise."""
    chosen: dict[str, Sourced[Any]] = {}
    conflicts: list[Conflict] = []
    for name in FIELDS:
        said = [Sourced(value, place) for said, place in claims if (value := getattr(said, name)) is not None]
        kept = most_trusted(said)
        if kept is not None:
            chosen[name] = kept
            if name != "language":
                conflicts += [Conflict(name, kept, other) for other in said if other.value != kept.value]
    return chosen, tuple(conflicts)


def article_id(path: str) -> str:
    """Sixteen hexadecimal digits that stay with a path; any unique beginning of them names the article too."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _from_byline(byline: Byline) -> Metadata:
    return Metadata(authors=byline.authors or None, source=byline.source, origin=byline.origin)

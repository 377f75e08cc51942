"""From what a reader gives to an article: what each place says of it, weighed in the order of trust.

Order of trust of a field: see `corpus.provenance.TRUST`; what a user or sidecar gives wins over what the file says.
docs/provenance.md tells what each place can say.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.addresses import Said, said_by_file_name, said_by_url
from corpus.article import Article, BlockKind
from corpus.blocks import find_blocks
from corpus.bounds import proven_not_before
from corpus.bylines import Byline
from corpus.clock import latest_day
from corpus.datelines import Dateline, dated, find_dateline
from corpus.dates import DateInterval
from corpus.language import guess_language
from corpus.metadata import NOTHING, Metadata
from corpus.patterns import regex
from corpus.provenance import Conflict, Provenance, Sourced
from corpus.readers.base import Claim, ReadArticle
from corpus.weighing import weigh

_HEADING = regex(r"^#{1,6}\s+")
"""How Markdown marks a heading: it stays in the text and is no part of the title."""


def build_article(
    path: Path,
    read: ReadArticle,
    beside: Metadata = NOTHING,
    given: Metadata = NOTHING,
    today: Callable[[], date] = latest_day,
) -> Article:
    """The article that `read` is, with all that is known of it. Raises ReadError.

    `today` only tells which dates lie in the future and cannot be: those are noted and kept as conflicts, never taken.
    """
    blocks, bylines = find_blocks(read.text)
    prose = [(b.start, b.end) for b in blocks if b.kind in (BlockKind.PROSE, BlockKind.DATELINE)]
    headlines = (read.text[b.start : b.end] for b in blocks if b.kind is BlockKind.TITLE)
    headline = next((_HEADING.sub("", line, count=1) for line in headlines), None)
    dateline = find_dateline(read.text[prose[0][0] : prose[0][1]]) if prose else None
    day = today()
    claims: list[Claim] = [(given, Provenance.USER), (beside, Provenance.SIDECAR), *read.claims]
    claims += [(_from_byline(byline), Provenance.BYLINE) for byline in bylines]
    claims += [(Metadata(title=headline), Provenance.TEXT)]
    unreadable = [Sourced(byline.unreadable, Provenance.BYLINE) for byline in bylines if byline.unreadable]
    for said, place in _addresses(path, read, claims):
        claims.append((said.metadata, place))
        unreadable += [Sourced(said.unreadable, place)] if said.unreadable else []
    if dateline is not None:
        claims.append((_from_dateline(dateline, weigh(claims, day)[0].get("date")), Provenance.DATELINE))
        unreadable += [Sourced(dateline.unreadable, Provenance.DATELINE)] if dateline.unreadable else []
    chosen, conflicts = weigh(claims, day)
    published = chosen.pop("date", None)
    language = chosen.pop("language", None)
    proof = proven_not_before(read.text, prose, day)
    if published and proof and proof.interval.earliest > published.value.latest:
        conflicts += (Conflict("date", published, Sourced(proof.interval, Provenance.TEXT)),)
    conflicts += tuple(Conflict("date", published, other) for other in unreadable)
    name = f"{path}#{read.part}" if read.part else str(path)
    article = Article(
        id=article_id(name),
        path=name,
        text=read.text,
        language="de",
        published=published,
        not_before=proof.interval.earliest if proof and not published else None,
        blocks=blocks,
        notes=read.notes + _notes(conflicts, day),
        part=read.part,
        pages=read.pages,
        conflicts=conflicts,
        **chosen,
    )
    code = language.value if language else guess_language(read.text)
    return replace(article, language="en" if code == "en" else "de")


def article_id(path: str) -> str:
    """Sixteen hexadecimal digits that stay with a path; a unique beginning of eight names the article too."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _addresses(path: Path, read: ReadArticle, claims: list[Claim]) -> list[tuple[Said, Provenance]]:
    """What the article's web address says, and the name of a file that holds this one article."""
    url = weigh(claims)[0].get("url")
    said = [(said_by_url(url.value), Provenance.URL)] if url else []
    return said if read.part else [*said, (said_by_file_name(path.name), Provenance.FILENAME)]


def _from_byline(byline: Byline) -> Metadata:
    return Metadata(authors=byline.authors or None, source=byline.source, origin=byline.origin, date=byline.date)


def _from_dateline(dateline: Dateline, published: Sourced[DateInterval] | None) -> Metadata:
    """What a dateline says where the year is known from elsewhere."""
    return Metadata(origin=dateline.origin, date=dated(dateline, published.value if published else None))


def _notes(conflicts: tuple[Conflict, ...], today: date) -> tuple[str, ...]:
    """A note for each date that cannot be: one in the future, and one that no calendar has."""
    notes = []
    for conflict in conflicts:
        value = conflict.other.value
        if isinstance(value, str) and conflict.field == "date":
            notes.append(f"impossible:{value}")
        elif conflict.field == "date" and value.earliest > today:
            notes.append(f"future:{value.iso()}")
    return tuple(dict.fromkeys(notes))

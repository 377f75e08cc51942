"""Where the text of several outlets comes from: an agency that one of them names, or else who printed it first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.article import Article
from corpus.bylines import parse_byline
from corpus.provenance import TRUST, Provenance, Sourced


@dataclass(frozen=True)
class Origin:
    """The likely origin of a text: an agency as an article names it, or the outlet whose article is dated first.

    `provenance` is the place in the article `article_id` where the agency is named, or where that article's date stands.
    """

    name: str
    agency: bool
    provenance: Provenance
    article_id: str

    def as_json(self) -> dict[str, object]:
        """The origin as it stands in `--json`."""
        known = "agency" if self.agency else "earliest"
        return {"name": self.name, "known_by": known, "provenance": self.provenance, "article_id": self.article_id}


@dataclass(frozen=True)
class Cluster:
    """Articles that are one text (`corpus.duplicates`), by id in ascending order; `id` is the first of them."""

    id: str
    articles: tuple[str, ...]
    origin: Origin | None

    def as_json(self) -> dict[str, object]:
        """The cluster as it stands in `--json`."""
        return {"id": self.id, "articles": list(self.articles), "origin": self.origin and self.origin.as_json()}


def agency_of(article: Article) -> Sourced[str] | None:
    """The agency that an article names as its origin, or that is its source."""
    if article.origin or not article.source:
        return article.origin
    byline = parse_byline(f"Von {article.source.value}")
    return Sourced(byline.origin, article.source.provenance) if byline and byline.origin else None


def likely_origin(articles: Iterable[Article]) -> Origin | None:
    """The origin of one text that several articles print, or None where nothing tells.

    Of several agencies that most articles name, the one whose article is dated first. Without an agency it is the source of the
    article that is certainly dated before every other dated one: a month is not before a day within it.
    """
    ordered = sorted(articles, key=_by_date)
    named = [(article.id, agency) for article in ordered if (agency := agency_of(article))]
    if not named:
        return _first_printed(ordered)
    names = [agency.value.casefold() for _, agency in named]
    chosen = max(names, key=names.count)  # the first of the most frequent
    candidates = [(article_id, agency) for article_id, agency in named if agency.value.casefold() == chosen]
    article_id, agency = min(candidates, key=lambda found: (TRUST.index(found[1].provenance), found[0]))
    return Origin(agency.value, True, agency.provenance, article_id)


def _first_printed(ordered: Sequence[Article]) -> Origin | None:
    dated = [(article, article.published) for article in ordered if article.published]
    if len(dated) < 2:
        return None
    article, published = dated[0]
    if article.source is None or any(published.value.latest >= other.value.earliest for _, other in dated[1:]):
        return None
    return Origin(article.source.value, False, published.provenance, article.id)


def _by_date(article: Article) -> tuple[bool, str, str]:
    """Dated before undated; a month counts as its last day."""
    published = article.published
    return published is None, published.value.latest.isoformat() if published else "", article.id

"""How many sources an answer has, and how many of them speak for themselves."""

from collections.abc import Hashable, Mapping, Sequence

from corpus.article import Article
from corpus.origins import Cluster, agency_of
from retrieval.answer import Origins
from retrieval.quote import Quote


def count_origins(quotes: Sequence[Quote], clusters: Mapping[str, Cluster]) -> Origins:
    """Count outlets and independent origins over the quotes and their copies.

    Articles are of one origin when they are one text (`clusters`, by article id), when they print the same sentence and name
    the same agency, or when one known outlet wrote both by itself.
    """
    articles: dict[str, Article] = {}
    agencies: dict[str, str] = {}
    joined = _Groups()
    named: dict[str, str] = {}
    presumed: dict[str, str] = {}
    for number, quote in enumerate(quotes):
        for article in (quote.article, *(copy.article for copy in quote.also_in)):
            key, cluster = article.id, clusters.get(article.id)
            if key not in articles:
                articles[key] = article
                origin = cluster.origin if cluster else None
                agency = agency_of(article)
                name = origin.name if origin and origin.agency else agency.value if agency else None
                if name:
                    agencies[key] = named.setdefault(name.casefold(), name)
                elif origin:
                    presumed.setdefault(origin.name.casefold(), origin.name)
            if cluster:
                joined.join(key, ("text", cluster.id))
            elif key not in agencies:
                joined.join(key, ("outlet", _outlet(article)))
            if key in agencies:
                joined.join(key, ("sentence", number, agencies[key]))
    unknown = {key for key, article in articles.items() if not article.source and key not in clusters and key not in agencies}
    return Origins(
        len(articles),
        len({_outlet(article) for article in articles.values() if article.source}),
        len({joined.root(key) for key in articles.keys() - unknown}),
        tuple(named.values()),
        tuple(presumed.values()),
        len(unknown),
    )


class _Groups:
    """Which things hang together."""

    def __init__(self) -> None:
        self._up: dict[Hashable, Hashable] = {}

    def root(self, thing: Hashable) -> Hashable:
        while thing in self._up:
            thing = self._up[thing]
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._up[one] = other


def _outlet(article: Article) -> tuple[str, str]:
    return ("outlet", article.source.value.casefold()) if article.source else ("article", article.id)

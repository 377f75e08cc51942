"""How many independent origins say what a quote says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts import Texts

if TYPE_CHECKING:
    from corpus.article import Article
    from retrieval import Quote


@dataclass(frozen=True)
class Origins:
    """The articles that print the answering sentence: how many outlets they are, and how many independent origins."""

    sources: int
    origins: int

    def label(self, texts: Texts) -> str:
        """„Eine Quelle“, „3 Quellen, 2 unabhängige Ursprünge“."""
        if self.sources == 1:
            return texts("tg_origin_one")
        key = "tg_origins_one" if self.origins == 1 else "tg_origins"
        return texts(key, sources=self.sources, origins=self.origins)


def origins_of(quote: "Quote") -> Origins:
    """Outlets and origins of the quote and its copies; an article's origin is its agency, else its outlet, else itself."""
    articles = [quote.article, *(copy.article for copy in quote.also_in)]
    outlets = {_outlet(article) for article in articles}
    return Origins(len(outlets), len({_origin(article) for article in articles}))


def _outlet(article: "Article") -> str:
    return article.source.value if article.source else f"\0{article.id}"


def _origin(article: "Article") -> str:
    return article.origin.value if article.origin else _outlet(article)

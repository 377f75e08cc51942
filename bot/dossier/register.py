"""What the page cites: each span once under a number, with what proves it; each article once."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.texts import Texts
from corpus.article import Article, Span
from retrieval import Quote
from retrieval.text_fragment import fragment_link


@dataclass(frozen=True)
class Proof:
    """That the characters of `span` stood in the article's text at that moment."""

    number: int
    article: Article
    span: Span
    at: datetime

    @property
    def quote(self) -> Quote:
        """The same as what receipts are made of."""
        return Quote(self.article, *self.span, (), 0.0)


@dataclass
class Register:
    """Filled while the page is built, in the order in which it cites."""

    texts: Texts
    at: datetime
    """The moment at which what is cited next was found."""
    proofs: dict[tuple[str, Span], Proof] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    tables: int = 0

    def cite(self, article: Article, start: int, end: int) -> Proof:
        """The proof of these characters, the same one wherever they are cited."""
        self.articles.setdefault(article.id, article)
        key = article.id, (start, end)
        return self.proofs.setdefault(key, Proof(len(self.proofs) + 1, article, (start, end), self.at))

    def table_name(self) -> str:
        """A name that no other table of the page has."""
        self.tables += 1
        return f"tabelle-{self.tables}"


def address_of(article: Article, start: int, end: int) -> str | None:
    """Where these characters stand on the web, if the article has an address."""
    return fragment_link(article, start, end)

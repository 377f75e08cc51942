"""What is kept of an answer for its buttons: which spans of which articles it showed, and no word of theirs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.formatting.plain import undated_apart
from bot.telegram.differing import Differing
from bot.telegram.people import stored_filter
from corpus.article import Article, Span
from corpus.filters import Filter, Fit
from retrieval import Answer, Quote, Understood
from retrieval.answer import Origins
from retrieval.quote import Copy
from retrieval.turn import Turn

NO_ORIGINS = Origins()


@dataclass(frozen=True)
class Place:
    """A quote as a place: a span of an article with a certain digest. `copies` are (article, start, end, digest)."""

    article_id: str
    digest: str
    start: int
    end: int
    highlights: tuple[Span, ...]
    copies: tuple[tuple[str, int, int, str], ...]
    fit: Fit | None = None

    @classmethod
    def of(cls, quote: Quote) -> "Place":
        """Where the quote stands."""
        copies = tuple((copy.article.id, copy.start, copy.end, copy.article.digest) for copy in quote.also_in)
        return cls(quote.article.id, quote.article.digest, quote.start, quote.end, quote.highlights, copies, quote.fit)

    def article_ids(self) -> set[str]:
        """The articles that it takes to show the quote."""
        return {self.article_id, *(copy[0] for copy in self.copies)}

    def quote(self, articles: Mapping[str, Article]) -> Quote | None:
        """The quote, read from the articles as they are now; None when its article is gone or has changed."""
        article = articles.get(self.article_id)
        if article is None or article.digest != self.digest:
            return None
        same = [c for c in self.copies if c[0] in articles and articles[c[0]].digest == c[3]]
        copies = tuple(Copy(articles[name], start, end) for name, start, end, _ in same)
        return Quote(article, self.start, self.end, self.highlights, 0.0, copies, self.fit)


@dataclass(frozen=True)
class Kept:
    """An answer: who asked what where, how it was understood, and the places of its quotes, or of its nearest miss.

    `origins` is what stands behind all its quotes, `apart` how many undated articles its filter left apart, `differing` what
    its sources say differently. `before` is the turn that the question came after, `turn` what a question after this one may
    lean on.
    """

    chat_id: int
    user_id: int
    question: str
    filters: Filter
    understood: Understood
    answered: bool
    places: tuple[Place, ...]
    unknown: tuple[str, ...] = ()
    origins: Origins = NO_ORIGINS
    apart: int = 0
    before: Turn | None = None
    turn: Turn | None = None
    differing: tuple[Differing, ...] = ()

    @classmethod
    def of(cls, answer: Answer, chat_id: int, user_id: int, filters: Filter, before: Turn | None = None) -> "Kept":
        """What to keep of `answer` to a question after the turn `before`."""
        shown = answer.quotes or ((answer.nearest,) if answer.nearest else ())
        places = tuple(Place.of(quote) for quote in shown)
        return cls(
            chat_id,
            user_id,
            answer.question,
            filters,
            answer.understood,
            bool(answer.quotes),
            places,
            answer.unknown,
            answer.origins,
            undated_apart(answer),
            before,
            Turn.of(answer),
            tuple(map(Differing.of, answer.disagreements)),
        )

    @property
    def narrowed(self) -> bool:
        """Whether a period or source narrowed the search."""
        read = self.understood
        return bool(self.filters or (read.narrow and (read.period or read.source)))

    def as_json(self) -> str:
        """The answer for the database."""
        filters = self.filters
        return json.dumps(
            {
                "question": self.question,
                "filters": [
                    filters.since and filters.since.isoformat(),
                    filters.until and filters.until.isoformat(),
                    filters.source,
                ],
                "understood": self.understood.as_json(),
                "answered": self.answered,
                "unknown": self.unknown,
                "origins": self.origins.as_json(),
                "apart": self.apart,
                "before": self.before and self.before.as_json(),
                "turn": self.turn and self.turn.as_json(),
                "differing": [each.as_row() for each in self.differing],
                "places": [[p.article_id, p.digest, p.start, p.end, p.highlights, p.copies, p.fit] for p in self.places],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, chat_id: int, user_id: int, body: str) -> "Kept":
        """The answer from the database; one of before lacks fits, origins, turns, period and source."""
        row: dict[str, Any] = json.loads(body)
        filters = stored_filter(*row["filters"])
        places = tuple(
            Place(
                name,
                digest,
                start,
                end,
                tuple((low, high) for low, high in spans),
                tuple((a, b, c, d) for a, b, c, d in copies),
                *fit,
            )
            for name, digest, start, end, spans, copies, *fit in row["places"]
        )
        stored = row.get("understood")
        understood = Understood.from_json(stored) if stored else Understood(row["language"])
        context = (stored or row).get("context")  # the question before, as versions of before kept it
        before, turn = (row.get(name) and Turn.from_json(row[name]) for name in ("before", "turn"))
        counted = row.get("origins")
        origins = Origins(**counted | {name: tuple(counted[name]) for name in ("named", "presumed")}) if counted else NO_ORIGINS
        return cls(
            chat_id,
            user_id,
            row["question"],
            filters,
            understood,
            row["answered"],
            places,
            tuple(row["unknown"]),
            origins,
            row.get("apart", 0),
            before or (Turn.plain(context) if context else None),
            turn or Turn.plain(row["question"]),
            tuple(map(Differing.from_row, row.get("differing", ()))),
        )

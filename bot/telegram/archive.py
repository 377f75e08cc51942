"""The archive as the Telegram front asks it. Everything here takes its time and runs in the desk's threads."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.formatting.plain import undated_apart
from bot.receipt_book import CodeOf, ReceiptBook, no_code
from bot.receipts import CodeUnknown, receipt_by_code
from bot.telegram.differing import article_ids, read_all
from bot.telegram.kept import Kept, Place
from bot.texts import Texts
from corpus.filters import NO_FILTER, Filter
from corpus.store import Coverage, Store
from retrieval import Answer, Quote, Retriever, Timeline
from retrieval.answer import Origins
from retrieval.disagreement import Disagreement
from retrieval.independence import count_origins
from retrieval.receipts import Receipt
from retrieval.turn import Turn

if TYPE_CHECKING:
    from retrieval import Check

MOST_QUOTES = 50


class Archive:
    """Questions, further quotes and articles of one archive."""

    def __init__(
        self,
        retriever: Retriever,
        store: Store,
        top_k: int,
        picture: Callable[[Texts], bytes | None],
        book: ReceiptBook | None = None,
    ) -> None:
        self._retriever = retriever
        self._store = store
        self._top_k = top_k
        self.picture = picture
        self._book = book

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._retriever.answer("Wer war das?", top_k=1)

    def ask(self, question: str, before: Turn | None, filters: Filter) -> Answer:
        """The answer to a question after the turn `before`. Raises QuestionError, IndexDamaged, ArchiveError."""
        return self._retriever.answer(question, top_k=self._top_k, before=before, only=filters)

    def timeline(self, topic: str, filters: Filter) -> Timeline:
        """The time line of a topic. Raises QuestionError, IndexDamaged, ArchiveError."""
        return self._retriever.timeline(topic, only=filters)

    def check(self, text: str) -> "Check":
        """Whether the archive printed the quotations in `text`. Raises IndexDamaged, ArchiveError."""
        return self._retriever.check(text)

    def ask_freed(self, kept: Kept) -> Answer:
        """`ask` for the kept answer's question after the turn that it followed, whatever period and source they name."""
        return self._retriever.answer(kept.question, top_k=self._top_k, before=kept.before, narrow=False)

    def more(self, kept: Kept) -> Kept:
        """The answer with further quotes behind those it has; as it was when there are no more."""
        wanted = min(len(kept.places) + self._top_k, MOST_QUOTES)
        answer = self._retriever.answer(
            kept.question, top_k=wanted, before=kept.before, only=kept.filters, narrow=kept.understood.narrow
        )
        known = {(place.article_id, place.start, place.end) for place in kept.places}
        new = [quote for quote in answer.quotes if (quote.article.id, quote.start, quote.end) not in known]
        if not kept.answered:
            return kept
        places = (*kept.places, *map(Place.of, new))
        return replace(kept, places=places, origins=answer.origins, apart=undated_apart(answer))

    def quote(self, kept: Kept, number: int) -> Quote | None:
        """The quote under `number`, from 1; None when its article is gone or has changed."""
        place = kept.places[number - 1]
        with self._store.read() as snapshot:
            return place.quote(snapshot.articles(place.article_ids()))

    def codes(self, quotes: Iterable[Quote]) -> CodeOf:
        """The codes of these quotes' receipts."""
        return self._book.codes(quotes) if self._book else no_code

    def receipt(self, typed: str) -> tuple[str, Receipt]:
        """The code and receipt that a person asks for. Raises CodeUnknown, SourceChanged, ArchiveError."""
        if self._book is None:
            raise CodeUnknown(code=typed[:40])
        return receipt_by_code(typed, self._book, self._store)

    def differing(self, kept: Kept) -> tuple[Disagreement, ...]:
        """What the answer's sources say differently, as far as it still stands in the archive."""
        if not kept.differing:
            return ()
        with self._store.read() as snapshot:
            return read_all(kept.differing, snapshot.articles(article_ids(kept.differing)))

    def origins(self, quote: Quote) -> Origins:
        """The outlets and origins of a quote and the copies of its sentence."""
        ids = {quote.article.id, *(copy.article.id for copy in quote.also_in)}
        with self._store.read() as snapshot:
            return count_origins((quote,), snapshot.clusters(ids))

    def holds(self, only: Filter) -> bool:
        """Whether any article fits."""
        with self._store.read() as snapshot:
            return bool(snapshot.fits(only))

    def coverage(self, only: Filter = NO_FILTER) -> Coverage:
        """What the archive holds now, of what a filter leaves."""
        with self._store.read() as snapshot:
            return snapshot.coverage_of(only) if only else snapshot.coverage()

    def close(self) -> None:
        """Give the archive's files back."""
        self._retriever.close()
        self._store.close()
        if self._book:
            self._book.close()

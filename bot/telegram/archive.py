"""The archive as the Telegram front asks it. Everything here takes its time and runs in the desk's threads."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.formatting.plain import undated_apart
from bot.telegram.differing import article_ids, read_all
from bot.telegram.kept import Kept, Place
from bot.texts import Texts
from corpus.dates import find_dates
from corpus.filters import NO_FILTER, Filter
from corpus.store import Coverage, Store
from retrieval import Answer, Quote, Retriever, Timeline
from retrieval.answer import Origins
from retrieval.disagreement import Disagreement
from retrieval.independence import count_origins
from retrieval.question import source_names
from retrieval.turn import Turn

MOST_QUOTES = 50
_BEFORE = re.compile(
    r"(?:\b(?:im|in|am|vom|von|seit|ab|bis|zum|zu|aus|laut|bei|on|since|until|from|of|by|during)\s+)?"
    r"(?:\b(?:jahr|jahre|der|dem|den|the|year)\s+)?\Z",
    re.IGNORECASE,
)


class Archive:
    """Questions, further quotes and articles of one archive."""

    def __init__(self, retriever: Retriever, store: Store, top_k: int, picture: Callable[[Texts], bytes | None]) -> None:
        self._retriever = retriever
        self._store = store
        self._top_k = top_k
        self.picture = picture

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._retriever.answer("Wer war das?", top_k=1)

    def ask(self, question: str, before: Turn | None, filters: Filter) -> Answer:
        """The answer to a question after the turn `before`. Raises QuestionError, IndexDamaged, ArchiveError."""
        return self._retriever.answer(question, top_k=self._top_k, before=before, only=filters)

    def timeline(self, topic: str, filters: Filter) -> Timeline:
        """The time line of a topic. Raises QuestionError, IndexDamaged, ArchiveError."""
        return self._retriever.timeline(topic, only=filters)

    def ask_freed(self, kept: Kept) -> Answer:
        """`ask` for the kept answer's question after the turn that it followed, both freed of period and source."""
        named, before = kept.understood.source, kept.before
        question = freed(kept.question, named.name if named else None)
        return self._retriever.answer(question, top_k=self._top_k, before=before and _freed_turn(before))

    def more(self, kept: Kept) -> Kept:
        """The answer with further quotes behind those it has; as it was when there are no more."""
        wanted = min(len(kept.places) + self._top_k, MOST_QUOTES)
        answer = self._retriever.answer(kept.question, top_k=wanted, before=kept.before, only=kept.filters)
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
            return bool(snapshot.partition(only).fits)

    def coverage(self, only: Filter = NO_FILTER) -> Coverage:
        """What the archive holds now, of what a filter leaves."""
        with self._store.read() as snapshot:
            return snapshot.coverage_of(snapshot.partition(only).fits) if only else snapshot.coverage()

    def close(self) -> None:
        """Give the archive's files back."""
        self._retriever.close()
        self._store.close()


def freed(question: str, source: str | None) -> str:
    """The question without the dates and the source that it names, and without the preposition before each."""
    return _freed(question, source) or question


def _freed_turn(before: Turn) -> Turn | None:
    """The turn without its period and outlet, and without their names in its question; None where it has no other word."""
    question = _freed(before.question, before.source.name if before.source else None)
    return replace(before, question=question, period=None, source=None) if question else None


def _freed(text: str, source: str | None) -> str | None:
    """`freed`, or None where no word is left."""
    spans = [(mention.start, mention.end) for mention in find_dates(text)]
    for name in source_names(source) if source else []:
        spans += [match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    kept, at = [], 0
    for start, end in sorted((_with_preposition(text, start), end) for start, end in spans):
        kept.append(text[at : max(at, start)])  # „dpa“ lies within „dpa/RND“: what is cut already is not cut again
        at = max(at, end)
    made = "".join([*kept, text[at:]])
    made = re.sub(r"\s+([?.!,])", r"\1", re.sub(r"\s{2,}", " ", made)).strip()
    return made if any(character.isalnum() for character in made) else None


def _with_preposition(text: str, start: int) -> int:
    before = _BEFORE.search(text, 0, start)
    return before.start() if before else start

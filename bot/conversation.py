"""A conversation with the archive: one question leans on the one before, and a person can ask for more of an answer."""

from typing import TYPE_CHECKING

from corpus.article import BlockKind, Span
from corpus.filters import NO_FILTER, Filter
from retrieval import Answer, Quote, Retriever, Timeline
from retrieval.turn import Turn

if TYPE_CHECKING:
    from retrieval import Check


class Conversation:
    """Questions and answers in turn, for one person. Not shared between threads.

    `turn` takes up a conversation of before. `only` holds for the questions to come.
    """

    def __init__(self, retriever: Retriever, top_k: int, turn: Turn | None = None, only: Filter = NO_FILTER) -> None:
        self._retriever = retriever
        self._top_k = top_k
        self._before: Turn | None = None
        self.turn = turn
        self.only = only
        self.last: Answer | None = None

    def ask(self, question: str) -> Answer:
        """Answer `question`; one that leans on the question before („Und wie viele davon …?“) has from there what it lacks."""
        answer = self._retriever.answer(question, top_k=self._top_k, before=self.turn, only=self.only)
        self._before, self.turn = self.turn, Turn.of(answer)
        self.last = answer
        return answer

    def timeline(self, topic: str = "") -> Timeline | None:
        """The time line of `topic`, without one of the last question; None when nothing was asked."""
        if topic:
            return self._retriever.timeline(topic, only=self.only)
        last = self.last
        if last is None:
            return None
        return self._retriever.timeline(last.question, before=self._before, only=self.only, narrow=last.understood.narrow)

    def check(self, text: str) -> "Check":
        """Whether the archive printed the quotations in `text`. No question and no filter counts for it."""
        return self._retriever.check(text)

    def holds(self, only: Filter) -> bool:
        """Whether the archive has any article that fits."""
        return self._retriever.holds(only)

    def forget(self) -> None:
        """Begin afresh: the next question leans on nothing."""
        self.turn = self._before = None
        self.last = None

    def freed(self) -> Answer | None:
        """The last question asked again, whatever period and outlet it names; None when nothing was asked."""
        if self.last is None:
            return None
        question = self.last.question
        self.last = self._retriever.answer(question, top_k=self._top_k, before=self._before, only=self.only, narrow=False)
        return self.last

    def more(self) -> tuple[Quote, ...]:
        """The next quotes for the last question; empty when there are none or nothing was asked. They join `last`."""
        if self.last is None or not self.last.quotes:
            return ()
        shown = len(self.last.quotes)
        last, wanted = self.last, shown + self._top_k
        self.last = self._retriever.answer(
            last.question, top_k=wanted, before=self._before, only=last.only, narrow=last.understood.narrow
        )
        return self.last.quotes[shown:]

    def quote(self, number: int) -> Quote | None:
        """The quote shown under `number`, counted from 1."""
        if self.last is None or not 1 <= number <= len(self.last.quotes):
            return None
        return self.last.quotes[number - 1]


def surroundings(quote: Quote) -> Span:
    """The span of the whole paragraphs around a quote, with one more before and after where they are prose."""
    blocks = quote.article.blocks
    inside = [n for n, block in enumerate(blocks) if block.start < quote.end and quote.start < block.end]
    first, last = inside[0], inside[-1]
    if first > 0 and blocks[first - 1].kind is BlockKind.PROSE:
        first -= 1
    if last + 1 < len(blocks) and blocks[last + 1].kind is BlockKind.PROSE:
        last += 1
    return blocks[first].start, blocks[last].end

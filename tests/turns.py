"""Questions resolved by the rules alone, and the turns they leave."""

from corpus.store import Coverage
from retrieval import Answer, Quote
from retrieval.follow_up import Resolved, resolve
from retrieval.question import understand
from retrieval.turn import Turn

SOURCES = ["Morgenblatt (Beispiel)", "dpa/RND", "ARD"]
COVERAGE = Coverage(0, 0, 0, None, None, {}, {})


def apart(one: str, two: str) -> float:
    """Two questions of which the vectors say that they have nothing to do with one another."""
    return 0.7


def asked(question: str, before: Turn | None = None) -> Resolved:
    """What the question has from the turn before, where no vector says more."""
    return resolve(question, understand(question, SOURCES), before, apart)


def turn(*questions: str, quote: Quote | None = None) -> Turn:
    """The turn after these questions, of which the last was answered with `quote`."""
    made: Turn | None = None
    for question in questions:
        quotes = (quote,) if quote and question == questions[-1] else ()
        made = Turn.of(Answer(question, asked(question, made).understood, quotes, 0.9, None, COVERAGE))
    assert made
    return made

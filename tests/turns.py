"""Questions resolved by the rules alone, and the turns they leave."""

from datetime import date

from corpus.holdings import Extent
from corpus.store import Coverage
from retrieval import Answer, Quote
from retrieval.follow_up import Resolved, resolve
from retrieval.held import Held
from retrieval.question import understand
from retrieval.turn import Turn

HELD = Held(Extent(("Morgenblatt (Beispiel)", "dpa/RND", "ARD")))
TODAY = date(2026, 11, 22)
COVERAGE = Coverage(0, 0, 0, None, None, {}, {})


def apart(one: str, two: str) -> float:
    """Two questions of which the vectors say that they have nothing to do with one another."""
    return 0.7


def asked(question: str, before: Turn | None = None) -> Resolved:
    """What the question has from the turn before, where no vector says more."""
    return resolve(question, understand(question, HELD, TODAY), before, apart)


def turn(*questions: str, quote: Quote | None = None) -> Turn:
    """The turn after these questions, of which the last was answered with `quote`."""
    made: Turn | None = None
    for question in questions:
        quotes = (quote,) if quote and question == questions[-1] else ()
        made = Turn.of(Answer(question, asked(question, made).understood, quotes, 0.9, None, COVERAGE))
    assert made
    return made

"""The sentences that may answer a question, as statements that can be held against each other: who says it, of what time."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Passage, Span
from corpus.dates import DateInterval, find_dates
from corpus.intervals import MONTH_NAMES, month_number
from corpus.origins import Cluster
from corpus.patterns import regex
from retrieval.copies import Form, form_of
from retrieval.evidence import Evidence, Relation
from retrieval.prepared import prepared
from retrieval.question import AnswerKind

MOST = 60
"""How many of the best sentences are compared; a rival may stand behind the quotes that are shown."""
_GAP = 7.0
"""A sentence that is judged so much worse than the best answers nothing."""
_YEARLESS = regex(
    rf"(?<![\d.])(?:(?P<day>\d{{1,2}})\.\s*)?\b(?P<month>{MONTH_NAMES})\b\.?(?:\s+(?P<after>\d{{1,2}})\b(?!\d))?(?!,?\s+(?:19|20)\d\d)",
    re.IGNORECASE,
)
_MAY = regex(r"\bmay\b")
_SAME_TIME = timedelta(days=14)
"""What two articles say within so many days is said of the same time: no strength or ceiling changes as fast."""
_VAGUE = timedelta(days=45)


@dataclass(frozen=True)
class Statement:
    """A sentence `span` of an article that may answer; `before` are the sentences in front of it in its passage.

    `logit` is how well it answers, `relation` whether in the question's language.
    """

    article: Article
    passage: Passage
    sentence: int
    logit: float
    relation: Relation
    cluster: Cluster | None = None

    @property
    def span(self) -> Span:
        """The sentence's place in the article."""
        return self.passage.sentences[self.sentence]

    @cached_property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[slice(*self.span)]

    @cached_property
    def before(self) -> str:
        """The two sentences in front of it in its passage."""
        return " ".join(self.article.text[a:b] for a, b in self.passage.sentences[max(0, self.sentence - 2) : self.sentence])

    @cached_property
    def after(self) -> str:
        """The sentence behind it in its passage, empty at the passage's end."""
        following = self.passage.sentences[self.sentence + 1 : self.sentence + 2]
        return " ".join(self.article.text[a:b] for a, b in following)

    @property
    def title(self) -> str:
        """The article's title, empty where none is known."""
        return self.article.title.value if self.article.title else ""

    @cached_property
    def form(self) -> Form:
        """The form by which its copies are known."""
        return form_of(self.text)

    @cached_property
    def published(self) -> DateInterval | None:
        """The days on which its article may have appeared; None where nothing ends them."""
        known = self.article.published
        return known.value if known else None

    @cached_property
    def told(self) -> tuple[DateInterval, ...]:
        """The days that the sentence itself names, those without a year before its article's date."""
        return tuple(self._told())

    def _told(self) -> Iterator[DateInterval]:
        yield from (mention.interval for mention in find_dates(self.text))
        if self.published is None:
            return
        for match in _YEARLESS.finditer(self.text):
            if not _MAY.match(match["month"]):
                resolved = last_such(match["month"], match["day"] or match["after"], self.published)
                if resolved:
                    yield resolved

    def same_voice(self, other: "Statement") -> bool:
        """Whether both are one sentence, or copies of it; a copy of the text whose editor wrote another figure is none."""
        if self.article.id == other.article.id:
            return self.span == other.span
        return self.form.sure and self.form.copies(other.form)


def last_such(month: str, day: str | None, published: DateInterval) -> DateInterval | None:
    """The day or month of that name that is over, or running, when the article appears."""
    number = month_number(month)
    for year in (published.latest.year, published.latest.year - 1):
        try:
            made = DateInterval.of(year, number, int(day) if day else None)
        except ValueError:
            return None
        if made.earliest <= published.latest:
            return made
    return None


def statements(
    evidence: Evidence,
    logits: NDArray[np.float64],
    clusters: Mapping[str, Cluster],
    kind: AnswerKind,
    fits: Callable[[str], bool] | None = None,
) -> tuple[Statement, ...]:
    """The best sentences that hold what answers a question of this `kind`, and that fit, best first."""
    marks = [prepared(source.article, source.passage).has(kind) for source in evidence.pool]
    found: list[Statement] = []
    order = np.argsort(-logits, kind="stable")
    least = float(logits[order[0]]) - _GAP
    for number in map(int, order):
        if len(found) == MOST or logits[number] < least:
            break
        candidate = evidence.candidates[number]
        source, holds = evidence.pool[candidate.passage], marks[candidate.passage]
        if holds and not holds[candidate.sentence]:
            continue
        if fits and not fits(source.article.text[slice(*source.passage.sentences[candidate.sentence])]):
            continue
        cluster = clusters.get(source.article.id)
        relation = evidence.relations[candidate.passage]
        found.append(Statement(source.article, source.passage, candidate.sentence, float(logits[number]), relation, cluster))
    return tuple(found)


def same_time(one: Statement, other: Statement) -> bool | None:
    """Whether both articles speak of the same time: True, False where their dates prove that they do not, None untold."""
    first, second = one.published, other.published
    if first is not None and second is not None:
        gap = max(first.earliest, second.earliest) - min(first.latest, second.latest)
        if gap > _SAME_TIME:
            return False
        longest = max(first.latest - first.earliest, second.latest - second.earliest)
        return True if longest <= _VAGUE else None
    for dated, undated in ((first, other.article.not_before), (second, one.article.not_before)):
        if dated is not None and undated is not None and undated - dated.latest > _SAME_TIME:
            return False
    return None

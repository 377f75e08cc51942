"""From judged sentences to quotes: runs of whole sentences, none overlapping another, none said twice."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Span
from retrieval.copies import Form, form_of
from retrieval.evidence import PassageCandidate, SentenceCandidate
from retrieval.prepared import prepared
from retrieval.quotation_marks import lacks_speaker, open_quotation
from retrieval.quote import Copy, Quote
from retrieval.standalone import leans, names_speaker

_REACH = 5
"""So many sentences before two are compared at most: in a text that says one word again and again all of them are alike."""


@dataclass(frozen=True)
class Growth:
    """How far a quote grows around its sentence.

    A neighbour joins when its logit is at most `margin` lower and the quote stays within `characters`; one without which the
    quote is not understood alone, when the quote stays within `characters`.
    """

    margin: float
    characters: int


@dataclass(frozen=True)
class Rules:
    """How quotes are chosen; `benchmarks/quoting.py` measures other values.

    The best quote is short; those `later` bring more context along: they are looked at when the first did not do. Both take
    any neighbour that is not hopeless, the better one first. A further quote of an article already quoted comes before one of
    another article only when its logit is more than `repeat` higher. Of copies whose logits lie within `origin`, the one
    of known source and earliest date is shown. `standalone` is whether a quote brings along what it is not understood
    without.
    """

    first: Growth = Growth(margin=9.0, characters=300)
    later: Growth = Growth(margin=9.0, characters=415)
    repeat: float = 0.25
    origin: float = 1.0
    standalone: bool = True


RULES = Rules()


def select_quotes(
    pool: Sequence[PassageCandidate],
    candidates: Sequence[SentenceCandidate],
    logits: NDArray[np.float64],
    top_k: int,
    rules: Rules = RULES,
    answering: NDArray[np.float64] | None = None,
) -> list[Quote]:
    """The `top_k` best quotes, best first. Equal logits keep the order of the pool; more quotes begin with the same ones.

    `answering`, where given, ranks the sentences in place of the logits; one at −inf is no answer, but may stand in a quote.
    """
    selection = _Selection(pool, candidates, logits, rules)
    return list(islice(selection.quotes(logits if answering is None else answering), top_k))


class _Selection:
    """The quotes of one question, one after the other. Sentences go by their number among the candidates."""

    def __init__(
        self,
        pool: Sequence[PassageCandidate],
        candidates: Sequence[SentenceCandidate],
        logits: NDArray[np.float64],
        rules: Rules,
    ) -> None:
        self._pool = pool
        self._candidates = candidates
        self._logits = logits
        self._rules = rules
        self._prepared = [prepared(source.article, source.passage) for source in pool]
        self._articles = np.array([self._article(number).id for number in range(len(candidates))])
        self._position = {(c.passage, c.sentence): number for number, c in enumerate(candidates)}
        self._forms: dict[int, Form] = {}
        self._used: set[int] = set()
        """Sentences that stand in a quote or as its copy."""
        self._told: set[int] = set()
        """Sentences whose words stand in a quote: they may be context of another, but answer no more."""

    def quotes(self, answering: NDArray[np.float64]) -> Iterator[Quote]:
        """The quotes, best first; `answering` ranks the sentences, −inf where one may not answer."""
        quoted: dict[str, None] = {}
        left = answering.astype(np.float64)
        while len(left) and left.max() > -np.inf:
            best = int(left.argmax())
            copies = self._copies(best)
            shown = self._origin([best, *copies])
            article = self._article(shown)
            run = self._run(shown, self._rules.later if quoted else self._rules.first)
            self._used |= run
            also_in = self._also_in(shown, sorted({best, *copies} - run))
            self._told |= {copy for number in run for copy in self._copies(number)}
            spans = [self._span(number) for number in run]
            score = float(1 / (1 + np.exp(-self._logits[best])))
            yield Quote(article, min(spans)[0], max(spans)[1], (self._span(shown),), score, also_in)
            left[list(self._used | self._told)] = -np.inf
            if article.id not in quoted:
                quoted[article.id] = None
                left[self._articles == article.id] -= self._rules.repeat

    def _run(self, chosen: int, growth: Growth) -> set[int]:
        """The chosen sentence, what it needs to be understood, and neighbours nearly as good."""
        run = [chosen]
        floor = self._logits[chosen] - growth.margin
        while True:
            options = [
                (self._logits[number], grown)
                for number, grown in self._neighbours(run)
                if self._length(grown) <= growth.characters
            ]
            needed = [grown for _, grown in options if self._rules.standalone and self._needs(run, grown)]
            good = [(logit, grown) for logit, grown in options if logit >= floor and not self._told & ({*grown} - {*run})]
            if needed:
                run = needed[0]
            elif good:
                _, run = max(good)
            else:
                return set(run)

    def _neighbours(self, run: list[int]) -> Iterator[tuple[int, list[int]]]:
        """The sentences just before and after a run that may join it, each with the run it makes."""
        for edge, step in ((run[0], -1), (run[-1], 1)):
            candidate = self._candidates[edge]
            number = self._position.get((candidate.passage, candidate.sentence + step))
            if number is None or number in self._used:
                continue
            left, right = sorted((edge, number), key=self._span)
            between = self._article(edge).text[self._span(left)[1] : self._span(right)[0]]
            if self._paragraph(left) == self._paragraph(right) and not between.strip():
                yield number, [number, *run] if step < 0 else [*run, number]

    def _needs(self, run: list[int], grown: list[int]) -> bool:
        """Whether `run` is not understood without the sentence that makes it `grown`."""
        before = grown[0] != run[0]
        article, neighbour = self._article(run[0]), grown[0] if before else grown[-1]
        if before and leans(self._text(run[0]), article.language):
            return True
        start, end, paragraph = self._span(run[0])[0], self._span(run[-1])[1], self._paragraph(run[0])
        opened = open_quotation(article.text[paragraph:start])
        if opened if before else open_quotation(article.text[start:end], opened):
            return True
        return lacks_speaker(article.text[start:end], opened) and names_speaker(self._text(neighbour), article.language)

    def _origin(self, copies: list[int]) -> int:
        """Of copies judged about as good as the first, the one to show: dated and of a known source, then the earliest."""
        best, *others = copies
        near = [number for number in others if self._logits[number] >= self._logits[best] - self._rules.origin]
        return min([best, *near], key=lambda number: _age(self._article(number)))

    def _also_in(self, shown: int, copies: list[int]) -> tuple[Copy, ...]:
        """The copies of the sentence shown, earliest first; they are used with it."""
        self._used |= set(copies)
        copies.sort(key=lambda number: (_age(self._article(number)), self._article(number).id, self._span(number)))
        return tuple(Copy(self._article(number), *self._span(number)) for number in copies)

    def _copies(self, number: int) -> list[int]:
        """The other sentences, not used yet, that are copies of this one."""
        alike = self._by_ending[self._ending(self._candidates[number])]
        return [n for n in alike if n != number and n not in self._used and self._same(number, n)]

    def _same(self, one: int, other: int, reach: int = _REACH) -> bool:
        """Whether two sentences are copies. Few words are the same by chance unless the sentences before are copies, too."""
        form = self._form(one)
        if not reach or not form.copies(self._form(other)):
            return False
        if form.sure:
            return True
        before = [self._position.get((self._candidates[n].passage, self._candidates[n].sentence - 1)) for n in (one, other)]
        return before[0] is not None and before[1] is not None and self._same(before[0], before[1], reach - 1)

    @cached_property
    def _by_ending(self) -> dict[str, list[int]]:
        """A sentence is compared only with the few that end as it does: working out every form would take milliseconds."""
        found: dict[str, list[int]] = {}
        for number, candidate in enumerate(self._candidates):
            found.setdefault(self._ending(candidate), []).append(number)
        return found

    def _ending(self, candidate: SentenceCandidate) -> str:
        return self._prepared[candidate.passage].endings[candidate.sentence]

    def _form(self, number: int) -> Form:
        if number not in self._forms:
            self._forms[number] = form_of(self._text(number))
        return self._forms[number]

    def _article(self, number: int) -> Article:
        return self._pool[self._candidates[number].passage].article

    def _span(self, number: int) -> Span:
        candidate = self._candidates[number]
        return self._pool[candidate.passage].passage.sentences[candidate.sentence]

    def _text(self, number: int) -> str:
        start, end = self._span(number)
        return self._article(number).text[start:end]

    def _length(self, run: list[int]) -> int:
        return self._span(run[-1])[1] - self._span(run[0])[0]

    def _paragraph(self, number: int) -> int:
        """Where the paragraph of a sentence begins."""
        starts = [block.start for block in self._article(number).blocks]
        place = bisect_right(starts, self._span(number)[0])
        return starts[place - 1] if place else 0


def _age(article: Article) -> tuple[bool, bool, str]:
    """Sorts what a fact-checker wants to see first: a known source, a known date, the earliest by which it was surely out."""
    published = article.published
    return article.source is None, published is None, published.value.latest.isoformat() if published else ""

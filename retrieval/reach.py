"""How far a search looks: near for the best answer, far for what every date has to say."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from corpus.article import Article


@dataclass(frozen=True)
class Reach:
    """How many passages each leg finds, how many of these are looked at sentence by sentence, and how many are judged.

    Without `per_article` the best are judged. With it the best of each date come first, so that none is crowded out by a date
    on which much was printed, then the best of what is left; at most so many of one article.
    """

    leg: int
    shortlist: int
    pool: int
    per_article: int | None = None

    def chosen(self, ranked: Sequence[tuple[int, Article]]) -> list[int]:
        """The passages to be judged, best first, of `ranked`: all that were looked at, best first, with their articles."""
        if self.per_article is None:
            return [key for key, _ in ranked[: self.pool]]
        taken: Counter[str] = Counter()
        few: list[int] = []  # the numbers in the ranking that are left when no article has too many
        for number, (_, article) in enumerate(ranked):
            taken[article.id] += 1
            if taken[article.id] <= self.per_article:
                few.append(number)
        firsts = {date_of(ranked[number][1]): number for number in reversed(few)}
        first = set(sorted(firsts.values())[: self.pool])
        others = [number for number in few if number not in first]
        return [ranked[number][0] for number in sorted([*first, *others[: self.pool - len(first)]])]


def date_of(article: Article) -> Hashable:
    """What makes articles one date: the same days; an undated article is alone."""
    return article.published.value if article.published else article.id


ASKED = Reach(leg=100, shortlist=40, pool=20)
"""For the best answer."""
ALL_DATES = Reach(leg=400, shortlist=500, pool=240, per_article=2)
"""For a time line."""

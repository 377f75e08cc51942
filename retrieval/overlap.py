"""How much of a question stands in a passage: its stems, weighed by idf, in each sentence."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.language import Language
from retrieval.analysis import terms
from retrieval.prepared import Prepared
from retrieval.stems import COMPOUND, Stems
from retrieval.vocabulary import Vocabulary

_MOST_NEW_WORDS = 20
_BEGINNING = 6


@dataclass(frozen=True)
class Overlaps:
    """Shares of the question's weight: in the whole passage, and in each sentence as stems and inside compounds.

    `new_words` is how many of a sentence's words the question does not have.
    """

    coverage: float
    overlaps: Sequence[float]
    compounds: Sequence[float]
    new_words: Sequence[int]


@dataclass(frozen=True)
class QuestionTerms:
    """A question's stems in one language with their idf."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, query: str, asked: Language, language: Language, lexical: Vocabulary) -> "QuestionTerms":
        """The stems in `language` of a query in `asked`, and how rare they are in the archive."""
        count = lexical.count
        weights = {}
        for term in terms(query, language, asked):
            frequency = lexical.document_frequency(term, language)
            weights[term] = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        return cls(weights)

    @cached_property
    def total(self) -> float:
        """The weight of all stems, 1 without any."""
        return sum(self.weights.values()) or 1.0

    def overlaps(self, text: Prepared) -> Overlaps:
        """What of the question stands in the passage; what the whole of it lacks is not looked for in its sentences."""
        whole = text.all_stems
        present = [term for term in self.weights if term in whole.held]
        inside = [term for term in self.weights if _inside(term, whole)]
        return Overlaps(
            self._share(present),
            [self._share([term for term in present if term in stems.held]) for stems in text.stems],
            [self._share([term for term in inside if _inside(term, stems)]) for stems in text.stems],
            [min(_MOST_NEW_WORDS, len(stems) - sum(map(self.weights.__contains__, stems))) for stems in text.ordered],
        )

    def _share(self, found: Sequence[str]) -> float:
        return sum([self.weights[term] for term in found]) / self.total if found else 0.0


def _inside(term: str, stems: Stems) -> bool:
    """Like the overlap, but a stem also counts inside a compound: „ausbild“ in „ausbildungsmission“."""
    return len(term) >= COMPOUND and (stems.begins(term[:_BEGINNING]) or stems.related(term))

"""What an archive has for a question: the passages that may answer it, and their sentences with their features."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveError
from corpus.language import guess_language
from corpus.store import Coverage, Snapshot
from retrieval.analysis import LANGUAGES
from retrieval.archive_facts import Held
from retrieval.asking.follow_up import Resolved, resolve
from retrieval.encoder import Encoder
from retrieval.evidence import Evidence, Matrix, PassageCandidate, Relation, sentence_features
from retrieval.fusion import LEXICAL_WEIGHT, best_of, fuse, with_sentence
from retrieval.passage_index import PassageIndex, Sought
from retrieval.question import understand
from retrieval.question_words import language_of_words, question_words
from retrieval.reach import ASKED, Reach
from retrieval.selection import Selection
from retrieval.turn import Turn
from retrieval.understood import Understood

FAVOURED = 10
"""So many passages of the period and outlet that a question names are in the pool, where there are so many."""


@dataclass(frozen=True)
class Asked:
    """A question, the turn that it comes after, and whether the period and outlet that it names favour any article."""

    question: str
    before: Turn | None = None
    narrow: bool = True


@dataclass(frozen=True)
class Opened:
    """A generation, and what is known of the archive that it is of."""

    generation: PassageIndex
    coverage: Coverage
    held: Held
    path: Path


@dataclass(frozen=True)
class _Sought:
    """A question as it is searched, and the vector of its query."""

    resolved: Resolved
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Finder:
    """Finds in one snapshot, on the day `today`. A question that is searched in several parts is read and encoded once."""

    encoder: Encoder
    opened: Opened
    snapshot: Snapshot
    today: date
    _sought: dict[Asked, _Sought] = field(default_factory=dict, init=False, repr=False, compare=False)

    def find(
        self, asked: Asked, allowed: Selection | None = None, reach: Reach = ASKED, among: Matrix | None = None
    ) -> tuple[str, Evidence]:
        """What is searched for the question, and what was found, in the passages `allowed` where given.

        The features are standardised by those of `among`, without it by their own.
        """
        generation = self.opened.generation
        sought = self._sought.get(asked) or self._read(asked)
        query, understood = sought.resolved.query, sought.resolved.understood
        pool = self._pool(query, sought.vector, understood, allowed, reach)
        candidates, features = sentence_features(
            query, understood.language, sought.resolved.kind, sought.vector, pool, generation.vocabulary, among
        )
        relations: list[Relation] = ["same" if c.article.language == understood.language else "cross" for c in pool]
        words = question_words(asked.question, understood.language, generation.vocabulary)
        return query, Evidence(understood, pool, candidates, features, relations, words, generation.vocabulary.count)

    def _read(self, asked: Asked) -> _Sought:
        """What is searched for the question; kept."""
        said = understand(asked.question, self.opened.held, self.today)
        if asked.before is None and guess_language(asked.question, "de") != guess_language(asked.question, "en"):
            language = language_of_words(asked.question, self.opened.generation.vocabulary)  # no word gives it away
            said = replace(said, language=language)
        resolved = resolve(asked.question, replace(said, narrow=asked.narrow), asked.before, self._nearness)
        self._sought[asked] = sought = _Sought(resolved, self.encoder.encode([resolved.query], "query")[0])
        return sought

    def _nearness(self, question: str, other: str) -> float:
        """The cosine of two questions' vectors."""
        one, two = self.encoder.encode([question, other], "query")
        return float(one @ two)

    def _pool(
        self, query: str, vector: NDArray[np.float32], understood: Understood, allowed: Selection | None, reach: Reach
    ) -> list[PassageCandidate]:
        generation = self.opened.generation
        favoured = self._favoured(understood, allowed)
        sought = Sought(query, understood.language, vector)
        cosines, lexical = generation.search(sought, reach.leg, allowed)
        if favoured.count:
            more = generation.search(sought, reach.shortlist, favoured)
            cosines, lexical = cosines | more[0], lexical | more[1]
        missing = [key for key in lexical if key not in cosines]
        if missing:
            cosines |= generation.cosines(sought, missing)
        languages = generation.rows.passage_languages(self.snapshot, cosines.keys())
        if len(languages) < len(cosines) or not LANGUAGES.keys() >= set(languages.values()):
            raise self._incomplete()
        weights = {
            key: LEXICAL_WEIGHT["same" if language == understood.language else "cross"] for key, language in languages.items()
        }
        keys = np.fromiter(cosines, dtype=np.int64, count=len(cosines))
        wanted = frozenset(keys[favoured.holds(keys)].tolist())
        shortlist = best_of(fuse(cosines, lexical, weights), reach.shortlist, wanted, reach.pool)
        vectors = generation.sentence_vectors(shortlist)
        nearer = {key: with_sentence(cosines[key], float((rows @ vector).max())) for key, rows in vectors.items()}
        ranked = fuse(nearer, lexical, weights)
        best = list(ranked) if reach.per_article else best_of(ranked, reach.pool, wanted, FAVOURED)
        passages = generation.rows.passages(self.snapshot, best)
        articles = generation.rows.articles(self.snapshot, {passage.article_id for passage in passages.values()})
        if len(passages) < len(best) or any(one.article_id not in articles for one in passages.values()):
            raise self._incomplete()
        if reach.per_article:
            best = reach.chosen([(key, articles[passages[key].article_id]) for key in best])
        top = max(lexical.values(), default=1.0) or 1.0
        return [
            PassageCandidate(
                passages[key],
                articles[passages[key].article_id],
                cosines[key],
                lexical.get(key, 0.0) / top,
                ranked[key],
                vectors[key],
            )
            for key in best
        ]

    def _incomplete(self) -> ArchiveError:
        """What is found in the index and not in the store: to answer without it would be to hide it."""
        return ArchiveError(path=self.opened.path, reason="passages are missing that the index holds")

    def _favoured(self, understood: Understood, allowed: Selection | None) -> Selection:
        """The passages of the period and outlet that the question names, and of the article that it asks on from."""
        before = [understood.carried.article] if understood.carried and understood.carried.article else []
        more = np.array(self.snapshot.passage_ids(before), dtype=np.int64)
        return self.opened.held.favoured(understood, more, allowed)

"""Which sentence answers: features of every candidate sentence, for the judge to weigh.

A feature is a plain number that a person can check; `FEATURES` names them in the order of the matrix. Question terms are
weighted by their inverse document frequency, idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5)) (Robertson/BM25).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Passage
from corpus.language import Language
from retrieval.encoder import Vectors
from retrieval.overlap import QuestionTerms
from retrieval.prepared import prepared
from retrieval.question import AnswerKind
from retrieval.question_words import QuestionWord
from retrieval.understood import Understood
from retrieval.vocabulary import Vocabulary

Matrix = NDArray[np.float64]
Relation = Literal["same", "cross"]
"""Whether a passage is in the question's language."""

FEATURES = (
    "passage_cosine",
    "passage_cosine_z",
    "passage_lexical",
    "passage_fused",
    "passage_first",
    "passage_coverage",
    "cosine",
    "cosine_z",
    "cosine_to_passage_best",
    "cosine_to_best",
    "overlap",
    "overlap_z",
    "overlap_to_passage_best",
    "overlap_to_best",
    "compound_overlap",
    "previous_overlap",
    "next_overlap",
    "previous_cosine",
    "next_cosine",
    "length",
    "leads_passage",
    "place_in_passage",
    "has_number",
    "lacks_number",
    "has_time",
    "lacks_time",
    "has_person",
    "has_place",
    "has_reason",
    "is_question",
    "new_words",
    "cosine_rank",
    "overlap_rank",
    "compound_z",
    "coverage_z",
    "overlap_mass",
    "missing_mass",
    "passage_mass",
    "compound_mass",
)
_SCALED = {
    "cosine": "cosine_z",
    "overlap": "overlap_z",
    "compound_overlap": "compound_z",
    "passage_cosine": "passage_cosine_z",
    "passage_coverage": "coverage_z",
}
_NEUTRAL_COSINE = 0.75
_COLUMN = {name: at for at, name in enumerate(FEATURES)}


@dataclass(frozen=True)
class PassageCandidate:
    """A passage that the search found, with what it was found by. `lexical` is BM25 over the best BM25, 0 without a hit."""

    passage: Passage
    article: Article
    cosine: float
    lexical: float
    fused: float
    sentence_vectors: Vectors


@dataclass(frozen=True)
class SentenceCandidate:
    """The sentence number `sentence` of the passage number `passage` among the candidates."""

    passage: int
    sentence: int


@dataclass(frozen=True)
class Evidence:
    """Everything that was found for a question, before anything is judged.

    `features` has a row for each of `candidates`; `relations` says of each passage of the pool whether its language is
    the question's; `words` are the question's words that can be missing; `passages` is how many the archive has.
    """

    understood: Understood
    pool: Sequence[PassageCandidate]
    candidates: Sequence[SentenceCandidate]
    features: Matrix
    relations: Sequence[Relation]
    words: Sequence[QuestionWord]
    passages: int


def sentence_features(
    query: str,
    asked: Language,
    kind: AnswerKind,
    query_vector: NDArray[np.float32],
    pool: Sequence[PassageCandidate],
    lexical: Vocabulary,
    among: Matrix | None = None,
) -> tuple[list[SentenceCandidate], Matrix]:
    """All sentences of the pool (fused order, best first) and their features, float64 of shape (sentences, FEATURES).

    `asked` is the query's language. What a sentence is compared with are the others of the pool, or those whose features
    `among` are: so a far larger pool is weighed as the judge has learned it, against what a question would have found.
    """
    terms = {language: QuestionTerms.of(query, asked, language, lexical) for language in {c.article.language for c in pool}}
    texts = [prepared(candidate.article, candidate.passage) for candidate in pool]
    counts = [len(text.sentences) for text in texts]
    candidates = [SentenceCandidate(number, index) for number, count in enumerate(counts) for index in range(count)]
    features = np.zeros((len(candidates), len(FEATURES)), dtype=np.float64)
    if not candidates:
        return candidates, features
    found = [terms[c.article.language].overlaps(text) for text, c in zip(texts, pool, strict=True)]
    totals = np.repeat([terms[candidate.article.language].total for candidate in pool], counts)
    coverage = np.repeat([each.coverage for each in found], counts)
    overlaps = np.array([share for each in found for share in each.overlaps])
    compounds = np.array([share for each in found for share in each.compounds])
    # each passage's vectors alone, so that what else was found does not change a cosine's last bit
    cosines = np.concatenate([candidate.sentence_vectors @ query_vector for candidate in pool]).astype(np.float64)
    values: dict[str, Sequence[float] | NDArray[Any]] = {
        "passage_cosine": np.repeat([candidate.cosine for candidate in pool], counts),
        "passage_lexical": np.repeat([candidate.lexical for candidate in pool], counts),
        "passage_fused": np.repeat([candidate.fused for candidate in pool], counts),
        "passage_first": np.repeat(np.arange(len(pool)) == 0, counts),
        "passage_coverage": coverage,
        "passage_mass": coverage * totals,
        "compound_overlap": compounds,
        "compound_mass": compounds * totals,
        "overlap_mass": overlaps * totals,
        "missing_mass": (1 - overlaps) * totals,
        "new_words": [number for each in found for number in each.new_words],
        "length": [length for text in texts for length in text.lengths],
        "is_question": [asks for text in texts for asks in text.questions],
        "leads_passage": [candidate.sentence == 0 for candidate in candidates],
        "place_in_passage": [index / count for count in counts for index in range(count)],
    }
    values |= _among_others("cosine", cosines, counts, _NEUTRAL_COSINE) | _among_others("overlap", overlaps, counts, 0.0)
    marks = [mark for text in texts for mark in text.has(kind)]
    if marks:
        values |= {f"has_{kind}": marks, f"lacks_{kind}": np.logical_not(marks)}
    for name in values.keys() & _COLUMN.keys():
        features[:, _COLUMN[name]] = values[name]
    compared = features if among is None else among
    for name, scaled in _SCALED.items():
        column = compared[:, _COLUMN[name]]
        features[:, _COLUMN[scaled]] = (features[:, _COLUMN[name]] - column.mean()) / (column.std() + 1e-6)
    for name in ("cosine", "overlap") if among is not None else ():
        better = np.sort(compared[:, _COLUMN[name]])
        places = len(better) - np.searchsorted(better, features[:, _COLUMN[name]], side="right")
        features[:, _COLUMN[f"{name}_rank"]] = places / len(better)
        features[:, _COLUMN[f"{name}_to_best"]] = features[:, _COLUMN[name]] - better[-1]
    return candidates, features


def _among_others(name: str, values: Matrix, counts: Sequence[int], beyond: float) -> dict[str, Matrix]:
    """A sentence's value and how it compares; `beyond` stands for the neighbours that a passage's edges lack."""
    ends: NDArray[np.int64] = np.cumsum(counts, dtype=np.int64)
    starts = ends - counts
    previous, following = np.roll(values, 1), np.roll(values, -1)
    previous[starts], following[ends - 1] = beyond, beyond
    ranks = np.argsort(np.argsort(-values, kind="stable"), kind="stable")
    return {
        name: values,
        f"previous_{name}": previous,
        f"next_{name}": following,
        f"{name}_to_passage_best": values - np.repeat(np.maximum.reduceat(values, starts), counts),
        f"{name}_to_best": values - values.max(),
        f"{name}_rank": ranks / len(values),
    }

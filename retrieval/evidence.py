"""Which sentence answers: features of every candidate sentence, for the judge to weigh.

A feature is a plain number that a person can check; `FEATURES` names them in the order of the matrix. Question terms are
weighted by their inverse document frequency, idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5)) (Robertson/BM25).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article, Passage
from corpus.language import Language
from retrieval.encoder import Vectors
from retrieval.lexical import LexicalIndex, terms
from retrieval.question import AnswerKind
from retrieval.question_words import QuestionWord
from retrieval.quote import Understood

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
_NUMBER = re.compile(
    r"\d|\b(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*(?:zehn|zig|hundert|tausend)\w*|million\w*|"
    r"milliarde\w*|hälfte|drittel|viertel|beide\w*|dutzend\w*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|\w+ty|hundreds?|thousands?|billion|half|third|quarter|both|dozens?)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b1\d{3}\b|\b20\d\d\b|\b(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|"
    r"February|March|May|June|July|October|December)\b|jahrhundert|century|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\d+\. |jahre\b|monate\b|years\b|months\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,] )[A-ZÄÖÜ]\w+")
_REASON = re.compile(
    r"\b(?:weil|da|denn|wegen|aufgrund|deshalb|daher|um|damit|nachdem|because|since|due|so|therefore|to)\b", re.IGNORECASE
)
_WANTED = {
    AnswerKind.NUMBER: _NUMBER,
    AnswerKind.TIME: _TIME,
    AnswerKind.PERSON: _NAME,
    AnswerKind.PLACE: _NAME,
    AnswerKind.REASON: _REASON,
}


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
    the question's; `words` are the question's words that can be missing.
    """

    understood: Understood
    pool: Sequence[PassageCandidate]
    candidates: Sequence[SentenceCandidate]
    features: Matrix
    relations: Sequence[Relation]
    words: Sequence[QuestionWord]


def sentence_features(
    query: str,
    asked: Language,
    kind: AnswerKind,
    query_vector: NDArray[np.float32],
    pool: Sequence[PassageCandidate],
    lexical: LexicalIndex,
) -> tuple[list[SentenceCandidate], Matrix]:
    """All sentences of the pool (fused order, best first) and their features, float64 of shape (sentences, FEATURES).

    `asked` is the query's language.
    """
    weights = {language: _term_weights(query, asked, language, lexical) for language in {c.article.language for c in pool}}
    candidates: list[SentenceCandidate] = []
    rows: list[list[float]] = []
    for number, candidate in enumerate(pool):
        passage_rows = _passage_features(candidate, number == 0, kind, query_vector, weights[candidate.article.language])
        rows += passage_rows
        candidates += [SentenceCandidate(number, index) for index in range(len(passage_rows))]
    features = np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
    if not rows:
        return candidates, features
    for name, scaled in _SCALED.items():
        values = features[:, FEATURES.index(name)]
        features[:, FEATURES.index(scaled)] = (values - values.mean()) / (values.std() + 1e-6)
    for name in ("cosine", "overlap"):
        values = features[:, FEATURES.index(name)]
        features[:, FEATURES.index(f"{name}_to_best")] = values - values.max()
        ranks = np.argsort(np.argsort(-values, kind="stable"), kind="stable")
        features[:, FEATURES.index(f"{name}_rank")] = ranks / len(values)
    return candidates, features


def _passage_features(
    candidate: PassageCandidate,
    first: bool,
    kind: AnswerKind,
    query_vector: NDArray[np.float32],
    weights: Mapping[str, float],
) -> list[list[float]]:
    """The rows of one passage's sentences; features over the whole pool are left 0."""
    text, language = candidate.article.text, candidate.article.language
    sentences = [text[start:end] for start, end in candidate.passage.sentences]
    stems = [terms(sentence, language) for sentence in sentences]
    total = sum(weights.values()) or 1.0
    overlaps = [_share(weights, set(found), total) for found in stems]
    compounds = [_compound_share(weights, found, total) for found in stems]
    cosines = (candidate.sentence_vectors @ query_vector).tolist()
    coverage = _share(weights, {stem for found in stems for stem in found}, total)
    wanted = _WANTED.get(kind)
    last = len(sentences) - 1
    rows = []
    for at, sentence in enumerate(sentences):
        has = bool(wanted and wanted.search(sentence))
        values = {
            "passage_cosine": candidate.cosine,
            "passage_lexical": candidate.lexical,
            "passage_fused": candidate.fused,
            "passage_first": float(first),
            "passage_coverage": coverage,
            "cosine": cosines[at],
            "cosine_to_passage_best": cosines[at] - max(cosines),
            "overlap": overlaps[at],
            "overlap_to_passage_best": overlaps[at] - max(overlaps),
            "compound_overlap": compounds[at],
            "overlap_mass": overlaps[at] * total,
            "missing_mass": (1 - overlaps[at]) * total,
            "passage_mass": coverage * total,
            "compound_mass": compounds[at] * total,
            "previous_overlap": overlaps[at - 1] if at else 0.0,
            "next_overlap": overlaps[at + 1] if at < last else 0.0,
            "previous_cosine": cosines[at - 1] if at else _NEUTRAL_COSINE,
            "next_cosine": cosines[at + 1] if at < last else _NEUTRAL_COSINE,
            "length": math.log(len(sentence)),
            "leads_passage": float(at == 0),
            "place_in_passage": at / (last + 1),
            f"has_{kind}": float(has),
            f"lacks_{kind}": float(wanted is not None and not has),
            "is_question": float(sentence.rstrip('"“”»’').endswith("?")),
            "new_words": float(min(20, sum(stem not in weights for stem in stems[at]))),
        }
        rows.append([values.get(name, 0.0) for name in FEATURES])
    return rows


def _term_weights(query: str, asked: Language, language: Language, lexical: LexicalIndex) -> dict[str, float]:
    """The question's stems in `language` with their idf."""
    count = lexical.count
    weights = {}
    for term in terms(query, language, asked):
        frequency = lexical.document_frequency(term, language)
        weights[term] = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
    return weights


def _share(weights: Mapping[str, float], stems: set[str], total: float) -> float:
    return sum(weight for term, weight in weights.items() if term in stems) / total


def _compound_share(weights: Mapping[str, float], stems: Sequence[str], total: float) -> float:
    """Like the overlap, but a stem also counts inside a compound: „ausbild“ in „ausbildungsmission“."""
    found = 0.0
    for term, weight in weights.items():
        if len(term) >= 5 and any(
            stem.startswith(term[:6]) or term in stem or (len(stem) >= 5 and stem in term) for stem in stems
        ):
            found += weight
    return found / total

"""How likely the archive answers a question at all: the honest "no".

A multinomial logistic regression over what was found: how sure the judge is, how near the best sentence and its passage are,
and which of the question's words the sentence, its passage, its article and the whole archive lack. There is a logit against
each of REASONS, and the probability is 1 / (1 + Σ exp(−logit)): one good reason to doubt is enough. Each feature has a
direction in FEATURE_SIGNS that no weight may turn against, so that a missing word never makes an answer likelier.
Archives differ in size, and a word's idf grows with the number of passages: words weigh their idf over the largest that the
archive has, so that a name which stands nowhere weighs 1 in any. `benchmarks/fit_confidence.py` fits the weights on archives
of several sizes and writes them to `confidence.json`, with one set for questions in the language of the best sentence's
article and one across languages.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.language import Language
from retrieval.evidence import FEATURES, Evidence, Matrix, Relation
from retrieval.favour import favours
from retrieval.judge import Logistic
from retrieval.passages import passage_text
from retrieval.question_words import Haystack, QuestionWord, WordKind, largest_idf

PLACES = ("passage", "article", "elsewhere", "nowhere")
"""Where a question's word stands that the best sentence lacks: in its passage, its article, another article, or none."""
_JUDGED = {
    "cosine": 1,
    "cosine_z": 1,
    "cosine_to_best": 1,
    "passage_cosine": 1,
    "passage_cosine_z": 1,
    "passage_lexical": 1,
    "overlap": 1,
    "overlap_z": 1,
    "overlap_to_best": 1,
    "compound_overlap": 1,
    "passage_coverage": 1,
    "lacks_number": -1,
    "lacks_time": -1,
}
"""The features of the sentence judged best that are taken as they are."""
FEATURE_SIGNS: dict[str, int] = {
    "best_logit": 1,
    "margin": 1,
    "top_cosine": 1,
    "cosine_margin": 1,
    "legs_agree": 1,
    **_JUDGED,
    **{f"{kind}_in_{place}": -1 for place in PLACES for kind in WordKind},
    "mass": 0,
    "size": 0,
}
"""The features and their directions: 1 the more the likelier, −1 the more the unlikelier, 0 either way."""
CONFIDENCE_FEATURES = tuple(FEATURE_SIGNS)
REASONS = ("no article", "no paragraph", "swapped")
"""Why an archive cannot answer: it lacks the article, or only the paragraph, or the question has a wrong name or number."""
_LONE_MARGIN = 5.0
_SIZES = (100, 5000)
"""The numbers of passages that the archives had that the weights were fitted on; beyond them nothing is known."""


@dataclass(frozen=True)
class Confidence:
    """The weights of one relation of languages, in the order of REASONS.

    `stretch` and `shift` calibrate the logit. `thresholds` are numbers of passages, ascending, each with the probability below
    which an archive of that size has no answer, measured at these sizes.
    """

    reasons: tuple[Logistic, ...]
    thresholds: tuple[tuple[int, float], ...]
    stretch: float = 1.0
    shift: float = 0.0

    def logits(self, rows: Matrix) -> NDArray[np.float64]:
        """The logit of the probability for each row of CONFIDENCE_FEATURES, shape (rows,)."""
        doubts = [-reason.logits(rows) for reason in self.reasons]
        made: NDArray[np.float64] = self.shift - self.stretch * np.logaddexp.reduce(doubts, axis=0)
        return made

    def threshold(self, passages: int) -> float:
        """The threshold of an archive of so many passages: between two sizes along the logarithm, beyond them the nearest."""
        sizes, least = zip(*self.thresholds, strict=True)
        return float(np.interp(math.log(max(passages, 1)), np.log(sizes), least))

    def probability(self, evidence: Evidence, logits: NDArray[np.float64]) -> float:
        """The probability, 0 to 1, that the archive answers; that an article fits the named period or outlet counts too."""
        logit = float(self.logits(confidence_features(evidence, logits))[0])
        best = evidence.candidates[int(np.argmax(logits))]
        return probability(logit + float(favours(evidence.pool, [best], evidence.understood)[0]))


@cache
def load_confidences() -> Mapping[Relation, Confidence]:
    """The weights in the package. Raises ValueError when they were fitted for other features."""
    stored = json.loads(files("retrieval").joinpath("confidence.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != CONFIDENCE_FEATURES:
        raise ValueError("confidence.json belongs to other features; run `python -m benchmarks.fit_confidence`")
    return {"same": _confidence(stored["same"]), "cross": _confidence(stored["cross"])}


def confidence(evidence: Evidence, logits: NDArray[np.float64]) -> tuple[float, float]:
    """The probability that the archive answers, and the threshold that it must reach."""
    weighed = load_confidences()[evidence.relations[best_passage(evidence, logits)]]
    return weighed.probability(evidence, logits), weighed.threshold(evidence.passages)


def best_passage(evidence: Evidence, logits: NDArray[np.float64]) -> int:
    """The number of the passage that holds the sentence judged best."""
    return evidence.candidates[int(np.argmax(logits))].passage


def confidence_features(evidence: Evidence, logits: NDArray[np.float64]) -> Matrix:
    """One row of CONFIDENCE_FEATURES, shape (1, CONFIDENCE_FEATURES)."""
    at = int(np.argmax(logits))
    best = evidence.candidates[at]
    candidate = evidence.pool[best.passage]
    elsewhere = logits[np.array([other.passage != best.passage for other in evidence.candidates])]
    cosines = sorted((other.cosine for other in evidence.pool), reverse=True)
    values = {name: float(evidence.features[at, FEATURES.index(name)]) for name in _JUDGED}
    values |= {
        "best_logit": float(logits[at]),
        "margin": float(logits[at] - elsewhere.max()) if len(elsewhere) else _LONE_MARGIN,
        "top_cosine": cosines[0],
        "cosine_margin": candidate.cosine - float(np.mean(cosines[1:6])) if len(cosines) > 1 else 0.0,
        "legs_agree": float(candidate.cosine == cosines[0] and candidate.lexical == 1.0),
    }
    language = candidate.article.language
    rarest = largest_idf(evidence.passages)
    places = word_places(evidence, best.passage, best.sentence)
    for place, words in places.items():
        for kind in WordKind:
            values[f"{kind}_in_{place}"] = sum(word.idf[language] for word in words if word.kind is kind) / rarest
    values["mass"] = sum(word.idf[language] for word in evidence.words) / rarest
    values["size"] = math.log(min(max(evidence.passages, _SIZES[0]), _SIZES[1]))
    return np.array([[values[name] for name in CONFIDENCE_FEATURES]], dtype=np.float64)


def word_places(evidence: Evidence, passage: int, sentence: int) -> dict[str, list[QuestionWord]]:
    """The question's words that the sentence lacks, each under the nearest of PLACES that has it.

    What is known of an article beside its text belongs to the text: its title, its outlet, its month and year.
    """
    source = evidence.pool[passage]
    article, (start, end) = source.article, source.passage.sentences[sentence]
    about = _about(article)
    held = Haystack.of(f"{article.text[start:end]} {about}", article.language)
    left = [word for word in evidence.words if not held.holds(word)]
    places: dict[str, list[QuestionWord]] = {place: [] for place in PLACES}

    def look(place: str, text: str, language: Language) -> None:
        nonlocal left
        if left:
            held = Haystack.of(text, language)
            places[place] += [word for word in left if held.holds(word)]
            left = [word for word in left if not held.holds(word)]

    look("passage", passage_text(article, source.passage), article.language)
    look("article", article.text, article.language)
    for word in left:
        places["elsewhere" if word.known else "nowhere"].append(word)
    return places


def probability(logit: float) -> float:
    """The logistic function, safe for large values."""
    return float(1 / (1 + np.exp(-np.clip(logit, -500, 500))))


def _about(article: Article) -> str:
    """What is known of an article beside its text, in words that a question may use."""
    published = [article.published_label("de"), article.published_label("en")] if article.published else []
    return " ".join([*(known.value for known in (article.source, article.title) if known), *published])


def _confidence(values: dict[str, Any]) -> Confidence:
    reasons = tuple(Logistic.of(values[reason], len(CONFIDENCE_FEATURES)) for reason in REASONS)
    thresholds = tuple((int(passages), float(least)) for passages, least in values["thresholds"])
    return Confidence(reasons, thresholds, float(values["stretch"]), float(values["shift"]))

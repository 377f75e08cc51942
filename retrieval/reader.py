"""The reader: question and candidate sentences read together, by a model trained to point at the answer.

The judge compares a question with each sentence from outside; the reader sees both at once. It costs more than the
encoding of a question, so it reads only the few sentences judged best, and only when the judge is unsure which it is.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import BUNDLED, Encoder, RuntimeEncoder, open_session, told_damaged
from retrieval.evidence import Evidence, Relation
from retrieval.models import adapted, bundled
from retrieval.models.pieces import Pieces

ReaderUse = Literal["unsure", "always", "never"]
"""When to read: when the judge is unsure, at every question, at none."""
SENTENCES = 5
"""How many sentences are read."""
QUESTION_TOKENS = 64
SENTENCE_TOKENS = 120
_PROMPT_TOKENS = 3
"""The begin mark and "query:"."""
QUESTION, SEPARATOR = -2, -1
_LEAST_SHARE = -6.0
"""What a sentence loses at most, as a logarithm: the reader never buries one."""


@dataclass(frozen=True)
class Reading:
    """What reading counts (benchmarks/fit_judge.py): each logit gains weight · (log share − log mean share).

    Nothing is read when the best logit leads the second of its article by `sure` or more.
    """

    weight: float
    sure: float


@cache
def load_readings() -> Mapping[Relation, Reading]:
    """The weights in the package."""
    stored = json.loads(files("retrieval").joinpath("weights.json").read_text(encoding="utf-8"))["reading"]
    return {"same": Reading(**stored["same"]), "cross": Reading(**stored["cross"])}


def load_reader(
    use: ReaderUse,
    model: str,
    cache: Path,
    notify: Callable[[str], None] = lambda code: None,
    encoder: Encoder | None = None,
) -> "Reader | None":
    """The reader, made in `cache` when it is not there; it shares the tokenizer of `encoder`. Raises ModelError.

    None where it is never used, and beside another embedding `model` than the bundled one, whose weights it shares.
    """
    if use == "never" or model != BUNDLED or bundled.weights_path() is None:
        return None
    return Reader(cache, notify, encoder.pieces if isinstance(encoder, RuntimeEncoder) else None)


def read_logits(
    reader: "Reader", query: str, evidence: Evidence, logits: NDArray[np.float64], use: ReaderUse
) -> NDArray[np.float64]:
    """The judge's logits, those of the sentences judged best changed by what the reader says of them."""
    best = contenders(evidence, logits)
    if len(best) < 2:
        return logits
    reading = load_readings()[evidence.relations[evidence.candidates[best[0]].passage]]
    if use != "always" and logits[best[0]] - logits[best[1]] >= reading.sure:
        return logits
    chosen = in_reading_order(evidence, best)
    shares = log_shares(reader.scores(query, [sentence_text(evidence, number) for number in chosen]))
    changed = logits.copy()
    changed[chosen] += reading.weight * shares
    return changed


def contenders(evidence: Evidence, logits: NDArray[np.float64]) -> list[int]:
    """The sentences to be read, best first: the best of all, and the best of its article.

    The reader was trained to choose within an article; which article it is, the search knows better.
    """
    order = [int(number) for number in np.argsort(-logits, kind="stable")]
    articles = [evidence.pool[evidence.candidates[number].passage].article.id for number in order]
    return [number for number, article in zip(order, articles, strict=True) if article == articles[0]][:SENTENCES]


def in_reading_order(evidence: Evidence, best: Sequence[int]) -> list[int]:
    """The candidates `best`, best first, as they are read: passage by passage, the best first, in each as printed."""
    passages = list(dict.fromkeys(evidence.candidates[number].passage for number in best))
    return sorted(
        best,
        key=lambda number: (passages.index(evidence.candidates[number].passage), evidence.candidates[number].sentence),
    )


def sentence_text(evidence: Evidence, number: int) -> str:
    """The text of a candidate sentence."""
    candidate = evidence.candidates[number]
    source = evidence.pool[candidate.passage]
    start, end = source.passage.sentences[candidate.sentence]
    return source.article.text[start:end]


def log_shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of each sentence's share of the softmax over `scores`, over that of an equal share; bounded below."""
    shares: NDArray[np.float64] = np.maximum(scores - np.logaddexp.reduce(scores), _LEAST_SHARE) + np.log(len(scores))
    return shares


class Reader:
    """The reader's model, made in `cache` when it is not there, opened when something is read first.

    `pieces` are the bundled model's, where they are open already.
    """

    def __init__(self, cache: Path, notify: Callable[[str], None] = lambda code: None, pieces: Pieces | None = None) -> None:
        self._pieces = pieces
        self._runtime = bundled.runtime_folder(cache, notify)
        self._folder = adapted.reader_folder(cache, notify)

    @cached_property
    def _opened(self) -> tuple[Pieces, Any]:
        with told_damaged(self._runtime):
            pieces = self._pieces or Pieces(self._runtime)
        with told_damaged(self._folder):
            return pieces, open_session(self._folder / adapted.GRAPH, as_made=True)

    def scores(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """How much better each sentence answers than the others, float64 of shape (sentences,): only differences count.

        A sentence's score is log Σ exp(start) + log Σ exp(end) over its tokens, so that the softmax over the sentences is
        the probability of the answer's standing there. Sentences of one passage should stand together, in their order.
        """
        pieces, session = self._opened
        ids, part = reading_input(pieces, question, sentences)
        words = pieces.vectors(np.array([ids]))
        segments = (part != QUESTION).astype(np.int64)[None]
        scores = session.run(["scores"], {"words": words, "segments": segments})[0][0].astype(np.float64)
        return np.array([np.logaddexp.reduce(scores[part == number]).sum() for number in range(len(sentences))])


def reading_input(pieces: Pieces, question: str, sentences: Sequence[str]) -> tuple[list[int], NDArray[np.int64]]:
    """Token ids, and for each token the number of its sentence: QUESTION for the question, SEPARATOR between them.

    Of a long question the end is read, and of each sentence as much as leaves room for the others.
    """
    ids = pieces.inputs([question], "query")[0]
    if len(ids) > QUESTION_TOKENS:
        end = pieces.plain([question])[0][_PROMPT_TOKENS + 1 - QUESTION_TOKENS :]
        ids = [*ids[:_PROMPT_TOKENS], *end, pieces.end]
    part = [QUESTION] * len(ids)
    marks = pieces.plain(["passage:"])[0]
    ids += marks
    part += [SEPARATOR] * len(marks)
    room = (pieces.most - len(ids)) // max(1, len(sentences)) - 1
    for number, tokens in enumerate(pieces.plain(sentences)):
        read = tokens[: min(SENTENCE_TOKENS, room)]
        ids += [*read, pieces.end]
        part += [number] * len(read) + [SEPARATOR]
    return ids, np.array(part, dtype=np.int64)

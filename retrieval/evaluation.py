"""How good answers are: judged questions, and measures of the quotes they get.

A quote counts as the judged span that it, or a copy named with it, contains whole: `run` lists spans and other quotes as
documents, `qrels` the judged spans, and ir-measures computes recall@k, MRR and nDCG@k. Answer-in-quote@k (Success@k) is the
share of questions with a judged span within the first k quotes. How well the confidence tells answerable from unanswerable
questions is the area under the ROC curve, and what it is good for the risk at a coverage: the share of first quotes that do
not answer among the most confident questions. The first quote of a refused question is its nearest miss.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from retrieval.answer import Answer
from retrieval.quote import Copy, Quote
from retrieval.selective import COVERAGES, auroc, risk
from retrieval.turn import Turn

MEASURES = ("R@5", "RR@5", "nDCG@5", "Success@1", "Success@3")
Labels = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]


@dataclass(frozen=True)
class GoldSpan:
    """The characters `[start, end)` of an article (by file name) that answer."""

    article: str
    start: int
    end: int


@dataclass(frozen=True)
class JudgedQuestion:
    """A question with all spans that answer it; none where the archive does not."""

    id: str
    question: str
    language: str
    kinds: tuple[str, ...]
    gold: tuple[GoldSpan, ...]
    follow_up_of: str | None


@dataclass(frozen=True)
class Evaluation:
    """Figures by group of questions (`all`, `de`, `en`, each kind), each with its count, and of saying no.

    `auroc` is None unless there are answerable and unanswerable questions. `risk_answerable` and `risk_all` are the risks
    at COVERAGES over the answerable and over all questions; an unanswerable one has no right quote.
    """

    groups: dict[str, tuple[int, dict[str, float]]]
    answered: int
    answerable: int
    refused: int
    unanswerable: int
    auroc: float | None
    risk_answerable: dict[float, float]
    risk_all: dict[float, float]


def read_judged(path: Path) -> list[JudgedQuestion]:
    """Judged questions from a JSONL file. Raises OSError, ValueError, KeyError or TypeError for any other."""
    questions = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            gold = tuple(GoldSpan(span["article"], span["start"], span["end"]) for span in row["gold"])
            kinds = tuple(row.get("kinds", ()))
            questions.append(
                JudgedQuestion(row["id"], row["question"], row.get("lang", "de"), kinds, gold, row.get("follow_up_of"))
            )
    return questions


def evaluate(
    questions: Sequence[JudgedQuestion],
    ask: Callable[[str, Turn | None], Answer],
    progress: Callable[[int], None] = lambda done: None,
) -> Evaluation:
    """Ask everything with `ask(question, before)` and measure; a follow-up comes after the question that it follows.

    An answerable question that is refused as "not found" counts as a miss at every rank.
    """
    turns: dict[str, Turn] = {}
    answers: dict[str, Answer] = {}
    for done, question in enumerate(questions, start=1):
        answer = ask(question.question, turns.get(question.follow_up_of or ""))
        answers[question.id], turns[question.id] = answer, Turn.of(answer)
        progress(done)
    answerable = [question for question in questions if question.gold]
    unanswerable = [question for question in questions if not question.gold]
    groups = {"all": answerable}
    for language in ("de", "en"):
        groups[language] = [question for question in answerable if question.language == language]
    for kind in sorted({kind for question in answerable for kind in question.kinds}):
        groups[kind] = [question for question in answerable if kind in question.kinds]
    return Evaluation(
        groups={name: (len(members), _measure(members, answers)) for name, members in groups.items() if members},
        answered=sum(answers[question.id].status == "answered" for question in answerable),
        answerable=len(answerable),
        refused=sum(answers[question.id].status == "not_found" for question in unanswerable),
        unanswerable=len(unanswerable),
        auroc=auroc(*([answers[question.id].confidence for question in part] for part in (answerable, unanswerable))),
        risk_answerable=_risks(answerable, answers),
        risk_all=_risks(questions, answers),
    )


def _risks(questions: Sequence[JudgedQuestion], answers: Mapping[str, Answer]) -> dict[float, float]:
    if not questions:
        return {}
    confidences = [answers[question.id].confidence for question in questions]
    right = [_first_is_right(question, answers[question.id]) for question in questions]
    return {coverage: risk(confidences, right, coverage) for coverage in COVERAGES}


def _first_is_right(question: JudgedQuestion, answer: Answer) -> bool:
    first = answer.quotes[0] if answer.quotes else answer.nearest
    return first is not None and any(contains(first, span) for span in question.gold)


def _measure(questions: Sequence[JudgedQuestion], answers: Mapping[str, Answer]) -> dict[str, float]:
    import ir_measures

    qrels: Labels = {question.id: {_span_name(span): 1 for span in question.gold} for question in questions}
    run: Run = {question.id: as_run(question.gold, answers[question.id].quotes) for question in questions}
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    made = {str(measure): float(value) for measure, value in ir_measures.calc_aggregate(measures, qrels, run).items()}
    return {name: made[name] for name in MEASURES}


def as_run(gold: Sequence[GoldSpan], quotes: Sequence[Quote]) -> dict[str, float]:
    """Quotes as documents with falling scores: a quote is the first judged span in it not yet found, else itself."""
    found: dict[str, float] = {}
    for rank, quote in enumerate(quotes):
        inside = [_span_name(span) for span in gold if contains(quote, span)]
        fresh = [name for name in inside if name not in found]
        found[fresh[0] if fresh else f"{quote.article.id}:{quote.start}-{quote.end}"] = 1.0 / (rank + 1)
    return found or {"nothing": 0.0}


def contains(quote: Quote, span: GoldSpan) -> bool:
    """Whether the whole judged span lies in the quote or in one of the copies named with it."""
    return any(
        PurePath(place.article.path).name == span.article and place.start <= span.start and span.end <= place.end
        for place in (Copy(quote.article, quote.start, quote.end), *quote.also_in)
    )


def _span_name(span: GoldSpan) -> str:
    return f"{span.article}:{span.start}-{span.end}"

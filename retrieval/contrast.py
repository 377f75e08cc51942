"""Finds disagreements: which of the best sentences answer the question, and which of their answers cannot both be so now."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corpus.language import Language
from corpus.origins import Cluster
from retrieval.agreement import apart, measure
from retrieval.asked import Asked, asked_number
from retrieval.date_answers import DateAnswer, DateAsked, asked_date, date_answers
from retrieval.disagreement import Disagreement, Normal, Relation, Value, by_time
from retrieval.evidence import Evidence
from retrieval.number_answers import COUNTED_HEADS, NumberAnswer, number_answers
from retrieval.question import AnswerKind
from retrieval.question_words import QuestionWord
from retrieval.statement import Statement, same_time, statements

_RELATIONS: tuple[Relation, ...] = ("contradiction", "change")
_LEANS = re.compile(
    r"\A\s*(?:und|and|aber|but)\b|\b(?:davon|darunter|dabei|dort|damals|diese[rsnm]?|of them|this|these|those)\b", re.IGNORECASE
)
_MOST = 6
"""How many values are set side by side."""
_SAME_EVENT = timedelta(days=60)


@dataclass(frozen=True)
class Rivals:
    """What a search found that may be compared: sentences, best first, and the question's words."""

    statements: tuple[Statement, ...]
    words: tuple[QuestionWord, ...]


@dataclass(frozen=True)
class Comparer:
    """What compares the answers to one question: `kind` is what sentences must hold, `find` finds the disagreements."""

    kind: AnswerKind
    find: Callable[[Sequence[Rivals]], tuple[Disagreement, ...]]

    def rivals(self, evidence: Evidence, logits: NDArray[np.float64], clusters: Mapping[str, Cluster]) -> Rivals:
        """What one search found that may be compared."""
        return Rivals(statements(evidence, logits, clusters, self.kind), tuple(evidence.words))


@lru_cache(maxsize=64)
def comparer(question: str, language: Language) -> Comparer | None:
    """What finds the disagreements on a question; None for one whose answers are not compared."""
    if _LEANS.search(question):
        return None  # what „davon“ or „this region“ means, the sentences do not say
    asked = asked_number(question, language)
    if asked is not None:
        return Comparer(AnswerKind.NUMBER, lambda found: _numbers(asked, found))
    day = asked_date(question)
    if day is not None:
        return Comparer(AnswerKind.TIME, lambda found: _dates(day, found))
    return None


def _numbers(asked: Asked, found: Sequence[Rivals]) -> tuple[Disagreement, ...]:
    answers = [
        answer for rival in found for statement in rival.statements for answer in number_answers(asked, statement, rival.words)
    ]
    answers.sort(key=lambda answer: -answer.statement.logit)
    if not asked.event and "money" not in asked.wanted:  # an article has one answer of how things are
        first = {(answer.statement.article.id, answer.quantity.former): answer for answer in reversed(answers)}
        answers = [answer for answer in answers if first[answer.statement.article.id, answer.quantity.former] is answer]
    made = []
    related = {(a, b): _number_relation(asked, answers[a], answers[b]) for a, b in combinations(range(len(answers)), 2)}
    for relation in _RELATIONS:
        numbers = sorted({number for pair, how in related.items() if how == relation for number in pair})
        values = _distinct([answers[number] for number in numbers])
        if len(values) > 1:
            shown = tuple(_value(answer) for answer in values[:_MOST])
            made.append(Disagreement("number", relation, shown if relation == "contradiction" else by_time(shown)))
    return tuple(made)


def _dates(asked: DateAsked, found: Sequence[Rivals]) -> tuple[Disagreement, ...]:
    answers = [
        answer for rival in found for statement in rival.statements for answer in date_answers(asked, statement, rival.words)
    ]
    related = {(a, b): _date_relation(asked, answers[a], answers[b]) for a, b in combinations(range(len(answers)), 2)}
    made = []
    for relation in _RELATIONS:
        numbers = sorted({number for pair, how in related.items() if how == relation for number in pair})
        values = list({answers[number].days: answers[number] for number in reversed(numbers)}.values())[::-1][:_MOST]
        if len(values) > 1:
            shown = tuple(Value(v.statement.article, *v.span, v.statement.span, v.days.iso()) for v in values)
            made.append(Disagreement("date", relation, shown if relation == "contradiction" else by_time(shown)))
    return tuple(made)


def _date_relation(asked: DateAsked, one: DateAnswer, other: DateAnswer) -> Relation | None:
    first, second = one.statement, other.statement
    if first.article.id == second.article.id or first.same_voice(second) or one.days.overlaps(other.days):
        return None
    same = same_time(first, second)
    if same is None or (not asked.end and not same):
        return None
    return "contradiction" if same else "change"


def _number_relation(asked: Asked, one: NumberAnswer, other: NumberAnswer) -> Relation | None:
    first, second = one.statement, other.statement
    if measure(one.quantity) != measure(other.quantity) or not apart(one.quantity, other.quantity, asked.limit):
        return None
    if one.places and other.places and not one.places & other.places and not asked.places:
        return None
    if first.article.id == second.article.id:
        return _within_article(asked, one, other)
    if first.same_voice(second) or one.quantity.former or other.quantity.former:
        return None
    if asked.event:
        return "contradiction" if _same_event(asked, first, second) else None
    same = same_time(first, second)
    return None if same is None else "contradiction" if same else "change"


def _within_article(asked: Asked, one: NumberAnswer, other: NumberAnswer) -> Relation | None:
    """„Von 800 auf 700“ is a change; rival figures must be somebody's, and rarely stand in one sentence."""
    same_sentence = one.statement.span == other.statement.span
    if one.quantity.former or other.quantity.former:
        return "change" if same_sentence and one.quantity.former != other.quantity.former else None
    rivals = one.attributed and other.attributed and (not same_sentence or asked.wanted & COUNTED_HEADS)
    return "contradiction" if rivals else None


def _same_event(asked: Asked, one: Statement, other: Statement) -> bool:
    if one.told and other.told and not any(a.overlaps(b) for a in one.told for b in other.told):
        return False
    if asked.period is not None:
        return True
    first, second = one.published, other.published
    if first is None or second is None:
        return False
    return max(first.earliest, second.earliest) - min(first.latest, second.latest) <= _SAME_EVENT


def _distinct(answers: Sequence[NumberAnswer]) -> list[NumberAnswer]:
    """One answer for each value and voice."""
    kept: list[NumberAnswer] = []
    for answer in answers:
        same = (each for each in kept if not apart(each.quantity, answer.quantity, answer.limit))
        if not any(each.statement.same_voice(answer.statement) or _alike(each, answer) for each in same):
            kept.append(answer)
    return kept


def _alike(one: NumberAnswer, other: NumberAnswer) -> bool:
    return (one.quantity.low, one.quantity.high) == (other.quantity.low, other.quantity.high)


def _value(answer: NumberAnswer) -> Value:
    quantity = answer.quantity
    number: Normal = quantity.low if quantity.low == quantity.high else (quantity.low, quantity.high)
    return Value(answer.statement.article, *answer.span, answer.statement.span, number)

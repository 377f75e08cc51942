"""Finds disagreements: which of the best sentences answer the question, and which of their answers cannot both be so now."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corpus.language import Language
from corpus.origins import Cluster
from corpus.patterns import regex
from retrieval.comparing.agreement import apart, measure
from retrieval.comparing.date_answers import DateAnswer, DateAsked, asked_date, date_answers
from retrieval.comparing.number_answers import COUNTED_HEADS, NumberAnswer, number_answers
from retrieval.comparing.number_asked import NumberAsked, asked_number, places
from retrieval.comparing.statements import Statement, same_time, statements
from retrieval.comparing.topic import PEOPLE
from retrieval.comparing.yes_no_answers import may_answer, yes_no_answers, yes_no_disagreements
from retrieval.comparing.yes_no_asked import YesNoAsked, asked_yes_no
from retrieval.disagreement import Disagreement, Normal, Relation, Value, by_time
from retrieval.evidence import Evidence
from retrieval.question import AnswerKind
from retrieval.question_words import QuestionWord
from retrieval.understood import Understood

_RELATIONS: tuple[Relation, ...] = ("contradiction", "change")
_LEANS = regex(
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
    """What compares the answers to one question: `kind` is what sentences must hold, and `fits` tells more of it; `find` finds
    the disagreements.
    """

    kind: AnswerKind
    find: Callable[[Sequence[Rivals]], tuple[Disagreement, ...]]
    fits: Callable[[str], bool] | None = None

    def rivals(self, evidence: Evidence, logits: NDArray[np.float64], clusters: Mapping[str, Cluster]) -> Rivals:
        """What one search found that may be compared."""
        return Rivals(statements(evidence, logits, clusters, self.kind, self.fits), tuple(evidence.words))


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
    claim = asked_yes_no(question, language)
    if claim is not None:
        return Comparer(AnswerKind.OTHER, lambda found: _yes_no(claim, found), lambda sentence: may_answer(claim, sentence))
    return None


def comparer_of(question: str, understood: Understood) -> Comparer | None:
    """What compares the answers to a question as it was meant, where they can be compared."""
    return comparer(understood.carried.query if understood.carried else question, understood.language)


def _numbers(asked: NumberAsked, found: Sequence[Rivals]) -> tuple[Disagreement, ...]:
    if asked.aims:
        named = frozenset(place for rival in found for statement in rival.statements for place in places(statement.text))
        asked = replace(asked, places=asked.places | (asked.aims & named))
    answers = [
        answer for rival in found for statement in rival.statements for answer in number_answers(asked, statement, rival.words)
    ]
    answers.sort(key=lambda answer: -answer.statement.logit)
    if not asked.event and "money" not in asked.wanted:  # an article has one answer of how things are
        first = {(answer.statement.article.id, answer.quantity.former): answer for answer in reversed(answers)}
        answers = [
            answer
            for answer in answers
            if first[answer.statement.article.id, answer.quantity.former] is answer or (answer.disputed and answer.attributed)
        ]
    made = []
    related = {(a, b): _number_relation(asked, answers[a], answers[b]) for a, b in combinations(range(len(answers)), 2)}
    for relation in _RELATIONS:
        numbers = sorted({number for pair, how in related.items() if how == relation for number in pair})
        values = _distinct([answers[number] for number in numbers])
        if len(values) > 1:
            shown = tuple(_value(answer) for answer in values[:_MOST])
            made.append(Disagreement("number", relation, shown if relation == "contradiction" else by_time(shown)))
    return tuple(made)


def _yes_no(asked: YesNoAsked, found: Sequence[Rivals]) -> tuple[Disagreement, ...]:
    return yes_no_disagreements(
        [answer for rival in found for each in rival.statements for answer in yes_no_answers(asked, each, rival.words)],
        asked.family,
    )


def _dates(asked: DateAsked, found: Sequence[Rivals]) -> tuple[Disagreement, ...]:
    answers = [
        answer for rival in found for statement in rival.statements for answer in date_answers(asked, statement, rival.words)
    ]
    related = {(a, b): _date_relation(asked, answers[a], answers[b]) for a, b in combinations(range(len(answers)), 2)}
    made = []
    for relation in _RELATIONS:
        numbers = sorted({number for pair, how in related.items() if how == relation for number in pair})
        values = _different_days([answers[number] for number in numbers])[:_MOST]
        if len(values) > 1:
            shown = tuple(Value(v.statement.article, *v.span, v.statement.span, v.days.iso()) for v in values)
            made.append(Disagreement("date", relation, shown if relation == "contradiction" else by_time(shown)))
    return tuple(made)


def _different_days(answers: Sequence[DateAnswer]) -> list[DateAnswer]:
    """One answer for each day, the best; a month in which a day lies that is also told says nothing anew."""
    kept: list[DateAnswer] = []
    for answer in sorted(answers, key=lambda each: each.days.latest - each.days.earliest):
        if not any(answer.days.overlaps(each.days) for each in kept):
            kept.append(answer)
    return sorted(kept, key=answers.index)


def _date_relation(asked: DateAsked, one: DateAnswer, other: DateAnswer) -> Relation | None:
    first, second = one.statement, other.statement
    if first.article.id == second.article.id or first.same_voice(second) or one.days.overlaps(other.days):
        return None
    same = same_time(first, second)
    if same is None or (not asked.end and not same):
        return None
    return "contradiction" if same else "change"


def _number_relation(asked: NumberAsked, one: NumberAnswer, other: NumberAnswer) -> Relation | None:
    first, second = one.statement, other.statement
    units = {measure(one.quantity), measure(other.quantity)} - ({"count"} if "money" in asked.wanted else set())
    places_apart = one.places and other.places and not one.places & other.places and not asked.places
    if places_apart or len(units) > 1 or not apart(one.quantity, other.quantity, asked.limit):
        return None
    if first.article.id == second.article.id:
        return _within_article(asked, one, other)
    each_other_s = (one.disputed or other.disputed) and not asked.wanted & PEOPLE  # on the topic only as each other's answers
    if first.same_voice(second) or one.quantity.former or other.quantity.former or each_other_s:
        return None
    if asked.event:
        return "contradiction" if _same_event(asked, first, second) else None
    same = same_time(first, second)
    return None if same is None else "contradiction" if same else "change"


def _within_article(asked: NumberAsked, one: NumberAnswer, other: NumberAnswer) -> Relation | None:
    """„Von 800 auf 700“ is a change; rival figures must be somebody's, and rarely stand in one sentence."""
    same_sentence = one.statement.span == other.statement.span
    if one.quantity.former or other.quantity.former:
        return "change" if same_sentence and one.quantity.former != other.quantity.former else None
    rivals = one.attributed and other.attributed and (not same_sentence or asked.wanted & COUNTED_HEADS)
    if not asked.event and not (one.disputed and other.disputed):
        rivals = False
    return "contradiction" if rivals else None


def _same_event(asked: NumberAsked, one: Statement, other: Statement) -> bool:
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

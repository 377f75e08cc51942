"""Which sentences answer a yes/no question with yes and which with no, and whether they contradict or follow one another.

A sentence answers where its clause holds the predicate and its subject and nearly all of the question stands around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Literal

from corpus.article import Span
from corpus.dates import DateInterval
from corpus.patterns import regex
from retrieval.comparing.polarity import clauses, denial
from retrieval.comparing.predicates import PATTERNS, Pole, activities, poles
from retrieval.comparing.statements import Statement, same_time
from retrieval.comparing.topic import names_found
from retrieval.comparing.yes_no_asked import YesNoAsked, actors, core, key
from retrieval.countries import countries
from retrieval.disagreement import Disagreement, Relation, Value, by_time
from retrieval.question_words import Haystack, QuestionWord
from retrieval.voice import voice_of

YesNo = Literal["yes", "no"]
_RELATIONS: tuple[Relation, ...] = ("contradiction", "change")
_AROUND = 0.8
_AROUND_NAMED = 0.7
"""Likewise, each word counted alike, where two actors that the question names are there and it is of a state."""
_STATES = frozenset(("run", "halt", "over", "lead"))
_IN_SENTENCE = 0.5
_IN_SENTENCE_WORD = 0.75
"""How much of the question must stand in the sentence where only its own word tells the predicate."""
_LEAD = 250
"""An article's first words name whom it is about."""
_MOST_OF_A_VALUE = 3
_FLIPS = frozenset(("run", "over", "halt", "lead", "open", "stay", "free", "force", "rise"))
"""What may end from one day to the next: said on different days it is a change."""
_SOON, _LATER = timedelta(days=3), timedelta(days=14)
_LONG = timedelta(days=45)
_SPAN = regex(r"\b(?:seit|since|bis|until|till|ab)\b", re.IGNORECASE)
_FORMER = regex(
    r"\b(?:hatten?|had|bisher|bis\s+dahin|zuvor|früher|einst|damals|formerly|previously|once|used\s+to|ehemals)\b",
    re.IGNORECASE,
)
_MAY = regex(
    r"\b(?:kann|können|konnten?|darf|dürfen|durften?|dürfe|can|cannot|may|allowed|permitted|erlaubt|verboten|untersagt)\b",
    re.IGNORECASE,
)
_RELATIVE = regex(r"\s*(?:die|der|das|dem|den|which|who|that)\b", re.IGNORECASE)
_TOKEN = regex(r"[^\W\d_][\w-]*")


@dataclass(frozen=True)
class YesNoAnswer:
    """A statement that answers, with the words `span` of the article that say so."""

    statement: Statement
    span: Span
    value: YesNo

    @property
    def when(self) -> DateInterval | None:
        """The time of which it is said: the one that the sentence names, else its article's."""
        told = self.statement.told
        return told[0] if len(told) == 1 and not _SPAN.search(self.statement.text) else self.statement.published


def may_answer(asked: YesNoAsked, sentence: str) -> bool:
    """Whether a sentence holds the predicate at all."""
    if asked.family:
        return bool(PATTERNS[asked.family].search(sentence))
    return core(asked.predicate) in sentence.casefold()


def yes_no_answers(asked: YesNoAsked, statement: Statement, words: Sequence[QuestionWord]) -> Iterator[YesNoAnswer]:
    """The answer of the sentence; none where its clauses say both, or nothing surely."""
    text = statement.text
    found = []
    for clause in clauses(text):
        for pole in _predicates(asked, text, clause):
            said = denial(text, clause, (pole.start, pole.end), willed=asked.willed, allowed=asked.allowed)
            if said is not None and not _is_former(statement, clause) and _of_subject(asked, statement, clause):
                found.append((pole.yes != said[0], said[1]))
            break
    if not found or len({yes for yes, _ in found}) > 1 or not _on_topic(asked, statement, words):
        return
    yes, (start, end) = found[0]
    at = statement.span[0]
    answer = YesNoAnswer(statement, (at + start, at + end), "yes" if yes == asked.yes else "no")
    if asked.period is None or (answer.when is not None and asked.period.overlaps(answer.when)):
        yield answer


def _is_former(statement: Statement, clause: Span) -> bool:
    """Whether the clause tells what was so before an untold time."""
    return bool(_FORMER.search(statement.text, *clause)) and not statement.told


def _predicates(asked: YesNoAsked, text: str, clause: Span) -> Iterator[Pole]:
    part = text[slice(*clause)]
    if asked.family:
        for pole in poles(part, asked.family):
            yield Pole(pole.yes, clause[0] + pole.start, clause[0] + pole.end)
        return
    if asked.allowed and not _MAY.search(part):
        return
    wanted = key(asked.predicate)
    for match in _TOKEN.finditer(part):
        if key(match.group()) == wanted:
            yield Pole(True, clause[0] + match.start(), clause[0] + match.end())


def _of_subject(asked: YesNoAsked, statement: Statement, clause: Span) -> bool:
    """Whether the clause, with what its relative pronoun means, is of the subject asked for, and of no other actor."""
    text = statement.text
    part = text[slice(*clause)]
    if _RELATIVE.match(part):
        part = f"{' '.join(text[: clause[0]].rstrip(' ,').split()[-2:])} {part}"
    if actors(part) - asked.of:
        return False
    done = activities(asked.subject)
    if done and activities(part) - done:
        return False  # „die Gespräche gingen weiter, die Ausbildung …“: which of them?
    if done & activities(part) or countries(asked.subject) & countries(part):
        return True
    if names_found([asked.subject], asked.subject, part, 1.0) and asked.subject[0].isupper():
        return True
    stems = {key(token) for token in _TOKEN.findall(part)}
    return key(asked.subject) in stems and statement.relation == "same"


def _on_topic(asked: YesNoAsked, statement: Statement, words: Sequence[QuestionWord]) -> bool:
    around = f"{statement.title} {statement.before} {statement.text}"
    anchors = asked.anchors(words)
    if len(anchors) < 2 or not asked.of <= actors(f"{statement.article.text[:_LEAD]} {around}"):
        return False
    weights = {word.text: word.idf[statement.article.language] for word in anchors}
    least, enough = (_IN_SENTENCE if asked.family else _IN_SENTENCE_WORD), _AROUND
    if asked.family in _STATES and len(asked.of) > 1:
        weights, enough = dict.fromkeys(weights, 1.0), _AROUND_NAMED  # who it is of is named: the rest only describes it
    mass = sum(weights.values())
    near, here = (sum(weights[word.text] for word in _held(anchors, text, statement)) for text in (around, statement.text))
    return near >= enough * mass and here >= least * mass


def _held(anchors: Sequence[QuestionWord], text: str, statement: Statement) -> Iterator[QuestionWord]:
    """The words that stand in the text, or a name or an activity that is the same."""
    hay = Haystack.of(text, statement.article.language)
    named, done = actors(text), activities(text)
    return (word for word in anchors if actors(word.text) & named or activities(word.text) & done or hay.holds(word))


def yes_no_disagreements(answers: Sequence[YesNoAnswer], family: str | None) -> tuple[Disagreement, ...]:
    """What the answers say differently, each voice once."""
    related = {(a, b): _relation(answers[a], answers[b], family) for a, b in combinations(range(len(answers)), 2)}
    made = []
    for relation in _RELATIONS:
        numbers = sorted({number for pair, how in related.items() if how == relation for number in pair})
        values = _voices([answers[number] for number in numbers])
        if len({answer.value for answer in values}) > 1:
            shown = tuple(Value(v.statement.article, *v.span, v.statement.span, v.value) for v in values)
            made.append(Disagreement("yes_no", relation, shown if relation == "contradiction" else by_time(shown)))
    return tuple(made)


def _voices(answers: Sequence[YesNoAnswer]) -> list[YesNoAnswer]:
    """The best answers, copies and one article's once."""
    kept: list[YesNoAnswer] = []
    for answer in answers:
        alike = [each for each in kept if each.value == answer.value]
        if len(alike) < _MOST_OF_A_VALUE and not any(_one_voice(each.statement, answer.statement) for each in alike):
            kept.append(answer)
    return kept


def _one_voice(one: Statement, other: Statement) -> bool:
    if one.article.id == other.article.id or one.same_voice(other):
        return True
    return one.cluster is not None and one.cluster == other.cluster


def _relation(one: YesNoAnswer, other: YesNoAnswer, family: str | None) -> Relation | None:
    first, second = one.statement, other.statement
    if one.value == other.value or first.same_voice(second):
        return None
    a, b = one.when, other.when
    if first.article.id == second.article.id:
        moved = bool(first.told and second.told and a and b and not a.overlaps(b))
        return "change" if moved else "contradiction" if _rivals(first, second) else None
    if a is None or b is None:
        return "change" if same_time(first, second) is False else None
    gap = max(a.earliest, b.earliest) - min(a.latest, b.latest)
    if gap > _LATER or (gap > timedelta(0) and family in _FLIPS):
        return "change"
    untold = gap > _SOON or max(a.latest - a.earliest, b.latest - b.earliest) > _LONG
    return None if untold else "contradiction"


def _rivals(one: Statement, other: Statement) -> bool:
    """Whether two sentences of an article are the words of two speakers."""
    voices = [voice_of(each.article, each.span[0]) for each in (one, other)]
    named = [
        each.article.text[slice(*voice.speaker)] for each, voice in zip((one, other), voices, strict=True) if voice.speaker
    ]
    return len(named) == 2 and key(named[0].split()[-1]) != key(named[1].split()[-1])

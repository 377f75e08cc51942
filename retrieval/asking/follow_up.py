"""What a question has from the one before: its topic, its period and its outlet, or nothing where the topic is another.

`leaning.py` tells by rules whether a question leans; where they leave it open, its words and its vector do, beside
those of the question before. What leans is searched as it was meant. Where it puts something in another's place („Und aus
Kanada?“ after „Wie viele Soldaten kommen aus Deutschland?“) that is the question before with it; else the terms of that one
stand before it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.language import guess_language
from corpus.patterns import regex
from retrieval.analysis import terms
from retrieval.asking.leaning import Lean, Leaning, leaning, topic_words
from retrieval.asking.named import people
from retrieval.asking.replacing import given, replaced
from retrieval.question import AnswerKind, answer_kind
from retrieval.stems import COMPOUND, Stems
from retrieval.turn import Turn
from retrieval.understood import Carried, Remark, Understood

NEAR = {Lean.MAYBE: 0.9, Lean.LIKELY: 0.77}
"""How near the vectors of two questions must be where they share no word."""
Nearness = Callable[[str, str], float]
"""The cosine of two questions' vectors."""

_PERSON = regex(r"(?:er|sie|ihn|ihm|ihr\w*|sein\w*|he|she|him|her|hers|his)", re.IGNORECASE)
_SEVERAL = regex(r"\b(?:\w+en|sind|tun) sie\b|\bsie\b.*\b(?:\w+[lrtdbgkhs]en|sind)\s*\?*\Z", re.IGNORECASE)
"""„sie“ with a verb of the plural."""
_PLACE = regex(r"(?:dort|dorthin|dorther|there)", re.IGNORECASE)


@dataclass(frozen=True)
class Resolved:
    """A question as it is searched: the query, what was understood, and the kind of answer."""

    query: str
    understood: Understood
    kind: AnswerKind


def resolve(question: str, understood: Understood, before: Turn | None, nearness: Nearness) -> Resolved:
    """`question` with what it has from the turn `before`; `understood` is what it says of itself.

    `nearness` is asked only where the rules do not tell. A question that leans where nothing is before gets a remark.
    """
    alone = Resolved(question, understood, answer_kind(question))
    found = leaning(question, understood.language, given(question, understood))
    if before is None:
        if found.lean < Lean.YES or _says_of_what(question, understood, found):
            return alone
        remark = Remark("nothing_before", found.words)
        return replace(alone, understood=replace(understood, remarks=(*understood.remarks, remark)))
    if guess_language(question, default="de") != guess_language(question, default="en"):
        understood = replace(understood, language=before.language)  # too short to tell: the conversation's language
        found = leaning(question, understood.language, given(question, understood))
    if found.lean is Lean.NO or (found.lean < Lean.YES and not _related(question, understood, before, nearness, found)):
        return alone
    return _resolved(question, understood, before, found)


def _says_of_what(question: str, understood: Understood, found: Leaning) -> bool:
    """Whether a question that lacks something can be searched alone: „Was ist mit Kuno?“, „Was geschah am 3. Januar 2020?“.

    „Und warum?“ and „Und 2020?“ cannot.
    """
    if found.words != question.strip():
        return False  # it points to something
    phrases, rest = given(question, understood), question[found.rest :]
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    return bool(topic_words(rest, understood.language) and found.fragment) or bool(
        phrases and not question[: found.rest].strip()
    )


def _resolved(question: str, understood: Understood, before: Turn, found: Leaning) -> Resolved:
    kind, whole = answer_kind(question), None
    if found.fragment and kind is AnswerKind.OTHER:
        whole = replaced(question[found.rest :], understood, before)
    if whole:
        query, words, kind = whole, _still_there(before.terms, whole), answer_kind(before.question)
    else:
        words = _terms(question, before, found)
        query = " ".join((*words, question))
    carried = Carried(
        before.question,
        words,
        query,
        whole is not None,
        understood.period is None and before.period is not None,
        understood.source is None and before.source is not None,
        None if whole or understood.period or understood.source else before.article,
    )
    resolved = replace(
        understood,
        period=understood.period or before.period,
        source=understood.source or before.source,
        carried=carried,
    )
    return Resolved(query, resolved, kind)


def _terms(question: str, before: Turn, found: Leaning) -> tuple[str, ...]:
    """The terms of the turn before, and the names in its answer where the question points to a person or a place.

    Who „er“ is, the question before may say itself, and „Wo waren sie?“ means no person.
    """
    kind = answer_kind(before.question)
    person = _PERSON.fullmatch(found.words) and not people(before.question, before.question)
    if found.words.casefold().startswith(("sie", "ihr")) and kind is not AnswerKind.PERSON:
        person = person and not _SEVERAL.search(question)
    asked = kind if found.fragment else AnswerKind.OTHER
    who = [name for name in before.names if " " in name] if person or asked is AnswerKind.PERSON else []
    where = (
        [name for name in before.names if " " not in name] if _PLACE.fullmatch(found.words) or asked is AnswerKind.PLACE else []
    )
    return (*before.terms, *who[:2], *where[:2])


def _related(question: str, understood: Understood, before: Turn, nearness: Nearness, found: Leaning) -> bool:
    """Whether a question that may lean has a topic word of the turn before, or is near to it as a whole."""
    language = understood.language
    known = {word for phrase in given(question, understood) for word in phrase.casefold().split()}
    own = [word.casefold() for word in topic_words(question, language) if word.casefold() not in known]
    held = Stems.of(form for term in before.terms for form in (term.casefold(), *terms(term, language)))
    shared = [w for w in own if not held.held.isdisjoint(terms(w, language)) or (len(w) >= COMPOUND and held.related(w))]
    if shared and found.defines:
        return False
    return 2 * len(shared) >= len(own) > 0 or nearness(question, before.question) >= NEAR[found.lean]


def _still_there(terms: tuple[str, ...], query: str) -> tuple[str, ...]:
    folded = query.casefold()
    return tuple(term for term in terms if term.casefold() in folded)

"""What a question has from the one before: its topic, its period and its outlet, or nothing where the topic is another.

`retrieval.leaning` tells by rules whether a question leans; where they leave it open, its words and its vector do, beside
those of the question before. What leans is searched as it was meant. Where it puts something in another's place („Und aus
Kanada?“ after „Wie viele Soldaten kommen aus Deutschland?“) that is the question before with it; else the terms of that one
stand before it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from corpus.language import guess_language
from retrieval.analysis import terms
from retrieval.leaning import Lean, Leaning, leaning, topic_words
from retrieval.question import AnswerKind, answer_kind
from retrieval.stems import COMPOUND, Stems
from retrieval.turn import MOST_CHARACTERS, Turn
from retrieval.understood import Carried, Remark, Understood

NEAR = 0.9
"""Two questions whose vectors are as near are about one thing. Measured with benchmarks/follow_ups.py."""
Nearness = Callable[[str, str], float]
"""The cosine of two questions' vectors."""

_PERSON = re.compile(r"(?:er|sie|ihn|ihm|ihr\w*|sein\w*|he|she|him|her|hers|his)", re.IGNORECASE)
_PLACE = re.compile(r"(?:dort|dorthin|dorther|there)", re.IGNORECASE)
_FAMILIES = [
    family.split()
    for family in (
        *("in im ins", "an am ans", "von vom", "zu zum zur", "bei beim", "für fürs"),
        *"aus mit nach gegen über auf unter from for with to at by of on against about".split(),
    )
]
_ARTICLES = "der die das den dem des ein eine einen einem einer eines the a an".split()
_FILLING = r"(?:(?:" + "|".join(_ARTICLES) + r")\s+)?(?:[a-zäöüß]+e[nrsm]?\s+)*"
_NAME = r"[A-ZÄÖÜ][\w’'-]*(?:\s+[A-ZÄÖÜ][\w’'-]*)*"
_END = " ?!.,;:"


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
    found = leaning(question, understood.language, _given(understood))
    if before is None:
        if found.lean < Lean.YES:
            return alone
        remark = Remark("nothing_before", found.words)
        return replace(alone, understood=replace(understood, remarks=(*understood.remarks, remark)))
    if guess_language(question, default="de") != guess_language(question, default="en"):
        understood = replace(understood, language=before.language)  # too short to tell: the conversation's language
        found = leaning(question, understood.language, _given(understood))
    alone = replace(alone, understood=understood)
    if found.lean is Lean.NO or (found.lean is Lean.MAYBE and not _related(question, understood, before, nearness)):
        return alone
    return _resolved(question, understood, before, found)


def _given(understood: Understood) -> list[str]:
    """How the question says its period and outlet."""
    said = (understood.period and understood.period.text, understood.source and understood.source.name)
    return [phrase for phrase in said if phrase]


def _resolved(question: str, understood: Understood, before: Turn, found: Leaning) -> Resolved:
    kind, replaced = answer_kind(question), None
    if found.fragment and kind is AnswerKind.OTHER:
        replaced = _replaced(question[found.rest :].strip(_END), understood, before)
    if replaced:
        query, words, kind = replaced, _still_there(before.terms, replaced), answer_kind(before.question)
    else:
        words = _terms(before, found)
        query = _query(words, question, before)
    carried = Carried(
        before.question,
        words,
        query,
        replaced is not None,
        understood.period is None and before.period is not None,
        understood.source is None and before.source is not None,
    )
    whole = replace(
        understood,
        period=understood.period or before.period,
        source=understood.source or before.source,
        carried=carried,
    )
    return Resolved(query, whole, kind)


def _query(words: tuple[str, ...], question: str, before: Turn) -> str:
    return " ".join((*words, question))


def _terms(before: Turn, found: Leaning) -> tuple[str, ...]:
    """The terms of the turn before, and the names in its answer where the question points to a person or a place."""
    points = _PERSON.fullmatch(found.words) or _PLACE.fullmatch(found.words)
    return (*before.terms, *(before.names if points else ()))


def _related(question: str, understood: Understood, before: Turn, nearness: Nearness) -> bool:
    """Whether a question that may lean has a topic word of the turn before, or is near to it as a whole."""
    language = understood.language
    own = [word.casefold() for word in topic_words(question, language)]
    held = Stems.of(form for term in before.terms for form in (term.casefold(), *terms(term, language)))
    if any(not held.held.isdisjoint(terms(word, language)) or (len(word) >= COMPOUND and held.related(word)) for word in own):
        return True
    return nearness(question, before.question) >= NEAR


def _replaced(part: str, understood: Understood, before: Turn) -> str | None:
    """The question before with `part` in the place of what is like it; None where nothing is."""
    slot = _slot(part, understood, before)
    if slot is None:
        return None
    start, end = slot
    made = f"{before.question[:start]}{part}{before.question[end:]}"
    made = re.sub(r"\s{2,}", " ", made).strip()
    return made if len(made) <= MOST_CHARACTERS else None


def _slot(part: str, understood: Understood, before: Turn) -> tuple[int, int] | None:
    """Where in the question before stands what `part` replaces; an empty span where it is only added."""
    text = before.question
    end = len(text.rstrip(_END))
    left = part
    for said, old in (
        (understood.period and understood.period.text, before.period and before.period.text),
        (understood.source and understood.source.name, before.source and before.source.name),
    ):
        if said and said in part:
            left = part.replace(said, " ")
            if not topic_words(left, understood.language):
                found = _phrase(text, old) if old else None
                return found or (end, end)
    word = part.split(maxsplit=1)[0].casefold()
    same = {each for family in _FAMILIES if word in family for each in family}
    if same:
        pattern = rf"\b(?:{'|'.join(same)})\s+{_FILLING}{_NAME}"
        return _last(re.finditer(pattern, text))
    if re.fullmatch(_NAME, part):
        pattern = rf"(?<=[a-zäöüß]\s){_NAME}"
        return _last(match for match in re.finditer(pattern, text) if not _has_article(text[: match.start()]))
    return None


def _has_article(before: str) -> bool:
    """Whether the word that ends the text makes the next one a common noun („viele“, „die“, „deutsche“)."""
    word = before.rsplit(maxsplit=1)[-1].casefold()
    return word in _ARTICLES or word.endswith(("e", "en", "er", "es", "em")) or word in ("many", "much", "how")


def _last(found: Iterable[re.Match[str]]) -> tuple[int, int] | None:
    spans = [match.span() for match in found]
    return spans[-1] if spans else None


def _phrase(text: str, said: str) -> tuple[int, int] | None:
    """Where the text says it, with the preposition before."""
    at = text.find(said)
    if at < 0:
        return None
    lead = re.search(
        r"(?:\b(?:im|in|am|vom|von|seit|ab|bis|zum|zu|aus|laut|bei|on|since|until|from|of|by|during|to)\s+)?"
        r"(?:\b(?:jahr|jahre|der|dem|den|the|year)\s+)?\Z",
        text[:at],
        re.IGNORECASE,
    )
    return (lead.start() if lead else at), at + len(said)


def _still_there(terms: tuple[str, ...], query: str) -> tuple[str, ...]:
    folded = query.casefold()
    return tuple(term for term in terms if term.casefold() in folded)

"""The question before with another thing in a place: „Und aus Kanada?“ after „Wie viele Soldaten kommen aus Deutschland?“."""

import re
from collections.abc import Iterable

from corpus.article import Span
from corpus.patterns import regex
from retrieval.asking.leaning import topic_words
from retrieval.turn import MOST_CHARACTERS, Turn
from retrieval.understood import Understood

_FAMILIES = [
    family.split()
    for family in (
        *("in im ins", "an am ans", "von vom", "zu zum zur", "bei beim", "für fürs"),
        *"aus mit nach gegen über auf unter from for with to at by of on against about".split(),
    )
]
"""Prepositions that stand for one another."""
_ARTICLES = "der die das den dem des ein eine einen einem einer eines the a an".split()
_FILLING = r"(?:(?:" + "|".join(_ARTICLES) + r")\s+)?(?:[a-zäöüß]+e[nrsm]?\s+)*"
_NAME = r"[A-ZÄÖÜ][\w’'-]*(?:\s+[A-ZÄÖÜ][\w’'-]*)*"
_LEAD = regex(
    r"(?:\b(?:im|in|am|vom|von|seit|ab|bis|zum|zu|aus|laut|bei|on|since|until|from|of|by|during|to)\s+)?"
    r"(?:\b(?:jahr|jahre|der|dem|den|the|year)\s+)?\Z",
    re.IGNORECASE,
)
_END = " ?!.,;:"


def given(text: str, understood: Understood) -> list[str]:
    """How the text says the period and the outlet that were understood of it."""
    period = [understood.period.text] if understood.period and understood.period.text in text else []
    return period + (_spelled(understood.source.name, text) if understood.source else [])


def replaced(part: str, understood: Understood, before: Turn) -> str | None:
    """The question before with `part` in the place of what is like it; None where nothing is.

    `understood` is what `part` says of itself. A period or an outlet that has nothing to replace is added.
    """
    part = part.strip(_END)
    place = _place(part, understood, before)
    if place is None:
        return None
    text = before.question
    made = re.sub(r"\s{2,}", " ", f"{text[: place[0]]} {part} {text[place[1] :]}")
    made = re.sub(r" (?=[?.!,;:])", "", made).strip()
    return made if len(made) <= MOST_CHARACTERS else None


def _place(part: str, understood: Understood, before: Turn) -> Span | None:
    """Where in the question before stands what `part` replaces; an empty span where it is only added."""
    text = before.question
    said = given(part, understood)
    left = part
    for phrase in said:
        left = left.replace(phrase, " ")
    if said and not topic_words(left, understood.language):
        if understood.period and understood.period.text in part:
            olds = [before.period.text] if before.period else []
        else:
            olds = _spelled(before.source.name, text) if before.source else []
        found = [place for old in olds if (place := _phrase(text, old, bool(left.strip()) or bool(understood.period)))]
        end = len(text.rstrip(_END))
        return found[0] if found else (end, end)
    dated = _phrase(text, before.period.text, lead=False) if before.period else None
    word = part.split(maxsplit=1)[0].casefold() if part else ""
    same = {each for family in _FAMILIES if word in family for each in family}
    if same:
        return _last(re.finditer(rf"\b(?:{'|'.join(sorted(same))})\s+{_FILLING}{_NAME}", text), dated)
    if re.fullmatch(_NAME, part):
        names = re.finditer(rf"(?<=[a-zäöüß]\s){_NAME}", text)
        names = (match for match in names if not _makes_a_noun(text[: match.start()].split()[-1].casefold()))
        return _last(names, dated)
    return None


def _makes_a_noun(word: str) -> bool:
    """Whether the word before makes the next one a noun and no name: „viele“, „die“, „deutsche“."""
    return word in _ARTICLES or word.endswith(("e", "en", "er", "es", "em")) or word in ("many", "much", "how")


def _last(found: Iterable[re.Match[str]], dated: Span | None) -> Span | None:
    """The last match that does not reach into the words of the period: no country takes the place of a month."""
    spans = [match.span() for match in found]
    spans = [(start, end) for start, end in spans if dated is None or end <= dated[0] or dated[1] <= start]
    return spans[-1] if spans else None


def _phrase(text: str, said: str, lead: bool) -> Span | None:
    """Where the text says it, with the preposition before where `lead`."""
    at = text.find(said) if said else -1
    if at < 0:
        return None
    before = _LEAD.search(text[:at]) if lead else None
    return (before.start() if before else at), at + len(said)


def _spelled(name: str, text: str) -> list[str]:
    """How the text says the name of an outlet: „dpa“ of „dpa/RND“, „Morgenblatt“ of „Morgenblatt (Beispiel)“."""
    forms = [name, *(part.strip(" )") for part in re.split(r"[(/]", name))]
    found = (re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in forms if form)
    return next(([match.group()] for match in found if match), [])

"""Whom a pronoun may mean, as far as number and gender show it; first names show neither."""

import re
from collections.abc import Sequence

from corpus.article import Span
from corpus.patterns import regex
from retrieval.saying.persons import WHO

_MALE = frozenset("der dem den des ein einem einen eines".split())
_WORD = regex(r"\w+")
_FEMALE = regex(
    r"(?:er|or|ist|at|ent|är|eur|räsident|hef|nwält|rzt|rät|ärt|terin|chäft)in\b|\b(?:Frau|Mrs|Ms|woman|spokeswoman)\b|\b[A-Z]\w+frau\b"
)
_SEVERAL = regex(
    r"""\b(?:zwei|drei|vier|fünf|sechs|beide|einige|mehrere|viele|dutzende?|hunderte|tausende|leute|männer|frauen|kinder|menschen
    |und|sowie|two|three|four|five|six|both|several|many|some|dozens?|hundreds|thousands|and|men|women|people|children)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BODY = regex(
    r"""regierung|government|partei|party|opposition|koalition|coalition|polizei|police|behörde|agentur|agency|verband|bündnis
    |allianz|alliance|\bnato\b|botschaft|bundestag|parlament|parliament|kongress|congress|gewerkschaft|union|unternehmen|firma
    |company|konzern|pentagon|kreml|haus\b|house|ministeri|ministry|department|kommission|commission|fraktion|gruppe|group
    |familie|family|streitkräfte|forces|truppe""",
    re.IGNORECASE | re.VERBOSE,
)
"""Who is no single person; a person „der Regierung“ or "of the company" has a word before that is none."""
_OF = regex(r"\s(?:de[sr]|eine[sr]|von|vom|of)\s")
_NAME = regex(r"(?:[A-ZÄÖÜ][a-zäöüßéèáóñç]+(?:-[A-Z][a-z]+)?\s+){1,2}[A-ZÄÖÜ][\w-]+")
_ONE_NAME = regex(_NAME.pattern + "$")
_NO_NAME_AFTER = regex(r"\b(?:der|die|das|den|dem|des|im|am|zum|zur|vom|beim|in|ins|ans|the)\s+$", re.IGNORECASE)
"""No name of a person stands behind an article or „in“: „im Stadtteil Dschadrija“."""
_ONE = frozenset(("er", "he", "she"))


def may_mean(text: str, who: Span, pronoun: str) -> bool:
    """Whether the pronoun can mean those named there: a woman is no „er“, a man no „sie“, and several are neither."""
    if pronoun in _ONE and (_SEVERAL.search(text, *who) or _BODY.search(_OF.split(text[slice(*who)])[0])):
        return False
    name = text[slice(*who)]
    thing = _NAME.fullmatch(name) and _NO_NAME_AFTER.search(text[max(0, who[0] - 8) : who[0]]) and not WHO.search(name)
    if thing or any(mark in name for mark in '„“”»«"'):
        return False
    if pronoun == "they" and not _SEVERAL.search(name) and _ONE_NAME.search(name) and not _BODY.search(name):
        return False
    female = _FEMALE.search(text, *who) is not None
    if pronoun in ("er", "he"):
        return not female and not text[: who[0]].endswith(("die ", "Die "))
    return pronoun not in ("sie", "she") or female or _may_be_she(text, who)


def is_one_of(text: str, who: Span, pronoun: str) -> bool:
    """Whether the pronoun can mean one of two named together: „Ada Beispiel und Bo Muster“."""
    return pronoun in (*_ONE, "sie") and re.search(r"\s(?:und|sowie|and)\s", text[slice(*who)]) is not None


def apart(text: str, named: Sequence[Span]) -> list[Span]:
    """Those named, each once: „Stoltenberg“ is „Jens Stoltenberg“."""
    found: list[tuple[Span, set[str]]] = []
    for who in named:
        words = set(_WORD.findall(text, *who))
        if not any(words <= others or others <= words for _, others in found):
            found.append((who, words))
    return [who for who, _ in found]


def _may_be_she(text: str, who: Span) -> bool:
    """Whether an article says so („die Regierung“), or nothing else does („Merkel“)."""
    words = _WORD.findall(text, max(0, who[0] - 12), who[0])[-1:]
    name = text[slice(*who)]
    before = words[0].lower() if words else ""
    return before == "die" or (name == name.title() and before not in _MALE)


def is_name(text: str, who: Span) -> bool:
    """Whether it is but first name and name, which show neither number nor gender."""
    return _NAME.fullmatch(text, *who) is not None and not WHO.search(text, *who)

"""Which numbers of a sentence answer a question: of the same things, the same whole, place, time and manner.

Every rule leaves out; a number that none can be sure of is not compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.intervals import MONTH_NAMES
from retrieval.analysis import stem
from retrieval.asked import LIMIT, PLAN, Asked, places
from retrieval.countries import counted_countries, countries
from retrieval.quantities import Quantity, find_quantities
from retrieval.question_words import Haystack, QuestionWord, WordKind
from retrieval.spelling import search_form
from retrieval.statement import Statement
from retrieval.units import groups

_CLAUSE = re.compile(r"[;:]|\s[–—-]\s|,\s")
_PART = re.compile(
    r"\b(?:davon|darunter|von\s+ihnen|of\s+them|of\s+whom|of\s+these|of\s+those|allein|alone|jeweils|each|weitere[rn]?|"
    r"zusätzlich\w*|additional|another|more)\b",
    re.IGNORECASE,
)
_BASE = re.compile(r"\d\s+(?:der|von|of\s+the|out\s+of|aus)\s+(?:den\s+|insgesamt\s+)?$", re.IGNORECASE)
"""„170 der 328 Abgeordneten“: 328 is what 170 are a part of."""
_SAYS_NUMBER = re.compile(
    r"\b(?:sprach(?:en)?|spricht|sprechen|ging(?:en)?|geht|gehen|zählte[n]?|rechne\w+|schätz\w+|Reporter|nannte\w*|verkündet\w*|beziffert\w*|widersprach|widersprechen|rechnete|zufolge|laut|berichte\w*|spoke|"
    r"speak|estimated?|put|counted|claimed?|said)\b",
    re.IGNORECASE,
)
_CROWD = re.compile(
    r"marsch|demonstr|protest|kundgebung|aufruf|teilnehm|straße|march|rally|crowd|street|veranstalter|organi[sz]er|zug\b",
    re.IGNORECASE,
)
_IS_MONTH = re.compile(MONTH_NAMES, re.IGNORECASE)
_CAPITALISED = re.compile(r"\b[A-ZÄÖÜ]\w{2,}")
_ONE_SOUND = str.maketrans({"c": "k", "y": "i", "z": "s", "h": None})
COUNTED_HEADS = frozenset(("crowd", "dead", "hurt"))
"""What rival figures are told of in one sentence."""
_MOST_OF_IT = 0.8
"""So much of the question must stand around a number of percent, euros, days: nothing else tells what is measured."""
_PEOPLE = frozenset(("staff", "crowd"))
_GENERIC = frozenset(
    """zahl anzahl höhe stärke groß hoch stark insgesamt total turnout number strength many much gibt gab hatte haben
    hat angehören gehörten gehören an nahmen teil nehmen teilnehmen took take part sind waren war ist
    teilnehmerzahl teilnehmerzahlen people menschen personen leute soldaten troops soldiers size headcount seit
    noch mehr beim derzeit aktuell laut zufolge according demonstrierten protested demonstrated kamen gingen
    straße street streets""".split()
)


@dataclass(frozen=True)
class NumberAnswer:
    """A quantity of a statement's sentence that answers; `limit` and `plan` say in what manner it is meant."""

    statement: Statement
    quantity: Quantity
    limit: bool
    plan: bool
    places: frozenset[str]

    @property
    def attributed(self) -> bool:
        """Whether somebody says the number, or only guesses it."""
        quantity = self.quantity
        half_known = quantity.low != quantity.high and not quantity.modifier
        return half_known or bool(_SAYS_NUMBER.search(self.statement.text))

    @property
    def span(self) -> tuple[int, int]:
        """The value's place in the article."""
        start = self.statement.span[0]
        return start + self.quantity.start, start + self.quantity.end


def number_answers(asked: Asked, statement: Statement, words: Sequence[QuestionWord]) -> Iterator[NumberAnswer]:
    """The numbers of the sentence that answer."""
    found = find_quantities(statement.text, statement.article.language)
    if not any(_counts_the_same(asked, quantity, statement, False) for quantity in found):
        return
    if not _in_period(asked, statement) or not _on_topic(asked, statement, words):  # what costs most comes last
        return
    taken = False
    for quantity in found:
        if (
            (quantity.former and not asked.limit)
            or _BASE.search(statement.text, 0, quantity.start)
            or not _counts_the_same(asked, quantity, statement, taken)
        ):
            continue
        clause, at = _clause(statement.text, quantity)
        end = quantity.end + len(clause) - at
        limit, plan = bool(LIMIT.search(statement.text)), bool(PLAN.search(clause))
        if limit != asked.limit and not asked.event:
            continue
        if not asked.limit and not asked.event and plan != asked.plan:
            continue
        if _PART.search(clause[at:]) and not _PART.search(asked.text):
            continue
        if not _of_the_same(asked, statement, quantity, clause, at):
            continue
        where = places(statement.text[:end])
        if not _at_the_place(asked, statement, clause, where, quantity is found[0]):
            continue
        taken = taken or not quantity.former
        yield NumberAnswer(statement, quantity, limit, plan, where)


def _at_the_place(asked: Asked, statement: Statement, clause: str, where: frozenset[str], first: bool) -> bool:
    """Whether the number is of the place asked for, and of no other."""
    if (asked.places or asked.countries) and where - asked.places:
        return False
    if not asked.places or asked.places & places(clause):
        return True
    around = f"{statement.title} {statement.before} {statement.text[: statement.text.find(clause) + len(clause)]}"
    return first and all(place in around for place in asked.places)


def _clause(text: str, quantity: Quantity) -> tuple[str, int]:
    """The part of the sentence between stops in which the quantity stands, and where in it."""
    start, end = 0, len(text)
    for stop in _CLAUSE.finditer(text):
        if stop.end() <= quantity.start:
            start = stop.end()
        elif stop.start() >= quantity.whole[1]:
            end = stop.start()
            break
    return text[start:end], quantity.end - start


def _counts_the_same(asked: Asked, quantity: Quantity, statement: Statement, taken: bool) -> bool:
    if quantity.share != ("share" in asked.wanted):
        return False
    if quantity.unit:
        counted = groups(quantity.unit)
        if asked.noun and _stem(asked.noun) == _stem(quantity.unit):
            return True
        return bool(asked.wanted & counted)
    if quantity.share:
        return True
    vague = quantity.low != quantity.high and quantity.modifier == ""
    if "crowd" in asked.wanted and (vague or _SAYS_NUMBER.search(statement.text)):
        return True
    return not taken and asked.limit and bool(LIMIT.search(statement.text))


def _stem(word: str) -> str:
    return stem(search_form(word, "de"), "de")


def _of_the_same(asked: Asked, statement: Statement, quantity: Quantity, clause: str, at: int) -> bool:
    """Whether what is counted is of the country asked for, and of no other."""
    begin = at - (quantity.end - quantity.start)
    around = counted_countries(clause[:begin]) | countries(quantity.unit)
    around |= countries(clause[at : at + 40]) if quantity.unit_span is None else _between(statement.text, quantity)
    if around - asked.countries:
        return False
    if "crowd" in asked.wanted:
        return True
    about = f"{statement.title} {statement.article.text if asked.limit else statement.text}"
    return asked.owners <= countries(about)


def _between(text: str, quantity: Quantity) -> frozenset[str]:
    assert quantity.unit_span
    return countries(text[quantity.end : quantity.unit_span[1]])


def _in_period(asked: Asked, statement: Statement) -> bool:
    """Whether the sentence, or its article, is of the period that the question names."""
    if asked.period is None:
        return True
    times = statement.told or ((statement.published,) if statement.published else ())
    return any(asked.period.overlaps(time) for time in times)


def _is_crowd(asked: Asked, word: QuestionWord) -> bool:
    return bool("crowd" in asked.wanted and _CROWD.search(word.text))


def _on_topic(asked: Asked, statement: Statement, words: Sequence[QuestionWord]) -> bool:
    """Whether the sentence's surroundings hold what the question is about."""
    crowded = f"{statement.text} {statement.before}" if "crowd" in asked.wanted else statement.text
    if asked.wanted & _PEOPLE and ("crowd" in asked.wanted) != bool(_CROWD.search(crowded)):
        return False  # those who march are not those who serve
    named = [word for word in words if word.text[0].isupper() and not _IS_MONTH.fullmatch(word.text)]
    share = 0.5 if asked.wanted & _PEOPLE else _MOST_OF_IT
    if statement.relation == "cross":
        names = [word.text for word in named if word.kind is WordKind.NAME]
        return names_found(names, f"{statement.title} {statement.article.text}", share)
    language = statement.article.language
    anchors = [
        word
        for word in named or [word for word in words if word.kind is WordKind.OTHER]
        if word.text.casefold() not in _GENERIC and word.text != asked.noun and not _is_crowd(asked, word)
    ]
    if not anchors:
        return bool(asked.wanted & _PEOPLE)
    near = Haystack.of(f"{statement.title} {statement.before} {statement.text}", language)
    whole = Haystack.of(statement.article.text, language)
    mass = sum(word.idf[language] for word in anchors)
    close = sum(word.idf[language] for word in anchors if near.holds(word))
    held = sum(word.idf[language] for word in anchors if whole.holds(word))
    if "crowd" in asked.wanted:
        return close > 0 or held >= 0.5 * mass
    if not asked.wanted & _PEOPLE:
        return close >= _MOST_OF_IT * mass
    return held >= 0.5 * mass and (close > 0 or len(anchors) < 2)


def names_found(names: Sequence[str], text: str, share: float) -> bool:
    """Whether a text in another language holds that share of the names, by country or by likeness („Bagdad“, "Baghdad").

    Without names nothing is found: a question's other words cannot be looked for across languages.
    """
    there = countries(text)
    heads = _heads(text)
    found = [bool(countries(name) & there or _head(name) in heads) for name in names]
    return bool(found) and sum(found) >= share * len(found)


@lru_cache(maxsize=256)
def _heads(text: str) -> frozenset[str]:
    return frozenset(map(_head, set(_CAPITALISED.findall(text))))


@lru_cache(maxsize=20_000)
def _head(name: str) -> str:
    """What a name in German and English begins with."""
    return search_form(name, "de").translate(_ONE_SOUND)[:5]

"""Whether the surroundings of a sentence hold what a question for a number or a day is about.

Words are held by their stem, countries by any of their names („Bundeswehr“ by „deutsche Soldaten“), and a name of several words
by its initials ("Islamic State" by „IS“).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.intervals import MONTH_NAMES
from corpus.language import Language
from corpus.patterns import regex
from retrieval.comparing.number_asked import NumberAsked
from retrieval.comparing.statements import Statement
from retrieval.countries import countries
from retrieval.question_words import Haystack, QuestionWord, WordKind
from retrieval.spelling import search_form

_CROWD = regex(
    r"marsch|demonstr|protest|kundgebung|aufruf|teilnehm|straße|march|rally|crowd|street|veranstalter|organi[sz]er|zug\b",
    re.IGNORECASE,
)
_IS_MONTH = regex(MONTH_NAMES, re.IGNORECASE)
_WORD = regex(r"\b[^\W\d_]\w{2,}")
_TRAINS = regex(r"ausbild|schul(?:en|ung)|train|instruct", re.IGNORECASE)
_INITIALS = regex(r"\b[A-ZÄÖÜ]{2,5}\b")
_NAME = regex(r"[A-ZÄÖÜ]\w+(?:[ -](?:(?:of|the|für|der|des)\s)?[A-ZÄÖÜ]\w+){1,4}")
_ONE_SOUND = str.maketrans({"c": "k", "y": "i", "z": "s", "h": None})
_MOST_OF_IT = 0.8
"""So much of the question must stand around a number of percent, euros, days: nothing else tells what is measured."""
_LEAST_IDF = 1.0
"""A name that stands in every article of a small archive is still what the question is about."""
PEOPLE = frozenset(("staff", "crowd"))
_GENERIC = frozenset(
    """zahl anzahl höhe höchstzahl stärke groß hoch stark insgesamt total turnout number strength many much gibt gab hatte haben
    hat angehören gehörten gehören an nahmen teil nehmen teilnehmen took take part sind waren war ist
    teilnehmerzahl teilnehmerzahlen people menschen personen leute soldaten troops soldiers size headcount seit
    noch mehr beim derzeit aktuell laut zufolge according demonstrierten protested demonstrated kamen gingen
    straße street streets kosten kostet kostete cost costs anti geld
    bericht berichte berichten angabe angaben meldung meldungen schätzung schätzungen medien zeitung debatte
    report reports article estimates debate
    anfang mitte ende jahr jahre jahres jahren monat monate monaten woche wochen tag tage tagen datum day date month year end
    frühjahr frühling sommer herbst winter spring summer autumn fall""".split()
)
"""What asks, when, and by whom it was said: the answer's surroundings need not hold it."""


@dataclass(frozen=True)
class _Text:
    """A text in which a question's words are looked for."""

    words: Haystack
    countries: frozenset[str]
    initials: frozenset[str]

    @classmethod
    def of(cls, text: str, language: Language) -> "_Text":
        return cls(Haystack.of(text, language), countries(text), _initials_in(text))

    def holds(self, word: QuestionWord, initials: str) -> bool:
        """Whether the word stands here, its country, or the `initials` of the name that it is part of."""
        return self.words.holds(word) or bool(countries(word.text) & self.countries) or initials in self.initials


def share_held(words: Sequence[QuestionWord], question: str, text: str, language: Language) -> float:
    """How much of the words, weighed by their idf, the text holds; 0 of none."""
    there, initials = _Text.of(text, language), initials_of(question)
    weights = [(word, max(word.idf[language], _LEAST_IDF)) for word in words]
    mass = sum(weight for _, weight in weights)
    held = sum(weight for word, weight in weights if there.holds(word, initials.get(word.text, " ")))
    return held / mass if mass else 0.0


def anchors_of(words: Sequence[QuestionWord], but: Collection[str] = ()) -> list[QuestionWord]:
    """The words that say what a question is about: its names, else what is no name; `but` are left out."""
    named = [word for word in words if word.text[0].isupper() and not _IS_MONTH.fullmatch(word.text)]
    return [
        word
        for word in named or [word for word in words if word.kind is WordKind.OTHER]
        if word.text.casefold() not in _GENERIC and word.text not in but
    ]


def on_topic(asked: NumberAsked, statement: Statement, words: Sequence[QuestionWord], answered: bool = False) -> bool:
    """Whether the sentence's surroundings hold what the question is about.

    Of a sentence that another one contradicts or is contradicted by (`answered`) less must stand near, the rest in its article.
    """
    crowded = f"{statement.text} {statement.before}" if "crowd" in asked.wanted else statement.text
    near = f"{statement.title} {statement.before} {statement.text}"
    others = asked.wanted & PEOPLE and ("crowd" in asked.wanted) != bool(_CROWD.search(crowded))
    if others or ("trainer" in asked.wanted and not _TRAINS.search(near)):
        return False  # those who march are not those who serve, nor those who fight those who train
    share = 0.5 if asked.wanted & PEOPLE else _MOST_OF_IT
    whole = f"{statement.title} {statement.article.text}"
    if statement.relation == "cross":
        return names_found(_names(words), asked.text, whole, share)
    crowd = [word.text for word in words if "crowd" in asked.wanted and _CROWD.search(word.text)]
    anchors = anchors_of(words, {asked.noun, *crowd})
    if len(anchors) < (2 if answered and not asked.wanted & PEOPLE else 1):
        return "crowd" in asked.wanted
    language = statement.article.language
    close = share_held(anchors, asked.text, near, language)
    if not asked.wanted & PEOPLE and not answered:
        return close >= share
    held = share_held(anchors, asked.text, whole, language) >= share
    return close > 0 or held if "crowd" in asked.wanted else held and (close > 0 or len(anchors) < 2)


def _names(words: Sequence[QuestionWord]) -> list[str]:
    names = (word.text for word in words if word.kind is WordKind.NAME and word.text[0].isupper())
    return [name for name in names if not _IS_MONTH.fullmatch(name) and name.casefold() not in _GENERIC]


def names_found(names: Sequence[str], question: str, text: str, share: float) -> bool:
    """Whether a foreign text holds that part of the names: countries, initials, what is alike („Bagdad“, "Baghdad").

    Without names nothing is found: a question's other words cannot be looked for across languages.
    """
    there, heads, short = countries(text), _heads(text), _initials_in(text)
    initials = initials_of(question)
    found = [bool(countries(name) & there or _head(name) in heads or initials.get(name, " ") in short) for name in names]
    return bool(found) and sum(found) >= share * len(found)


@lru_cache(maxsize=64)
def initials_of(question: str) -> dict[str, str]:
    """The initials of each word of a name of several: "Islamic" and "State" have „IS“."""
    return dict(_spelled(question))


def _spelled(question: str) -> Iterator[tuple[str, str]]:
    for match in _NAME.finditer(question):
        parts = [part for part in re.findall(r"\w+", match.group()) if part[0].isupper()]
        for part in parts:
            yield part, "".join(each[0] for each in parts)


@lru_cache(maxsize=256)
def _initials_in(text: str) -> frozenset[str]:
    return frozenset(_INITIALS.findall(text))


@lru_cache(maxsize=256)
def _heads(text: str) -> frozenset[str]:
    return frozenset(map(_head, set(_WORD.findall(text))))


@lru_cache(maxsize=20_000)
def _head(name: str) -> str:
    """What a name in German and English begins with."""
    return search_form(name, "de").translate(_ONE_SOUND)[:5]

"""The subject of a verb of saying: in front of it, behind it, or with what the sentence begins."""

import re
from collections.abc import Sequence

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.grammar_words import ARTICLES, CLOSED, PREPOSITIONS, PRONOUNS
from retrieval.saying.noun_phrases import noun_phrase
from retrieval.saying.tokens import Token

_LEADING: dict[Language, frozenset[str]] = {
    "de": frozenset("auch selbst sogar allein nur und aber doch denn".split()),
    "en": frozenset("but and also even earlier later however meanwhile still".split()),
}
_OBJECTS = frozenset(
    "den dem einen einem seinem ihrem unserem diesem dies so dazu darauf angeblich offenbar mutmaßlich".split()
)
"""With these a German sentence begins whose subject stands behind the verb."""
_TOLD = regex(r"\w*(?:zeitung|agentur|zeitschrift|presse)|\w+-(?:Agentur|Zeitung)|dpa|FAZ|taz|Welt|Zeit|Bild", re.IGNORECASE)
"""Media whom others tell something: „Der Zeitung sagte der Minister“."""


def subject_before(tokens: Sequence[Token], start: int, verb: int, language: Language) -> tuple[int, int] | str | None:
    """The subject in front of the verb: its tokens, a pronoun, or None where it stands behind."""
    place = start
    leading = _LEADING[language] | {"wie"} if language == "de" else _LEADING[language]
    while place < verb and tokens[place].lower in leading:
        place += 1
    if tokens[place].lower == "vor" and tokens[place + 1].lower == "allem":
        place += 2
    if place >= verb:
        return None
    word = tokens[place].lower
    if word in PRONOUNS[language] and (language == "en" or place + 1 == verb):
        return word
    if word in PREPOSITIONS[language]:
        return None if language == "de" else _behind_phrase(tokens, place, verb)
    if word in _OBJECTS or (word in CLOSED[language] and word not in ARTICLES[language]):
        return None
    phrase = noun_phrase(tokens, place, verb, language)
    if phrase and word == "der" and any(_TOLD.fullmatch(token.text) for token in tokens[phrase[0] : phrase[1]]):
        return None
    return None if phrase and word == "das" and phrase[0] != place + 1 else phrase


def _behind_phrase(tokens: Sequence[Token], place: int, verb: int) -> tuple[int, int] | str | None:
    """In English a subject may follow a phrase: "On Friday the minister said"."""
    for at in range(verb - 1, place, -1):
        if tokens[at].lower in ("the", "a", "an", "one") or tokens[at].lower in PRONOUNS["en"]:
            return tokens[at].lower if tokens[at].lower in PRONOUNS["en"] else noun_phrase(tokens, at, verb, "en")
    return None


def subject_after(tokens: Sequence[Token], place: int, end: int, language: Language) -> tuple[int, int] | str | None:
    """The subject behind the verb, past adverbs and phrases: „sagte am Montag in Brüssel ein Sprecher“."""
    if language == "en":
        if place < end and tokens[place].lower in PRONOUNS["en"]:
            return tokens[place].lower
        return noun_phrase(tokens, place, end, language) if place < end and _names(tokens[place]) else None
    while place < end:
        word = tokens[place].lower
        if word in PRONOUNS["de"]:
            return word
        if word in PREPOSITIONS["de"]:
            inner = noun_phrase(tokens, place + 1, end, language)
            place = inner[1] if inner else place + 1
            continue
        phrase = noun_phrase(tokens, place, end, language)
        if phrase and word not in ("den", "dem", "einem", "einen", "ihm", "unserer", "unserem"):
            return phrase
        place = phrase[1] if phrase else place + 1
    return None


def _names(token: Token) -> bool:
    return token.text[0].isupper() or token.lower in ("the", "a", "an", "one")


def begun(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language, whole: bool) -> tuple[int, int] | None:
    """The noun phrase with which the first of the clauses begins that begins with no preposition; with `whole` only one that
    is all of its clause, as before a relative clause.
    """
    first = next((part for part in parts if tokens[part[0]].lower not in PREPOSITIONS[language]), None)
    phrase = noun_phrase(tokens, *first, language) if first else None
    if first and phrase and whole and phrase[1] != first[1] and tokens[phrase[1]].lower not in PREPOSITIONS[language]:
        return None
    return phrase


def body_spoken_for(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """The body for which somebody unnamed speaks: „aus Bündniskreisen hieß es“, „heißt es in der Erklärung“."""
    for place in range(start, end - 1):
        if tokens[place].lower in ("aus", "in", "im", "beim", "bei", "vom", "von"):
            phrase = noun_phrase(tokens, place + 1, end, "de")
            if not phrase:
                continue
            if tokens[phrase[0]].text == "Kreisen":
                return noun_phrase(tokens, phrase[0] + 1, end, "de") or phrase
            return phrase
    return None

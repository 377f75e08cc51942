"""Noun phrases as far as naming a speaker needs them: „Generalsekretär Jens Stoltenberg“, "one European diplomat"."""

import re
from collections.abc import Sequence

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.grammar_words import ARTICLES, CLOSED, DETERMINERS, PREPOSITIONS
from retrieval.saying.tokens import Token

_GENITIVE = frozenset("des der eines einer seines seiner ihres ihrer dieses dieser von vom aus".split())
_PARTICLES = frozenset("von van de del der den dem zu zum zur al el bin ibn ten ter la le di da dos".split())
_AGENCIES = frozenset({"dpa", "epd", "taz", "apa", "sda"})
_ARABIC = ("al-", "el-", "as-", "ibn-", "bin-")
_JOINING = {"de": frozenset({"und", "sowie"}), "en": frozenset({"and"})}
_ADJECTIVE = regex(r"[a-zäöüß][\w-]*(?:e[rsnm]?)$")
_LEFT_OUT = DETERMINERS | {"diesem", "diesen"}
"""What a name is given without; „mehrere Diplomaten“ keep their number."""
_TITLES = frozenset("Mr Mrs Ms Dr Prof Gen Lt Col Maj Sen Rep Gov St Sgt Capt Adm Hr Fr".split())
_INITIALS = regex(r"(?:\w\.)*\w")
_MEDIUM = regex(
    r"""dpa|AFP|AP|Reuters|KNA|epd|ARD|ZDF|CNN|BBC|NBC|CBS|Bild|Welt|Spiegel|Zeit|FAZ|taz|Deutschen|Funke\w* | Rheinischen|
    Süddeutschen|Frankfurter|Nachrichtenagentur\w*|Redaktion|Presse|Medien|Journalisten|Reportern|
    \w*(?:zeitung|blatt|kurier|anzeiger|agentur|sender|magazin|portal|gruppe|netzwerk|-Studio)""",
    re.VERBOSE,
)


def noun_phrase(tokens: Sequence[Token], at: int, end: int, language: Language) -> tuple[int, int] | None:
    """The noun phrase that begins at the token `at`, as a half-open range without its article; None where none does."""
    head = (_german if language == "de" else _english)(tokens, at, end)
    if head is None:
        return None
    first, last = head
    if last < end and tokens[last].text in _JOINING[language]:
        other = (_german if language == "de" else _english)(tokens, last + 1, end)
        if other and _is_noun(tokens[other[1] - 1], language):
            last = other[1]
    return first, last


def _is_noun(token: Token, language: Language) -> bool:
    return token.text[0].isupper() or (language == "en" and token.is_word)


def _is_name(text: str) -> bool:
    return text[0].isupper() or text.startswith(_ARABIC) or text in _AGENCIES


def _german(tokens: Sequence[Token], at: int, end: int, deep: bool = False) -> tuple[int, int] | None:
    first = at
    if first < end and tokens[first].lower in _LEFT_OUT:
        first += 1
    place = first
    while place < end and _ADJECTIVE.match(tokens[place].text) and tokens[place].text not in CLOSED["de"]:
        place += 1
    chain = place
    while place < end and _in_name(tokens, place, end, chain):
        place += 1
    if place == chain or tokens[chain].lower in CLOSED["de"]:
        return None
    if place < end and place - chain == 1 and tokens[place].text in _GENITIVE and not deep:
        owner = _german(tokens, place if tokens[place].text not in ("von", "vom", "aus") else place + 1, end, deep=True)
        if owner and not _MEDIUM.fullmatch(tokens[owner[0]].text) and tokens[place].text != "aus":
            return first, owner[1]
    return first, place


def _in_name(tokens: Sequence[Token], place: int, end: int, chain: int) -> bool:
    """Whether the token goes on with a row of nouns and names: „Ursula von der Leyen“, "U.S. President"."""
    text = tokens[place].text
    if text[0].isupper() or text in _AGENCIES:
        return place == chain or text not in ("Sie", "Ihnen", "Ihr")
    if place == chain:
        return False
    if text == ".":
        before, after = tokens[place - 1], tokens[place + 1] if place + 1 < end else None
        short = before.text in _TITLES or _INITIALS.fullmatch(before.text) is not None
        return short and before.end == tokens[place].start and after is not None and _is_name(after.text)
    if text.startswith(_ARABIC):
        return True
    follows = next((n for n in range(place + 1, min(place + 3, end)) if tokens[n].text not in _PARTICLES), end)
    if text not in _PARTICLES or place - chain < 2 or follows >= end or not tokens[follows].text[0].isupper():
        return False
    return text not in ("der", "den", "dem", "zum", "zur") or tokens[place - 1].text in ("von", "van")


def _english(tokens: Sequence[Token], at: int, end: int) -> tuple[int, int] | None:
    first = at
    if first < end and tokens[first].lower in ("the", "a", "an", "one", "his", "her", "its", "their", "our", "this", "that"):
        first += 1
    place = first
    while place < end and (
        _english_noun(tokens[place], place == first) or (place > first and _in_name(tokens, place, end, first))
    ):
        place += 1
        if (
            place + 1 < end
            and tokens[place].text == "for"
            and tokens[place - 1].text[0].isupper()
            and _is_name(tokens[place + 1].text)
        ):
            place += 1  # "Office for National Statistics"
        if place < end and tokens[place].text == "of":
            owner = _english(tokens, place + 1, end)
            return (first, owner[1]) if owner and place > first else ((first, place) if place > first else None)
    return (first, place) if place > first else None


def _english_noun(token: Token, first: bool) -> bool:
    text = token.text
    if not token.is_word or (text.lower() in CLOSED["en"] and not (first and text.lower() in ARTICLES["en"])):
        return text.isupper() and token.is_word and len(text) > 1
    return text[0].isupper() or not (text.endswith(("ly", "ing", "ed")) or text.lower() in PREPOSITIONS["en"])

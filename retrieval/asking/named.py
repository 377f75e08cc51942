"""Persons and places that a text names, told by their capitals and by how the text uses the words elsewhere.

In German every noun has a capital: „Millionen Menschen“, „Anfang Januar“ and „nach Angaben“ are no names. What a text puts an
article or a number before is a noun, what it puts „in“ before is a place, no person.
"""

import re
from collections.abc import Collection
from itertools import dropwhile

from corpus.intervals import MONTH_NAMES
from corpus.patterns import regex
from retrieval.countries import countries

_PART = r"(?:(?:al|el|as|ad|ben|bin)-)?[A-ZÄÖÜ][^\W\d_][\w’'-]*"
_SEVERAL = regex(rf"\b{_PART}(?: (?:(?:von der|van der|van|de|bin) )?{_PART})+")
_PLACE = regex(rf"\b(?:[Ii]n|[Nn]ach|[Aa]us|[Ff]rom) ({_PART})(?!\w)")
_NEVER = regex(
    rf"(?:{MONTH_NAMES}|Anfang|Mitte|Ende|Seit|Laut|Vor|Nach|Beim?|Im|Am|In|Auf|Von|Vom|Als|Auch|Zum|Zur|Die|Der|Das|Dem|Den|Jahre?|Wochen|Handvoll|Stadtteil|Viertel|Typ|Zwei|Drei|Vier|Mit|Für|Unter|Insgesamt|Rund|Etwa|Mehrere|Viele|"
    r"Einige|Erste[rnms]?|Zweite[rnms]?|Hunderte?|Dutzende?|\w*(?:tausend|hundert|zehn|zig)(?:e|en)?|Million(?:en|s)?|"
    r"Milliarden?|billions?|thousands|hundreds|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag\w*|Mittwoch\w*|Sonnabend\w*|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|On|At|By|For|The|But|And|When|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|"
    r"Angaben|Anfrage|Anspruch|Aussage\w*|Betrieb|Bericht\w*|Ansicht|Einschätzung|Auffassung|Haft|Sicherheit|\w*kreisen|"
    r"Aussicht|Kürze|Umfragen|Zahlen|Hinweisen|\w+-Angaben|Partnern|Folge|Form|Frage|Gefahr|Gang|Höhe|Kauf|Kontakt|Kraft|Kreisen|Not|Richtung|Sicht|Sorge|Teilen|Wahrheit|Wirklichkeit|"
    r"Worten|Zukunft|Zusammenarbeit|Zeiten|\w+(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|ismus))",
    re.IGNORECASE,
)
"""What is never part of a name, beside the months: counts, days, words that begin a sentence, nouns by their endings."""
_ADJECTIVE = regex(
    r"(?:\w+(?:isch|lich|ig|igt|iert|ändig|gen|ßen?)|Nah|Neu|Grün|Eigen|Ander|Jed|Beid|Unabhängig|Mein|Weiß|Islamic|Middle|Some)"
    r"(?:e[nrms]?)?"
)
"""Before a noun: „Irakische Soldaten“, „Auswärtigen Amt“."""
_COUNTED = (
    r"(?:der|die|das|dem|den|des|eine?[nmrs]?|kein\w*|seine?\w*|ihre?\w*|diese\w*|alle\w*|viele\w*|mehr(?:ere)?\w*|wenige\w*|the|a|an|"
    r"his|their|these|many|\d[\d.,]*)"
)


def people(text: str, whole: str) -> list[str]:
    """The persons that `text` names by two words or more, in order; `whole` is the text that it is of."""
    elsewhere = set(places(whole, whole))
    chains = (_from_name(chain.split(" ")) for chain in _SEVERAL.findall(text))
    return [" ".join(parts) for parts in chains if len(parts) > 1 and _is_person(parts, whole, elsewhere)]


def places(text: str, whole: str) -> list[str]:
    """The places that `text` names behind „in“, „nach“, „aus“, in order; `whole` is the text that it is of."""
    return [name for name in _PLACE.findall(text) if not _NEVER.fullmatch(name) and not _is_noun(name, whole)]


def _from_name(parts: list[str]) -> list[str]:
    """The words without those before that are of no name: „Von Jo Kern“, „Geistliche Muktada al-Sadr“."""
    return list(dropwhile(lambda part: _NEVER.fullmatch(part) or _ADJECTIVE.fullmatch(part), parts))


def _is_person(parts: list[str], whole: str, elsewhere: Collection[str]) -> bool:
    parts = [part for part in parts if not part.islower()]
    last = parts[-1]
    if len(parts) < 2 or any(_NEVER.fullmatch(part) or _ADJECTIVE.fullmatch(part) for part in parts) or last.isupper():
        return False
    if countries(" ".join(parts[-2:])):
        return False
    return not any(part in elsewhere or (countries(part) and "-" not in part) for part in parts) and not _is_noun(last, whole)


def _is_noun(word: str, whole: str) -> bool:
    """Whether the text has it with an article or a number before; „von der Leyen“ is none."""
    return re.search(rf"\b(?<!von )(?<!van )(?i:{_COUNTED}) {re.escape(word)}\b", whole) is not None

"""Bylines: who wrote a text, for which outlet, after which agency."""

import re
from dataclasses import dataclass

AGENCIES = frozenset(
    "dpa afp ap apa reuters epd kna sid dapd ddp ansa tass xinhua dts sda rtr efe ritzau bloomberg cp upi pti".split()
)
_LEAD = re.compile(r"(?:von|by|text|autorin|autor|author)\s*:?\s+", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:Dr|Prof)\.\s+)*[A-ZÄÖÜ][\w'’.-]+"
    r"(?:\s+(?:(?:von|van|de|der|den|el|al|bin|zu|le|la|di)\s+)*[A-ZÄÖÜ][\w'’.-]+){1,3}"
)
_BUREAU = re.compile(r"(?:[-\s](?:Studio|Hauptstadtstudio|Korrespondentin|Korrespondent|Büro))?(?:\s+in)?\s+[A-ZÄÖÜ][\w-]+")
_DESK = re.compile(
    r"(?:der|die|unserer|unserem|unseren|einer|einem|our|the|a)?\s*[\w-]*"
    r"(?:redaktion|korrespondent|reporter|mitarbeiter|autor|staff|desk|correspondent)\w*",
    re.IGNORECASE,
)
_NO_OUTLETS = frozenset("CDU CSU SPD FDP AFD BSW NATO EU UN UNO OSZE USA UK UAE IS IWF WHO DGB".split())
_OUTLET_NAME = re.compile(
    r"(?:\S+\s+){0,3}\S*(?:tribune|times|post|news|herald|guardian|zeitung|blatt|kurier|anzeiger|nachrichten)", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:und|and|&)\s+")
_MAX_LENGTH = 90


@dataclass(frozen=True)
class Byline:
    """What a byline names; at least one field is not empty."""

    authors: tuple[str, ...]
    source: str | None
    origin: str | None


def parse_byline(line: str) -> Byline | None:
    """The byline that `line` is, or None: „Von dpa/RND“, „Von Kai Küstner, ARD-Studio Brüssel“, „Kai Küstner, ARD Brüssel“.

    Without „Von“/"By", only a person's name, a comma and an outlet in capitals count, so that no headline passes.
    """
    text = " ".join(line.split())
    if not text or len(text) > _MAX_LENGTH or text[-1] in ".!?:;…":
        return None
    lead = _LEAD.match(text)
    parts = [part.strip() for part in text[lead.end() if lead else 0 :].split(",")]
    if not lead:
        return _signature(parts)
    authors = _people(parts[0])
    if authors:
        source = _outlet(parts[1]) if len(parts) > 1 else None
        return Byline(authors, source or None, _agency(parts[1]) if len(parts) > 1 else None)
    if len(parts) > 1 and parts[1] and _DESK.fullmatch(parts[0]):  # „Von der Redaktion, Morgenblatt“
        return Byline((), _outlet(parts[1]), _agency(parts[1]))
    origin = _agency(parts[0])
    if len(parts) > 1:
        return None
    return Byline((), parts[0], origin) if origin or _OUTLET_NAME.fullmatch(parts[0]) else None


def _signature(parts: list[str]) -> Byline | None:
    """„Kai Küstner, ARD Brüssel“: a name and an outlet, which is an abbreviation with its bureau or an agency."""
    if len(parts) != 2 or not _PERSON.fullmatch(parts[0]) or not parts[1]:
        return None
    source = _outlet(parts[1])
    if not (len(source) > 1 and source.isupper() and source not in _NO_OUTLETS) and not _agency(parts[1]):
        return None
    return Byline((parts[0],), source, _agency(parts[1]))


def _people(text: str) -> tuple[str, ...]:
    names = _AND.split(text)
    return tuple(names) if all(_is_person(name) for name in names) else ()


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _agency(name) and not _OUTLET_NAME.fullmatch(name)


def _outlet(text: str) -> str:
    """„ARD-Studio Brüssel“ → „ARD“: the outlet without its bureau."""
    first = text.split(maxsplit=1)[0] if text.split() else text
    head = re.split(r"-(?=Studio|Hauptstadtstudio|Korrespondent)", first)[0]
    return head if head.isupper() and (head != first or _BUREAU.fullmatch(text[len(head) :])) else text


def _agency(text: str) -> str | None:
    """The first agency that „dpa/RND“ or „Beispiel-Agentur“ names."""
    for part in re.split(r"[/,\s]+", text):
        if part.lower() in AGENCIES or part.lower().endswith("-agentur"):
            return part
    return None

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
        return Byline(authors, source, _agency(parts[1]) if len(parts) > 1 else None)
    if len(parts) > 1 and parts[0].split()[0].islower():  # „Von der Redaktion, Morgenblatt“
        return Byline((), _outlet(parts[1]), _agency(parts[1]))
    origin = _agency(parts[0])
    return Byline((), parts[0], origin) if origin and len(parts) == 1 else None


def _signature(parts: list[str]) -> Byline | None:
    """„Kai Küstner, ARD Brüssel“: a name and an outlet whose first word is an abbreviation or an agency."""
    if len(parts) != 2 or not _PERSON.fullmatch(parts[0]) or not parts[1]:
        return None
    first = re.split(r"[\s/-]", parts[1])[0]
    if not (len(first) > 1 and first.isupper()) and not _agency(parts[1]):
        return None
    return Byline((parts[0],), _outlet(parts[1]), _agency(parts[1]))


def _people(text: str) -> tuple[str, ...]:
    names = _AND.split(text)
    return tuple(names) if all(_PERSON.fullmatch(name) and not _agency(name) for name in names) else ()


def _outlet(text: str) -> str:
    """„ARD-Studio Brüssel“ → „ARD“: the outlet without its bureau."""
    first = text.split()[0] if text.split() else text
    head = re.split(r"-(?=Studio|Hauptstadtstudio|Korrespondent)", first)[0]
    return head if head.isupper() and (head != first or _BUREAU.fullmatch(text[len(head) :])) else text


def _agency(text: str) -> str | None:
    """The first agency that „dpa/RND“ or „Beispiel-Agentur“ names."""
    for part in re.split(r"[/,\s]+", text):
        if part.lower() in AGENCIES or part.lower().endswith("-agentur"):
            return part
    return None

"""Bylines: who wrote a text, for which outlet, after which agency, and the date that stands with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.dates import DateInterval, parse_timestamp
from corpus.outlets import DOMAIN, OUTLET_NAME, agency, is_agency, is_outlet
from corpus.patterns import regex

_LEAD = regex(
    r"(?:(?:ein(?:e|en)?\s+|das\s+)?(?:Gast)?(?:Bericht|Beitrag|Kommentar|Analyse|Reportage|Interview|Essay|Porträt)\s+)?"
    r"(?:von|by|text|autorin|autor|author)\s*:?\s+|written by\s+",
    re.IGNORECASE,
)
_FROM = regex(r"Aus \S+(?:\s\S+)? berichte(?:t|n) (?P<who>.+)")
_WRITES = regex(r"(?P<who>.+) berichte(?:t|n) aus \S+(?:\s\S+)?")
_PERSON = regex(
    r"(?:(?:Dr|Prof)\.\s+)*[A-ZÄÖÜ][\w'’.-]+"
    r"(?:\s+(?:(?:von|van|de|der|den|el|al|bin|zu|le|la|di)\s+)*[A-ZÄÖÜ][\w'’.-]+){1,3}"
)
_CAPITALS = regex(r"[A-ZÄÖÜ]{2,}\b")
_PLACE_OR_OUTLET = regex(r"[A-ZÄÖÜ][\w.'’()-]*(?:[ /][\w.'’()-]+){0,3}")
_BUREAU = regex(r"(?:[-\s](?:Studio|Hauptstadtstudio|Korrespondentin|Korrespondent|Büro))?(?:\s+in)?\s+[A-ZÄÖÜ][\w-]+")
_DESK = regex(
    r"(?:der|die|unserer|unserem|unseren|einer|einem|our|the|a)?\s*[\w-]*"
    r"(?:redaktion|korrespondent|reporter|mitarbeiter|autor|staff|desk|correspondent)\w*(?:\s+writer)?",
    re.IGNORECASE,
)
_OUR_DESK = regex(r"(?:unserem|unserer|unseren|our)\s+\w+\s+(?=[A-ZÄÖÜ])", re.IGNORECASE)
_AT = regex(r"\s+(?:in|aus|from|at)\s+[A-ZÄÖÜ][\w'’.-]+(?:[ /][A-ZÄÖÜ][\w'’.-]+){0,2}$")
_WITH = regex(r"\s+(?:mit|with)\s+(?:Material\s+(?:von|der)\s+|Agenturmaterial\s+von\s+)?(?=\S+$)", re.IGNORECASE)
_MATERIAL = regex(
    r"\(?(?:Mit|With) (?:(?:Material|Agenturmaterial|Informationen|Inhalten|reporting|files) "
    r"(?:von|der|des|by|from)(?: der| den| the)? )?(?P<who>[^() ]{2,20}(?:(?:, | und | and )[^() ]{2,20}){0,4}?)\)?\.?",
    re.IGNORECASE,
)
_FOR = regex(r"\s+(?:for|für)\s+")
_ROLE = regex(r"\s*\((?P<role>[^()]{1,30})\)")
_PICTURES = regex(r"foto|bild|photo|video|grafik|kamera", re.IGNORECASE)
_NO_OUTLETS = frozenset("CDU CSU SPD FDP AFD BSW NATO EU UN UNO OSZE USA UK UAE IS IWF WHO DGB".split())
_AND = regex(r"\s+(?:und|and|&)\s+")
_REPORTING = regex(
    r"\(?(?:Additional )?Reporting by (?P<who>[^;()]+)"
    r"(?:; *(?:additional |further )?(?:reporting|writing|editing)[^()]*)*\)?\.?",
    re.IGNORECASE,
)
_SOURCE = regex(r"\(?Quellen?\s*:\s*(?P<who>[^:()]{2,80}?)\)?", re.IGNORECASE)
_CODES = regex(r"\(?(?P<who>[^\W\d_][\w.-]{0,20}(?:\s?/\s?[^\W\d_][\w.-]{0,20}){0,4})\)?")
_DATED = regex(
    r"(?P<who>(?:Stand|(?:zuerst )?(?:veröffentlicht|erschienen|publiziert)(?: am)?"
    r"|(?:first )?(?:published|posted)(?: on)?)\b\s*:?\s*\S.*)",
    re.IGNORECASE,
)
_MAX_LENGTH = 120


@dataclass(frozen=True)
class Byline:
    """What a byline names; at least one field is not empty. `unreadable` is what stands in a date's place and is none."""

    authors: tuple[str, ...] = ()
    source: str | None = None
    origin: str | None = None
    date: DateInterval | None = None
    unreadable: str | None = None


def parse_byline(line: str) -> Byline | None:
    """The byline that `line` is, or None: „Von dpa/RND“, „Von Kai Küstner, ARD-Studio Brüssel“, „sth/dpa/AFP“, „Stand: …“.

    Without „Von“/"By", only what cannot be a headline counts: a name with an outlet in capitals, agencies' codes, labels.
    docs/provenance.md lists the forms.
    """
    text = " ".join(line.split())
    if not text or len(text) > _MAX_LENGTH:
        return None
    ended = text[-1] in ".!?:;…"
    for pattern, made in _FORMS:
        match = pattern.fullmatch(text)
        if match and not (ended and pattern not in _MAY_END):
            return made(match["who"])
    if ended:
        return None
    lead = _LEAD.match(text)
    return _led(text[lead.end() :]) if lead else _signature([part.strip() for part in text.split(",")])


def _led(text: str) -> Byline | None:
    """What follows „Von“."""
    text = _without_roles(text)
    parts = [part.strip() for part in re.split(r",|\s[|/]\s", _OUR_DESK.sub("", text))]
    for_outlet = _FOR.split(parts[-1], maxsplit=1)
    if len(for_outlet) == 2 and _people(for_outlet[0]):
        parts[-1:] = for_outlet
    with_agency = _WITH.split(parts[-1], maxsplit=1)
    if len(with_agency) == 2 and agency(with_agency[1]):
        parts[-1:] = with_agency
    last = next((number for number, part in enumerate(parts) if _AND.search(part)), 0)  # „A, B und C“
    if not all(_people(_AT.sub("", part)) for part in parts[: last + 1]):
        last = 0
    authors = [name for part in parts[: last + 1] for name in _people(_AT.sub("", part))]
    if authors:
        rest = [part for part in [*_agencies(parts[last]), *parts[last + 1 :]] if part]
        rest = [re.sub("^(?:mit|with) ", "", part) for part in rest]
        if not all(_PLACE_OR_OUTLET.fullmatch(part) or _outlet(part) or _DESK.fullmatch(part) for part in rest):
            return None
        source = next((outlet for part in rest if (outlet := _outlet(part))), None)
        return Byline(tuple(authors), source, next((found for part in rest if (found := agency(part))), None))
    if len(parts) > 1 and parts[1] and _DESK.fullmatch(parts[0]):  # „Von der Redaktion, Morgenblatt“
        return Byline((), _outlet(parts[1]) or parts[1], agency(parts[1]))
    alone = len(parts) == 1 or all(agency(part) for part in parts)
    named = agency(parts[0]) or OUTLET_NAME.fullmatch(parts[0])
    return Byline((), parts[0], agency(parts[0])) if alone and named else None


def _without_roles(text: str) -> str:
    """The text without „(Text)“ and without people „(Fotos)“; an agency in brackets is a part like others."""
    kept = []
    for part in _AND.split(text):
        role = _ROLE.search(part)
        if role and _PICTURES.search(role["role"]):
            continue
        of_person = (
            role and "," not in part[: role.start()]
        )  # behind a comma it belongs to the outlet: „Morgenblatt (Beispiel)“
        if role and len(part) == role.end() and (of_person or is_agency(role["role"])):  # „(Text)“, „(dpa)“
            kept.append(part[: role.start()] + (f", {role['role']}" if is_agency(role["role"]) else ""))
        else:
            kept.append(part)
    return " und ".join(kept)


def _signature(parts: list[str]) -> Byline | None:
    """„Kai Küstner, ARD Brüssel“: a name and an outlet, which is an abbreviation with its bureau or an agency."""
    if len(parts) != 2 or not _PERSON.fullmatch(parts[0]) or not parts[1]:
        return None
    source = _outlet(parts[1])
    if source is None or (not (len(source) > 1 and source.isupper() and source not in _NO_OUTLETS) and not agency(parts[1])):
        return None
    return Byline((parts[0],), source, agency(parts[1]))


def _signed(codes: str) -> Byline | None:
    """„sth/dpa/AFP“, „(dpa)“: codes of desks, editors and at least one agency; an outlet only where it can be nothing else."""
    parts = [part.strip() for part in codes.split("/")]
    found = next((part for part in parts if agency(part)), None)
    if found is None or not (found.islower() or found.isupper() or found.casefold() in ("reuters", "xinhua", "bloomberg")):
        return None if found is None or not found.casefold().endswith("-agentur") or len(parts) < 2 else Byline(origin=found)
    if len(parts) == 1 and found.isupper() and not codes.casefold().startswith(("dpa", "afp", "apa", "epd", "kna")):
        return None  # „IS“ is none, but „SID“ alone may be a headline's word
    return Byline((), next((part for part in parts if not agency(part) and _is_signed_outlet(part)), None), found)


def _is_signed_outlet(part: str) -> bool:
    return is_outlet(part) and (DOMAIN.fullmatch(part) is not None or part[0].isupper())


def _sources(text: str) -> Byline | None:
    """„Quelle: ZEIT ONLINE, dpa, Reuters, tst“: the outlet is what is neither agency nor code, if it stands first."""
    parts = [part.strip() for part in re.split(r"[,/]", text)]
    found = next((part for part in parts if agency(part)), None)
    outlet = parts[0] if not agency(parts[0]) and is_outlet(parts[0]) else None
    return Byline((), outlet, found) if outlet or (found and is_agency(parts[0])) else None


def _material(text: str) -> Byline | None:
    origin = agency(_AND.sub(", ", text))
    return Byline(origin=origin) if origin else None


def _reporting(text: str) -> Byline | None:
    people = tuple(_AT.sub("", part.strip()) for part in re.split(r",|\band\b", text) if part.strip())
    return Byline(people) if people and all(_is_person(name) for name in people) else None


def _writing(text: str) -> Byline | None:
    authors = _people(text)
    return Byline(authors) if authors else None


def _dated(text: str) -> Byline | None:
    try:
        return Byline(date=parse_timestamp(text))
    except ValueError:
        digits = re.search(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", text)
        return Byline(unreadable=digits.group()) if digits and text.casefold().startswith("stand") else None


def _people(text: str) -> tuple[str, ...]:
    """The people of „A und B“, leaving out agencies; none where anything else is among them."""
    names = [name for name in _AND.split(text) if not is_agency(name)]
    return tuple(names) if all(_is_person(name) for name in names) else ()


def _agencies(text: str) -> list[str]:
    return [name for name in _AND.split(text) if is_agency(name)]


def _is_person(name: str) -> bool:
    headed = _CAPITALS.match(name) is not None and not name.isupper()  # „ARD Brüssel“, but not „JANE DOE“
    return (
        bool(_PERSON.fullmatch(name))
        and not headed
        and not agency(name)
        and not OUTLET_NAME.fullmatch(name)
        and not is_outlet(name)
    )


def _outlet(text: str) -> str | None:
    """„ARD-Studio Brüssel“ → „ARD“: the outlet without its bureau; None for a place or a desk."""
    first = text.split(maxsplit=1)[0] if text.split() else text
    head = re.split(r"-(?=Studio|Hauptstadtstudio|Korrespondent)", first)[0]
    if head.isupper() and (head != first or _BUREAU.fullmatch(text[len(head) :])):
        return head
    named = (
        OUTLET_NAME.fullmatch(re.sub(r"\s*\([^()]*\)$", "", text))
        or is_outlet(text)
        or agency(text)
        or (text.isupper() and len(text) <= 6)
    )
    return text if named and not _DESK.fullmatch(text) else None


_FORMS: list[tuple[re.Pattern[str], Callable[[str], Byline | None]]] = [
    (_MATERIAL, _material),
    (_REPORTING, _reporting),
    (_SOURCE, _sources),
    (_DATED, _dated),
    (_FROM, _writing),
    (_WRITES, _writing),
    (_CODES, _signed),
]
_MAY_END = (_MATERIAL, _REPORTING)
"""Forms that may end in a full stop: they cannot be a sentence."""

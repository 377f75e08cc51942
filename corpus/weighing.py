"""Several places that speak of one field: which is believed, and which contradict it.

The most trusted place wins (`corpus.provenance.TRUST`). Values that mean the same are no conflict, and neither are dates of
which one lies inside the other: then the more precise one is the article's, with its own provenance. A dateline's day, on
which a report was sent, is the article's only where no other place names the day of its printing.
"""

import re
from datetime import date
from typing import Any

from corpus.datelines import sent_before
from corpus.metadata import FIELDS
from corpus.outlets import is_agency, same_outlet
from corpus.provenance import TRUST, Conflict, Provenance, Sourced
from corpus.readers.base import Claim

_GROUPS = {"tagesschau": "ard", "sportschau": "ard", "zdfheute": "zdf", "heute": "zdf"}
"""Programmes and the broadcaster whose name may stand for them."""


def weigh(claims: list[Claim], today: date = date.max) -> tuple[dict[str, Sourced[Any]], tuple[Conflict, ...]]:
    """Each field's value, and what other places say otherwise. A date that begins after `today` is never taken."""
    chosen: dict[str, Sourced[Any]] = {}
    conflicts: list[Conflict] = []
    for name in FIELDS:
        said = [Sourced(value, place) for said, place in claims if (value := getattr(said, name)) is not None]
        said.sort(key=lambda one: (name == "date" and one.provenance is Provenance.DATELINE, TRUST.index(one.provenance)))
        refused = [one for one in said if name == "date" and one.value.earliest > today]
        said = [one for one in said if one not in refused]
        if name == "source":
            said = _outlets_first(said)
        kept, against = _settle(name, said)
        if kept is not None:
            chosen[name] = kept
        if name != "language":
            conflicts += [Conflict(name, kept, other) for other in dict.fromkeys([*refused, *against])]
    return chosen, tuple(conflicts)


def _settle(name: str, said: list[Sourced[Any]]) -> tuple[Sourced[Any] | None, list[Sourced[Any]]]:
    """The value kept and those against it, of what is said in the order of trust."""
    kept = said[0] if said else None
    for other in said[1:]:
        if name == "date" and kept is not None and other.value.within(kept.value):
            kept = kept if other.value == kept.value else other
    return kept, [other for other in said if kept is not None and other is not kept and not agree(name, kept, other)]


def agree(name: str, kept: Sourced[Any], other: Sourced[Any]) -> bool:
    """Whether two values of the field `name` do not contradict each other."""
    one, two = kept.value, other.value
    if name == "date":
        if other.provenance is Provenance.DATELINE and sent_before(two, one):
            return True
        return bool(one.within(two) or two.within(one))
    if name == "authors":
        people = [{_plain(person) for person in value} for value in (one, two)]
        return people[0] <= people[1] or people[1] <= people[0]
    if name in ("source", "origin"):
        groups = [_GROUPS.get(key, key) for key in (_outlet(one), _outlet(two))]
        return groups[0] == groups[1] or same_outlet(one, two) or _is_host_of(other, one) or _is_host_of(kept, two)
    if name == "url":
        return _address(one) == _address(two)
    shorter, longer = sorted((_plain(one), _plain(two)), key=len)
    return shorter in longer  # a title with its outlet or section behind it


def _outlets_first(said: list[Sourced[str]]) -> list[Sourced[str]]:
    """A byline that names agencies alone („Von dpa“) names the outlet only where no other place does."""
    agencies = [one for one in said if one.provenance is Provenance.BYLINE and is_agency(one.value)]
    outlets = [one for one in said if one not in agencies]
    return outlets or agencies


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _outlet(text: str) -> str:
    return re.sub(r"^www\.|\.(?:de|com|net|org)$", "", text.casefold().strip())


def _is_host_of(said: Sourced[str], outlet: str) -> bool:
    """Whether an address's host is the outlet's by its name: „morgenblatt.example“ is where „Morgenblatt“ is published."""
    if said.provenance is not Provenance.URL:
        return False
    return re.sub(r"\W", "", _plain(outlet)) in {re.sub(r"\W", "", label) for label in said.value.casefold().split(".")[:-1]}


def _address(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.|m\.)?|[?#].*$", "", url.strip().casefold()).rstrip("/")

"""What is said before a time: „seit“, „bis“, „vor“, „nach“, also with an event between, and the period that it makes."""

import re
from datetime import date, timedelta
from typing import Literal

from corpus.patterns import regex
from retrieval.times.points import Point

Relation = Literal["since", "until", "before", "after", "event_before", "event_after"]
_FILL = (
    r"(?:\s+(?:dem|den|der|die|das|zum|zur|im|in|am|on|the|etwa|rund|ungefähr|circa|about|around|einschließlich|spätestens|"
    r"including))*\s*$"
)
_DIRECT = regex(
    r"\b(?:(?P<since>nicht\s+vor|not\s+before|seit|ab|since|as\s+of|starting|beginning)"
    r"|(?P<until>nicht\s+nach|not\s+after|bis(?:\s+zu[mr]?)?|spätestens|until|till|by|up\s+to|no\s+later\s+than|not\s+later\s+than)"
    r"|(?P<before>(?<!wie\s)vor|before|prior\s+to|earlier\s+than)"
    rf"|(?P<after>nach|after|later\s+than)){_FILL}",
    re.IGNORECASE,
)
_EVENT = regex(
    r"\b(?:(?P<since>seit|since|seitdem)|(?P<until>bis\s+zu[mr]?|bis|until|till)"
    r"|(?P<before>vor|before|prior\s+to|ahead\s+of|bevor|im\s+Vorfeld|in\s+the\s+run-up\s+to)"
    r"|(?P<after>nach|after|following|nachdem))\b",
    re.IGNORECASE,
)
_DETERMINED = regex(
    r"(?:de[mrns]|das|die|eine[mr]|diese[mr]|jene[mr]|seine[mr]|ihre[mr]|the|a|an|his|her|their|its|this|that)\b|[A-ZÄÖÜ]\w+s\s+[A-ZÄÖÜ]"
    r"|\w*(?:beginn|ende|ausbruch|start|abzug|angriff|wahl|wahlen|gipfel|krieg|anschlag|einsatz)s?\b",
    re.IGNORECASE,
)
_NO_EVENT = regex(
    r"\b(?:angaben?|bericht\w*|information\w*|auskunft|darstellung|einschätzung|meinung|ansicht|worten|aussagen?|zahlen|"
    r"schätzung\w*|erkenntnis\w*|mitteilung\w*|meldung\w*|recherchen|umfragen?|stand|plan|plänen|mandat|vertrag|gesetz|abkommen|"
    r"statistik\w*|allem|bundestag|parlament|presse|gericht\w*|publikum|kameras|botschaft|ausschuss|kongress|senat|"
    r"sicherheitsrat|journalisten|ort|was|wer|wen|wem|wie|wann|wo|warum|weshalb|welche\w*|what|who|how|when|where|why|which|did|"
    r"does|do|and|und)\b",
    re.IGNORECASE,
)
_THE = regex(r"\b(?:the|dem|der|den)\s+$", re.IGNORECASE)
_MOST_WORDS = 8
CLAUSE = regex(r"[,;:?!()„“\"]")
ATTRIBUTIVE = regex(r"(?:[A-Z][a-z]+ )?\d{4}\Z")


def relation(lead: str, point: Point, year_noun: bool, attributive: bool) -> tuple[Relation, int] | None:
    """What `lead`, the text up to a point, says of it, and where in `lead` that begins."""
    direct = _DIRECT.search(lead)
    if direct:
        kind: Relation = direct.lastgroup  # type: ignore[assignment]  # the groups' names are the relations
        if kind in ("before", "after") and (point.alone or attributive) and not year_noun and _THE.search(lead):
            kind = "event_before" if kind == "before" else "event_after"
        return kind, direct.start()
    clause = max((match.end() for match in CLAUSE.finditer(lead)), default=0)
    for found in reversed(list(_EVENT.finditer(lead, clause))):
        between = lead[found.end() :].strip()
        words = between.split()
        if not words or len(words) > _MOST_WORDS or _NO_EVENT.search(between):
            continue
        german = found.group().casefold() in ("vor", "nach", "bis", "seit")
        if german and not _DETERMINED.match(between):
            continue
        kinds: dict[str, Relation] = {"before": "event_before", "after": "event_after", "since": "since", "until": "until"}
        return kinds[found.lastgroup or ""], found.start()
    return None


def ends(kind: Relation, low: date, high: date, ranged: bool) -> tuple[date | None, date | None]:
    """The first and last day of the period that stands so to the days from `low` to `high`."""
    if kind == "since" and ranged:
        return low, high  # „seit 2018 bis 2020“
    if kind in ("since", "event_after"):
        return low, None
    if kind in ("until", "event_before"):
        return None, high
    if kind == "before":
        return None, low - timedelta(days=1) if low > date.min else low
    return high + timedelta(days=1) if high < date.max else high, None

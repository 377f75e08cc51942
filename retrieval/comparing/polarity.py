"""Whether a clause says yes or no to its predicate: negation, plans and doubts in German and English.

Where a plan, a condition, a demand or a doubt is told, or a negation may belong to another word, it is neither.
"""

import re
from collections.abc import Iterator

from corpus.article import Span
from corpus.patterns import regex

_BREAK = regex(
    r"[,;:()„“”\"»«]|\s[–—-]\s|\s(?=(?:aber|sondern|but|while|whereas|although|because|that|which|who|after|before|when)\s)",
    re.IGNORECASE,
)
_NO = regex(
    r"\b(?:(?:noch|überhaupt|gar|längst)\s+)?(?:nicht|kein(?:e[nmrs]?)?|nie|niemals|nirgend\w*|niemand\w*)\b(?:\s+mehr\b(?!\s+als\b))?"
    r"|\bno\s+longer\b|\b(?:not|never|cannot|nobody|neither|nor)\b(?:\s+(?:yet|ever)\b)?|\w+n[’']t\b|\bno\b(?!\.)",
    re.IGNORECASE,
)
_NO_NEGATION = regex(
    r"\b(?:nicht\s+(?:nur|zuletzt|allein|bloß|minder|umsonst)|nicht\s+(?:mehr|weniger)\s+als|not\s+(?:only|least|just|merely|surprisingly)|"
    r"no\s+(?:less|fewer|more)\s+than|no\s+doubt|(?:kein|ohne)\s+Zweifel|without\s+doubt)\b",
    re.IGNORECASE,
)
_UNSURE = regex(
    r"\b(?:nicht\s+(?:alle\w*|immer|überall|ganz|jede\w*|völlig|vollständig|unbedingt|ausgeschlossen|sicher|klar)|"
    r"not\s+(?:all|always|every\w*|entirely|fully|necessarily|clear|certain|sure)|kaum|hardly|barely|scarcely|teilweise|teils|partly|partially|"
    r"weder|ohne|without|fast|beinahe|nearly|almost|unklar|ungewiss|fraglich|umstritten|unclear|uncertain|disputed|"
    r"vielleicht|möglicherweise|womöglich|vermutlich|wohl|wahrscheinlich|offenbar\s+bald|perhaps|maybe|possibly|probably|likely|"
    r"soll(?:en|te|ten)?|solle|könnten?|könne|können|kann|konnten?|müsste\w*|muss|müssen|müsse|würden?|dürfte\w*|möchte\w*|geplant\w*|"
    r"vorgesehen|künftig|demnächst|bald|voraussichtlich|should|could|might|must|would|can|going\s+to|planned|plans\s+to|plan\s+to|ob|wenn|falls|sofern|"
    r"solange|bevor|if|whether|unless|als\s+ob|bis|until|till|um|sobald)\b",
    re.IGNORECASE,
)
_CAN = regex(r"\b(?:kann|können|konnten?|can)\b", re.IGNORECASE)
_WILL = regex(r"\b(?:will|wollen|wolle|wollten?|wants?|wanted|intends?)\b", re.IGNORECASE)
_FUTURE = regex(r"\b(?:wird|werden|werde|will|würde)\b", re.IGNORECASE)
_PARTICIPLE = regex(
    r"(?:\w*ge\w+(?:t|en)|\w+iert|(?:be|er|ver|ent|zer|unter|über)\w+(?:t|en)|\w+ed|led|begun|held)\Z", re.IGNORECASE
)
_DEMAND = regex(
    r"\b(?:forder\w*|gefordert|verlang\w*|hoff\w*|erwart\w*|droh\w*|warn\w*|bat|bitte\w*|gebeten|appell\w*|erwäg\w*|prüf\w*|"
    r"plan(?:t|te|en)|kündigte\w*|angekündigt|versprach\w*|vorschl\w*|vorgeschlagen|dafür|demand\w*|urg(?:e|es|ed)|call(?:s|ed)\s+for|"
    r"hope[sd]?|expect\w*|threat\w*|asked|consider\w*|propos\w*|promis\w*|vow\w*|pledg\w*)\b",
    re.IGNORECASE,
)
_TO = regex(r"\b(?:zu|to)\s+$", re.IGNORECASE)
_TO_INSIDE = regex(r"(?:aus|ein|auf|ab|an|fort|teil|weiter|zurück|fest)zu\w+en\Z", re.IGNORECASE)
_LEADS_IN = regex(r"\b(?:ob|wenn|falls|sofern|als\s+ob|if|whether|unless)\b", re.IGNORECASE)


def clauses(text: str) -> Iterator[Span]:
    """The parts of a sentence between commas, dashes, brackets and the conjunctions that begin a clause."""
    start = 0
    for match in _BREAK.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def negations(text: str, clause: Span) -> list[Span]:
    """The words of the clause that deny, those left out that only look so („nicht nur“, "no doubt")."""
    sham = [match.span() for match in _NO_NEGATION.finditer(text, *clause)]
    found = (match.span() for match in _NO.finditer(text, *clause))
    return [(start, end) for start, end in found if not any(a < end and start < b for a, b in sham)]


def denial(
    text: str, clause: Span, predicate: Span, *, willed: bool = False, allowed: bool = False
) -> tuple[bool, Span] | None:
    """Whether the clause denies the predicate, and the words that say so; None where it says neither.

    `willed`: it is asked what somebody wants, and only that is told; `allowed`: what somebody can or may do.
    """
    if _in_doubt(text, clause, predicate, willed, allowed):
        return None
    found = negations(text, clause)
    found = [each for each in found if each[1] <= predicate[0] or each[0] >= predicate[1]] or found
    if len(found) > 1:
        return None
    start, end = min([predicate, *found])[0], max(each[1] for each in [predicate, *found])
    return bool(found), (start, end)


def _in_doubt(text: str, clause: Span, predicate: Span, willed: bool, allowed: bool) -> bool:
    """Whether a question, a plan, a demand or a condition is told, and not that it is so."""
    part, word = text[slice(*clause)], text[slice(*predicate)]
    said = f"{text[clause[0] : predicate[0]]} {text[predicate[1] : clause[1]]}"  # „bis“ in the predicate's own words is none
    if allowed:
        said = _CAN.sub(" ", said)
    future = _FUTURE.search(said) and not _PARTICIPLE.match(word.split()[-1])
    return bool(
        text.rstrip(" \"“”»’'").endswith("?")
        or _UNSURE.search(said)
        or _DEMAND.search(said)
        or _DEMAND.search(text, 0, clause[0])
        or _TO.search(text, 0, predicate[0])
        or _TO_INSIDE.search(word)
        or _hangs(text, clause[0])
        or willed != bool(_WILL.search(part))
        or (future and not willed)
    )


def _hangs(text: str, start: int) -> bool:
    """Whether the clause is the rest of one that an „ob“ or "if" began."""
    before = [text[slice(*each)] for each in clauses(text[:start])]
    return bool(before) and bool(_LEADS_IN.match(before[-1].strip()))

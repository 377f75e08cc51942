"""What a number counts: the noun behind it, and which nouns count the same („Soldaten“, „Kräfte“, "troops")."""

import re

from corpus.article import Span
from corpus.language import Language
from corpus.patterns import regex

_PERCENT = r"%|Prozent(?:punkte)?\b|percent\b|per\s+cent\b|pct\b|[€$£]"
_SIGN = regex(rf"[\s\u00a0]*(?P<unit>{_PERCENT})", re.IGNORECASE)
_WORD = regex(r"[\s\u00a0]*[„“\"»«]?(?P<word>[^\W\d_][\w’'-]*|\d[\d.,]*)[“”\"«»]?")
_GERMAN_LINK = frozenset("der des aller unserer seiner ihrer all dieser weitere weiterer".split())
_GERMAN_STOP = frozenset(
    """sind waren wurden werden haben hatten dürfen durften sollen sollten können könnten konnten kamen kommen müssen mussten
    wollen wollten gehen gingen seien hätten wären würden bleiben blieben stehen standen gegen neben zwischen wegen unter
    hinter über außer jede jedes diese ihnen denen deren dessen eine einen einem einer keine meine deine worden geworden
    bis im am zum zur oder aber ohne seine ihre heute gestern allerdings insgesamt""".split()
)
_SHORT = frozenset("km m kg t ha cm mm g l".split())
_ADJECTIVE = regex(r"[a-zäöüß][\w-]*e[nrms]?|[a-zäöüß-]+er|dauerhaft|ständig|fest|neu|schwer|leicht")
_ENGLISH_LINK = frozenset("of the its their these those all our his her".split())
_ENGLISH_STOP = frozenset(
    """a an in on at by from to for with are were is was be been being have has had and or but who whom which that as after
    before during will would can could may might must shall should did do does said says died than more less north
    south east west them us it they he she we you him when while where if because since until under over into out off
    there here now then this not no also only left came went took had got alone each per out about against around
    through within without among between what how both any joined voted remain remained stand stood live lived work
    worked serve served""".split()
)
_ENGLISH_UNITS = frozenset(
    """people men women troops soldiers members personnel staff children police trainers instructors protesters civilians
    kilometres kilometers miles metres meters hours days weeks months years minutes dollars euros pounds tonnes tons""".split()
)


def unit_after(text: str, at: int, language: Language) -> Span | None:
    """Where the word stands that says what the number before `at` counts, or None."""
    sign = _SIGN.match(text, at)
    if sign:
        return sign.span("unit")
    return _german(text, at) if language == "de" else _english(text, at)


def _german(text: str, at: int) -> Span | None:
    """The first noun behind adjectives and articles."""
    for _ in range(6):
        match = _WORD.match(text, at)
        if match is None:
            return None
        word, at = match["word"], match.end()
        if word in _SHORT or (word[0].isupper() and not word[0].isdigit()):
            return match.span("word")
        if word in _GERMAN_STOP:
            return None
        if not (word in _GERMAN_LINK or word[0].isdigit() or _ADJECTIVE.fullmatch(word)):
            return None
    return None


def _english(text: str, at: int) -> Span | None:
    """A noun known to be counted, else the first plural, else the first word, of the three behind the number."""
    spans: list[Span] = []
    first = True
    while len(spans) < 3:
        match = _WORD.match(text, at)
        if match is None:
            break
        word = match["word"].casefold()
        if first and word in _ENGLISH_LINK:
            at = match.end()
            continue
        if word in _ENGLISH_STOP or word in _ENGLISH_LINK or word[0].isdigit():
            break
        first = False
        spans.append(match.span("word"))
        at = match.end()
    known = [s for s in spans if text[s[0] : s[1]].casefold() in _ENGLISH_UNITS]
    plural = [s for s in spans if text[s[0] : s[1]].endswith("s")]
    return next(iter([*known, *plural, *spans]), None)


_GROUPS = {
    "staff": (
        "soldat kräft kraft truppe mann männer frau person mensch leute mitarbeiter beschäftigt personal fachleut angehörig "
        "militär expert bundeswehrsoldat bundeswehrangehörig deutsche kanadier soldier troop personnel people men women staff "
        "member service force contingent kontingent kopf köpf helfer specialist"
    ),
    "crowd": (
        "mensch teilnehm demonstrant iraker person leute protest anhänger bürger zuschauer mann männer frau people marcher "
        "demonstrator participant iraqi supporter crowd protester"
    ),
    "trainer": "ausbilder ausbilderin trainer instructor lehrer berater adviser advisor",
    "dead": "tote todesopfer opfer getötet dead death victim killed fatalit",
    "hurt": "verletzt verwundet wounded injured injuries casualt",
    "state": "staat land länder mitglied bündnisstaat mitgliedstaat nation countr member partner state verbündet allies ally",
    "deputy": "abgeordnet parlamentarier lawmaker deput member mitglied",
    "share": "% prozent percent per pct",
    "money": "euro dollar € \\$ £ pfund pound cent usd eur",
    "time": "tag woche monat jahr stunde minute day week month year hour",
    "length": "kilometer meter km\\b m\\b mile metre kilometre",
}
"""Beginnings of words that count the same; a word may stand in several."""
_GROUP_PATTERNS = {
    name: regex(rf"(?:{'|'.join(stem for stem in stems.split())})", re.IGNORECASE) for name, stems in _GROUPS.items()
}


def groups(unit: str) -> frozenset[str]:
    """What kinds of things a unit counts; none known for most words."""
    head = unit.rpartition("-")[2]
    return frozenset(name for name, pattern in _GROUP_PATTERNS.items() if pattern.match(unit) or pattern.match(head))

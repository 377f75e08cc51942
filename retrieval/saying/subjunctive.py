"""The Konjunktiv of reported speech: „es gehe“, „man habe“, „die Truppen hätten“."""

import re
from collections.abc import Sequence

from corpus.patterns import regex
from retrieval.saying.grammar_words import ARTICLES, CLOSED, SUBORDINATORS
from retrieval.saying.tokens import Token

_SURE = frozenset(
    """sei seien habe werde könne solle wolle müsse dürfe möge wisse gebe gehe komme stehe bestehe sehe trage führe schaffe
    sende übe brauche mache nehme finde spreche bringe liege zeige bleibe laufe stelle setze wirke fehle drohe verliere
    gehöre glaube denke lasse ziehe steige sinke falle fahre fliege kämpfe helfe lebe lerne leide lehne lege liefere kaufe
    verkaufe kenne nenne rechne reiche rufe scheine schreibe schütze spiele sterbe suche tue treffe treibe übernehme
    verlange verletze verstehe verteidige versuche vertraue wachse wähle warne zahle zähle zerstöre zwinge beginne begrüße
    bekomme betrage beweise diene entstehe erkläre erreiche erwäge existiere fordere fühle funktioniere gewinne greife
    handle hoffe hänge""".split()
)
"""Third persons that are no adjectives and often stand before a noun: „man schaffe Doppelstrukturen“."""
_SECOND = frozenset(
    """hätten würden wären müssten dürften könnten kämen wüssten gäben ständen stünden bräuchten lägen bekämen
    hätte würde wäre müsste dürfte könnte käme gäbe ließe bliebe ginge läge stünde fände nähme sähe bräuchte wüsste hieße
    fiele hielte riefe liefe spräche trüge brächte dächte täte bestünde""".split()
)
_NEVER = _SECOND | {"wurde", "nahe"}
_STEM_IN_T = regex(
    r"""\w*(?:arbeite|warte|bedeute|biete|leiste|koste|halte|gelte|trete|leite|rate|schalte|richte|fürchte|achte|rüste|streite
    |teste|hafte|reite|spalte|schreite|entfalte|gestalte|verwalte|behalte|enthalte|erhalte|bitte|blute|leugne)$""",
    re.VERBOSE,
)
_REGULAR = regex(r"[a-zäöüß]{2,}[^t\Waeiou]e$|[a-zäöüß]+(?:aue|eie|eue|ehe|ühe)$")
_ADJECTIVE = regex(
    r"""\w*(?:liche|ische|ige|same|bare|ende|ene|lose|hafte|ale|ive|elle|äre|ante|ente|eine|ere|volle|reiche|fache|mäßige
    |iche|isierte|freie|neue|teure|hohe|frühe|nahe|rohe|graue|blaue|treue|große|kleine|junge|ganze|halbe|gute|schöne|erste
    |zweite|dritte|vierte|nächste|letzte|deutsche|eigene|alte|fremde|rote|wilde|falsche|frische|starke|schwache|knappe
    |schlimme|warme|arme|schwere|leere|klare|wahre|sichere|innere|äußere|besondere|weitere|mehrere|stille|tolle|schnelle
    |helle|kühle|englische|enge|strenge|kluge|bloße|böse|müde|ferne)$""",
    re.VERBOSE,
)
"""Adjectives; some verbs end so, too („steigere“, „sende“), but then an article or pronoun follows."""
_ADVERB = regex(
    r"""\w*weise$ | (?:ohne|diese|jene|welche|alle|seine|ihre|meine|keine|manche|solche|viele|wenige|lange|gerne|heute|beinahe
    |nahezu|sowie|leise|beide|jede|gerade|solange|zufolge|infolge|mithilfe|anstelle|zugunste|schade|danke|dasselbe|derselbe
    |dieselbe|demzufolge|unsere|eure|etwaige|sämtliche|etliche|eine|einige|andere|mehrere|sogenannte)$""",
    re.VERBOSE,
)
_FOLLOWING = frozenset(
    "der die das den dem des er sie es man sich ein eine einen nicht ihm ihr ihre seine diese dieser".split()
)
_MODEL = regex(r"\w*(?:iere|ere|le|ne)$")


def is_subjunctive(tokens: Sequence[Token], place: int) -> bool:
    """Whether the token is a verb in the Konjunktiv I, third person."""
    text = tokens[place].text
    if text not in _SURE and not _may_be(text):
        return False
    before = tokens[place - 1].lower if place else ""
    after = tokens[place + 1].text if place + 1 < len(tokens) else "."
    if "ich" in (before, after):
        return False
    return text in _SURE or _STEM_IN_T.match(text) is not None or _stands_as_verb(tokens, place, before, after)


def _may_be(text: str) -> bool:
    if not text[0].islower() or not text.endswith("e") or len(text) < 3 or text in CLOSED["de"] or text in _NEVER:
        return False
    if _STEM_IN_T.match(text):
        return True
    return not text.endswith("te") and not _ADVERB.match(text) and bool(_REGULAR.match(text) or _MODEL.match(text))


def _stands_as_verb(tokens: Sequence[Token], place: int, before: str, after: str) -> bool:
    """Whether a word in -e stands where a verb does, not an adjective: „das heiße aber nicht“, not „das heiße Wasser“."""
    adjective = _ADJECTIVE.match(tokens[place].text) is not None
    if before in ("das", "dies", "die", "der") and (place == 1 or not tokens[place - 2].is_word):
        return after[0].islower() and not adjective
    noun_before = tokens[place - 1].text[0].isupper() and before not in CLOSED["de"] if place else False
    if adjective and after not in _FOLLOWING and not (noun_before and after not in ("als", "und", "oder")):
        return False
    return not (after[0].isupper() or before in ARTICLES["de"] or re.fullmatch(r"[\d.,]+", before))


def is_second_subjunctive(token: Token) -> bool:
    """Whether the word is a Konjunktiv II that may stand for a Konjunktiv I."""
    return token.text in _SECOND


def is_subordinate(tokens: Sequence[Token], start: int, end: int, verb: int) -> bool:
    """Whether the clause `[start, end)` with that finite verb is subordinate: „dass …“, or a relative clause, its verb last."""
    first = tokens[start].lower
    if first in ("und", "oder", "aber") and start + 1 < end:
        first = tokens[start + 1].lower
    if first in SUBORDINATORS["de"]:
        return True
    relative = first in ("der", "die", "das", "dem", "den") or (
        start + 1 < end
        and tokens[start + 1].lower in ("der", "die", "das", "dem", "den", "denen", "deren", "dessen", "welche")
        and first
        in ("in", "an", "auf", "mit", "von", "für", "aus", "bei", "durch", "über", "unter", "nach", "zu", "um", "gegen")
    )
    last = verb == end - 1 or all(tokens[n].text in ("worden", "werden") for n in range(verb + 1, end))
    return relative and last and start > 0

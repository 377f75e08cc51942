"""The Konjunktiv of reported speech: „es gehe“, „man habe“, „die Truppen hätten“."""

import re
from collections.abc import Sequence

from retrieval.grammar_words import ARTICLES, CLOSED, SUBORDINATORS
from retrieval.tokens import Token

_SURE = frozenset("sei seien habe werde könne solle wolle müsse dürfe möge wisse gebe gehe komme stehe bestehe".split())
_SECOND = frozenset(
    """hätten würden wären müssten dürften könnten kämen ließen wüssten gäben ständen stünden bräuchten lägen bekämen
    hätte würde wäre müsste dürfte könnte käme gäbe ließe bliebe ginge läge stünde fände nähme sähe bräuchte wüsste hieße
    fiele hielte riefe liefe spräche trüge brächte dächte täte bestünde""".split()
)
_NEVER = _SECOND | {"wurde"}
_STEM_IN_T = re.compile(
    r"""\w*(?:arbeite|warte|bedeute|biete|leiste|koste|halte|gelte|trete|leite|rate|schalte|richte|fürchte|achte|rüste|streite
    |teste|hafte|reite|spalte|schreite|entfalte|gestalte|verwalte|behalte|enthalte|erhalte|bitte|blute|leugne)$""",
    re.VERBOSE,
)
_REGULAR = re.compile(r"[a-zäöüß]{2,}[^t\Waeiou]e$|[a-zäöüß]+(?:aue|eie|eue|ehe|ühe)$")
_NO_VERB = re.compile(
    r"""\w*(?:liche|ische|ige|same|bare|ende|ene|lose|hafte|ale|ive|elle|äre|ante|ente|weise|eine|ere|ische|volle|reiche
    |rige|wärtige|fache|mäßige|iche|liere|isierte|freie|neue|teure|ungeheure|hohe|frühe|nahe|rohe|graue|blaue|treue)$
    | (?:ohne|diese|jene|welche|alle|seine|ihre|meine|keine|manche|solche|viele|wenige|lange|gerne|heute|beinahe|nahezu|sowie
    |bloße|große|kleine|junge|ganze|halbe|gute|schöne|ferne|böse|müde|leise|weise|beide|jede|erste|zweite|dritte|vierte
    |nächste|letzte|deutsche|eigene|andere|gerade|solange|zufolge|infolge|mithilfe|anstelle|zugunste|schade|danke|bitte|alte
    |ziele|dasselbe|derselbe|dieselbe|dieselben|demzufolge|unsere|euere|eure|etwaige|gegebene|sämtliche|etliche|zeitlebe
    |fremde|rote|wilde|milde|fade|rasche|falsche|frische|starke|schwache|dicke|dünne|flache|knappe|schlimme|lahme|warme|arme
    |dumme|krumme|stumme|bequeme|schwere|leere|klare|wahre|bare|rare|teure|saure|sichere|obere|untere|innere|äußere|besondere
    |weitere|mehrere|frühere|spätere|stille|tolle|schnelle|helle|grelle|kühle|hohle|steile|geile|faule|englische|enge|strenge
    |bange|kluge|karge|träge|vage|rege|schräge|junge|derzeitige|eins?ame)$""",
    re.VERBOSE,
)
_MODEL = re.compile(r"\w*(?:iere|ere|le|ne)$")


def is_subjunctive(tokens: Sequence[Token], place: int) -> bool:
    """Whether the token is a verb in the Konjunktiv I, third person."""
    text = tokens[place].text
    if text in _SURE:
        sure = True
    elif not text[0].islower() or not text.endswith("e") or len(text) < 3 or text in CLOSED["de"] or text in _NEVER:
        return False
    elif _STEM_IN_T.match(text):
        sure = True
    else:
        sure = False
        if text.endswith("te") or _NO_VERB.match(text) or not (_REGULAR.match(text) or _MODEL.match(text)):
            return False
    before = tokens[place - 1].text if place else ""
    after = tokens[place + 1].text if place + 1 < len(tokens) else "."
    if before.lower() == "ich" or after == "ich":
        return False
    if sure:
        return True
    if before.lower() in ("das", "dies", "die", "der") and (place == 1 or not tokens[place - 2].is_word):
        return after[0].islower()  # „Das heiße aber nicht“
    return not (after[0].isupper() or before.lower() in ARTICLES["de"] or re.fullmatch(r"[\d.,]+", before))


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

"""Which noun phrases name somebody who can speak, and who is a source although no word of saying stands there."""

import re
from collections.abc import Sequence
from itertools import takewhile

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.noun_phrases import noun_phrase
from retrieval.saying.speech import Speech
from retrieval.saying.tokens import Token

WHO = regex(
    r"""minist|präsident|president|kanzler|chancellor|chef|sprecher|spokes|sekretär|secretary|general|kommandeur|commander
    |politiker|politician|diplomat|expert|ausbilder|instructor|trainer|offizier|officer|soldat|soldier|vertreter|abgeordnet
    |redner|mitarbeiter|worker|beobachter|observer|planer|händler|fach(?:leute|mann|frau)|regierung|government|partei|party
    |opposition|koalition|coalition|polizei|police|behörde|agentur|agency|verband|bündnis|allianz|alliance|\bnato\b|anwalt
    |lawyer|richter|judge|leiter|head|director|direktor|arzt|ärzt|doctor|forscher|researcher|scientist|wissenschaftler
    |beamt|official|bischof|bishop|papst|pope|könig|king|queen|prinz|prince|bürgermeister|mayor|senator|gouverneur|governor
    |botschaft|ambassador|gesandt|envoy|beauftragt|vorsitz|chair|bundestag|parlament|parliament|kongress|congress
    |gewerkschaft|union|unternehmen|firma|company|konzern|journalist|reporter|student|professor|autor|author|lehrer|teacher
    |trainer|spieler|player|bewohner|resident|zeug|witness|opfer|victim|sanitäter|dolmetscher|kritiker|critic|gegner
    |befürworter|aktivist|activist|analyst|insider|ökonom|economist|familie|family|vater|mutter|father|mother|staatsanwalt
    |geistlich|cleric|führer|leader|kollege|colleague|helfer|berater|advis|mann\b|frau\b|\bman\b|woman|leute|people|(?:er|or|ist|at|ent|eur)in\b
    |pentagon|kreml|kremlin|weiße\s+haus|white\s+house|ministry|department|kommission|commission|fraktion|gruppe|group
    |premier|staatschef|milliardär|gründer|founder|sheriff|kapitän|captain|händler|bauer|farmer|nachbar|neighbour""",
    re.IGNORECASE | re.VERBOSE,
)
_FIRST_NAME_AND_NAME = regex(r"[A-ZÄÖÜ][a-zäöüßéèáóñç]+(?:-[A-Z][a-z]+)?")
_NOUN = regex(r"(?:ung|heit|keit|schaft|tion|tät|ismus|en)\b")
"""In German every noun is written as a name is."""
_JOINING = frozenset("und sowie and".split())
_OF = frozenset("des der eines einer von vom of".split())
_UNNAMED: dict[Language, frozenset[str]] = {
    "de": frozenset("Diplomaten Experten Fachleute Beobachter Analysten Insider Militärs Behörden Ermittler Polizei".split()),
    "en": frozenset("diplomats experts analysts observers officials insiders".split()),
}
_JUDGING: dict[Language, frozenset[str]] = {
    "de": frozenset(
        """halten hielten rechnen rechneten gehen gingen erwarten erwarteten schätzen schätzten geht ging rechnet
        rechnete""".split()
    ),
    "en": frozenset("believe believed expect expected estimate estimated think thought".split()),
}


def is_who(phrase: Sequence[Token]) -> bool:
    """Whether the noun phrase names a person or a body that can speak."""
    head = takewhile(lambda token: token.text not in _OF, phrase)
    text = " ".join(token.text for token in head)
    if WHO.search(text):
        return True
    joint = next((n for n, token in enumerate(phrase) if token.text in _JOINING), len(phrase))
    return _is_name(phrase[:joint]) or _is_name(phrase[joint + 1 :])


def _is_name(phrase: Sequence[Token]) -> bool:
    """Whether the words look like first name and name."""
    names = all(_FIRST_NAME_AND_NAME.fullmatch(token.text) for token in phrase)
    return names and 2 <= len(phrase) <= 3 and not _NOUN.search(" ".join(token.text for token in phrase))


def sources(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language) -> list[Speech]:
    """Those whose estimate is news: „Diplomaten halten … für wahrscheinlich“, "officials expect …"."""
    found = []
    for start, end in parts:
        phrase = noun_phrase(tokens, start, end, language)
        circles = noun_phrase(tokens, start + 1, end, language) if tokens[start].text == "In" else None
        if circles and tokens[circles[1] - 1].text.endswith("kreisen"):
            found.append(Speech(start, end, circles))
        if phrase and tokens[phrase[1] - 1].text in _UNNAMED[language]:
            later = [token.text for token in tokens[phrase[1] : phrase[1] + 2]]
            if any(word in _JUDGING[language] for word in later):
                found.append(Speech(start, end, phrase))
    return found

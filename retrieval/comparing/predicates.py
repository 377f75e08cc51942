"""Predicates that are common in news with their opposites, German and English: „läuft“ and „ruht“, "approved" and "rejected".

A list of words cannot be complete. What it does not hold is compared by its negation alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.patterns import regex

_REACH = r"\b[^,;:.?!–—]{0,70}?\b"
"""Between a verb and what belongs to it, in one clause."""
_BEGINS = "begonnen begann begannen begun began started"
_RUNS = (
    "läuft laufen lief liefen (?:wieder_)?aufgenommen (?:nahm|nahmen|nimmt|nehmen)~auf fortgesetzt "
    "(?:setzt|setzen|setzte|setzten)~fort (?:findet|finden|fand|fanden)~statt (?:geht|gehen|ging|gingen|läuft|laufen)~weiter "
    "stattfinde\\w* dauert~an andauer\\w* running under_way underway resumed resumes continued continues ongoing "
    "going_on goes_on"
)
_OVER = (
    "zu_Ende beendet beendete endete vorbei abgeschlossen vorüber Ende_de[rs]_\\w+_verkündet "
    "(?:is|are|was|were|be|been)(?:_(?:not|now|finally|already))?_over "
    "over(?=\\s*(?:\\Z|\\?)|_(?:in|by|at|now|yet)\\b) ended finished concluded"
)
_STOPS = (
    "ruht ruhen (?-i:ruhe) ausgesetzt aussetzte (?:setzt|setzen|setzte|setzten)~aus gestoppt stoppte stoppten "
    "stoppt unterbrochen unterbrach "
    "unterbrachen eingestellt (?:stellt|stellen|stellte|stellten)~ein pausiert pausieren pausierte lahmgelegt stillgelegt "
    "auf_Eis liegt~still on_hold suspended halted stopped paused interrupted discontinued at_a_standstill"
)
_LEADERSHIP = "(?:Führung|Leitung|Kommando|Vorsitz)"
_COMMAND = "(?:leadership|command|control|charge|presidency)"
_OPPOSITES: dict[str, tuple[str, str]] = {
    "over": (_OVER, _RUNS),
    "halt": (_STOPS, _RUNS),
    "begin": (_BEGINS, "(?!)"),
    "run": (f"{_RUNS} {_BEGINS}", f"{_STOPS} {_OVER}"),
    "lead": (
        "führt führte führen geführt leitet leitete geleitet kommandiert "
        f"(?:übernimmt|übernahm|übernehmen|behält|behielt|innehat)~{_LEADERSHIP} {_LEADERSHIP}~übernommen "
        f"unter_\\w+_{_LEADERSHIP} "
        f"leads led commands commanded heads headed chairs (?:took|takes|assumed|assumes|has|in)_{_COMMAND} "
        f"under_\\w+_{_COMMAND}",
        f"(?:gibt|gab|geben|gaben)~{_LEADERSHIP}~ab {_LEADERSHIP}~(?:abgegeben|abgab|abgibt|übergeben|übergab) "
        f"(?:übergibt|übergab|verliert|verlor)~{_LEADERSHIP} (?:ends|ended|ending)~{_COMMAND} "
        f"(?:hands|handed|handing)_over~{_COMMAND} "
        f"(?:lost|gave_up|relinquished|gives_up)~{_COMMAND}",
    ),
    "approve": (
        "zugestimmt (?:stimmt|stimmte|stimmten|stimmen)~zu gebilligt billigte billigten billigt genehmigt "
        "genehmigte ratifiziert approved "
        "ratified accepted endorsed agreed",
        "abgelehnt (?:lehnt|lehnen|lehnte|lehnten)~ab verweigert verweigerte verworfen blockiert blockierte "
        "rejected refused vetoed "
        "turned_down voted_down",
    ),
    "confirm": (
        "bestätigt bestätigte bestätigten bestätigen confirmed confirms confirm",
        "dementiert dementierte dementierten bestritten bestreitet bestritt zurückgewiesen "
        "(?:weist|wies|wiesen)~zurück denied denies deny "
        "refuted disputed",
    ),
    "allow": (
        "erlaubt erlaubte gestattet zugelassen legal dürfen darf durfte durften allowed permitted may allow",
        "verboten verbietet untersagt untersagte illegal banned forbidden prohibited outlawed",
    ),
    "join": (
        "beteiligt beteiligen beteiligte (?:nimmt|nahm|nehmen|nahmen)~teil teilnehmen teilgenommen "
        "(?:macht|machte|machen)~mit "
        "takes_part take_part took_part taking_part participat\\w+ involved",
        "(?:bleibt|blieb|bleiben|blieben)~fern ferngeblieben boykottiert boykottierte boycott\\w* stayed_away",
    ),
    "open": (
        "geöffnet öffnete öffneten öffnet wiedereröffnet open reopened opened",
        "geschlossen gesperrt schloss schließt geräumt closed shut sealed",
    ),
    "alive": ("lebt am_Leben überlebt überlebte alive survived", "tot gestorben starb getötet ums_Leben dead died killed"),
    "joint": ("gemeinsam zusammen jointly together", "getrennt unabhängig_voneinander separately"),
    "stay": (
        "bleibt bleiben blieb blieben geblieben stays? stayed remains? remained",
        "abgezogen (?:zieht|zog|ziehen|zogen)~ab verlässt verließ verließen verlassen ausgetreten left leaves "
        "withdrew withdrawn pulled_out",
    ),
    "free": (
        "freigelassen auf_freiem_Fuß freigekommen released freed",
        "in_Haft inhaftiert festgenommen in_custody jailed detained imprisoned",
    ),
    "succeed": (
        "gelungen gelang geglückt erfolgreich succeeded successful",
        "gescheitert scheiterte scheiterten misslungen fehlgeschlagen failed",
    ),
    "guilty": ("schuldig verurteilt guilty convicted", "freigesprochen unschuldig acquitted innocent"),
    "force": (
        "in_Kraft gilt gelten galt gültig in_force valid",
        "außer_Kraft aufgehoben gekündigt abgelaufen expired lifted revoked repealed",
    ),
    "rise": (
        "gestiegen steigt steigen stieg stiegen gewachsen wächst zugenommen rose risen rising rises increased grew grown",
        "gesunken sinkt sinken sank sanken gefallen zurückgegangen abgenommen fell falling decreased declined dropped",
    ),
    "exist": (
        "es_(?:gibt|gab|gebe|gäbe) (?:gibt|gab|gebe|gäbe)_es existiert existieren existierte there_(?:is|are|was|were) "
        "(?:is|are|was|were)_there",
        "fehlt fehlen fehlte lacks",
    ),
}
_ACTIVITIES = (
    "ausbild(?!er)|unterricht|schulung|lehrg[aä]ng|training|trainieren|\\btrain(?:s|ed)?\\b|teaching|lessons?\\b|classes\\b|courses\\b",
    "krieg|kampf|kämpf|gefecht|\\bwar\\b|\\bfight|fighting|combat|hostilities",
    "gespräch|verhandlung|\\btalks\\b|negotiation",
    "liefer|deliver|supplies\\b|shipment",
    "streik|\\bstrikes?\\b(?= of workers|by)",
    "waffenruhe|feuerpause|waffenstillstand|ceasefire|truce|armistice",
    "flüge|flugverkehr|flugbetrieb|\\bflights\\b|air traffic",
    "produktion|herstellung|production",
    "suche nach|\\bsearch for",
)
_ACTIVITY = tuple(
    regex(rf"(?<![A-Za-zÄÖÜäöüß])(?:{stems})" if "|" not in stems else stems, re.IGNORECASE) for stems in _ACTIVITIES
)


@dataclass(frozen=True)
class Pole:
    """Words `[start, end)` of a text that say the one (`yes`) or the other end of a pair of opposites."""

    yes: bool
    start: int
    end: int


def _pattern(words: str) -> str:
    return "|".join(word.replace("~", _REACH).replace("_", r"\s+") for word in words.split())


PATTERNS = {
    name: regex(rf"\b(?:(?P<no>(?:{_pattern(no)})\b)|(?P<yes>(?:{_pattern(yes)})\b))", re.IGNORECASE)
    for name, (yes, no) in _OPPOSITES.items()
}


def poles(text: str, family: str) -> Iterator[Pole]:
    """The words of the text that are of that pair of opposites."""
    for match in PATTERNS[family].finditer(text):
        yield Pole(match.lastgroup == "yes", *match.span())


def families(text: str) -> list[tuple[str, Pole]]:
    """The pairs of opposites of which a text holds words, the last said first: a predicate ends a question."""
    found = [(name, pole) for name in PATTERNS for pole in poles(text, name)]
    return sorted(found, key=lambda each: (-each[1].end, each[1].start))


ONE_WAY = frozenset(("over", "halt", "begin"))
"""Asked for by the words of their first end alone: who asks whether something has begun does not ask whether it was stopped."""
SOMEBODYS = frozenset((0, 3, 7))
"""The activities that many do at a time, each its own: lessons, deliveries, production."""


@lru_cache(maxsize=2_000)
def activities(text: str) -> frozenset[int]:
    """Which of the common activities a text names: „Unterricht“ and "classes" are one."""
    return frozenset(number for number, pattern in enumerate(_ACTIVITY) if pattern.search(text))

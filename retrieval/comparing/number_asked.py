"""What a question about a number asks for: of what, whether a ceiling, a plan or a state, where and when."""

import re
from dataclasses import dataclass

from corpus.dates import DateInterval, find_dates
from corpus.intervals import MONTH_NAMES
from corpus.language import Language
from corpus.patterns import regex
from retrieval.countries import counted_countries, countries
from retrieval.numbers.units import groups
from retrieval.question import AnswerKind, answer_kind

_COUNT = regex(
    r"\b(?:wie\s?viele?[nrms]?|how\s+many|how\s+much|anzahl(?:\s+(?:der|von|an))?|(?:höchst|gesamt|mindest)?zahl\s+(?:der|von|an)|number\s+of)"
    r"\s+(?P<what>[^?,.;:]{0,60})",
    re.IGNORECASE,
)
_TOPICS = (
    (r"teilnehmerzahl|turnout|teilnehmer|demonstr|protest|kundgebung|march\b|marsch|rally", "crowd"),
    (r"truppen|kontingent|personal|stärke|headcount|strength|\bstark\b|obergrenze|mission|soldat|troop|einsatzkräfte", "staff"),
)
_MEASURES = (
    (r"prozent|anteil|quote|percent|share\b|proportion", "share"),
    (
        r"teuer|kost(?:en|et|ete|eten)\b|geld\b|cost|money|wert\b|worth|betrag|summe|euro|dollar|budget|preis|price|ausgaben",
        "money",
    ),
    (r"wie\s+lange?\b|how\s+long|dauer", "time"),
    (r"wie\s+alt|how\s+old", "age"),
    (r"wie\s+weit|how\s+far|entfern|distan", "length"),
    (r"wie\s+heiß|wie\s+kalt|how\s+hot|how\s+cold|temperatur", "heat"),
    (r"tote|todesopfer|starben|getötet|ums leben|killed|died|deaths|death toll", "dead"),
    (r"verletzt|verwundet|wounded|injured|injuries", "hurt"),
)
_NUMBER = regex(
    r"teilnehmerzahl|truppenstärke|personalstärke|obergrenze|wie\s+(?:groß|stark|teuer|viel)|auf welche zahl|"
    r"welche zahl|welchen wert|"
    r"turnout|headcount|strength|what size|ceiling|how (?:big|strong|large|expensive)|what number|zahl der|anzahl|"
    r"kosten (?:des|der)|was\s+kostet|höchstzahl|höchstgrenze|(?:size|cost) of|"
    r"what (?:did|does) .* cost",
    re.IGNORECASE,
)
LIMIT = regex(
    r"obergrenze|höchstgrenze|höchst(?:ens|zahl)|maximal|\bd(?:ürfen|arf|urften?)\b|ceiling|\bcap\b|limit|at most|\ballowed\b|"
    r"(?-i:\bmay\b)|\berlaub(?:t|te|en)\b|\bpermit(?:s|ted)?\b|\bauthori[sz]e[sd]?\b|maximum|mandat\b.*\bbis zu|"
    r"bis zu .*\b(?:dürfen|darf|durften)|\ban der obergrenze|gebilligt",
    re.IGNORECASE,
)
PLAN = regex(
    r"\b(?:soll(?:en|te|ten)?|will|wollen|wollte|wollten|plan(?!ung)\w*|(?:ein)?geplant\w*|künftig\w*|vorgesehen\w*|zugesagt\w*|angekündigt\w*|"
    r"werden\s+könnten|könnten?|dürften?|wird|würden?|rechne\w*|wachsen|aufgestockt|schicken|entsand[t\w]*|entsenden|beisteuern|"
    r"want\w*|expect\w*|would|could|might|intend\w*|to\s+be\s+sent|going\s+to|grow|join|hinzukommen)\b",
    re.IGNORECASE,
)
_EVENT = regex(
    r"marsch|protest|demonstr|kundgebung|rally|march(?!\s+\d)\b|turnout|teilnehm|took part|took to|attack|angriff|anschlag|"
    r"starben|getötet|ums leben|killed|died|verletzt|injured|wounded|erdbeben|earthquake|absturz|crash|abstimm|stimmten|voted|"
    r"gingen|nahmen|straße",
    re.IGNORECASE,
)
_BETWEEN = regex(r"\b(?:zwischen|between|von|from)\b[^?]*\b(?:und|and|bis|to)\b", re.IGNORECASE)
_PLACE = regex(
    r"\b(?:[iI]n|[bB]ei|[nN]ahe|(?:Nähe|lich|Raum|Region|Stadt|Umgebung|Straßen)\s+von|[nN]ach|[aA]us|[nN]ear|[aA]t|[fF]rom|"
    r"(?<![gG]\s)to)\s+(?P<name>[A-ZÄÖÜ][\w-]+(?![\w-])(?:\s+al-[A-ZÄÖÜ]\w+)?)"
    r"(?!\w|\s+al-[A-ZÄÖÜ]|\s+(?:von|vom)\b|['’]s\b|\s+(?:Kreisen|Angaben)\b)"  # possessive repeats err in Python 3.11.2
)


_AIM = regex(r"\b(?:für|for)\s+(?P<name>[A-ZÄÖÜ][\w-]+)")
_NO_PLACE = regex(
    rf"{MONTH_NAMES}|\w*(?:hundert|tausend|million|dutzend)\w*|(?-i:[A-Z]{{2,}})|nato|\w+(?:kreisen|ungen|schulen|innen|seiten)|"
    r"auftrag|kraft|betrieb|höhe|zukunft|frage|kreisen|angaben|berichten?|meldungen|medien|sicht|gefahr|haft|ordnung|zahlen|union|"
    r"parliament|congress|government|islamic",
    re.IGNORECASE,
)
"""Capitalised behind a preposition, and yet no place."""


_PLURALS = frozenset("people men women children police personnel staff iraqi".split())


@dataclass(frozen=True)
class NumberAsked:
    """`wanted` are groups of units (retrieval.numbers.units) that answer, `noun` what is counted as the question says it.

    `limit` and `plan` say that a ceiling or a plan is asked for, `event` that one happening is counted, not a state;
    `owners` are the countries whose people or things are counted, `aims` names that may be places („für Erbil“).
    """

    text: str
    language: Language
    noun: str
    wanted: frozenset[str]
    limit: bool
    plan: bool
    event: bool
    countries: frozenset[str]
    owners: frozenset[str]
    places: frozenset[str]
    aims: frozenset[str]
    period: DateInterval | None


def asked_number(question: str, language: Language) -> NumberAsked | None:
    """What is asked for; None where no number is."""
    counted = _COUNT.search(question)
    if not counted and answer_kind(question) is not AnswerKind.NUMBER and not _NUMBER.search(question):
        return None
    noun, wanted = "", frozenset[str]()
    measure = next((name for words, name in _MEASURES if re.search(words, question, re.IGNORECASE)), None)
    if measure:
        wanted = frozenset((measure,))
    elif counted:
        noun = _noun(counted["what"], language)
        wanted = groups(noun)
    limit = bool(LIMIT.search(question))
    if limit and "trainer" in wanted:
        wanted |= {"staff"}  # a mandate's ceiling counts all who are sent to train
    topics = frozenset(name for words, name in _TOPICS if re.search(words, question, re.IGNORECASE))
    if not noun and not wanted:
        wanted = frozenset(("crowd",)) if "crowd" in topics else topics
    elif {"crowd", "staff"} <= wanted:  # „Menschen“ march, and serve
        wanted -= {"staff"} if "crowd" in topics else {"crowd"}
    return NumberAsked(
        question,
        language,
        noun,
        wanted,
        limit,
        bool(PLAN.search(question)),
        bool(_EVENT.search(question)),
        countries(question),
        counted_countries(question) - {"IQ"},
        places(question),
        frozenset(match["name"] for match in _AIM.finditer(question)),
        named_days(question),
    )


def named_days(question: str) -> DateInterval | None:
    """The days that a question limits itself to: all that it names, and what lies between two."""
    found = [mention.interval for mention in find_dates(question)]
    if not found:
        return None
    return DateInterval(min(each.earliest for each in found), max(each.latest for each in found))


def places(text: str) -> frozenset[str]:
    """Names of places as a preposition marks them, without countries."""
    named = (match["name"] for match in _PLACE.finditer(text))
    return frozenset(name for name in named if not countries(name) and not _NO_PLACE.fullmatch(name))


def _noun(what: str, language: Language) -> str:
    words = re.findall(r"[^\W\d_][\w-]*", what)
    if language == "de":
        return next((word for word in words if word[0].isupper()), "")
    stop = "do does did are is was were have has had will would can could in of on at".split()
    taken = []
    for word in words:
        if word.casefold() in stop:
            break
        taken.append(word)
    plural = [word for word in taken if word.endswith("s") or word.casefold() in _PLURALS]
    known = [word for word in taken if groups(word)]
    return next(iter([*plural, *known, *taken]), "")  # what stands behind the first plural is another thing

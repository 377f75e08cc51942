"""What a yes/no question asks: its predicate, who or what it is of, and whether of a plan or a permission.

Such a question begins with a finite verb („Läuft …“, "Has …"). One that names alternatives, that is denied itself or has too
little in it to know its statement again is not compared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.dates import DateInterval
from corpus.intervals import MONTH_NAMES
from corpus.language import Language
from corpus.patterns import regex
from retrieval.analysis import stem
from retrieval.comparing.number_asked import named_days
from retrieval.comparing.polarity import negations
from retrieval.comparing.predicates import ONE_WAY, SOMEBODYS, Pole, activities, families
from retrieval.countries import countries
from retrieval.question_words import QuestionWord, WordKind
from retrieval.spelling import search_form

_AUXILIARIES: dict[Language, str] = {
    "de": "ist sind war waren hat haben hatte hatten wurde wurden wird werden kann können konnte konnten darf dürfen durfte "
    "durften will wollen soll sollen muss müssen",
    "en": "is are was were has have had does do did can may will must",
}
_AUXILIARY = {language: frozenset(words.split()) for language, words in _AUXILIARIES.items()}
_VERB = regex(
    r"\A(?!Welch|Wen\b|Wo(?:mit|gegen|für|nach|von|vor|durch|bei|rin|ran|rauf|raus|rum|rüber|hin|her))"
    r"(?:[A-ZÄÖÜ][a-zäöüß]+(?:t|te|ten|en|st)|Gab|Lief|Liefen|Nahm|Nahmen|Lehnte|Stieg|Blieb|Trat|Zog|Ging|Kam|Starb|Verließ)\Z"
)
_NO_VERB = frozenset("Mit Seit Unten Zwischen Gegen Neben Wegen Unter Nach Bitte Warten Letzten".split())
_THAT = regex(r"\A(?:Stimmt es|Ist es (?:wahr|richtig)|Trifft es zu|Is it true),? (?:dass|that)\s+", re.IGNORECASE)
_TRAILING = regex(r"\s+(?:worden|werden|haben|sein|gewesen|hat|haben|ist|sind|wird|wurde|war|hatte)\s*\Z", re.IGNORECASE)
_OR: dict[Language, re.Pattern[str]] = {
    "de": regex(r"\b(?:oder|entweder|wie|was|wer|wann|warum|wenn|falls)\b", re.IGNORECASE),
    "en": regex(r"\b(?:or|either|why|how|what|who|when|if|whether)\b", re.IGNORECASE),
}
"""What makes it a question of something else."""
_WILLED = frozenset(("will", "wollen"))
_ALLOWED = frozenset("kann können konnte konnten darf dürfen durfte durften can may".split())
_SUPPOSED = frozenset(("soll", "sollen", "muss", "müssen", "must", "werden", "wird"))
_DO = frozenset(("do", "does", "did"))
_NO_NOUN = regex(r"(?:ed|ing|able|ible|al|ful|ive|ous|less|ent)\Z")
_IN = regex(r"\b(?:in|im|in\s+(?:the|der|den))\s+[A-ZÄÖÜ]\w+")
_AGENT = regex(r"\b(?:by|von|durch)\s+(?:the\s+|de[rmn]\s+)?([A-ZÄÖÜ]\w+)")
_PARTICLE = r"(?:ab|an|auf|aus|bei|ein|fest|fort|her|hin|los|mit|nach|vor|weg|zurück|zusammen|teil|statt|zu|um)"
_GE = regex(rf"\A({_PARTICLE}?)ge(?=\w{{3}})")
_PREFIX = regex(rf"\A{_PARTICLE}?(?:ge)?(?=\w{{3}})")
_ENDING = regex(r"(?:est|et|est|te|ten|en|st|t|e|n)\Z")
_WEAK = regex(
    rf"(?:{MONTH_NAMES}|s|moment|derzeit|aktuell\w*|gegenwärtig|currently|still|noch|already|bereits|schon|now|heute|today|"
    rf"mittlerweile|inzwischen|wirklich|really|eigentlich|nun|worden|innerhalb|inside|gab|gibt|there)\Z",
    re.IGNORECASE,
)
_ORGANISATIONS = {
    "NATO": regex(r"\bnato\b|\ballianz\b|\bbündnis(?:ses)?\b|\balliance\b", re.IGNORECASE),
    "COALITION": regex(r"\b(?:anti-is-)?koalition\b|\bcoalition\b", re.IGNORECASE),
    "EU": regex(r"\b(?:EU|Europäische Union|European Union)\b"),
    "UN": regex(r"\b(?:UN|UNO|Uno|Vereinte\w* Nationen|United Nations)\b"),
    "IS": regex(r"\bIS\b|Islamische[rn]? Staat|Islamic State|\bISIS\b"),
}


@dataclass(frozen=True)
class YesNoAsked:
    """A pair of opposites `family` and which end of it is asked (`yes`), or the predicate's own word `predicate`."""

    family: str | None
    yes: bool
    predicate: str
    willed: bool
    allowed: bool
    subject: str
    of: frozenset[str]
    period: DateInterval | None

    def anchors(self, words: Sequence[QuestionWord]) -> list[QuestionWord]:
        """What of the question must stand around its statement, beside the predicate."""
        own = {key(word) for word in re.findall(r"\w+", self.predicate)}
        return [
            word
            for word in words
            if word.kind is not WordKind.NUMBER and not _WEAK.match(word.text) and key(word.text) not in own
        ]


@lru_cache(maxsize=256)
def actors(text: str) -> frozenset[str]:
    """The countries and the great organisations that a text names."""
    return countries(text) | {name for name, pattern in _ORGANISATIONS.items() if pattern.search(text)}


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """What the forms of a verb share: „führt“, „geführt“ and „führten“; "train" and "trained"."""
    form = _GE.sub(r"\1", search_form(word, "de"))
    short = _ENDING.sub("", form)
    return stem(short if len(short) > 2 else form, "en")


@lru_cache(maxsize=256)
def core(word: str) -> str:
    """The letters that every regular form of a verb has: „tauch“ of „auftauchen“ and „aufgetaucht“."""
    short = _ENDING.sub("", _PREFIX.sub("", word.casefold()))
    return short if len(short) > 2 else _ENDING.sub("", word.casefold())


def asked_yes_no(question: str, language: Language) -> YesNoAsked | None:
    """What is asked; None where it is no yes/no question, or one whose answers cannot be told apart."""
    body = question.strip().rstrip("?!. ").strip()
    stripped = _THAT.sub("", body)
    reported = stripped != body
    first = stripped.split(" ", 1)[0] if stripped else ""
    modal = "" if reported else first.casefold()
    plain = modal in _AUXILIARY[language]
    begins = plain or reported or (language == "de" and bool(_VERB.match(first)) and first not in _NO_VERB)
    if (
        not begins
        or _OR[language].search(stripped, len(first))
        or modal in _SUPPOSED
        or list(negations(stripped, (0, len(stripped))))
    ):
        return None
    asks = _TRAILING.sub("", stripped) if language == "de" else stripped
    found = _family(asks, language, plain or reported, modal)
    own = asks[found[1].start : found[1].end].split() if found else []
    predicate = " ".join(dict.fromkeys(own[:1] + own[-1:])) if found else _word(asks, language, plain or reported)
    subject = _subject(asks, language, found[1] if found else None)
    if not found and activities(predicate) and (predicate.endswith("ing") if plain else not reported):
        found = "run", Pole(True, 0, 0)  # „Unterrichtet die Nato …?“: an activity that goes on, or does not
        predicate, subject = "", predicate
    named = actors(asks)
    if not subject or not (found or predicate) or (activities(subject) & SOMEBODYS and not named - _where(asks)):
        return None
    willed = language == "de" and modal in _WILLED
    family, yes = (found[0], found[1].yes) if found else (None, True)
    return YesNoAsked(family, yes, predicate, willed, modal in _ALLOWED, subject, named, named_days(question))


def _where(asks: str) -> frozenset[str]:
    """The countries that are only where it happens."""
    return frozenset(code for match in _IN.finditer(asks) for code in countries(match.group()))


def _family(asks: str, language: Language, plain: bool, modal: str) -> tuple[str, Pole] | None:
    if modal in _ALLOWED | _WILLED:
        asks = f"{' ' * len(modal)}{asks[len(modal) :]}"
    for name, pole in families(asks):
        if name in ONE_WAY and not pole.yes:
            continue
        if language == "en" or (pole.end >= len(asks) - 1 if plain else pole.start == 0) or name == "exist":
            return name, pole
    return _base_form(asks) if modal in _DO else None


def _base_form(asks: str) -> tuple[str, Pole] | None:
    """The pair of opposites whose word stands in its base form: "Does Canada lead …"."""
    for match in re.finditer(r"\b[a-z]{3,}\b", asks):
        for ending in ("s", "ed", "d"):
            form = f"{match.group()}{ending}"
            for name, pole in families(form):
                if pole.end - pole.start == len(form) and not (name in ONE_WAY and not pole.yes):
                    return name, Pole(pole.yes, *match.span())
    return None


def _word(asks: str, language: Language, plain: bool) -> str:
    words = re.findall(r"[\w-]+", asks)
    if language == "de" and not plain:
        particle = words[-1] if re.fullmatch(_PARTICLE, words[-1]) else ""
        return f"{particle}{words[0]}".casefold()
    if language == "de":
        return words[-1] if len(words) > 2 and words[-1][0].islower() else ""
    lower = [word for word in words[1:] if word[0].islower() and len(word) > 3 and not _WEAK.match(word)]
    doing = next((word for word in lower if word.endswith("ing") and activities(word)), "")
    return doing or (lower[-1] if lower and _NO_NOUN.search(lower[-1]) else "")


def _subject(asks: str, language: Language, pole: Pole | None) -> str:
    agent = _AGENT.search(asks) if pole else None
    if agent and re.search(r"\w+(?:t|en|ed|led)\s+(?:by|von|durch)\b|\b(?:von|durch)\b.*\b(?:ge\w+|\w+iert)\Z", asks):
        return agent[1]
    return next(_nouns(asks, language, pole), "")


def _nouns(asks: str, language: Language, pole: Pole | None) -> Iterator[str]:
    for match in re.finditer(r"[^\W\d_][\w-]*", asks):
        ends = pole and (pole.start == match.start() or match.end() == pole.end)
        if match.start() == 0 or ends or _WEAK.match(match.group()):
            continue
        if match.group()[0].isupper() if language == "de" else len(match.group()) > 3:
            yield match.group()

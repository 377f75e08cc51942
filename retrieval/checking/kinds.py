"""What a changed wording is about: a number, a negation, a name, or any other word."""

from collections.abc import Iterable, Sequence

from corpus.language import Language
from corpus.outlets import is_known, is_outlet
from corpus.patterns import regex
from retrieval.checking.result import DifferenceKind
from retrieval.countries import countries
from retrieval.numbers.number_words import find_numbers

_NEGATION = regex(
    r"(?i:nicht|nichts|non|kein(?:e[nmrs]?|erlei)?|nie|niemals|niemand\w*|nirgend\w*|weder|noch nie|keinesfalls|keineswegs|"
    r"ohne|not|no|never|none|nobody|nothing|neither|nor|cannot|without|\w+n’t)"
)
_NUMBER_WORD = regex(
    r"(?i:\d|(?:ein|beid|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?:e[nmrs]?)?|\w*(?:zehn|zig|ßig|hundert|tausend)"
    r"(?:e[nrs]?|ste[nmrs]?)?|\w*(?:million|milliarde|billion)\w*|dutzend\w*|hälfte|drittel|viertel|halb\w*|doppelt\w*|dreifach\w*|"
    r"(?:erst|zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)e[nmrs]?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds?|thousands?|half|third|quarter|dozen)"
)
_CAPITAL = regex(r"[A-ZÄÖÜ]")
BOUNDS = frozenset(
    """über mehr als bis zu rund rd ca circa etwa ungefähr knapp gut fast beinahe mindestens wenigstens höchstens maximal
    weniger unter nahezu more than over up to about around almost nearly at least most less fewer under some roughly""".split()
)
"""Words before a number without which it is another one."""
_NO_BOUND = frozenset("als zu than to at most least unter under up mehr more weniger less fewer gut some".split())
"""Of these what is no bound by itself, where it stands before a number: „auf zu 500“, „unter 500 Bewerbern“."""
MAGNITUDE = regex(
    r"(?i:mio|mrd|tsd|million(?:en)?|milliarden?|billion(?:en)?|tausend|hundert|dutzend|prozent\w*|"
    r"thousand|hundred|dozen|percent\w*|[%‰½⅓¼¾])"
)
"""What makes another number of the one before it."""
_ONE = regex(r"(?i:ein(?:e[nmrs]?)?|an?)")
"""„ein“ is hardly ever a number, and never where it stands for „kein“."""
FUNCTION = frozenset(
    """der die das den dem des ein eine einen einem einer eines und oder in im an am auf aus bei mit nach von vom zu zum zur für
    ist sind war waren wird werden wurde wurden hat haben hatte es er sie ihr sich als auch dass daß so wie the a an of to in on
    at and or is are was were be been has have had it he she they that this as by for with from""".split()
)


def is_negation(word: str) -> bool:
    """Whether a word says no."""
    return bool(_NEGATION.fullmatch(word))


def bounds_before(words: Sequence[str]) -> int:
    """How many of the last of these words bound the number behind them: two of „kamen bis zu“, none of „kamen zu“."""
    count = 0
    while count < len(words) and words[-1 - count].casefold() in BOUNDS:
        count += 1
    bounds = words[len(words) - count :]
    return count if count > 1 or any(word.casefold() not in _NO_BOUND for word in bounds) else 0


def kind_of(claimed: Iterable[str], printed: Iterable[str], language: Language, common: frozenset[str]) -> DifferenceKind:
    """The kind of a change between two wordings, given as words; `common` are words that stand behind an article somewhere.

    What only one of the two has decides: „nicht“ put in is a negation, whatever else is changed with it.
    """
    ours, theirs = list(claimed), list(printed)
    changed = [word for word in ours if word not in theirs] + [word for word in theirs if word not in ours]
    if any(is_number(word, language) for word in changed):
        return "number"
    if any(is_negation(word) for word in changed):
        return "negation"
    if any(is_name(word, common) for word in changed):
        return "name"
    return "word"


def is_number(word: str, language: Language) -> bool:
    """Whether a word is a number, in digits or letters."""
    if any(sign.isdigit() for sign in word):
        return True
    if _ONE.fullmatch(word):
        return False
    return bool(_NUMBER_WORD.fullmatch(word)) or any(found.start == 0 for found in find_numbers(word, language))


def is_name(word: str, common: frozenset[str]) -> bool:
    """Whether a word is a name: of a country or an outlet, in capitals, or a capital where no article makes it a noun."""
    if not _CAPITAL.match(word) or word.casefold() in FUNCTION:
        return False
    if countries(word) or is_known(word) or is_outlet(word) or (word.isupper() and len(word) > 1):
        return True
    return word not in common

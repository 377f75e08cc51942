"""Where the figures of a text stand: numbers with what bounds them and what they count („bis zu vier Millionen Menschen“)."""

import re

from corpus.article import Span
from corpus.intervals import MONTH_NAMES
from corpus.mentions import find_dates

_BOUNDS = (
    r"(?:rund|rd\.|etwa|ca\.|circa|knapp|gut|fast|mindestens|höchstens|maximal|über|unter|mehr als|weniger als|bis zu|lediglich"
    r"|nur|about|around|some|nearly|almost|roughly|at least|at most|more than|less than|fewer than|over|under|up to|only)\s+"
)
_SMALL = (
    "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig|fünfzig|hundert|tausend"
    "|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|one hundred|one thousand"
)
_VAGUE = (
    r"(?:(?:mehrere|einige|viele|several|many|a few)\s+)?(?:(?:Zehn|Hundert)?tausende|Hunderte|Dutzende|Hundert|Tausend"
    r"|(?:tens|hundreds) of thousands|hundreds|thousands|dozens|hundred|thousand)(?:\s+of)?"
)
_SCALE = r"(?:Dutzend|Tausend|Mio\.|Millionen|Million|Mrd\.|Milliarden|Milliarde|dozen|hundred|thousand|million|billion)"
_NUMBER = r"(?:\d{1,3}(?:[.,  ]\d{3})+|\d+(?:[.,]\d+)?)(?!\d)"
_COUNTED = (
    r"\s*(?:%|€|\$|°C)|\s+(?:[Pp]rozent|percent)\b|\s+[A-ZÄÖÜ]\w+"
    r"|\s+(?!(?:was|has|is|its|his|as|this)\b)[a-z]+s\b"
)
_FIGURE = re.compile(
    rf"(?<![\w.,-])(?:{_BOUNDS})?[$€£]?"
    rf"(?:(?P<number>{_NUMBER}|\b(?:{_SMALL})\b)(?:\s+(?:bis|to|–)\s+(?:{_NUMBER}|(?:{_SMALL})\b))?(?:[\s-]{_SCALE})?"
    rf"|\b(?i:{_VAGUE})\b|\b(?:eine[rm]?|one)\s+(?:halben?\s+)?(?:Million|Milliarde|million|billion)\b)"
    rf"(?:{_COUNTED})?"
)
_ORDINAL = re.compile(rf"\.(?!\d)\s*(?:{MONTH_NAMES}|\w)|:\d|\s+Uhr\b|(?:st|nd|rd|th)\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"\b(?:{MONTH_NAMES})\.?\s+\Z", re.IGNORECASE)


def figure_spans(text: str) -> list[Span]:
    """The spans of the figures of `text`, in order; days, years and times are none."""
    dates = [(mention.start, mention.end) for mention in find_dates(text)]
    found = []
    for match in _FIGURE.finditer(text):
        number = match.span("number")
        if any(start < match.end() and match.start() < end for start, end in dates):
            continue
        if number[0] >= 0 and (_ORDINAL.match(text, number[1]) or _MONTH_BEFORE.search(text, 0, number[0])):
            continue
        found.append(match.span())
    return found

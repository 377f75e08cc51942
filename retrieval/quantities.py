"""Quantities in a sentence: a number or range, how exactly it is meant („bis zu“, „rund“), and what it counts.

What looks like a number and counts nothing is left out: years and dates, ordinals, clock times, scores, numbers of articles
and resolutions, „ein“ and "one".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.article import Span
from corpus.intervals import MONTH_NAMES
from corpus.language import Language
from retrieval.number_words import Number, find_numbers
from retrieval.units import unit_after

Modifier = Literal["", "about", "under", "slightly_over", "over", "up_to", "at_most", "at_least", "below"]
"""„rund“, „knapp“, „gut“, „mehr als“, „bis zu“, „höchstens“, „mindestens“, „weniger als“."""

_MODIFIERS: dict[Language, tuple[tuple[Modifier, str], ...]] = {
    "de": (
        ("at_most", r"höchstens|maximal|nicht\s+mehr\s+als|allenfalls|längstens"),
        ("at_least", r"mindestens|wenigstens|nicht\s+weniger\s+als|minimal"),
        ("over", r"(?:deutlich\s+|weit\s+)?(?:mehr\s+als|über)"),
        ("below", r"(?:deutlich\s+|weit\s+)?(?:weniger\s+als|unter)"),
        ("up_to", r"bis\s+zu"),
        ("slightly_over", r"gut|etwas\s+mehr\s+als"),
        ("under", r"knapp|fast|beinahe|nahezu|annähernd|etwas\s+weniger\s+als"),
        ("about", r"rund|rd\.?|etwa|ungefähr|ca\.?|circa|zirka|schätzungsweise|an\s+die|um\s+die|geschätzt"),
    ),
    "en": (
        ("at_most", r"at\s+most|no\s+more\s+than|not\s+more\s+than|a\s+maximum\s+of"),
        ("at_least", r"at\s+least|no\s+fewer\s+than|a\s+minimum\s+of"),
        ("slightly_over", r"just\s+over|just\s+above|slightly\s+more\s+than"),
        ("under", r"just\s+under|nearly|almost|close\s+to"),
        ("over", r"(?:far\s+|well\s+)?(?:more\s+than|over|above|upwards\s+of)"),
        ("below", r"(?:far\s+|well\s+)?(?:fewer\s+than|less\s+than|under|below)"),
        ("up_to", r"up\s+to|as\s+many\s+as|as\s+much\s+as"),
        ("about", r"about|around|roughly|approximately|some|an\s+estimated|circa|ca\.?"),
    ),
}
_BEFORE: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        r"(?<!\w)(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in forms) + r")\s+(?:\S+\s+)?$", re.IGNORECASE
    )
    for language, forms in _MODIFIERS.items()
}
_FILLER = re.compile(r"\s(?:jeweils|insgesamt|weitere|weiteren|another|a total of|ganze)\s+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–—]|\bbis\b|\bto\b)\s*", re.IGNORECASE)
_SPELLED_BETWEEN = re.compile(r"(?<!\w)(?:zwischen|between)\s+$", re.IGNORECASE)
_AND = re.compile(r"\s+(?:und|and)\s+", re.IGNORECASE)
_FROM = re.compile(r"\b(?:von|from)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ONTO = re.compile(r"\s*(?:\w+\s+)?auf\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:lower|rais|rose|ris(?:e|ing)|cut|increas|reduc|grow|grew|fell|fall|drop|expand|shr[aiu]nk|up|down)\w*", re.IGNORECASE
)
_INSTEAD = re.compile(r"\b(?:statt|anstatt|anstelle\s+von|instead\s+of|rather\s+than)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OUT_OF = re.compile(r"\b(?:aus)\s+$", re.IGNORECASE)
_BECOME = re.compile(r"\bwerden\b|\bgeworden\b|\bwurden\b", re.IGNORECASE)
_MONTH = rf"(?:{MONTH_NAMES})\b"
_DATE_AFTER = re.compile(rf"(?:st|nd|rd|th)?\.?\s*(?:of\s+)?{_MONTH}", re.IGNORECASE)
_DATE_BEFORE = re.compile(rf"\b{_MONTH}\.?\s+$", re.IGNORECASE)
_ORDINAL = re.compile(r"\.(?=\s+\S|[)\]])")
_CLOCK_AFTER = re.compile(r"\s*(?:Uhr|h\b|a\.?m\b|p\.?m\b|o['’]clock)", re.IGNORECASE)
_CLOCK_BEFORE = re.compile(r"\b(?:um|gegen|at)\s+$", re.IGNORECASE)
_NAMED_BEFORE = re.compile(
    r"(?:\b(?:Artikel|Art\.|Paragra(?:f|ph)|Resolution|Nr\.|Nummer|Platz|Rang|Seite|Kapitel|Kanal|Typ|Absatz|Abs\.|Ziffer|Phase|"
    r"Stufe|Punkt|Version|Flug|Gleis|Zimmer|Raum|Agenda|Article|Section|Chapter|No\.|Number|Page|Flight|Route|Room|Level|Tier|"
    r"Mark|Boeing|Airbus|Covid|Sure|Vers)|§§?|#)\s*$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"[€$£]\s?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAY_HOLD = re.compile(
    r"\d|hundert|tausend|million|milliarde|dutzend|hälfte|drittel|viertel|halb|hundred|thousand|billion|dozen|half|third|quarter|"
    r"\b(?:zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)\b|zehn\b|zig\b|dreißig|teen\b|ty\b|ty-",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """A quantity at `[start, end)`, its modifier included; `unit` is what it counts, as written, at `unit_span`.

    The number is stated as `low` to `high`, equal unless a range or half known. A `share` is in hundredths. `former` marks
    what is said to be over („von 800 auf 700“: the 800). `step` is the place of the last digit said: 100 of „rund 500“.
    """

    start: int
    end: int
    low: float
    high: float
    modifier: Modifier = ""
    unit: str = ""
    unit_span: Span | None = None
    share: bool = False
    former: bool = False
    step: float = 1

    @property
    def whole(self) -> Span:
        """The span from the value through its unit."""
        if self.unit_span is None:
            return self.start, self.end
        return min(self.start, self.unit_span[0]), max(self.end, self.unit_span[1])


def find_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities of a sentence, in order."""
    if not _MAY_HOLD.search(text):
        return ()
    joined = _ranges(text, list(find_numbers(text, language)))
    return tuple(_quantity(text, number, language) for number in joined if _counts(text, number, language))


def _ranges(text: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers, two that say „from … to …“ made one."""
    made: list[Number] = []
    for number in numbers:
        last = made[-1] if made else None
        if last is not None and _is_range(text, last, number):
            factor = number.scale if last.scale == 1 and last.high < number.high / number.scale * 1000 else 1
            made[-1] = replace(number, start=_range_start(text, last), low=last.low * factor, share=number.share)
        else:
            made.append(number)
    return made


def _is_range(text: str, first: Number, second: Number) -> bool:
    between = text[first.end : second.start]
    factor = second.scale if first.scale == 1 else 1
    if first.high * factor >= second.low or first.low != first.high or second.low != second.high:
        return False
    if _YEAR.fullmatch(first.figure) and _YEAR.fullmatch(second.figure):
        return False
    before = text[: first.start]
    if _AND.fullmatch(between):
        return bool(_SPELLED_BETWEEN.search(before))
    if not _BETWEEN.fullmatch(between):
        return False
    return not (_FROM.search(before) and _CHANGES.search(before))


def _range_start(text: str, first: Number) -> int:
    spelled = _SPELLED_BETWEEN.search(text, 0, first.start)
    return spelled.start() if spelled else first.start


def _counts(text: str, number: Number, language: Language) -> bool:
    """Whether the number is a quantity at all."""
    before, after = text[: number.start], text[number.end :]
    if _NAMED_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        return False
    if _MONEY_BEFORE.search(before) or number.share or not number.figure:
        bare_hour = not number.share and number.high <= 24 and bool(_CLOCK_BEFORE.search(before))
        return not (bare_hour and not unit_after(text, number.end, language))
    if number.scale == 1 and number.high <= 31 and (_DATE_AFTER.match(after) or _DATE_BEFORE.search(before)):
        return False
    if number.scale == 1 and number.high < 100 and language == "de" and _ORDINAL.match(after):
        return False
    if re.search(r"[-–]\s*$", before) and re.search(r"\d[-–]\s*$", before):
        return False  # what is left of a score: 3-1
    if re.match(r"[-–]\d", after):
        return False
    return not _is_year(text, number, language)


def _is_year(text: str, number: Number, language: Language) -> bool:
    if number.scale != 1 or not _YEAR.fullmatch(number.figure):
        return False
    if _modifier(text, number.start, language)[0]:
        return False
    return number.low % 1000 != 0 or unit_after(text, number.end, language) is None


def _quantity(text: str, number: Number, language: Language) -> Quantity:
    modifier, start = _modifier(text, number.start, language)
    money = _MONEY_BEFORE.search(text, 0, start)
    unit: Span | None = None
    if money and not modifier:
        start, unit = money.start(), (money.start(), money.start() + 1)
    elif money:
        unit = money.start(), money.start() + 1
    else:
        unit = unit_after(text, number.end, language)
    return Quantity(
        start,
        number.end,
        number.low,
        number.high,
        modifier,
        text[unit[0] : unit[1]] if unit else "",
        unit,
        number.share or bool(unit and text[unit[0] : unit[1]].casefold() in _SHARE_UNITS),
        _is_former(text, number),
        _step(number),
    )


_SHARE_UNITS = frozenset(("%", "prozent", "percent", "per cent", "pct"))


def _modifier(text: str, start: int, language: Language) -> tuple[Modifier, int]:
    """The modifier in front of `start`, and where it begins."""
    before = text[:start]
    cut = _MONEY_BEFORE.search(before)
    if cut:
        before = before[: cut.start()]
    filler = _FILLER.search(before)
    if filler:
        before = before[: filler.start() + 1]
    match = re.search(_BEFORE_AT[language], before)
    if match is None:
        return "", start
    name: Modifier = match.lastgroup  # type: ignore[assignment]
    return name, match.start()


_BEFORE_AT: dict[Language, re.Pattern[str]] = {
    language: re.compile(r"(?<!\w)(?:" + "|".join(f"(?P<{n}>{w})" for n, w in forms) + r")\s+$", re.IGNORECASE)
    for language, forms in _MODIFIERS.items()
}


def _is_former(text: str, number: Number) -> bool:
    before, after = text[: number.start], text[number.end :]
    if _INSTEAD.search(before) or (_FROM.search(before) and _ONTO.match(after)):
        return True
    if _FROM.search(before) and _CHANGES.search(before) and re.match(r"\s*(?:\w+\s+)?to\b", after):
        return True
    return bool(_OUT_OF.search(before) and _BECOME.search(after) and re.search(r"\d|zig|hundert|tausend|million", after))


def _step(number: Number) -> float:
    """The place of the last digit that is not 0: 100 of 500, 10 of 580, 1e5 of 1.2 million."""
    value, step = number.high, number.scale
    if value <= 0 or value != number.low:
        return 0.0
    if value / step != int(value / step):
        decimals = len(re.split(r"[.,]", number.figure)[-1]) if number.figure else 1
        return float(step / 10**decimals)
    count = int(round(value / step))
    while count % 10 == 0:
        count //= 10
        step *= 10
    return float(step)

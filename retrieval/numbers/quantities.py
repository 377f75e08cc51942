"""Quantities in a sentence: a number or range, how exactly it is meant („bis zu“, „rund“), and what it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.article import Span
from corpus.language import Language
from corpus.patterns import regex
from retrieval.numbers.modifiers import MONEY_BEFORE, NEAR, Modifier, modifier_before, text_before
from retrieval.numbers.no_quantity import YEAR, counts
from retrieval.numbers.number_words import Number, find_numbers
from retrieval.numbers.units import unit_after

_BETWEEN = regex(r"\s*(?:[-–—]|\bbis\b|\bto\b)\s*", re.IGNORECASE)
_SPELLED_BETWEEN = regex(r"(?<!\w)(?:zwischen|between)\s+$", re.IGNORECASE)
_AND = regex(r"\s+(?:und|and)\s+", re.IGNORECASE)
_FROM = regex(r"\b(?:von|from)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ONTO = regex(r"\s*(?:\w+\s+)?auf\b", re.IGNORECASE)
_CHANGES = regex(
    r"\b(?:lower|rais|rose|ris(?:e|ing)|cut|increas|reduc|grow|grew|fell|fall|drop|expand|shr[aiu]nk|up|down)\w*", re.IGNORECASE
)
_INSTEAD = regex(r"\b(?:statt|anstatt|anstelle\s+von|instead\s+of|rather\s+than)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OUT_OF = regex(r"\b(?:aus)\s+$", re.IGNORECASE)
_BECOME = regex(r"\bwerden\b|\bgeworden\b|\bwurden\b", re.IGNORECASE)
_MAY_HOLD = regex(
    r"\d|stellig|digit|hundert|tausend|million|milliarde|dutzend|hälfte|drittel|viertel|halb|hundred|thousand|billion|dozen|half|third|quarter|"
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


@lru_cache(maxsize=2000)
def find_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities of a sentence, in order."""
    if not _MAY_HOLD.search(text):
        return ()
    joined = _ranges(text, list(find_numbers(text, language)))
    return tuple(_quantity(text, number, language) for number in joined if counts(text, number, language))


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
    if YEAR.fullmatch(first.figure) and YEAR.fullmatch(second.figure):
        return False
    before = text_before(text, first.start)
    if _AND.fullmatch(between):
        return bool(_SPELLED_BETWEEN.search(before))
    if not _BETWEEN.fullmatch(between):
        return False
    return not (_FROM.search(before) and _CHANGES.search(before))


def _range_start(text: str, first: Number) -> int:
    spelled = _SPELLED_BETWEEN.search(text, max(0, first.start - NEAR), first.start)
    return spelled.start() if spelled else first.start


def _quantity(text: str, number: Number, language: Language) -> Quantity:
    modifier, start = modifier_before(text, number.start, language)
    money = MONEY_BEFORE.search(text, max(0, start - NEAR), start)
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


def _is_former(text: str, number: Number) -> bool:
    before, after = text_before(text, number.start), text[number.end : number.end + NEAR]
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
    count = round(value / step)
    while count % 10 == 0:
        count //= 10
        step *= 10
    return float(step)

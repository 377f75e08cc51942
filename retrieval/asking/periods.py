"""The period that a question means: its times, what stands before and between them, and what is wrong with them.

„vor dem Gipfel im Juli 2018“ is all that was until the last of July, as the summit was some day of it; „vor Juli 2018“ ends
with June. docs/questions.md lists what is understood. Who asks sets what day it is.
"""

import re
from collections.abc import Sequence
from datetime import date

from corpus.intervals import DateInterval
from corpus.patterns import regex
from retrieval.times.points import Point
from retrieval.times.relations import ATTRIBUTIVE, CLAUSE, Relation, ends, relation
from retrieval.times.scan import WINDOW, YEAR_NOUN, find_points
from retrieval.times.spans import latest_begun
from retrieval.understood import AskedPeriod, Remark

_LISTED = (
    r"(?:und|oder|sowie|gegenüber|statt|and|or|versus|vs\.?|instead\s+of|im\s+Vergleich\s+zu[mr]?|verglichen\s+mit|than|als|,|"
    r"compared\s+(?:to|with))"
)
_RANGED = r"(?:bis(?:\s+zu[mr]?)?|to|until|till|through|–|-|—)"
_SMALL = r"(?:\s*(?:im|in|am|on|the|dem|den|der|vom|zum|Jahre?)\b)*"
_LIST = regex(rf"\s*{_LISTED}{_SMALL}\s*|\s*/\s*|(?:\s+\S+){{1,3}}\s+(?:als|than){_SMALL}\s*", re.IGNORECASE)
_RANGE = regex(rf"\s*{_RANGED}{_SMALL}\s*", re.IGNORECASE)
_BETWEEN_REST = regex(rf"(?:\s+\S+){{0,5}}?\s+(?:und|and)(?:\s+\S+){{0,6}}\s+|{_LIST.pattern}", re.IGNORECASE)
_FROM_REST = regex(rf"(?:\s+\S+){{0,5}}?\s+(?:bis|to|until|till|through)\b(?:\s+\S+){{0,6}}\s+|{_RANGE.pattern}", re.IGNORECASE)
_OPENED = regex(r"\b(?:(?P<between>zwischen|between)|(?P<range>vo[nm]|from))\s+(?:\S+\s+){0,6}?$", re.IGNORECASE)
_ONWARDS = regex(r"\s+onwards?\b|\s+(?:und|oder|and|or)\s+(?:später|danach|later|after(?:wards)?)\b", re.IGNORECASE)
_EARLIER = regex(r"\s+(?:und|oder|and|or)\s+(?:früher|davor|earlier|before)\b", re.IGNORECASE)
_FROM_ON = regex(r"\b(?:vo[nm]|from)\s+(?:the\s+|dem\s+)?$", re.IGNORECASE)
_ON = regex(r"\s+(?:an\b|on\b(?!\s+(?:the\b|[A-Z\d])))")
_EXCEPTED = regex(
    r"\b(?:nicht|außer|ausser|ohne|not|except|excluding)(?:\s+(?:for|im|in|am|on|jahre?|the))*\s+$"
    r"|\b(?:vor|before)\s+(?:und|oder|and|or)\s+(?:nach|after)\b[^,;:.?!]*$",
    re.IGNORECASE,
)
"""Before a time that limits to nothing: „außer 2018“, „nicht im Februar, sondern“, „vor und nach dem Gipfel im Juli 2018“."""
_AT_ITS_END = regex(r"(?:\w*ende|end)\b", re.IGNORECASE)
"""„vor Ende 2018“ leaves the end of the year itself open: until its last day."""
_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
"""Full-width digits, one character for one."""
_JOIN = regex(r"\s*,?\s*(?:und|and|aber|but)?\s*", re.IGNORECASE)


def asked_period(question: str, today: date) -> tuple[AskedPeriod | None, tuple[Remark, ...]]:
    """The period that the question means on that day, if any, and remarks `impossible` and `reversed`."""
    written, question = question, question.translate(_DIGITS)
    points = list(find_points(question, today))
    points = [point for point in points if not _EXCEPTED.search(question, max(0, point.start - WINDOW), point.start)]
    wrong = [point for point in points if point.impossible]
    if wrong:
        return None, tuple(Remark("impossible", written[point.start : point.end]) for point in wrong)
    if not points:
        return None, ()
    return _Reading(question, written, points, today).period()


class _Reading:
    """The points of one question, read together."""

    def __init__(self, question: str, written: str, points: Sequence[Point], today: date) -> None:
        self._question = question
        self._written = written
        self._points = points
        self._today = today

    def period(self) -> tuple[AskedPeriod | None, tuple[Remark, ...]]:
        """The period of the first point and those joined to it."""
        points = self._points
        count, ranged = self._joined()
        group = points[:count]
        rest = points[count:]
        if len(group) == 1 and group[0].alone and rest and rest[0].yearly and not self._relation(0):
            group, rest = rest[:1], points[:1]  # „2018 im Februar“
        year = next((point.days.earliest.year for point in rest if point.alone and point.days), None)
        days, reversed_ = self._resolved(group, ranged, year)
        low, high = min(each.earliest for each in days), max(each.latest for each in days)
        start, end = group[0].start, group[-1].end
        before = self._relation(self._points.index(group[0]))
        first: date | None = low
        last: date | None = high
        if before and count == 1 and (closed := self._closed(group[0], before[0], low, high)):
            first, last, end = closed
            start = before[1]
        elif before and not (count > 1 and ranged and before[0] in ("until", "before")):
            start = before[1]
            first, last = ends(before[0], low, high, ranged and count > 1)
        elif opened := _OPENED.search(self._question, self._clause_start(start), start) if ranged else None:
            start = opened.start()
        elif suffix := self._suffix(group[-1]):
            end, (first, last) = suffix[1], ends(suffix[0], low, high, False)
        first = None if first == date.min else first
        last = None if last == date.max else last
        if first is None and last is None:
            return None, ()
        text = self._written[start:end].strip()
        remarks = (Remark("reversed", text),) if reversed_ else ()
        if first and last and first > last:
            first, last, remarks = last, first, (Remark("reversed", text),)
        return AskedPeriod(first, last, text), remarks

    def _joined(self) -> tuple[int, bool]:
        """How many points belong to the first, and whether they are a range's ends."""
        points, question = self._points, self._question
        opened = _OPENED.search(question, self._clause_start(points[0].start), points[0].start)
        if len(points) > 1 and opened:
            between = question[points[0].end : points[1].start]
            pattern = _BETWEEN_REST if opened.lastgroup == "between" else _FROM_REST
            if pattern.fullmatch(between):
                return 2, True
        count, ranged = 1, False
        while count < len(points):
            between = question[points[count - 1].end : points[count].start]
            if _RANGE.fullmatch(between):
                ranged = True
            elif not _LIST.fullmatch(between) and not (between.isspace() and points[count - 1].alone and points[count].alone):
                break
            count += 1
        return count, ranged

    def _resolved(self, group: Sequence[Point], ranged: bool, year: int | None) -> tuple[list[DateInterval], bool]:
        """The days of each point, a year said once holding for all; and whether a range was the wrong way round."""
        said = next((number for number, point in enumerate(group) if point.days), None)
        days: list[DateInterval] = []
        for point in group:
            if point.days:
                days.append(point.days)
                continue
            assert point.yearly
            if days:
                made = _in_year(point, days[-1].earliest.year)
                if ranged and made and made.latest < days[-1].earliest:
                    made = _in_year(point, days[-1].earliest.year + 1)
            elif said is not None:
                later = group[said].days
                assert later
                made = _in_year(point, later.earliest.year)
                if ranged and made and made.earliest > later.latest and made.precision != "day":
                    made = _in_year(point, later.earliest.year - 1)
            else:
                made = _in_year(point, year) if year else None
            days.append(made or latest_begun(point.yearly, self._today))
        return days, ranged and days[-1].latest < days[0].earliest

    def _relation(self, number: int) -> tuple[Relation, int] | None:
        """What is said before the point of that number, and where that begins."""
        point = self._points[number]
        low = self._points[number - 1].end if number else 0
        low = max(low, point.start - WINDOW)
        noun = YEAR_NOUN.search(self._question, low, point.start)
        found = relation(
            self._question[low : noun.start() if noun else point.start], point, bool(noun), self._attributive(point)
        )
        if found and found[0] == "before" and _AT_ITS_END.match(self._question, point.start):
            return "until", low + found[1]
        return found and (found[0], low + found[1])

    def _closed(self, point: Point, kind: Relation, low: date, high: date) -> tuple[date | None, date | None, int] | None:
        """„seit 2018 bis 2020“, „nach 2018 und vor 2020“: the other end said behind."""
        at = self._points.index(point) + 1
        if kind not in ("since", "after") or at >= len(self._points):
            return None
        other, days = self._relation(at), self._points[at].days
        if not other or other[0] not in ("until", "before") or not days:
            return None
        if not _JOIN.fullmatch(self._question[point.end : other[1]]):
            return None
        first, last = ends(kind, low, high, False)[0], ends(other[0], days.earliest, days.latest, False)[1]
        return first, last, self._points[at].end

    def _attributive(self, point: Point) -> bool:
        """Whether it may belong to a noun behind it, as in "the January 2020 attack"."""
        return bool(ATTRIBUTIVE.fullmatch(self._question[point.start : point.end]))

    def _suffix(self, point: Point) -> tuple[Relation, int] | None:
        """„von 2018 an“, "2018 onwards", "2018 or earlier"."""
        for pattern, kind in ((_ONWARDS, "since"), (_EARLIER, "until")):
            if found := pattern.match(self._question, point.end):
                return kind, found.end()  # type: ignore[return-value]  # the patterns' names are these kinds
        if (found := _ON.match(self._question, point.end)) and _FROM_ON.search(self._question, 0, point.start):
            return "since", found.end()
        return None

    def _clause_start(self, before: int) -> int:
        low = max(0, before - WINDOW)
        return max((match.end() for match in CLAUSE.finditer(self._question, low, before)), default=low)


def _in_year(point: Point, year: int) -> DateInterval | None:
    try:
        return point.yearly(year) if point.yearly else None
    except ValueError:
        return None  # 29 February

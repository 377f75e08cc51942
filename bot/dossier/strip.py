"""A time line as a picture that the page holds itself: SVG in the page's own colours, sharp on paper, no library needed.

Bars count the articles by month or year, each with its number where there is room; below, on the same axis, each entry under
its number as in `bot.formatting.timeline_plot`: a circle for a day, a bar for any other interval. Sources are told in words.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.dossier.elements import Element, el
from bot.formatting.timeline_plot import Mark, days_of, marks_of, periods_of, span_of, ticks_of
from bot.texts import Texts
from corpus.holdings import Periods

if TYPE_CHECKING:
    from retrieval import Timeline

_WIDTH, _LEFT, _BARS, _TOP = 720.0, 6.0, 110.0, 22.0
_LANE, _RADIUS = 27.0, 11.5
_EDGE = 0.021
"""Half of what a mark takes of the axis: one at the edge is whole."""


class _Axis:
    """Days to places across the picture."""

    def __init__(self, first: date, last: date) -> None:
        low, high = first.toordinal(), last.toordinal() + 1
        edge = (high - low) * _EDGE
        self._low, self._scale = low - edge, (_WIDTH - 2 * _LEFT) / (high - low + 2 * edge)

    def at(self, day: float) -> float:
        return round(_LEFT + (day - self._low) * self._scale, 1)


def strip(timeline: "Timeline", name: str, texts: Texts) -> Element:
    """The picture of a time line with at least one dated entry; `name` begins the ids of its title and description."""
    first, last = span_of([entry.days for entry in timeline.entries if entry.days])
    periods = periods_of(timeline, first, last)
    marks = marks_of(timeline, first, last)
    axis = _Axis(first, last)
    lanes = 1 + max(mark.lane for mark in marks)
    base = _TOP + _BARS
    below = base + 40 + _LANE * lanes
    return el(
        "svg",
        el("title", texts("dossier_strip", timeline.topic), id=f"{name}-title"),
        el("desc", description(timeline, periods, texts), id=f"{name}-desc"),
        el("text", texts(f"timeline_axis_{periods.unit}"), x=_LEFT, y=13),
        list(_bars(periods, axis, base)),
        el("line", x1=_LEFT, x2=_WIDTH - _LEFT, y1=base, y2=base, class_="axis"),
        list(_marks(marks, axis, base + 8)),
        list(_ticks(first, last, axis, base + 8 + _LANE * lanes, texts)),
        viewBox=f"0 0 {_WIDTH:.0f} {below:.0f}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def description(timeline: "Timeline", periods: Periods, texts: Texts) -> str:
    """The figures of the picture in words."""
    counts = "; ".join(f"{label}: {count}" for label, count, _ in figures_of(periods, texts.lang))
    dates = "; ".join(f"{number}: {entry.label(texts.lang)}" for number, entry in enumerate(timeline.entries, start=1))
    return texts("dossier_strip_says", axis=texts(f"timeline_axis_{periods.unit}"), counts=counts or "–", dates=dates)


def figures_of(periods: Periods, lang: str) -> Iterator[tuple[str, int, dict[str, int]]]:
    """Each period that has articles: its name, how many, and how many of each source, the most first."""
    for name, column in periods.periods.items():
        if total := sum(column.values()):
            ranked = sorted(column.items(), key=lambda item: (-item[1], item[0]))
            yield days_of(name).label(lang), total, {source: count for source, count in ranked if count}


def _bars(periods: Periods, axis: _Axis, base: float) -> Iterator[Element]:
    most = max((sum(column.values()) for column in periods.periods.values()), default=1)
    for name, column in periods.periods.items():
        count = sum(column.values())
        if not count:
            continue
        days = days_of(name)
        left, right = axis.at(days.earliest.toordinal()), axis.at(days.latest.toordinal() + 1)
        height = round((_BARS - 10) * count / most, 1)
        wide = max(1.5, right - left - 1)
        yield el("rect", x=left, y=base - height, width=f"{wide:.1f}", height=height, class_="bar")
        if right - left >= 8 * len(str(count)):
            yield el("text", str(count), x=f"{(left + right) / 2:.1f}", y=f"{base - height - 4:.1f}", text_anchor="middle")


def _marks(marks: list[Mark], axis: _Axis, top: float) -> Iterator[Element]:
    """As in the other picture: a bar narrower than its number bears it in a circle that is not filled."""
    for mark in marks:
        left, right = axis.at(mark.start), axis.at(mark.end)
        middle, centre = (left + right) / 2, top + _LANE * mark.lane + _LANE / 2
        narrow = not mark.point and right - left < 2 * _RADIUS
        if mark.point or narrow:
            yield el("circle", cx=f"{middle:.1f}", cy=centre, r=_RADIUS, class_="hollow" if narrow else "full")
        else:
            yield el("rect", x=left, y=centre - _RADIUS, width=f"{right - left:.1f}", height=2 * _RADIUS, rx=3, class_="full")
        label = {"x": f"{middle:.1f}", "y": f"{centre + 4.5:.1f}", "text_anchor": "middle"}
        yield el("text", str(mark.number), class_="in" if narrow else "on", **label)


def _ticks(first: date, last: date, axis: _Axis, top: float, texts: Texts) -> Iterator[Element]:
    for day, label in ticks_of(first, last, texts.lang):
        at = axis.at(day)
        yield el("line", x1=at, x2=at, y1=_TOP + _BARS, y2=f"{_TOP + _BARS + 5:.1f}", class_="axis")
        lines = [el("tspan", line, x=at, dy=13) for line in label.split("\n")]
        yield el("text", lines, x=at, y=top, text_anchor="start")

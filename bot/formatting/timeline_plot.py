"""A picture of a time line, made for a telephone: when how much was written, by which source, and where its quotes stand.

Above, the articles on the topic by month or year, stacked by source; below, on the same axis of time, each entry under its
number: a circle for a day, a bar for a month, a year or any other interval.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.formatting.plain import visible
from bot.formatting.plot import COLOURS, OTHERS, check_suffix, grouped, new_figure, save, short_label
from bot.texts import Texts
from corpus.dates import DateInterval
from corpus.holdings import Periods, by_period
from corpus.intervals import MONTH_LABELS

if TYPE_CHECKING:
    from retrieval import Timeline

_WIDTH = 7.2
_DPI = 150
"""1080 dots wide."""
_BARS = 4.6
_LANE = 0.36
_TEXT, _SMALL = 13, 12
_MOST_MONTHS = 120
"""A longer span is counted by years."""
_MOST_MARKS = 40
_MARK = 0.042
"""How much of the axis a number takes."""
_MOST_TICKS = 8
_DARK = frozenset({"#4477aa", "#228833", "#aa3377"})


@dataclass(frozen=True)
class Mark:
    """An entry's place: its number, the days as ordinals, half open, and the lane in which it overlaps no other."""

    number: int
    source: str
    start: int
    end: int
    point: bool
    lane: int


def plot_timeline(timeline: "Timeline", path: Path, texts: Texts) -> bool:
    """Draw the time line into `path`; whether there is a date to draw. Raises PlottingMissing, PlotUnwritten."""
    check_suffix(path)
    if not timeline.entries:
        return False
    save(timeline_figure(timeline, texts), path, _DPI)
    return True


def timeline_figure(timeline: "Timeline", texts: Texts) -> Any:
    """The picture of a time line with at least one dated entry, a matplotlib figure."""
    first, last = span_of([entry.days for entry in timeline.entries if entry.days])
    periods = periods_of(timeline, first, last)
    marks = marks_of(timeline, first, last)
    lanes = 1 + max(mark.lane for mark in marks)
    figure = new_figure(_WIDTH, _BARS + 1.6 + _LANE * lanes)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[_BARS - 1.4, 0.3 + _LANE * lanes])
    shown, _ = grouped([*periods.periods.values(), periods.vaguer])
    colours = {source: COLOURS[at] if at < len(COLOURS) else OTHERS for at, source in enumerate(shown)}
    _draw_bars(upper, periods, colours, texts)
    _draw_marks(lower, marks, colours, lanes, last.toordinal() + 1 - first.toordinal())
    edge = (last.toordinal() + 1 - first.toordinal()) * _MARK / 2  # a number at the edge is whole
    lower.set_xlim(first.toordinal() - edge, last.toordinal() + 1 + edge)
    ticks = list(ticks_of(first, last, texts.lang))
    lower.set_xticks([at for at, _ in ticks], [label for _, label in ticks], fontsize=_SMALL)
    notes = notes_of(timeline, periods, texts)
    lower.set_xlabel("\n".join([texts("timeline_marks"), *notes]), fontsize=_SMALL, loc="left", parse_math=False)
    upper.set_title(_title(timeline.topic, texts), loc="left", fontsize=_TEXT + 2, parse_math=False)
    figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=_SMALL, handlelength=1.2)
    return figure


def span_of(intervals: Sequence[DateInterval]) -> tuple[date, date]:
    """The first and the last day that is shown: whole months, and one more on either side, so that one bar is not all."""
    first = min(days.earliest for days in intervals).replace(day=1)
    last = max(days.latest for days in intervals)
    before = (first - timedelta(days=1)).replace(day=1) if first > date(1, 1, 31) else first
    after = _month_end(_month_end(last) + timedelta(days=1)) if last < date(9999, 11, 1) else _month_end(last)
    return before, after


def periods_of(timeline: "Timeline", first: date, last: date) -> Periods:
    """The articles on the topic by month; by year over a long time, or where nothing is dated more precisely."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    periods = by_period(timeline.written, "month" if months <= _MOST_MONTHS else "year")
    return periods if any(periods.periods.values()) else by_period(timeline.written, "year")


def marks_of(timeline: "Timeline", first: date, last: date) -> list[Mark]:
    """The marks of the dated entries, at most those of the best, each in the first lane with room."""
    numbered = [(number, entry) for number, entry in enumerate(timeline.entries, start=1) if entry.days]
    best = sorted(numbered, key=lambda item: -item[1].quotes[0].score)[:_MOST_MARKS]
    least = (last.toordinal() + 1 - first.toordinal()) * _MARK
    ends: list[float] = []
    marks = []
    for number, entry in sorted(best, key=lambda item: item[0]):
        assert entry.days
        start, end = entry.days.earliest.toordinal(), entry.days.latest.toordinal() + 1
        middle, half = (start + end) / 2, max(end - start, least) / 2
        lane = next((at for at, taken in enumerate(ends) if taken <= middle - half), len(ends))
        ends[lane : lane + 1] = [middle + half]
        source = entry.quotes[0].article.source
        marks.append(Mark(number, source.value if source else "", start, end, end - start == 1, lane))
    return marks


def ticks_of(first: date, last: date, lang: str) -> Iterable[tuple[int, str]]:
    """The places of the axis that bear a name: beginnings of months, or of years where there are many."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months > 3 * _MOST_TICKS:
        years = [date(year, 1, 1) for year in range(first.year + (first.month > 1), last.year + 1)]
        step = -(-len(years) // _MOST_TICKS)
        yield from ((day.toordinal(), str(day.year)) for day in years[::step])
        return
    step = -(-months // _MOST_TICKS)
    for number in range(0, months, step):
        year, month = divmod(12 * first.year + first.month - 1 + number, 12)
        yield date(year, month + 1, 1).toordinal(), f"{MONTH_LABELS[lang][month][:3]}\n{year}"


def _draw_bars(axes: Any, periods: Periods, colours: dict[str, str], texts: Texts) -> None:
    names = list(periods.periods)
    counts = list(periods.periods.values())
    days = [days_of(name) for name in names]
    starts = [each.earliest.toordinal() for each in days]
    widths = [each.latest.toordinal() + 1 - each.earliest.toordinal() for each in days]
    layers = [
        (source or texts("source_unknown"), colour, [column[source] for column in counts]) for source, colour in colours.items()
    ]
    rest = [sum(count for source, count in column.items() if source not in colours) for column in counts]
    if sum(rest):
        layers.append((texts("plot_others"), OTHERS, rest))
    base = [0] * len(names)
    for label, colour, heights in layers:
        axes.bar(
            starts,
            heights,
            widths,
            base,
            align="edge",
            color=colour,
            label=short_label(visible(label), 26),
            edgecolor="white",
            linewidth=0.5,
        )
        base = [low + height for low, height in zip(base, heights, strict=True)]
    axes.set_ylabel(texts(f"timeline_axis_{periods.unit}"), fontsize=_TEXT)
    axes.tick_params(axis="y", labelsize=_SMALL)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylim(0, max(base, default=1) * 1.05 or 1)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_marks(axes: Any, marks: Sequence[Mark], colours: dict[str, str], lanes: int, width: int) -> None:
    """Numbers in full circles for days, on bars for intervals; on a bar narrower than its number in an empty circle."""
    for mark in marks:
        colour = colours.get(mark.source, OTHERS)
        middle = (mark.start + mark.end) / 2
        narrow = not mark.point and mark.end - mark.start < width * _MARK
        if not mark.point:
            axes.barh([mark.lane], [mark.end - mark.start], 0.92, [mark.start], color=colour, edgecolor="white", linewidth=1)
        if mark.point or narrow:
            axes.plot([middle], [mark.lane], "o", markersize=19, color=colour, markerfacecolor="white" if narrow else colour)
        ink = "white" if colour in _DARK and not narrow else "black"
        axes.text(
            middle, mark.lane, str(mark.number), ha="center", va="center_baseline", fontsize=_SMALL, color=ink, weight="bold"
        )
    axes.set_ylim(lanes - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)


def notes_of(timeline: "Timeline", periods: Periods, texts: Texts) -> list[str]:
    """What the picture leaves out: articles without such a date, entries without a mark."""
    notes = []
    if undated := sum(periods.undated.values()):
        numbers = ", ".join(str(len(timeline.entries) + at) for at in range(1, len(timeline.undated) + 1))
        counted = texts.counted("timeline_articles", undated)
        notes.append(texts("timeline_plot_undated", texts("timeline_plot_numbers", counted, numbers) if numbers else counted))
    if vaguer := sum(periods.vaguer.values()):
        notes.append(texts("timeline_plot_vaguer", texts.counted("timeline_articles", vaguer)))
    if unmarked := max(0, len(timeline.entries) - _MOST_MARKS):
        notes.append(texts("timeline_plot_unmarked", texts.counted("timeline_count", unmarked)))
    return notes


def _title(topic: str, texts: Texts) -> str:
    lines = textwrap.wrap(texts("quoted", visible(" ".join(topic.split()))), 46, break_on_hyphens=False)
    return "\n".join(lines if len(lines) <= 3 else [*lines[:2], lines[2][:44] + " …"])


def days_of(name: str) -> DateInterval:
    """The days of a period's name, „2018-02“ or „2018“."""
    return DateInterval.of(*map(int, name.split("-")))


def _month_end(day: date) -> date:
    return DateInterval.of(day.year, day.month).latest

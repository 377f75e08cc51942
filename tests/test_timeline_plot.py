"""What is drawn of a time line, against counting by hand: heights of bars, places of marks."""

from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.formatting.plot import PlotUnwritten
from bot.formatting.timeline_plot import marks_of, plot_timeline, span_of, ticks_of, timeline_figure
from bot.texts import Texts
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.holdings import Group
from corpus.provenance import Provenance, Sourced
from corpus.store import Coverage
from retrieval import Quote, Timeline, Understood
from retrieval.lining import entries_of

SOURCES = ["", "Blatt", "Kurier", "_$x$"]
DAYS = st.dates(date(2017, 6, 1), date(2019, 8, 31))
INTERVALS = st.one_of(
    DAYS.map(lambda day: DateInterval(day, day)),
    DAYS.map(lambda day: DateInterval.of(day.year, day.month)),
    DAYS.map(lambda day: DateInterval.of(day.year)),
)
ROWS = st.tuples(st.none() | INTERVALS, st.sampled_from(SOURCES))


def timeline(rows: list[tuple[DateInterval | None, str]], topic: str = "Thema") -> Timeline:
    """An article with a quote for each row, all on the topic."""
    quotes = []
    for number, (days, source) in enumerate(rows):
        known = Sourced(source, Provenance.HEADER) if source else None
        published = Sourced(days, Provenance.HEADER) if days else None
        article = Article(f"a{number}", f"/{number}.txt", "Ein Satz.", "de", source=known, published=published)
        quotes.append(Quote(article, 0, 9, ((0, 9),), 1 / (1 + number)))
    counts = Counter((source, days) for days, source in rows)
    written = tuple(Group(source, days, False, count) for (source, days), count in counts.items())
    dated, undated = entries_of(quotes)
    coverage = Coverage(len(rows), len(rows), 0, None, None, {}, {})
    return Timeline(topic, Understood("de"), dated, undated, written, 0.9, None, coverage)


def bars(axes: Any) -> dict[str, dict[date, int]]:
    """The heights that are drawn, by source and by the first day of the bar."""
    heights = {
        container.get_label(): {
            date.fromordinal(round(bar.get_x())): round(bar.get_height()) for bar in container if bar.get_height() > 0
        }
        for container in axes.containers
    }
    return {label: counts for label, counts in heights.items() if counts}


@settings(max_examples=15, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=25).filter(lambda rows: any(days for days, _ in rows)))
def test_the_heights_are_the_articles_of_each_month_and_source(rows: list[tuple[DateInterval | None, str]]) -> None:
    made = timeline(rows)
    upper, lower = timeline_figure(made, Texts("de")).axes
    names = {"": "Quelle unbekannt", "_$x$": "\u200b_\\$x\\$"}
    expected: dict[str, Counter[date]] = {}
    by_month = any(days and days.precision != "year" for days, _ in rows)
    for days, source in rows:
        if days and (days.precision != "year" or not by_month):
            expected.setdefault(names.get(source, source), Counter())[days.earliest.replace(day=1)] += 1
    assert bars(upper) == {source: dict(counts) for source, counts in expected.items()}
    for container in upper.containers:
        for bar in container:
            first = date.fromordinal(round(bar.get_x()))
            assert DateInterval.of(first.year, first.month if by_month else None).latest.toordinal() + 1 == round(
                bar.get_x() + bar.get_width()
            )
    tops: Counter[date] = sum(expected.values(), Counter())
    assert upper.get_ylim()[1] >= max(tops.values(), default=1)

    points = {round(line.get_xdata()[0] * 2): line for line in lower.lines}
    days_shown = [entry.days for entry in made.entries if entry.days]
    intervals = sorted(
        (days.earliest.toordinal(), days.latest.toordinal() + 1) for days in days_shown if days.precision != "day"
    )
    drawn = [(round(patch.get_x()), round(patch.get_x() + patch.get_width())) for patch in lower.patches]
    assert sorted(drawn) == intervals
    single = {2 * days.earliest.toordinal() + 1 for days in days_shown if days.precision == "day"}
    assert single <= points.keys()
    assert sorted(int(text.get_text()) for text in lower.texts) == list(range(1, len(made.entries) + 1))
    said = lower.get_xlabel()
    undated, vague = sum(days is None for days, _ in rows), sum(bool(days and days.precision == "year") for days, _ in rows)
    assert (f"ohne Datum: {undated} Artikel" in said) == (undated > 0)
    assert (f"datiert: {vague} Artikel" in said) == (vague > 0 and by_month)
    sources = {names.get(source, source) for days, source in rows if days}
    assert {text.get_text() for text in upper.figure.legends[0].get_texts()} == sources


@given(st.lists(INTERVALS, min_size=1, max_size=30))
def test_marks_of_one_lane_do_not_overlap(intervals: list[DateInterval]) -> None:
    made = timeline([(days, "Blatt") for days in intervals])
    first, last = span_of([entry.days for entry in made.entries if entry.days])
    width = last.toordinal() + 1 - first.toordinal()
    marks = marks_of(made, first, last)
    assert [mark.number for mark in marks] == list(range(1, len(made.entries) + 1))
    for one, other in combinations(marks, 2):
        if one.lane == other.lane:
            centres = abs((one.start + one.end) - (other.start + other.end)) / 2
            assert one.end <= other.start or other.end <= one.start
            assert centres >= 0.042 * width - 1e-9
    for mark, entry in zip(marks, made.entries, strict=True):
        assert entry.days is not None
        assert (mark.start, mark.end, mark.point) == (
            entry.days.earliest.toordinal(),
            entry.days.latest.toordinal() + 1,
            entry.days.precision == "day",
        )
        assert first.toordinal() <= mark.start and mark.end <= last.toordinal() + 1


@given(DAYS, st.integers(0, 5000))
def test_few_names_on_the_axis_each_at_the_beginning_it_names(day: date, length: int) -> None:
    first, last = span_of([DateInterval(day, date.fromordinal(day.toordinal() + length))])
    ticks = list(ticks_of(first, last, "de"))
    assert 1 <= len(ticks) <= 8
    for place, label in ticks:
        named = date.fromordinal(place)
        assert named.day == 1 and label.endswith(str(named.year)) and first <= named <= last


def test_a_span_of_more_than_ten_years_is_counted_by_years() -> None:
    rows = [
        (DateInterval.of(2001, 3), "Blatt"),
        (DateInterval.of(2001, 7, 2), "Blatt"),
        (DateInterval.of(2015, 1, 1), "Kurier"),
    ]
    upper, lower = timeline_figure(timeline(rows), Texts("en")).axes
    assert bars(upper) == {"Blatt": {date(2001, 1, 1): 2}, "Kurier": {date(2015, 1, 1): 1}}
    assert upper.get_ylabel() == "articles a year"
    assert lower.get_xlabel() == "quotes (numbers of the list)"


def test_many_entries_are_marked_as_far_as_they_can_be_read() -> None:
    rows = [(DateInterval.of(2018, 1 + number % 12, 1 + number // 12), f"Blatt {number % 11}") for number in range(60)]
    made = timeline(rows)
    upper, lower = timeline_figure(made, Texts("de")).axes
    numbers = {int(text.get_text()) for text in lower.texts}
    best = sorted(range(60), key=lambda at: -made.entries[at].quotes[0].score)[:40]
    assert numbers == {at + 1 for at in best}
    assert "ohne Nummer: 20 Einträge mit Datum" in lower.get_xlabel()
    assert sum(sum(counts.values()) for counts in bars(upper).values()) == 60
    assert len(bars(upper)) == 9 and "andere" in bars(upper)


@pytest.mark.parametrize("topic", ["Kosten $5 und $6", "Ein sehr langes Thema " * 12, "😀 \u202e\x1b[31m\n_x"])
def test_a_picture_is_as_wide_as_a_telephone_whatever_the_topic(topic: str, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    assert plot_timeline(timeline([(DateInterval.of(2018, 2), "Blatt")], topic), path, Texts("de"))
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG") and int.from_bytes(raw[16:20], "big") == 1080
    assert 700 <= int.from_bytes(raw[20:24], "big") <= 1400


def test_nothing_dated_is_no_picture_and_a_wrong_path_is_said(tmp_path: Path) -> None:
    assert not plot_timeline(timeline([(None, "Blatt")]), tmp_path / "x.png", Texts("de"))
    assert not (tmp_path / "x.png").exists()
    one = timeline([(DateInterval.of(2018), "Blatt")])
    for name in ("x.gif", "fehlt/x.png"):
        with pytest.raises(PlotUnwritten):
            plot_timeline(one, tmp_path / name, Texts("de"))

"""Counts by time and source, against counting by hand."""

from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.formatting.plot import grouped
from bot.watching import _outermost, articles_of
from corpus.dates import DateInterval
from corpus.holdings import Group, by_period

DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
GROUPS = st.builds(
    Group,
    st.sampled_from(["", "Blatt", "Kurier"]),
    st.none() | st.tuples(DAYS, DAYS).map(lambda days: DateInterval(min(days), max(days))),
    st.just(False),
    st.integers(1, 5),
)


def test_by_month_with_gaps_and_what_is_dated_more_vaguely() -> None:
    groups = [
        Group("Blatt", DateInterval.of(2017, 12), False, 2),
        Group("Kurier", DateInterval.of(2017, 12, 24), False, 1),
        Group("Blatt", DateInterval.of(2018, 2), False, 4),
        Group("Blatt", DateInterval.of(2018), False, 3),
        Group("", None, True, 5),
        Group("", None, False, 1),
    ]
    periods = by_period(groups)
    assert periods.unit == "month"
    assert list(periods.periods) == ["2017-12", *(f"2018-{month:02d}" for month in range(1, 13))]
    assert periods.periods["2017-12"] == {"Blatt": 2, "Kurier": 1}
    assert periods.periods["2018-01"] == {}
    assert (periods.vaguer, periods.undated, periods.bounded) == ({"Blatt": 3}, {"": 6}, 5)
    years = by_period(groups, "year")
    assert years.periods == {"2017": {"Blatt": 2, "Kurier": 1}, "2018": {"Blatt": 7}}


def test_a_long_span_is_counted_by_years_and_none_at_all_is_no_error() -> None:
    two_years = [Group("", DateInterval.of(2017, 1), False, 1), Group("", DateInterval.of(2018, 12), False, 1)]
    assert by_period(two_years).unit == "month"
    assert by_period([*two_years, Group("", DateInterval.of(2019, 1), False, 1)]).unit == "year"
    across = by_period([Group("", DateInterval(date(2010, 12, 31), date(2015, 1, 1)), False, 2)])
    assert (across.unit, across.vaguer, list(across.periods)) == ("year", {"": 2}, [str(year) for year in range(2010, 2016)])
    assert by_period([]).periods == {}


@given(st.lists(GROUPS, max_size=12), st.sampled_from([None, "month", "year"]))
def test_every_article_is_counted_once(groups: list[Group], unit: str | None) -> None:
    periods = by_period(groups, unit)
    counted: Counter[str] = sum([*periods.periods.values(), periods.vaguer, periods.undated], Counter())
    assert counted == sum((Counter({group.source: group.count}) for group in groups), Counter())


def test_the_eight_largest_sources_and_the_rest() -> None:
    columns = [Counter({f"s{number}": 20 - number for number in range(12)}), Counter({"s11": 100, "s2": 1})]
    shown, rest = grouped(columns)
    assert shown == ["s11", "s0", "s1", "s2", "s3", "s4", "s5", "s6"]
    assert rest == {"0": 13 + 12 + 11 + 10, "1": 0}
    assert grouped([Counter(f"s{number}" for number in range(9))])[1]["0"] == 0  # one more than eight is no „others“


def test_a_sidecar_stands_for_its_article_and_what_is_gone_is_told_apart(tmp_path: Path) -> None:
    for name in ("eins.txt", "eins.toml", "notiz.xyz", "allein.toml"):
        (tmp_path / name).touch()
    changed = [tmp_path / name for name in ("eins.toml", "notiz.xyz", "allein.toml", "weg.txt", ".")]
    assert articles_of(changed) == ([tmp_path / "eins.txt", tmp_path], [tmp_path / "weg.txt"])
    paths = [tmp_path / "a", tmp_path / "a" / "b", tmp_path / "ab", tmp_path / "c" / "d"]
    assert _outermost(dict.fromkeys(paths)) == [paths[0], paths[2], paths[3]]

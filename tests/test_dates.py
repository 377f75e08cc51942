from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bounds import proven_not_before
from corpus.dates import DateInterval, find_dates, parse_date

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
INTERVALS = st.builds(
    lambda day, parts: DateInterval.of(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(min_value=1, max_value=3)
)


def span(first: str, last: str) -> DateInterval:
    return DateInterval(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-02-15", "2018-02-15", "2018-02-15"),
        (" 2018-12 ", "2018-12-01", "2018-12-31"),
        ("1999-12-31", "1999-12-31", "1999-12-31"),
        ("15.02.2018", "2018-02-15", "2018-02-15"),
        ("15. 2. 2018", "2018-02-15", "2018-02-15"),
        ("1.2.2018", "2018-02-01", "2018-02-01"),
        ("15. Februar 2018", "2018-02-15", "2018-02-15"),
        ("15.Februar 2018", "2018-02-15", "2018-02-15"),
        ("15 February 2018", "2018-02-15", "2018-02-15"),
        ("February 15, 2018", "2018-02-15", "2018-02-15"),
        ("Feb 3rd, 2018", "2018-02-03", "2018-02-03"),
        ("May 1st, 2019", "2019-05-01", "2019-05-01"),
        ("Februar 2018", "2018-02-01", "2018-02-28"),
        ("FEBRUAR 2018", "2018-02-01", "2018-02-28"),
        ("February 2018", "2018-02-01", "2018-02-28"),
        ("February, 2018", "2018-02-01", "2018-02-28"),
        ("Feb. 2018", "2018-02-01", "2018-02-28"),
        ("Jänner 2017", "2017-01-01", "2017-01-31"),
        ("März 2018", "2018-03-01", "2018-03-31"),
        ("Ma\u0308rz 2018", "2018-03-01", "2018-03-31"),
        ("3. Ma\u0308rz 2018", "2018-03-03", "2018-03-03"),
        ("Maerz 2018", "2018-03-01", "2018-03-31"),
        ("march 2018", "2018-03-01", "2018-03-31"),
        ("Mai 2018", "2018-05-01", "2018-05-31"),
        ("Sept. 2018", "2018-09-01", "2018-09-30"),
        ("Auguſt 2018", "2018-08-01", "2018-08-31"),
        ("Oct 2018", "2018-10-01", "2018-10-31"),
        ("31. Dez. 2018", "2018-12-31", "2018-12-31"),
        ("29. Februar 2020", "2020-02-29", "2020-02-29"),
    ],
)
def test_a_written_date_is_its_interval(text: str, first: str, last: str) -> None:
    assert parse_date(text) == span(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "gestern",
            "Februar",
            "18",
            "2018-2",
            "1899",
            "2100",
            "2018er",
            "2018-02-15T08:00",
        ),
        *("30. Februar 2018", "29. Februar 2018", "2018-02-30", "2018-13", "2018-00", "0.1.2018", "32.1.2018", "1.13.2018"),
        *("31 June 2018", "February 30, 2018", "Aprıl 2018", "Februar 2018 und März 2018", "am 15. Februar 2018"),
    ],
)
def test_what_is_not_exactly_one_possible_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


def test_an_interval_is_never_reversed() -> None:
    with pytest.raises(ValueError, match="2018-02-02 is after 2018-02-01"):
        span("2018-02-02", "2018-02-01")


@pytest.mark.parametrize(
    ("interval", "precision", "de", "en"),
    [
        (DateInterval.of(2018), "year", "2018", "2018"),
        (DateInterval.of(2018, 3), "month", "März 2018", "March 2018"),
        (DateInterval.of(2018, 2, 5), "day", "5. Februar 2018", "5 February 2018"),
        (span("2018-02-05", "2018-03-01"), "range", "5. Februar 2018 bis 1. März 2018", "5 February 2018 to 1 March 2018"),
    ],
)
def test_precision_and_labels(interval: DateInterval, precision: str, de: str, en: str) -> None:
    assert (interval.precision, interval.label("de"), interval.label("en")) == (precision, de, en)


@given(INTERVALS)
def test_the_iso_form_and_both_labels_parse_back(interval: DateInterval) -> None:
    iso = interval.earliest.isoformat()[: {"year": 4, "month": 7, "day": 10}[interval.precision]]
    assert parse_date(iso) == interval
    assert parse_date(interval.label("de")) == interval
    assert parse_date(interval.label("en")) == interval


@given(DAYS, DAYS, DAYS, DAYS)
def test_intervals_overlap_when_a_day_is_in_both(a: date, b: date, c: date, d: date) -> None:
    one, other = DateInterval(min(a, b), max(a, b)), DateInterval(min(c, d), max(c, d))
    assert one.overlaps(other) == other.overlaps(one) == (max(one.earliest, other.earliest) <= min(one.latest, other.latest))


def test_overlap_at_one_day_and_next_to_each_other() -> None:
    assert span("2018-01-01", "2018-02-01").overlaps(DateInterval.of(2018, 2))
    assert not DateInterval.of(2018, 1).overlaps(DateInterval.of(2018, 2))


def test_dates_are_found_in_text_with_their_place() -> None:
    text = "Am 3. März 2019 und im Mai 2020, nicht am 30. Februar 2018, auch 2021-04; Aktenzeichen 12.2018.7 und A-2017."
    found = [(text[m.start : m.end], m.interval.earliest.isoformat()) for m in find_dates(text)]
    assert found == [("3. März 2019", "2019-03-03"), ("Mai 2020", "2020-05-01"), ("2021-04", "2021-04-01")]


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    for mention in find_dates(text):
        assert parse_date(text[mention.start : mention.end]) == mention.interval


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Der Lehrgang hatte 2018 begonnen.", "2018-01-01"),
        ("Der Lehrgang wurde im Mai 2019 eröffnet.", "2019-05-01"),
        ("Er hat im Jahr 2017 geheiratet.", "2017-01-01"),
        ("Die Ministerin erklärte im Mai 2019 ihren Abschied.", "2019-05-01"),
        ("Die Regel gilt seit 2015.", "2015-01-01"),
        ("Am 15. Februar 2018 war der Saal voll.", "2018-02-15"),
        ("Das Haus wurde 2011 gebaut. Es wurde 2014 verkauft. Es brannte 2013.", "2014-01-01"),
        ("The course began in 2018.", "2018-01-01"),
        ("Der Lehrgang soll 2025 beginnen.", None),
        ("Er soll am 15. Februar 2025 öffnen, sagte die Sprecherin.", None),
        ("Die Staaten treffen sich im Juli 2025.", None),
        ("Die Kosten steigen im Jahr 2030.", None),
        ("Die nächste Wahl ist im Herbst 2025.", None),
        ("Der Minister sagte, die Schau beginnt im Juli 2025.", None),
        ("Die Länder halten im Juli 2025 Wahlen ab.", None),
        ("Das Mandat wurde bis März 2030 verlängert.", None),
        ("The course is scheduled to begin in 2025.", None),
        ("The need for speed in 2025.", None),
        ("2018 Soldaten waren auf dem Platz.", None),
        ("Es waren 2018 an der Zahl.", None),
        ("Am 30. Februar 2018 war nichts.", None),
        ("Ohne jede Zahl war es leer.", None),
        ("", None),
    ],
)
def test_only_what_is_told_as_past_proves_a_bound(text: str, bound: str | None) -> None:
    found = proven_not_before(text)
    assert (found.interval.earliest.isoformat() if found else None) == bound


def test_the_proof_points_into_the_text() -> None:
    text = "Vorab ein Satz. Der Lehrgang hatte im Mai 2018 begonnen."
    found = proven_not_before(text)
    assert found is not None
    assert text[found.start : found.end] == "Mai 2018"

"""Which period a question means. The table `tests/data/asked.jsonl` was written from the rules in docs/questions.md."""

import json
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from corpus.intervals import MONTH_LABELS, DateInterval, label_day
from corpus.store import Store
from retrieval.held import Held
from retrieval.periods import asked_period
from retrieval.question import understand
from retrieval.spans import moved, third, unit_of
from retrieval.time_words import find_points
from retrieval.understood import AskedPeriod, Remark

TABLE = [json.loads(line) for line in (Path(__file__).parent / "data" / "asked.jsonl").read_text(encoding="utf-8").splitlines()]
TODAY = date(2021, 3, 1)
DAYS = st.dates(date(1950, 1, 1), date(2069, 12, 31))
WORDS = (
    "im in am seit ab bis vor nach von zwischen und to before after since the of Anfang Ende late last letzten zwei Jahren "
    "2018 2020 30. Februar January May 24 15.2. 2018-02 KW Q1 Winter 2019/20 dem Gipfel summit ago Woche month 99 13. Monat "
    "heute , - /"
).split()


@pytest.fixture(scope="session")
def held(sample_settings: Settings) -> Held:
    with Store.open(sample_settings.data_dir).read() as snapshot:
        return Held(snapshot.extent())


def test_the_table_has_both_languages_and_all_remarks() -> None:
    assert len({(row["question"], row["today"]) for row in TABLE}) == len(TABLE) >= 150
    assert sum(row["lang"] == "en" for row in TABLE) >= 50
    assert {remark for row in TABLE for remark in row["remarks"]} == {"impossible", "reversed", "outside", "unknown_source"}


@pytest.mark.parametrize("row", TABLE, ids=[f"{row['question']} {row['today']}" for row in TABLE])
def test_what_a_question_means(row: dict[str, Any], held: Held) -> None:
    understood = understand(row["question"], held, date.fromisoformat(row["today"]))
    period = understood.as_json()["period"] or {"earliest": None, "latest": None}
    assert (period["earliest"], period["latest"]) == (row["first"], row["last"])
    assert sorted(understood.source.sources if understood.source else ()) == sorted(row["source"])
    assert [remark.code for remark in understood.remarks] == row["remarks"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Was sagte Merkel vor dem Gipfel im Juli 2018 dazu?", "vor dem Gipfel im Juli 2018"),
        ("Wie groß war sie Anfang 2020?", "Anfang 2020"),
        ("Wer kam im Februar 2018?", "Februar 2018"),
        ("Was geschah zwischen dem 3. und dem 24. Januar 2020 dort?", "zwischen dem 3. und dem 24. Januar 2020"),
        ("Who came from 2018 onwards?", "2018 onwards"),
        ("Was geschah nach 2018 und vor 2020?", "nach 2018 und vor 2020"),
    ],
)
def test_the_words_of_a_period(question: str, text: str) -> None:
    period, _ = asked_period(question, TODAY)
    assert period is not None and period.text == text


def test_every_day_that_does_not_exist_is_named() -> None:
    assert asked_period("Am 30. Februar 2018 oder am 31. April 2019?", TODAY) == (
        None,
        (Remark("impossible", "30. Februar 2018"), Remark("impossible", "31. April 2019")),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was war in der Kalenderwoche 53 2020?", (date(2020, 12, 28), date(2021, 1, 3))),
        ("Was war am 29. Februar?", (date(2020, 2, 29), date(2020, 2, 29))),
        ("Was war letzten Mittwoch?", (date(2021, 2, 24), date(2021, 2, 24))),
        ("Was war in den letzten vier Wochen?", (date(2021, 2, 1), date(2021, 3, 1))),
        ("Was war vor einem halben Jahr?", (date(2020, 9, 1), date(2020, 9, 30))),
        ("Was war vorletztes Jahr?", (date(2019, 1, 1), date(2019, 12, 31))),
        ("Was war im letzten Quartal?", (date(2020, 10, 1), date(2020, 12, 31))),
        ("Was ist nächstes Jahr geplant?", (date(2022, 1, 1), date(2022, 12, 31))),
        ("What happened in the twenties?", (date(2020, 1, 1), date(2029, 12, 31))),
        ("Was war Anfang der 1990er Jahre?", (date(1990, 1, 1), date(1993, 12, 31))),
        ("Was war Ende des Sommers 2018?", (date(2018, 8, 1), date(2018, 8, 31))),
        ("Was war von November bis Februar 2019?", (date(2018, 11, 1), date(2019, 2, 28))),
        ("Was war im Irak 2018 im Februar?", (date(2018, 2, 1), date(2018, 2, 28))),
        ("Was war am 24. Januar in Bagdad, 2020 also?", (date(2020, 1, 24), date(2020, 1, 24))),
        ("What happened on 03/04/2018?", (date(2018, 3, 4), date(2018, 4, 3))),
        ("Was war im Jahr 1848?", (date(1848, 1, 1), date(1848, 12, 31))),
        ("Was schrieb er nach Angaben vom Mai 2018?", (date(2018, 5, 1), date(2018, 5, 31))),
        ("Wer sprach vor dem Bundestag im Mai 2018?", (date(2018, 5, 1), date(2018, 5, 31))),
        ("Was galt vor der 2018 beschlossenen Reform?", (None, date(2018, 12, 31))),
        ("What was known before the January 2020 attack?", (None, date(2020, 1, 31))),
        ("Was war nach Soleimanis Tod am 3. Januar 2020?", (date(2020, 1, 3), None)),
        ("Was geschah, nachdem er im Januar 2020 starb?", (date(2020, 1, 1), None)),
    ],
)
def test_more_that_a_question_may_mean(question: str, expected: tuple[date | None, date | None]) -> None:
    period, remarks = asked_period(question, TODAY)
    assert period is not None
    assert ((period.first, period.last), remarks) == (expected, ())


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=14).map(" ".join), DAYS)
def test_any_text_has_an_ordered_period_whose_words_stand_in_it_or_none(text: str, today: date) -> None:
    period, remarks = asked_period(text, today)
    assert all(remark.text in text for remark in remarks)
    if period is not None:
        assert period.first or period.last
        assert period.text and period.text in text
        assert period.days.earliest <= period.days.latest
        assert "impossible" not in {remark.code for remark in remarks}


@settings(deadline=None)
@given(st.text(), DAYS)
def test_times_ascend_and_never_overlap(text: str, today: date) -> None:
    ends = [0, *(place for point in find_points(text, today) for place in (point.start, point.end))]
    assert ends == sorted(ends) and ends[-1] <= len(text)


@settings(deadline=None)
@given(DAYS, st.sampled_from(["de", "en", "iso", "numbers", "us"]), st.sampled_from(["Was geschah am {}?", "What of {} then?"]))
def test_a_written_day_is_read_back(day: date, form: str, question: str) -> None:
    month = MONTH_LABELS["en"][day.month - 1]
    written = {
        "iso": day.isoformat(),
        "numbers": f"{day.day}.{day.month}.{day.year}",
        "us": f"{month} {day.day}, {day.year}",
    }.get(form) or label_day(day, form)
    period, remarks = asked_period(question.format(written), TODAY)
    assert (period, remarks) == (AskedPeriod(day, day, written), ())


@settings(deadline=None)
@given(
    DAYS, st.sampled_from(["de", "en"]), st.sampled_from(["seit", "since", "bis", "until", "vor", "before", "nach", "after"])
)
def test_a_written_month_is_read_back_behind_every_preposition(day: date, lang: str, word: str) -> None:
    month = DateInterval.of(day.year, day.month)
    period, _ = asked_period(f"Was war {word} {month.label(lang)}?", TODAY)
    one = timedelta(days=1)
    expected = {
        "seit": (month.earliest, None),
        "since": (month.earliest, None),
        "bis": (None, month.latest),
        "until": (None, month.latest),
        "vor": (None, month.earliest - one),
        "before": (None, month.earliest - one),
        "nach": (month.latest + one, None),
        "after": (month.latest + one, None),
    }
    assert period is not None and (period.first, period.last) == expected[word]


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_range_said_backwards_is_the_same_range_with_a_remark(one: date, other: date) -> None:
    first, last = sorted((one, other))
    said = [
        f"Was war zwischen dem {label_day(a, 'de')} und dem {label_day(b, 'de')}?" for a, b in ((first, last), (last, first))
    ]
    (forwards, none), (backwards, remarks) = (asked_period(question, TODAY) for question in said)
    assert forwards is not None and backwards is not None
    assert (forwards.first, forwards.last, none) == (first, last, ())
    assert (backwards.first, backwards.last) == (first, last)
    assert [remark.code for remark in remarks] == (["reversed"] if first != last else [])


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade"]), st.integers(-60, 60))
def test_units_of_the_calendar(day: date, unit: Any, count: int) -> None:
    whole = unit_of(day, unit)
    assert whole.earliest <= day <= whole.latest
    assert unit_of(whole.earliest, unit) == unit_of(whole.latest, unit) == whole
    assert unit_of(whole.latest + timedelta(days=1), unit).earliest == whole.latest + timedelta(days=1)
    there = unit_of(moved(day, unit, count), unit)
    assert unit_of(moved(there.earliest, unit, -count), unit) == whole


@given(DAYS, st.sampled_from(["month", "quarter", "half", "year", "decade"]))
def test_beginning_middle_and_end_make_up_the_whole(day: date, unit: Any) -> None:
    whole = unit_of(day, unit)
    parts = [third(whole, which) for which in (0, 1, 2)]
    assert (parts[0].earliest, parts[2].latest) == (whole.earliest, whole.latest)
    assert all(b.earliest == a.latest + timedelta(days=1) for a, b in pairwise(parts))


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (date(2020, 1, 1), date(2020, 4, 30), "Januar 2020 bis April 2020", "January 2020 to April 2020"),
        (date(2018, 1, 1), date(2020, 12, 31), "2018 bis 2020", "2018 to 2020"),
        (date(2018, 2, 1), date(2018, 2, 28), "Februar 2018", "February 2018"),
        (date(2018, 2, 1), date(2018, 2, 18), "1. Februar 2018 bis 18. Februar 2018", "1 February 2018 to 18 February 2018"),
        (date(2020, 1, 1), None, "ab Januar 2020", "since January 2020"),
        (None, date(2018, 7, 30), "bis 30. Juli 2018", "until 30 July 2018"),
    ],
)
def test_a_period_is_named_as_shortly_as_it_can_be(first: date | None, last: date | None, german: str, english: str) -> None:
    period = AskedPeriod(first, last)
    assert (period.label(), period.label("en")) == (german, english)


def test_a_long_question_takes_no_long_time() -> None:
    begun = time.perf_counter()
    for text in ("im Februar " * 180, "vor " * 500, "1 " * 1000, "seit dem " * 220, "letzten " * 250, "a" * 2000):
        asked_period(text[:2000], TODAY)
    assert time.perf_counter() - begun < 2

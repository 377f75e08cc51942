"""Dates, bylines, datelines, addresses and file names as papers write them. All names in the data are invented."""

import json
import locale
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import Said, said_by_file_name, said_by_url
from corpus.bylines import parse_byline
from corpus.datelines import find_dateline
from corpus.dates import DateInterval, parse_date, parse_timestamp

FORMS = [json.loads(line) for line in (Path(__file__).parent / "data/provenance_forms.jsonl").read_text("utf-8").splitlines()]
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
INTERVALS = st.builds(lambda one, other: DateInterval(min(one, other), max(one, other)), DAYS, DAYS)


def read(kind: str, given: str) -> Any:
    """What the project makes of one form, as the data writes it: None where it says nothing."""
    if kind in ("date", "timestamp"):
        try:
            return (parse_date if kind == "date" else parse_timestamp)(given).iso()
        except ValueError:
            return None
    found: dict[str, Any] = {}
    if kind == "byline":
        byline = parse_byline(given)
        if byline is None:
            return None
        found = {"authors": list(byline.authors), "source": byline.source, "origin": byline.origin}
        found |= {"date": byline.date and byline.date.iso(), "unreadable": byline.unreadable}
    elif kind == "dateline":
        dateline = find_dateline(given)
        if dateline is None:
            return None
        day = "-".join(f"{number:02}" for number in dateline.day) if dateline.day else None
        found = {"date": dateline.date and dateline.date.iso(), "day": day, "unreadable": bool(dateline.unreadable)}
        return {name: value for name, value in found.items() if value} | {"origin": dateline.origin}
    else:
        said: Said = said_by_url(given) if kind == "url" else said_by_file_name(given)
        told = said.metadata
        found = {"source": told.source, "date": told.date and told.date.iso(), "unreadable": said.unreadable}
    return {name: value for name, value in found.items() if value} or None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form['kind']}: {form['given']}")
def test_each_form_says_what_it_should(form: dict[str, Any]) -> None:
    assert read(form["kind"], form["given"]) == form["expected"]


def test_the_table_is_large_and_says_no_as_well_as_yes() -> None:
    assert len(FORMS) == len({(form["kind"], form["given"]) for form in FORMS}) >= 180
    for kind in ("date", "timestamp", "byline", "dateline", "url", "file"):
        assert {form["expected"] is None for form in FORMS if form["kind"] == kind} == {True, False}


@given(INTERVALS)
def test_every_interval_is_read_back_from_its_labels_and_its_iso_form(interval: DateInterval) -> None:
    for written in (interval.label("de"), interval.label("en"), interval.iso()):
        assert parse_date(written) == parse_timestamp(written) == interval


@given(DAYS, st.times(), st.sampled_from(["", "Z", "+01:00", "-0500", " UTC"]))
def test_a_time_of_day_never_changes_the_day(day: date, at: Any, zone: str) -> None:
    for written in (f"{day}T{at:%H:%M:%S}{zone}", f"{day} {at:%H:%M}{zone}", f"{day:%d.%m.%Y}, {at:%H:%M} Uhr"):
        assert parse_timestamp(written) == DateInterval(day, day)


PIECES = st.sampled_from(
    "2018 02 15 . - / , : T Z Q W KW Februar Feb Do. Stand: Winter Quartal bis to Uhr 14:30 +01:00 ' am PM of st ( 99 0".split()
)
WRITTEN = st.text(max_size=40) | st.lists(PIECES, max_size=8).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)


@given(WRITTEN)
def test_what_is_no_date_raises_value_error_and_nothing_else(text: str) -> None:
    for parse in (parse_date, parse_timestamp):
        with suppress(ValueError):
            assert parse(text).earliest.year >= 1899


@given(WRITTEN | st.text(st.sampled_from("Von dpa/AFP(),.-–:Berlin2018 Müller"), max_size=60))
def test_any_line_address_and_name_is_read_or_refused(text: str) -> None:
    byline, dateline = parse_byline(text), find_dateline(text)
    assert byline is None or byline.authors or byline.source or byline.origin or byline.date or byline.unreadable
    assert dateline is None or 0 < dateline.end <= len(text)
    said_by_url("https://morgenblatt.de/" + text)
    said_by_url(text)
    said_by_file_name(text)


@pytest.fixture(params=["C", "de_DE.UTF-8", "en_US.UTF-8", "C.UTF-8"])
def _locale(request: pytest.FixtureRequest) -> Iterator[None]:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, request.param)
    except locale.Error:
        pytest.skip(f"{request.param} is not installed")
    yield
    locale.setlocale(locale.LC_ALL, before)


@pytest.mark.usefixtures("_locale")
def test_no_locale_changes_anything() -> None:
    assert [read(form["kind"], form["given"]) for form in FORMS] == [form["expected"] for form in FORMS]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_no_time_zone_changes_anything(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [read(form["kind"], form["given"]) for form in FORMS] == [form["expected"] for form in FORMS]
    finally:
        os.environ.pop("TZ")
        time.tzset()

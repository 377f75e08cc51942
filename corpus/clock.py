"""The one place that asks what day it is: to tell a date that cannot be, never to date an article."""

from datetime import UTC, date, datetime, timedelta


def latest_day() -> date:
    """The latest day that it is anywhere on earth now, so that no paper's today is called the future and no time zone set
    on this machine matters.
    """
    return (datetime.now(UTC) + timedelta(hours=14)).date()

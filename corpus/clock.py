"""The one place that asks what day it is: to tell a date that cannot be, when an ingest was, and what a question means by
„heute“; never to date an article.
"""

from datetime import UTC, date, datetime, timedelta


def now() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)


def latest_day() -> date:
    """The latest day that it is anywhere on earth now, so that no paper's today is called the future and no time zone set
    on this machine matters.
    """
    return (now() + timedelta(hours=14)).date()


def local_day() -> date:
    """The day that it is where this machine is set to stand: what a person who asks here means by „heute“."""
    return now().astimezone().date()

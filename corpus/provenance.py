"""Where a field of an article comes from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Provenance(StrEnum):
    """The place that named a value, the most trusted first."""

    USER = "user"  # given at ingest
    SIDECAR = "sidecar"  # NAME.toml beside the file
    HEADER = "header"  # the line ` date 2018-02` at the file's beginning
    JSON_LD = "json-ld"  # schema.org in a web page
    METADATA = "metadata"  # the format's own fields: meta tags, front matter, columns, a feed's elements
    BYLINE = "byline"  # „Von dpa/RND“
    DATELINE = "dateline"  # „BRÜSSEL (dpa) –“
    URL = "url"  # the article's own address: /2018/02/15/
    FILENAME = "filename"  # 2018-02-15_tagesschau.txt
    TEXT = "text"  # proven by what the text says
    UNKNOWN = "unknown"


TRUST = tuple(Provenance)
"""The order of trust: the first that names a value wins."""


@dataclass(frozen=True)
class Sourced(Generic[T]):
    """A value and the place that named it."""

    value: T
    provenance: Provenance


@dataclass(frozen=True)
class Conflict:
    """Two places that say different things of one field. `kept` is the article's value, None where it has none.

    `other` is of a less trusted place, or a date that cannot be: of the future, or one that no calendar has (then as text).
    """

    field: str
    kept: Sourced[Any] | None
    other: Sourced[Any]

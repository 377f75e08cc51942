"""Where a field of an article comes from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Provenance(StrEnum):
    """The place that named a value, the most trusted first."""

    USER = "user"  # given at ingest
    SIDECAR = "sidecar"  # NAME.toml beside the file
    HEADER = "header"  # the line ` date 2018-02` at the file's beginning
    METADATA = "metadata"  # the format's own fields
    BYLINE = "byline"  # „Von dpa/RND“
    DATELINE = "dateline"  # „BRÜSSEL (dpa) –“
    FILENAME = "filename"
    TEXT = "text"  # proven by what the text says
    UNKNOWN = "unknown"


TRUST = tuple(Provenance)
"""The order of trust: the first that names a value wins."""


@dataclass(frozen=True)
class Sourced(Generic[T]):
    """A value and the place that named it."""

    value: T
    provenance: Provenance


def most_trusted(candidates: list[Sourced[T]]) -> Sourced[T] | None:
    """The candidate whose provenance stands first in TRUST; the first given among equals; None without any."""
    return min(candidates, key=lambda c: TRUST.index(c.provenance), default=None)

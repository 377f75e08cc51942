"""Parameters of which the fast core runs a few."""

from collections.abc import Collection, Iterable

import pytest


def slow_but(few: Collection[str], names: Iterable[str]) -> list[object]:
    """All the names, those that are not among the `few` marked slow."""
    return [name if name in few else pytest.param(name, marks=pytest.mark.slow) for name in names]

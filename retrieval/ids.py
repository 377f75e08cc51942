"""Ids of passages, as arrays that ascend."""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


def among(ids: Ids, allowed: Ids) -> NDArray[np.bool_]:
    """Which of `ids`, in any order, are in `allowed`. A set of those would take longer to make than the question."""
    if not len(allowed):
        return np.zeros(len(ids), dtype=np.bool_)
    made: NDArray[np.bool_] = allowed[np.minimum(allowed.searchsorted(ids), len(allowed) - 1)] == ids
    return made

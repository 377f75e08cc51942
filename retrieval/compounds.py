"""German compounds, split into words that the archive itself uses: „ausbildungsmission“ is „ausbildung“ and „mission“."""

from collections.abc import Callable
from math import log

_SHORTEST = 4
_LONGEST = 60
"""No German word is longer; what is, is no word, and splitting it would take long."""
_LINKS = ("", "s", "es", "n", "en", "er", "e")


def compound_parts(word: str, stem: Callable[[str], str], frequency: Callable[[str], int]) -> list[str]:
    """The stems that `word` is made of, in order, at least two, each of which `frequency` knows; none where it is no compound.

    Of several ways to split, the one whose parts are the most frequent (geometric mean: Koehn and Knight 2003,
    doi:10.3115/1067807.1067833). `word` is in its search form.
    """
    return _split(word, stem, frequency, {})[1] if len(word) <= _LONGEST and word.isalpha() else []


def _split(
    word: str, stem: Callable[[str], str], frequency: Callable[[str], int], done: dict[str, tuple[float, list[str]]]
) -> tuple[float, list[str]]:
    """Score and parts; `done` holds those of the word's beginnings, each of which is split once."""
    best: tuple[float, list[str]] = (0.0, [])
    if word in done or len(word) < 2 * _SHORTEST:
        return done.get(word, best)
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        last = stem(word[at:])
        if not frequency(last):
            continue
        for link in _LINKS:
            first = word[: at - len(link)]
            if not word[:at].endswith(link) or len(first) < _SHORTEST:
                continue
            root = stem(first)
            parts = [root, last] if frequency(root) else [*_split(first, stem, frequency, done)[1], last]
            score = sum(log(1 + frequency(part)) for part in parts) / len(parts)
            if len(parts) > 1 and score > best[0]:
                best = score, parts
    done[word] = best
    return best

"""German compounds, split into words that the archive itself uses: „ausbildungsmission“ is „ausbildung“ and „mission“."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from corpus.patterns import regex

_SHORTEST = 4
_LONGEST = 60
"""No German word is longer; what is, is no word, and splitting it would take long."""
_KEY = 3
"""So many letters of a stem are looked up before the whole of it."""
_RESPELT = regex("[ao]e|(?<![aeiouq])ue")
"""Where the stemmer respells, so that a stem is no beginning of its word: „trophaen“ is „trophan“."""
_LINKS = ("", "s", "es", "n", "en", "er", "e")


def compound_parts(word: str, stem: Callable[[str], str], frequency: Callable[[str], int]) -> list[str]:
    """The stems that `word` is made of, in order, at least two, each of which `frequency` knows; none where it is no compound.

    Of several ways to split, the one whose parts are the most frequent (geometric mean: Koehn and Knight 2003,
    doi:10.3115/1067807.1067833), where each counts by the power of two below its frequency: so a split does not turn with every
    article more. `word` is in its search form.
    """
    return _split(word, stem, frequency, {})[1] if _splittable(word) else []


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
            score = sum(frequency(part).bit_length() for part in parts) / len(parts)
            if len(parts) > 1 and score > best[0]:
                best = score, parts
    done[word] = best
    return best


def may_split_otherwise(words: Iterable[str], changed: Iterable[str]) -> list[str]:
    """Those of `words` that may get other parts where the frequencies of the stems `changed` are in another power of two.

    A stem is a beginning of its word, so a word without a changed stem inside stays as it is.
    """
    short = tuple(one for one in changed if len(one) < _KEY)
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for one in changed:
        if len(one) >= _KEY:
            by_beginning[one[:_KEY]].append(one)
    return [word for word in words if _splittable(word) and _holds(word, by_beginning, short)]


def _splittable(word: str) -> bool:
    return 2 * _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _holds(word: str, by_beginning: dict[str, list[str]], short: tuple[str, ...]) -> bool:
    if _RESPELT.search(word) or any(one in word for one in short):
        return True
    for at in (0, *range(_SHORTEST, len(word) - _KEY + 1)):
        for one in by_beginning.get(word[at : at + _KEY], ()):
            if word.startswith(one, at):
                return True
    return False

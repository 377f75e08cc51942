"""German compounds, split into words that the archive itself uses: „ausbildungsmission“ is „ausbildung“ and „mission“."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.patterns import regex

_SHORTEST = 4
_LONGEST = 60
"""No German word is longer; what is, is no word, and splitting it would take long."""
_LEAST = 3
"""No part of four letters has a shorter stem."""
_KEY = 6
"""So many letters of a stem are looked up before the whole of it."""
_RESPELT = regex("[ao]e|(?<![aeiouq])ue")
"""Where the stemmer respells, so that a stem is no beginning of its word: „trophaen“ is „trophan“."""
_ENDS = frozenset("ehiklnsu")
"""With these letters begin the endings that the stemmer takes off: a stem of three letters is a part of four without one."""
_BITS = 20
_NUMBERS = 1 << _BITS
_AT_ONCE = 100_000
_LINKS = ("", "s", "es", "n", "en", "er", "e")


def compound_parts(word: str, stem: Callable[[str], str], frequency: Callable[[str], int]) -> list[str]:
    """The stems that `word` is made of, in order, at least two, each of which `frequency` knows; none where it is no compound.

    Of several ways to split, the one whose parts are the most frequent (geometric mean: Koehn and Knight 2003,
    doi:10.3115/1067807.1067833), where each counts by the power of two below its frequency: so a split does not turn with every
    article more. `word` is in its search form.
    """
    return _split(word, stem, frequency, {})[1] if _splittable(word) else []


def possible_parts(word: str) -> Iterator[str]:
    """The beginnings and ends of `word` that `compound_parts` may ask for, some more than once."""
    if _splittable(word):
        for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
            yield word[at:]
            yield word[:at]
            for end in range(at + _SHORTEST, len(word) - _SHORTEST + 1):
                yield word[at:end]


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


def may_split_otherwise(words: Sequence[str], changed: Iterable[str]) -> list[str]:
    """Those of `words` that may get other parts where the frequencies of the stems `changed` are in another power of two.

    A stem is a beginning of its word, three letters at least, so a word without a changed stem inside stays as it is.
    """
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for one in changed:
        by_beginning[one[:_LEAST]].append(one)
    stems = {one for each in by_beginning.values() for one in each}
    keys = {one[:_KEY] for one in stems if len(one) >= _SHORTEST}
    keys |= {one + letter for one in stems if len(one) == _LEAST for letter in _ENDS}
    found: list[str] = []
    for at in range(0, len(words), _AT_ONCE):
        found += _with_beginnings(words[at : at + _AT_ONCE], keys)
    return [word for word in found if _splittable(word) and _holds(word, by_beginning)]


def _with_beginnings(words: Sequence[str], keys: Iterable[str]) -> Iterator[str]:
    """The words in which one of `keys` may stand, of `_SHORTEST` to `_KEY` letters, and those that the stemmer respells.

    They are looked through all at once: a large archive has a million words.
    """
    text = "\n".join([*words, "\n" * _KEY])
    sought = np.zeros((_KEY + 1, _NUMBERS), dtype=np.bool_)
    for key in keys:
        sought[len(key), _numbers(key, len(key))[0]] = True
    hits = [np.flatnonzero(sought[length, _numbers(text, length)]) for length in range(_SHORTEST, _KEY + 1)]
    hits.append(np.array([match.start() for match in _RESPELT.finditer(text)], dtype=np.int64))
    begins = np.cumsum([0, *(len(word) + 1 for word in words)])
    rows = np.unique(np.searchsorted(begins, np.concatenate(hits), side="right") - 1)
    return (words[row] for row in rows.tolist() if row < len(words))


def _numbers(text: str, length: int) -> NDArray[np.uint32]:
    """A number for each `length` letters that follow each other; others may have the same."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    count = len(letters) - length + 1
    made = letters[:count].copy()
    for step in range(1, length):
        made = made * np.uint32(31) + letters[step : count + step]
    numbers: NDArray[np.uint32] = (made * np.uint32(2_654_435_761)) >> np.uint32(32 - _BITS)
    return numbers


def _splittable(word: str) -> bool:
    return 2 * _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _holds(word: str, by_beginning: dict[str, list[str]]) -> bool:
    if _RESPELT.search(word):
        return True
    for at in (0, *range(_SHORTEST, len(word) - _LEAST + 1)):
        for one in by_beginning.get(word[at : at + _LEAST], ()):
            if word.startswith(one, at) and (len(one) >= _SHORTEST or word[at + len(one) : at + len(one) + 1] in _ENDS):
                return True
    return False

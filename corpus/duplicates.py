"""Which articles are the same text: wire copies with another lead, cut, reworded a little, or with words of the outlet's own.

Two articles are related when enough runs of four words stand in both: measured against the shorter one, so that a copy cut to
a third is found, and never by a few words that any two reports on one event share. What differs in a number is still the same
text here; sentences that must agree in every number are told apart elsewhere.
"""

import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from corpus.article import Article, BlockKind
from corpus.patterns import regex

SIGNATURE_VERSION = "1"
"""Raise it when the same article would give another signature: all are then made anew."""
RUN = 4
MIN_SHARE = 0.3
MIN_SHARED = 20
"""Runs, which 23 words give: two tickers that end in one and the same notice are not copies."""
_SAMPLED = 3
_JOINED_LINE = regex(r"(?<=[^\W\d_])[-‐]\s*\n\s*(?=[a-zäöüß])")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_DATELINE = regex(r"\s*[A-ZÄÖÜ][^.!?:\n]{1,58}?\s[–—-]\s(?=[„“\"»]?[A-ZÄÖÜ\d])")
_INSIDE_WORD = regex(r"(?<=[^\W_])[-‐‑'’](?=[^\W_])")
_WORD = regex(r"[^\W_]+")

Signature = tuple[int, ...]
"""An article's runs of words as ascending 32-bit numbers."""
Relatives = dict[str, float]
"""Related articles by id, and how much of the shorter text both share, 0 to 1."""


def signature(article: Article) -> Signature:
    """The runs of words of an article's prose; title, subheads, captions, bylines and the dateline are left out."""
    prose = [article.text[block.start : block.end] for block in article.blocks if block.kind is BlockKind.PROSE]
    found = _words("\n".join(prose) if prose else article.text)
    return tuple(sorted({_number(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}))


def runs_of(text: str) -> list[int]:
    """The runs of words of any stretch of text, as a signature numbers them."""
    found = _words(text, dateline=False)
    return sorted({_number(found[at : at + RUN]) for at in range(len(found) - RUN + 1)})


def sampled(runs: Iterable[int]) -> list[int]:
    """The third of the runs by which related articles are looked up: the same third in every article."""
    return [run for run in runs if run % _SAMPLED == 0]


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text stands in the other, 0 to 1; 0 where it is not enough to be a copy."""
    shared = len(one & other)
    if shared < MIN_SHARED:
        return 0.0
    part = shared / min(len(one), len(other))
    return part if part >= MIN_SHARE else 0.0


def clusters(relatives: Mapping[str, Relatives]) -> list[frozenset[str]]:
    """The groups of two and more articles that are one text. `relatives` is symmetric.

    Groups are joined from the closest pair on, and only where most of their articles are related to most of the others: a
    roundup that takes a paragraph from each of five reports does not make those five one text.
    """
    pairs = sorted((-part, one, other) for one, others in relatives.items() for other, part in others.items() if one < other)
    group = {article: frozenset({article}) for article in relatives}
    for _, one, other in pairs:
        small, large = sorted((group[one], group[other]), key=lambda found: (len(found), min(found)))
        if small == large:
            continue
        related = sum(len(large & relatives[article].keys()) for article in small)
        if 2 * related > len(small) * len(large):
            joined = small | large
            group |= dict.fromkeys(joined, joined)
    return sorted({found for found in group.values() if len(found) > 1}, key=min)


def pack(runs: Signature) -> bytes:
    """The signature as it is stored."""
    return struct.pack(f"<{len(runs)}I", *runs)


def unpack(packed: bytes) -> Signature:
    """The signature that `pack` stored. Raises struct.error for bytes that are none."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def _number(run: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(run).encode(), digest_size=4).digest(), "little")


def _words(text: str, dateline: bool = True) -> list[str]:
    """The words of a text, without the place that it begins with where it may have a `dateline`."""
    plain = _JOINED_LINE.sub("", unicodedata.normalize("NFC", text).translate(_INVISIBLE))
    begins = _DATELINE.match(plain) if dateline else None
    return _WORD.findall(_INSIDE_WORD.sub("", plain[begins.end() if begins else 0 :].casefold()))

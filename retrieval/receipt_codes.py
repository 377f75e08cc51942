"""The short code of a quotation: the same wherever the same place of the same text is quoted, easily read and typed."""

import hashlib

from corpus.patterns import regex

SHORTEST = 4
LONGEST = 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O and U, which pass for others or make words."""
_MEANT = str.maketrans("ILO", "110", "- ")
_CODE = regex(rf"[{ALPHABET}]{{{SHORTEST},{LONGEST}}}")


def key_of(article_id: str, digest: str, start: int, end: int) -> str:
    """The code of a quotation in full, from the SHA-256 of what makes it this one."""
    raw = hashlib.sha256(f"{article_id} {digest} {start} {end}".encode()).digest()
    number = int.from_bytes(raw[: LONGEST * 5 // 8])
    return "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(LONGEST)))


def read_code(text: str) -> str | None:
    """The code that a person typed, small letters and look-alikes read as what is meant; None where it is none."""
    code = text.strip().upper().translate(_MEANT)
    return code if _CODE.fullmatch(code) else None

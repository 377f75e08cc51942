"""Names of authors as lists of literature want them: given and family name where that is plain, else as printed."""

from corpus.outlets import is_everyday_outlet, is_outlet
from corpus.patterns import regex

_PERSON = regex(r"((?:[^\W\d_]+[.'’-]?)+(?: (?:[^\W\d_]+[.'’-]?)+)?) ((?:[^\W\d_]+['’-]?)+)")


def given_and_family(name: str) -> tuple[str, str] | None:
    """„Anna Maria“ and „Muster“ of a name of two or three capitalized words; None for agencies, „von der“ and all else."""
    match = _PERSON.fullmatch(name)
    if not match or not all(word[0].isupper() for word in name.split()) or is_outlet(name) or is_everyday_outlet(name):
        return None
    return match.group(1), match.group(2)

"""What stands around the quotations of a text: nothing but whose they are said to be, or words of its own."""

from collections.abc import Sequence

from corpus.language import guess_language
from corpus.patterns import regex
from retrieval.checking.kinds import FUNCTION
from retrieval.checking.result import Checked, Claim
from retrieval.checking.words import words_of
from retrieval.saying.speech_words import PARTICIPLES, SAYING

_TAGS = frozenset("so laut zufolge wie nach angaben according said".split())
_BESIDE = 4
"""Characters between a quotation's words and its marks: „… Das ist so!“"""
_STEM = 3
_NOTE = regex(r"[“”\"»«’‘']\s*[(\[][^()\[\]\n]{2,80}[)\]][.\s]*\Z")
MARKS = frozenset('„“”"»«‚‘›‹')
_LETTERS = regex(r"[^\W\d_]+")


def is_attribution(text: str, quoted: Sequence[Claim]) -> bool:
    """Whether the words outside the quotations say only whose these are: „…“, sagte X; laut Y: „…“; „…“ (Z).

    Then the print need not have them so: that Oberst Martin Keller said it is no other wording than „sagte Keller“.
    """
    if not quoted:
        return False
    note = _NOTE.search(text)
    until = note.start() if note and note.start() >= quoted[-1].end else len(text)
    language = guess_language(text)
    known = FUNCTION | _TAGS | SAYING[language] | PARTICIPLES[language]
    if any(sign in MARKS and not _bounds(at, quoted) for at, sign in enumerate(text[:until])):
        return False
    named = {word for each in quoted for word in _LETTERS.findall(f"{each.speaker} {each.source}".casefold())}
    words = words_of(text[:until])
    return all(
        key.casefold() in known or named.issuperset(_LETTERS.findall(text[low:high].casefold()) or [key])
        for key, (low, high), kind in zip(words.keys, words.spans, words.kinds, strict=True)
        if kind in ("word", "number") and not any(claim.start <= low < claim.end for claim in quoted)
    )


def is_retold(printed: Sequence[Checked], quoted: Sequence[Claim]) -> bool:
    """Whether the print has the words around the quotations too, but for another form of a word: „sagt“ for „sagte“."""
    outer = [
        each
        for checked in printed
        for each in checked.differences
        if not any(claim.start <= each.at[0] < claim.end for claim in quoted)
    ]
    return bool(outer) and all(each.kind in ("word", "case") and _alike(each.claimed, each.printed) for each in outer)


def _bounds(at: int, quoted: Sequence[Claim]) -> bool:
    """Whether a mark there is that of a quotation, or one within it."""
    return any(claim.start - _BESIDE <= at < claim.end + _BESIDE for claim in quoted)


def _alike(one: str, other: str) -> bool:
    return one.isalpha() and other.isalpha() and one[:_STEM].casefold() == other[:_STEM].casefold()

"""The ways in which a machine alters a sentence of an article, each with the verdict that is right for it.

A way that the sentence does not allow gives None. What is drawn comes from `chance` alone, so a seed gives the same again.
"""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from re import Match

from corpus.article import Article
from corpus.patterns import regex
from retrieval.checking.kinds import is_negation
from retrieval.checking.result import Verdict
from retrieval.voice import voice_of

_NUMBER_WORDS = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend".split()
_TENSES = {
    "ist": "war", "sind": "waren", "war": "ist", "waren": "sind", "hat": "hatte", "haben": "hatten", "hatte": "hat",
    "hatten": "haben", "wird": "wurde", "werden": "wurden", "wurde": "wird", "wurden": "werden", "sagte": "sagt",
    "sagt": "sagte",
    "soll": "sollte", "sollen": "sollten", "kann": "konnte", "können": "konnten", "muss": "musste", "will": "wollte",
}  # fmt: skip
_WORD = regex(r"[^\W\d_][\w’'-]*")
_DIGIT = regex(r"\d")
_NEGATION = regex(r"\b(?:nicht|kein\w*|nie)\b ?")
_VERB = regex(r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|soll|sollen|kann|können|will|muss)\b")
NAME = regex(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}")
"""A name, or another noun: what one is replaced by is drawn from all of an archive's."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article's prose, at `start`."""

    article: Article
    start: int
    text: str


Altered = tuple[str, str, str] | None
"""A quotation with the speaker and the outlet that it is said to be of; None where the sentence does not allow the way."""
Way = Callable[[Sentence, Sequence[Sentence], Sequence[str], random.Random], Altered]


def _plain(text: str) -> Altered:
    return text, "", ""


def _put(one: Sentence, match: Match[str], other: str) -> Altered:
    return _plain(one.text[: match.start()] + other + one.text[match.end() :])


def _another(one: Sentence, found: Sequence[Match[str]], others: Sequence[str], chance: random.Random) -> Altered:
    """One of those found gives its place to another."""
    if not found:
        return None
    match = chance.choice(found)
    return _put(one, match, chance.choice([other for other in others if other != match.group()]))


def _as_printed(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    if chance.random() < 0.5:
        return _plain(one.text)
    words = one.text.split()
    low = chance.randrange(0, max(1, len(words) - 6))
    part = words[low : low + chance.randrange(6, len(words) + 1 if len(words) > 6 else 7)]
    after = words[low + len(part) :][:2]
    before = words[low - 1 : low] if low else []
    if any(_NEGATION.match(word) for word in [*before, *after]) or len(part) < 4:
        return None
    return _plain(" ".join(part).rstrip(".,;:!?"))


def _typography(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    text = one.text
    how = chance.randrange(7)
    if how == 0:
        text = text.translate({ord(sign): '"' for sign in "„“”»«"})
    elif how == 1:
        text = text.replace(" ", "\u00a0", 3).replace(" – ", " - ")
    elif how == 2:
        text = unicodedata.normalize("NFD", text)
    elif how == 3:
        text = text.replace(" ", "  ", 2).replace(" ", "\n", 5)
    elif how in (4, 5):
        long = [match for match in _WORD.finditer(text) if len(match.group()) > 8 and match.group()[3:7].islower()]
        if not long:
            return None
        at = chance.choice(long).start() + 5
        text = text[:at] + ("\u00ad" if how == 4 else "-\n") + text[at:]
    else:
        text = "»" + text.translate({ord("„"): "‚", ord("“"): "‘"}).replace("…", "...").replace("–", "—") + "«"
    return _plain(text) if text != one.text else None


def _digit(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    return _another(one, list(_DIGIT.finditer(one.text)), "123456789", chance)


def _number_word(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    return _another(one, [match for match in _WORD.finditer(one.text) if match.group() in _NUMBER_WORDS], _NUMBER_WORDS, chance)


def _negation(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    if match := _NEGATION.search(one.text):
        if match.group().startswith("kein"):
            return _put(one, match, match.group()[1:])
        return _put(one, match, "")
    if match := _VERB.search(one.text):
        return _plain(one.text[: match.end()] + " nicht" + one.text[match.end() :])
    return None


def _name(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    return _another(one, list(NAME.finditer(one.text)), names, chance)


def _tense(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    found = [match for match in _WORD.finditer(one.text) if match.group() in _TENSES]
    if not found:
        return None
    match = chance.choice(found)
    return _put(one, match, _TENSES[match.group()])


def _order(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    words = one.text.split(" ")
    if len(words) < 8:
        return None
    size = chance.choice((1, 1, 2, 3))
    at = chance.randrange(1, len(words) - 2 * size)
    left, right = words[at : at + size], words[at + size : at + 2 * size]
    if left == right:
        return None
    return _plain(" ".join([*words[:at], *right, *left, *words[at + 2 * size :]]))


def _case(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    match = chance.choice(list(_WORD.finditer(one.text)))
    word = match.group()
    other = word[0].swapcase() + word[1:]
    return _put(one, match, other) if other != word else None


def _cut(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random, marked: bool = False) -> Altered:
    words = one.text.split(" ")
    if len(words) < 12:
        return None
    size = chance.randrange(4, min(8, len(words) - 6))
    at = chance.randrange(3, len(words) - size - 2)
    gone = " ".join(words[at : at + size])
    if any(is_negation(word.strip("„“,.")) for word in gone.split()):
        return None
    return _plain(" ".join([*words[:at], *(["[…]"] if marked else []), *words[at + size :]]))


def _marked_cut(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    return _cut(one, all_, names, chance, marked=True)


def _stitched(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    other = chance.choice(all_)
    first, second = one.text.split(" "), other.text.split(" ")
    if other.article.id == one.article.id or len(first) < 12 or len(second) < 12:
        return None
    if chance.random() < 0.5:
        return _plain(f"{one.text} {other.text}")
    return _plain(" ".join([*first[: len(first) // 2], *second[len(second) // 2 :]]))


def _outlet(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    other = chance.choice(all_).article
    if one.article.source is None or other.source is None or _held(one.article) & _held(other):
        return None
    if any(_held(each.article) & _held(other) for each in all_ if one.text.rstrip(".") in each.article.text):
        return None
    return one.text, "", other.source.value


def _held(article: Article) -> set[str]:
    return {
        word for fact in (article.source, article.origin) if fact for word in fact.value.casefold().replace("/", " ").split()
    }


def _speaker(one: Sentence, all_: Sequence[Sentence], names: Sequence[str], chance: random.Random) -> Altered:
    voice = voice_of(one.article, one.start)
    if voice.kind == "own" or voice.speaker is None:
        return None
    own = one.article.text[voice.speaker[0] : voice.speaker[1]]
    return one.text, chance.choice([name for name in ("Ada Lovelace", "Alan Turing", "Konrad Zuse") if name != own]), ""


WAYS: dict[str, tuple[Verdict, Way]] = {
    "as printed": ("exact", _as_printed),
    "typography": ("exact", _typography),
    "digit": ("altered", _digit),
    "number word": ("altered", _number_word),
    "negation": ("altered", _negation),
    "name": ("altered", _name),
    "tense": ("altered", _tense),
    "order": ("altered", _order),
    "case": ("altered", _case),
    "cut": ("shortened", _cut),
    "marked cut": ("shortened", _marked_cut),
    "stitched": ("stitched", _stitched),
    "another outlet": ("misattributed", _outlet),
    "another speaker": ("misattributed", _speaker),
}

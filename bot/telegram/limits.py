"""Telegram's limits, and cutting to them. Telegram counts UTF-16 code units, of the text that is left when tags are parsed."""

import unicodedata

from corpus.language import Language

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_COPY = 256
MAX_TOAST = 200
MAX_INLINE_TITLE = 64
"""Telegram sets no limit for titles of inline results; more than this is cut off on a telephone anyway."""

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def units(text: str) -> int:
    """The length as Telegram counts it: 2 for a character outside the basic plane."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitting(text: str, limit: int) -> int:
    """How many leading characters of `text` make at most `limit` units."""
    if units(text) <= limit:
        return len(text)
    spent = 0
    for at, character in enumerate(text):
        spent += 2 if character > "\uffff" else 1
        if spent > limit:
            return at
    return len(text)


def cut(text: str, limit: int, language: Language) -> int:
    """Where to end a part of `text` of at most `limit` units: after a sentence, else after a word, else after a character.

    What a person sees as one character (an emoji of several, a letter with its accents) is left whole where that is
    possible at all. At least 1 for a text that is not empty, and all of it where it fits.
    """
    whole = fitting(text, limit)
    if whole == len(text):
        return whole
    from retrieval.sentences import split_sentences

    # A splitter may join what it sees the rest of: the sentence that is cut must be seen as cut.
    ends = [end for _, end in split_sentences(text[: whole + 200], language) if end <= whole]
    if ends:
        return _with_blanks(text, ends[-1], whole)
    word = max((at for at in range(1, whole + 1) if text[at - 1].isspace()), default=0)
    if word and text[:word].strip():
        return word
    at = whole
    while at > 0 and _belongs_together(text, at):
        at -= 1
    return max(at or whole, 1)


def parts(text: str, limit: int, language: Language) -> list[str]:
    """The text in parts of at most `limit` units (see `cut`); put together they are the text."""
    made = []
    while text:
        end = cut(text, limit, language)
        made.append(text[:end])
        text = text[end:]
    return made


def clip(text: str, limit: int) -> str:
    """The text, or as much of it as fits `limit` units with an ellipsis: for labels, never for quotes."""
    if units(text) <= limit:
        return text
    at = fitting(text, limit - 1)
    while at > 0 and _belongs_together(text, at):
        at -= 1
    return text[: at or fitting(text, limit - 1)].rstrip() + "…"


def _with_blanks(text: str, end: int, most: int) -> int:
    """`end` moved behind the blanks that follow it, so that the next part begins with a word."""
    while end < most and text[end].isspace():
        end += 1
    return end


def _belongs_together(text: str, at: int) -> bool:
    """Whether a person sees the characters around the place `at` as one: accents, joined emoji, skin tones, flags."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after in _JOINERS or unicodedata.combining(after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if not _is_flag_half(after):
        return False
    run = 0
    while at - run > 0 and _is_flag_half(text[at - run - 1]):
        run += 1
    return run % 2 == 1


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"

"""How exactly a number is meant: the words in front of it („bis zu“, „rund“, "at least")."""

import re
from typing import Literal

from corpus.language import Language
from corpus.patterns import regex

Modifier = Literal["", "about", "under", "slightly_over", "over", "up_to", "at_most", "at_least", "below"]
"""„rund“, „knapp“, „gut“, „mehr als“, „bis zu“, „höchstens“, „mindestens“, „weniger als“."""

_MODIFIERS: dict[Language, tuple[tuple[Modifier, str], ...]] = {
    "de": (
        ("at_most", r"höchstens|maximal|nicht\s+mehr\s+als|allenfalls|längstens"),
        ("at_least", r"mindestens|wenigstens|nicht\s+weniger\s+als|minimal"),
        ("over", r"(?:deutlich\s+|weit\s+)?(?:mehr\s+als|über)"),
        ("below", r"(?:deutlich\s+|weit\s+)?(?:weniger\s+als|unter)"),
        ("up_to", r"bis\s+zu"),
        ("slightly_over", r"gut|etwas\s+mehr\s+als"),
        ("under", r"knapp|fast|beinahe|nahezu|annähernd|etwas\s+weniger\s+als"),
        ("about", r"rund|rd\.?|etwa|ungefähr|ca\.?|circa|zirka|schätzungsweise|an\s+die|um\s+die|geschätzt"),
    ),
    "en": (
        ("at_most", r"at\s+most|no\s+more\s+than|not\s+more\s+than|a\s+maximum\s+of"),
        ("at_least", r"at\s+least|no\s+fewer\s+than|a\s+minimum\s+of"),
        ("slightly_over", r"just\s+over|just\s+above|slightly\s+more\s+than"),
        ("under", r"just\s+under|nearly|almost|close\s+to"),
        ("over", r"(?:far\s+|well\s+)?(?:more\s+than|over|above|upwards\s+of)"),
        ("below", r"(?:far\s+|well\s+)?(?:fewer\s+than|less\s+than|under|below)"),
        ("up_to", r"up\s+to|as\s+many\s+as|as\s+much\s+as"),
        ("about", r"about|around|roughly|approximately|some|an\s+estimated|circa|ca\.?"),
    ),
}
_BEFORE_AT: dict[Language, re.Pattern[str]] = {
    language: regex(r"(?<!\w)(?:" + "|".join(f"(?P<{n}>{w})" for n, w in forms) + r")\s+$", re.IGNORECASE)
    for language, forms in _MODIFIERS.items()
}
_FILLER = regex(r"\s(?:jeweils|insgesamt|weitere|weiteren|another|a total of|ganze)\s+$", re.IGNORECASE)
MONEY_BEFORE = regex(r"[€$£]\s?$")
NEAR = 200
"""How many characters beside a number are read: a sentence of thousands of numbers is else read as often as it has any."""


def text_before(text: str, at: int) -> str:
    """The characters in front of `at` that may belong to a number there."""
    return text[max(0, at - NEAR) : at]


def modifier_before(text: str, start: int, language: Language) -> tuple[Modifier, int]:
    """The modifier in front of `start`, and where it begins."""
    before = text_before(text, start)
    cut = MONEY_BEFORE.search(before)
    if cut:
        before = before[: cut.start()]
    filler = _FILLER.search(before)
    if filler:
        before = before[: filler.start() + 1]
    match = _BEFORE_AT[language].search(before)
    if match is None:
        return "", start
    name: Modifier = match.lastgroup  # type: ignore[assignment]  # the groups' names are the modifiers
    return name, match.start() + max(0, start - NEAR)

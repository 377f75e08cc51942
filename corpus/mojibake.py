"""Text that was decoded wrongly before it came here („BrÃ¼ssel“): noticed, and repaired for the search alone."""

from functools import lru_cache

from corpus.patterns import regex

_SUSPECT = regex("[ÂÃâÐÑ][\u0080-\u00bf\u2018-\u2122ŒœŠšŸŽžƒˆ˜€]")
"""What UTF-8 read as Windows-1252 or Latin-1 always holds, and hardly any other text: asked first, since ftfy is slow."""


def is_mojibake(text: str) -> bool:
    """Whether a part of the text was decoded wrongly."""
    if not _SUSPECT.search(text):
        return False
    from ftfy.badness import is_bad

    return bool(is_bad(text))


@lru_cache(maxsize=4096)
def _fixed(text: str) -> str:
    import ftfy

    return str(ftfy.fix_encoding(text))


def repaired(text: str) -> str:
    """The text as it was meant, where it was decoded wrongly; else the text itself. For the search, never shown."""
    return _fixed(text) if is_mojibake(text) else text

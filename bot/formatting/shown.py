"""What is shown of a text that is too long to be shown whole."""

from collections.abc import Sequence

from corpus.article import Span

LONGEST = 1500
"""Of a quote that is longer, a table without a full stop for instance, so many characters are shown in a terminal."""


def shown_span(text: str, whole: Span, bold: Sequence[Span], longest: int = LONGEST) -> Span:
    """What is shown of `whole`: all, or at most `longest` characters around the first of `bold`, from word to word."""
    start, end = whole
    if end - start <= longest:
        return whole
    first, last = bold[0] if bold else (start, start)
    before = max(0, longest - (last - first)) // 2
    low = max(start, min(first - before, end - longest))
    high = min(end, low + longest)
    if low > start and not text[low - 1].isspace():
        low = next((at + 1 for at in range(low, first) if text[at].isspace()), low)
    if high < end and not text[high].isspace():
        high = next((at for at in range(high - 1, max(low, min(last, high - 1)), -1) if text[at].isspace()), high)
    return low, high

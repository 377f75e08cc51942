"""Quotes in a terminal that are too long for one: cut at words around what answers, and said to be cut."""

from collections.abc import Sequence

from rich.text import Text

from bot.formatting.plain import visible
from bot.formatting.shown import shown_span
from bot.texts import Texts
from corpus.article import Article, Span

_QUOTATION_MARKS = {"de": ("„", "“"), "en": ("“", "”")}
_LEFT_OUT = "[…]"


def quoted(article: Article, whole: Span, bold: Sequence[Span], texts: Texts, underlined: Sequence[Span] = ()) -> Text:
    """The characters of `whole` in quotation marks with the `bold` spans set off; „[…]“ where some are left out."""
    low, high = shown_span(article.text, whole, bold)
    body = emphasised(article.text, low, high, bold)
    for begin, finish in underlined:
        if low < finish and begin < high:
            body.stylize("underline", max(begin, low) - low, min(finish, high) - low)
    return in_marks(body, (low, high), whole, texts)


def in_marks(body: Text, shown: Span, whole: Span, texts: Texts) -> Text:
    """The `shown` characters of `whole`, as `body` has them, in quotation marks; „[…]“ where some are left out."""
    opening, closing = _QUOTATION_MARKS[texts.lang]
    before = f"{_LEFT_OUT} " if shown[0] > whole[0] else ""
    after = f" {_LEFT_OUT}" if shown[1] < whole[1] else ""
    return Text.assemble(opening, before, body, after, closing)


def cut_line(article: Article, whole: Span, bold: Sequence[Span], texts: Texts) -> str | None:
    """That the quote is cut and how to see all of it; None where nothing is left out."""
    low, high = shown_span(article.text, whole, bold)
    if (low, high) == whole:
        return None
    return visible(texts("quote_cut", shown=high - low, all=whole[1] - whole[0], article=article.id))


def emphasised(text: str, start: int, end: int, bold: Sequence[Span]) -> Text:
    """The characters `[start, end)` with the `bold` spans set off; `visible` keeps every character's place."""
    made = Text(visible(text[start:end]))
    for low, high in bold:
        if start < high and low < end:
            made.stylize("bold", max(low, start) - start, min(high, end) - start)
    return made

"""Answers as Telegram messages: HTML that fits, every quote literal, and no cut that is not said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation import surroundings
from bot.formatting.differing import differing_line
from bot.formatting.plain import (
    also_line,
    apart_line,
    filter_line,
    origins_line,
    remark_lines,
    searched_line,
    source_line,
    understood_line,
    unknown_line,
    visible_line,
)
from bot.telegram.limits import MAX_TEXT, clip, cut, fitting, parts, units
from bot.telegram.markup import blockquote, bold, emphasised, escape, italic, link, plain
from bot.texts import Texts
from corpus.article import Span
from corpus.filters import Filter
from retrieval.text_fragment import fragment_link

if TYPE_CHECKING:
    from corpus.store import Coverage
    from retrieval import Quote, Understood
    from retrieval.answer import Origins
    from retrieval.disagreement import Disagreement

FOLDED_FROM = 600
"""A quotation of more units is folded: the answer, its source and the buttons stay on one screen of a telephone."""
CONTEXT_PARTS = 3
"""A context is at most so many messages: it is an excerpt, not a copy of the article."""
_LINE = 400
_NOTE = 160
_MOST_HIGHLIGHTS = 80
_MOST_REMARKS = 3


@dataclass(frozen=True)
class Page:
    """One quote of an answer as it is shown: its number, how many there are, and what was understood and filtered.

    `origins` is what stands behind this quote and its copies, `behind` what stands behind all quotes of the answer, `apart`
    how many undated articles the filter left apart, `differing` what the answer's sources say differently, `coverage` what was
    searched: what the remarks on the question name. `code` is that of the quote's receipt.
    """

    quote: "Quote"
    number: int
    of: int
    understood: "Understood"
    filters: Filter
    origins: "Origins | None" = None
    behind: "Origins | None" = None
    apart: int = 0
    differing: "Sequence[Disagreement]" = ()
    coverage: "Coverage | None" = None
    code: str | None = None


def page_html(page: Page, texts: Texts) -> str:
    """The page as a message."""
    head = _head(page.understood, page.filters, page.coverage, texts)
    tail = provenance_lines(page.quote, page.origins, texts, page.code)
    if page.of > 1:
        number = texts("tg_number", number=page.number, of=page.of)
        counted = origins_line(page.behind, texts) if page.behind else None
        tail.append(italic(clip(texts("tg_behind", number, counted) if counted else number, _LINE)))
    apart = apart_line(page.apart, texts)
    tail += [italic(apart)] if apart else []
    tail += [_line(f"≠ {differing_line(each, texts)}") for each in page.differing]
    return with_quote(head, page.quote, tail, texts)


def not_found_html(
    nearest: "Quote | None",
    understood: "Understood",
    filters: Filter,
    coverage: "Coverage",
    unknown: Sequence[str],
    texts: Texts,
    apart: int = 0,
) -> str:
    """The honest no: what was searched, what stands nowhere, and the nearest miss, marked as such."""
    head = _head(understood, filters, coverage, texts)
    head += [bold(texts("not_found_limited" if filters else "not_found")), _line(searched_line(coverage, texts))]
    notes = (apart_line(apart, texts), unknown_line(unknown, understood, texts))
    head += [_line(note) for note in notes if note]
    if nearest is None:
        return "\n".join(head)
    head.append(italic(texts("nearest")))
    return with_quote(head, nearest, provenance_lines(nearest, None, texts), texts)


def context_html(quote: "Quote", number: int, texts: Texts) -> list[str]:
    """The paragraphs around a quote, the quote bold, in as many messages as it takes, at most CONTEXT_PARTS."""
    start, end = surroundings(quote)
    article = quote.article
    title = bold(texts("tg_context_title", number=number))
    source = _source(quote, texts)
    room = MAX_TEXT - units(plain("\n".join([title, source]))) - _NOTE
    made, at = [], start
    for part in parts(article.text[start:end], room, article.language)[:CONTEXT_PARTS]:
        inner = emphasised(article.text, at, at + len(part), [(quote.start, quote.end)])
        made.append(blockquote(inner, expandable=units(part) > 2 * FOLDED_FROM))
        at += len(part)
    made[0] = f"{title}\n{made[0]}"
    note = [] if at == end else [italic(texts("tg_context_cut", shown=at - start, all=end - start))]
    made[-1] = "\n".join([made[-1], *note, source])
    return made


def copy_text(quote: "Quote", texts: Texts) -> str:
    """The quote with its reference, ready to be pasted."""
    article = quote.article
    source = article.source.value if article.source else texts("source_unknown")
    reference = texts("tg_reference", source=source, date=article.published_label(texts.lang))
    url = f", {article.url.value}" if article.url else ""
    return f"{texts('quoted', quote.text)} ({visible_line(reference + url)})"


def copy_html(quote: "Quote", texts: Texts) -> list[str]:
    """`copy_text` as messages in which a tap copies."""
    return [f"<pre>{escape(part)}</pre>" for part in parts(copy_text(quote, texts), MAX_TEXT, quote.article.language)]


def inline_html(quote: "Quote", texts: Texts) -> str:
    """The quote with its source, as it is inserted into another chat."""
    return with_quote([], quote, [_source(quote, texts)], texts)


def _head(understood: "Understood", filters: Filter, coverage: "Coverage | None", texts: Texts) -> list[str]:
    read = understood_line(understood, texts)
    made = [italic(clip(read, _LINE))] if read else []
    if coverage is not None:
        made += [_line(remark) for remark in remark_lines(understood, coverage, filters, texts)[:_MOST_REMARKS]]
    if filters:
        made.append(italic(clip(filter_line(filters, texts) or "", _LINE)))
    return made


def provenance_lines(quote: "Quote", origins: "Origins | None", texts: Texts, code: str | None = None) -> list[str]:
    """Where a quote is from, where else it stands, and what stands behind it, a line each."""
    also = also_line(quote, texts)
    made = [_source(quote, texts, code), *([_line(also)] if also else [])]
    counted = origins_line(origins, texts) if origins else None
    return [*made, _line(counted)] if counted else made


def _source(quote: "Quote", texts: Texts, code: str | None = None) -> str:
    url = quote.article.url
    made = _line(source_line(quote, texts, code))
    opened = fragment_link(quote.article, quote.start, quote.end) or (url.value if url else "")
    return f"{made} · {link(texts('tg_article'), opened)}" if opened else made


def _line(text: str) -> str:
    return escape(clip(text, _LINE))


def with_quote(head: list[str], quote: "Quote", tail: list[str], texts: Texts, figures: Sequence[Span] = ()) -> str:
    """The lines with the quote between them, `figures` underlined in it.

    A quote that does not fit is cut at a sentence, and the message says so.
    """
    room = MAX_TEXT - units(plain("\n".join([*head, "", *tail])))
    start, end = quote.start, quote.end
    if units(quote.text) > room:
        start, end = _window(quote, room - _NOTE)
        tail = [italic(texts("tg_cut", shown=end - start, all=quote.end - quote.start)), *tail]
    inner = emphasised(quote.article.text, start, end, quote.highlights[:_MOST_HIGHLIGHTS], figures[:_MOST_HIGHLIGHTS])
    folded = units(quote.article.text[start:end]) > FOLDED_FROM
    return "\n".join([*head, blockquote(inner, expandable=folded), *tail])


def _window(quote: "Quote", room: int) -> Span:
    """The part of a quote that fits: from its beginning, or from the answering sentence where that would be lost."""
    text, language = quote.article.text, quote.article.language
    start = quote.start
    answering = quote.highlights[0] if quote.highlights else (quote.start, quote.end)
    if answering[1] - start > fitting(text[start : quote.end], room):
        start = answering[0]
    return start, start + cut(text[start : quote.end], room, language)

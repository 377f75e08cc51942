"""A time line in a terminal: the date at the left, beside it the quote; what carries the answer is bold, figures underlined."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot.formatting.plain import also_line, filter_line, searched_line, source_line, understood_line, unknown_line
from bot.formatting.terminal import QUOTATION_MARKS, emphasised, render_missed
from bot.formatting.timeline_lines import closing_lines, more_line
from bot.texts import Texts
from retrieval import Quote, Timeline
from retrieval.timeline import Entry, figures

_NUMBER = 4
_DATE = 20
_NARROW = 60
"""In a narrower terminal the date stands above its quote."""


class Dated:
    """Lines behind a number and a date that may take several lines themselves; no blanks at line ends."""

    def __init__(self, number: str, date: str, body: Sequence[Text]) -> None:
        self._number = number
        self._date = Text(date, style="bold")
        self._body = body

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        beside = options.max_width >= _NARROW
        indent = _NUMBER + (_DATE if beside else 0)
        lines = [line for part in self._body for line in part.wrap(console, options.max_width - indent, overflow="fold")]
        dates = list(self._date.wrap(console, _DATE - 2 if beside else options.max_width - _NUMBER, overflow="fold"))
        if not beside:
            lines, dates = [*dates, *lines], []
        for number in range(max(len(lines), len(dates))):
            made = Text(f"{self._number if number == 0 else '':<{_NUMBER}}", style="bold")
            if beside:
                date = dates[number] if number < len(dates) else Text()
                made = Text.assemble(made, date, " " * (_DATE - date.cell_len))
            made = Text.assemble(made, lines[number] if number < len(lines) else "")
            made.rstrip()
            yield made


def render_timeline(timeline: Timeline, texts: Texts, per_date: int = 1) -> RenderableType:
    """The whole time line: what was understood, the entries, those of undated articles; or the honest no."""
    head = [understood_line(timeline.understood, texts), filter_line(timeline.only, texts)]
    if timeline.understood.period and not timeline.only:
        head.insert(1, texts("timeline_period"))
    parts: list[RenderableType] = [Text(line, style="dim") for line in head if line]
    parts += [Text()] if parts else []
    if not timeline.numbered:
        notes = [searched_line(timeline.coverage, texts), unknown_line(timeline.unknown, texts)]
        missing = texts("not_found_limited" if timeline.only else "not_found")
        return Group(
            *parts,
            Text(missing, style="bold"),
            *(Text(note) for note in notes if note),
            *render_missed(timeline.nearest, texts),
        )
    for number, entry in enumerate(timeline.numbered, start=1):
        if number == len(timeline.entries) + 1:
            parts += [Text(texts("timeline_undated"), style="dim"), Text()]
        parts += [*_entry(number, entry, texts, per_date), Text()]
    parts += [Text(line, style="dim") for line in closing_lines(timeline, texts)]
    return Group(*parts)


def _entry(number: int, entry: Entry, texts: Texts, per_date: int) -> list[RenderableType]:
    shown = entry.quotes[:per_date]
    parts: list[RenderableType] = []
    for at, quote in enumerate(shown):
        body = [_quoted(quote, texts), Text(source_line(quote, texts), style="dim")]
        also = also_line(quote, texts)
        body += [Text(also, style="dim")] if also else []
        if at == len(shown) - 1 and len(entry.quotes) > len(shown):
            body.append(Text(more_line(entry, len(shown), texts), style="dim"))
        parts.append(Dated(f"{number:>2}" if at == 0 else "", entry.label(texts.lang) if at == 0 else "", body))
    return parts


def _quoted(quote: Quote, texts: Texts) -> Text:
    opening, closing = QUOTATION_MARKS[texts.lang]
    body = emphasised(quote.article.text, quote.start, quote.end, quote.highlights)
    for start, end in figures(quote):
        body.stylize("underline", start - quote.start, end - quote.start)
    return Text.assemble(opening, body, closing)

"""A time line in a terminal: the date at the left, beside it the quote; what carries the answer is bold, figures underlined."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot.formatting.excerpt import cut_line, quoted
from bot.formatting.plain import also_line, filter_line, remark_lines, searched_line, source_line, understood_line, unknown_line
from bot.formatting.terminal import OURS, render_differing, render_missed
from bot.formatting.timeline_lines import closing_lines, more_line, ranks_line
from bot.receipt_book import CodeOf, no_code
from bot.texts import Texts
from retrieval import Timeline
from retrieval.timeline import Entry, figures

_NUMBER = 4
_DATE = 20
_NARROW = 60
"""In a narrower terminal the date stands above its quote."""


class Dated:
    """Lines behind a number and a date that may take several lines themselves; no blanks at line ends."""

    def __init__(self, number: str, date: str, quote: Text, said: Sequence[Text]) -> None:
        self._number = number
        self._date = Text(date, style="bold")
        self._body = [("", quote), *((OURS, line) for line in said)]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        beside = options.max_width >= _NARROW
        indent = _NUMBER + (_DATE if beside else 0)
        width = options.max_width - indent
        wrapped = [(mark, part.wrap(console, width, overflow="fold")) for mark, part in self._body]
        lines = [(mark if at == 0 else "", line) for mark, part in wrapped for at, line in enumerate(part)]
        dates = list(self._date.wrap(console, _DATE - 2 if beside else options.max_width - _NUMBER, overflow="fold"))
        if not beside:
            lines, dates = [*(("", date) for date in dates), *lines], []
        for number in range(max(len(lines), len(dates))):
            mark, line = lines[number] if number < len(lines) else ("", Text())
            label = self._number if number == 0 else "" if beside else mark
            made = Text(f"{label:<{_NUMBER}}", style="bold")
            if beside:
                date = dates[number] if number < len(dates) else Text()
                made = Text.assemble(made, date, f"{mark:>{_DATE - 1 - date.cell_len}} ")
            made = Text.assemble(made, line)
            made.rstrip()
            yield made


def render_timeline(timeline: Timeline, texts: Texts, per_date: int = 1, code_of: CodeOf = no_code) -> RenderableType:
    """The whole time line: what was understood, the entries, those of undated articles; or the honest no."""
    understood = timeline.understood
    head = [understood_line(understood, texts), ranks_line(timeline, texts)]
    parts: list[RenderableType] = [Text(line, style="dim") for line in head if line]
    parts += map(Text, remark_lines(understood, timeline.coverage, timeline.only, texts))
    limited = filter_line(timeline.only, texts)
    parts += [Text(limited, style="dim")] if limited else []
    parts += [Text()] if parts else []
    if not timeline.numbered:
        notes = [searched_line(timeline.coverage, texts), unknown_line(timeline.unknown, timeline.understood, texts)]
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
        parts += [*_entry(number, entry, texts, per_date, code_of), Text()]
    for disagreement in timeline.disagreements:
        parts += [*render_differing(disagreement, texts), Text()]
    parts += [Text(line, style="dim") for line in closing_lines(timeline, texts)]
    return Group(*parts)


def _entry(number: int, entry: Entry, texts: Texts, per_date: int, code_of: CodeOf) -> list[RenderableType]:
    shown = entry.quotes[:per_date]
    parts: list[RenderableType] = []
    for at, quote in enumerate(shown):
        whole = quote.start, quote.end
        cut = cut_line(quote.article, whole, quote.highlights, texts)
        lines = [cut, source_line(quote, texts, code_of(quote)), also_line(quote, texts)]
        body = quoted(quote.article, whole, quote.highlights, texts, figures(quote))
        said = [Text(line, style="dim") for line in lines if line]
        if at == len(shown) - 1 and len(entry.quotes) > len(shown):
            said.append(Text(more_line(entry, len(shown), texts), style="dim"))
        parts.append(Dated(f"{number:>2}" if at == 0 else "", entry.label(texts.lang) if at == 0 else "", body, said))
    return parts

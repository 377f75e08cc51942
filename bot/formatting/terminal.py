"""Answers in a terminal: readable at 80 columns, and without colour (the answering sentence is bold, and that is all)."""

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot.formatting.differing import differing_line, value_source
from bot.formatting.excerpt import cut_line, emphasised, quoted
from bot.formatting.plain import (
    also_line,
    apart_line,
    filter_line,
    origins_line,
    remark_lines,
    searched_line,
    source_line,
    undated_apart,
    understood_line,
    unknown_line,
)
from bot.receipt_book import CodeOf, no_code
from bot.texts import Texts
from corpus.article import Span
from retrieval import Answer, Quote
from retrieval.disagreement import Disagreement

MAX_WIDTH = 100
MIN_WIDTH = 20
_INDENT = 4
OURS = " –"
"""Stands left of what Wortlaut says of a quote. No text of an article begins there, so none can pass for a source line."""


class Indented:
    """Text wrapped behind an indent, with a label in the indent of its first line; no blanks at line ends."""

    def __init__(self, body: Text, label: str = "") -> None:
        self._body = body
        self._label = label

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = self._body.wrap(console, options.max_width - _INDENT, overflow="fold")
        for number, line in enumerate(lines):
            made = Text.assemble((f"{self._label if number == 0 else '':<{_INDENT}}", "bold"), line)
            made.rstrip()
            yield from made.render(console, end=made.end)  # a text would be wrapped once more


class _AnswerConsole(Console):
    """A console that leaves a closed pipe to the caller: a reader that has seen enough is no failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def stdout_console() -> Console:
    """The console for answers; as wide as the terminal, at most MAX_WIDTH, 80 without one."""
    console = _AnswerConsole(highlight=False, soft_wrap=False, emoji=False)  # „:key:“ in a text is not a picture
    console.width = max(MIN_WIDTH, min(console.width, MAX_WIDTH))
    return console


def render_answer(answer: Answer, texts: Texts, code_of: CodeOf = no_code) -> RenderableType:
    """The whole answer: what was understood, the quotes, or the honest no with its nearest miss."""
    parts: list[RenderableType] = []
    understood = understood_line(answer.understood, texts)
    if understood:
        parts += [Text(understood, style="dim"), Text()]
    remarks = remark_lines(answer.understood, answer.coverage, answer.only, texts)
    parts += [*map(Text, remarks), *([Text()] if remarks else [])]
    limited = filter_line(answer.only, texts)
    if limited:
        parts += [Text(limited, style="dim"), Text()]
    apart = apart_line(undated_apart(answer), texts)
    if answer.quotes:
        parts += [render_quotes(answer.quotes, 1, texts, code_of)]
        origins = origins_line(answer.origins, texts)
        parts += [Text(origins, style="dim")] if origins else []
        parts += [part for each in answer.disagreements for part in (Text(), *render_differing(each, texts))]
        parts += [Text(apart, style="dim")] if apart else []
    else:
        missing = texts("not_found_limited" if limited else "not_found")
        parts += [Text(missing, style="bold"), Text(searched_line(answer.coverage, texts))]
        parts += [Text(apart)] if apart else []
        unknown = unknown_line(answer.unknown, answer.understood, texts)
        parts += [Text(unknown)] if unknown else []
        parts += render_missed(answer.nearest, texts)
    return Group(*parts)


def render_missed(nearest: Quote | None, texts: Texts) -> list[RenderableType]:
    """The nearest miss, marked as such, where there is one."""
    return [Text(texts("nearest"), style="dim"), _render_quote("≈", nearest, None, texts)] if nearest else []


def render_quotes(quotes: tuple[Quote, ...], first_number: int, texts: Texts, code_of: CodeOf = no_code) -> RenderableType:
    """Quotes numbered from `first_number` on, each with its source line, which ends in its receipt's code."""
    parts: list[RenderableType] = []
    for number, quote in enumerate(quotes, start=first_number):
        if quote.fit == "undated" and (number == first_number or quotes[number - first_number - 1].fit != "undated"):
            parts += [Text(texts("filter_undated"), style="dim"), Text()]
        parts.append(_render_quote(str(number), quote, code_of(quote), texts))
    return Group(*parts)


def render_context(quote: Quote, span: Span, texts: Texts) -> RenderableType:
    """The text of `span` around a quote, the quote bold."""
    start, end = span
    body = emphasised(quote.article.text, start, end, [(quote.start, quote.end)])
    return Group(Indented(body), _source(quote, texts))


def _render_quote(label: str, quote: Quote, code: str | None, texts: Texts) -> RenderableType:
    body = quoted(quote.article, (quote.start, quote.end), quote.highlights, texts)
    lines = cut_line(quote.article, (quote.start, quote.end), quote.highlights, texts), also_line(quote, texts)
    cut, copies = ([Indented(Text(line, style="dim"), OURS)] if line else [] for line in lines)
    return Group(Indented(body, f"{label:>2}"), *cut, _source(quote, texts, code), *copies, Text())


def render_differing(differing: Disagreement, texts: Texts) -> list[RenderableType]:
    """The values side by side, then each in its sentence with its source."""
    parts: list[RenderableType] = [Indented(Text(differing_line(differing, texts), style="bold"), " ≠")]
    for value in differing.values:
        bold = [(value.start, value.end)]
        cut = cut_line(value.article, value.sentence, bold, texts)
        lines = [*([cut] if cut else []), value_source(value, texts)]
        parts.append(Indented(quoted(value.article, value.sentence, bold, texts)))
        parts += [Indented(Text(line, style="dim"), OURS) for line in lines]
    return parts


def _source(quote: Quote, texts: Texts, code: str | None = None) -> RenderableType:
    return Indented(Text(source_line(quote, texts, code), style="dim"), OURS)

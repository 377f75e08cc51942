"""A checked quotation in a terminal: the verdict, then claim and print, what differs marked so that no colour is needed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.formatting.checked_lines import (
    claimed_spans,
    difference_lines,
    meaning_lines,
    place_heading,
    place_lines,
    printed_place,
    summary_line,
    title_line,
)
from bot.formatting.excerpt import in_marks
from bot.formatting.plain import visible
from bot.formatting.shown import shown_span
from bot.formatting.terminal import OURS, Indented
from bot.texts import Texts
from corpus.article import Span

if TYPE_CHECKING:
    from retrieval.checking.result import Check, Checked
    from retrieval.quote import Copy

_STYLES = {"exact": "bold green", "altered": "bold red", "stitched": "bold red", "misattributed": "bold red"}
_CLAIMED, _PRINTED = "red", "green"
_MOST_PARTS = 12
Marks = tuple[str, str]


def render_check(check: "Check", texts: Texts) -> RenderableType:
    """All quotations of a text, one after another, after a line that sums them up."""
    parts: list[RenderableType] = []
    summary = summary_line(check, texts)
    if summary:
        parts += [Text(summary, style="bold"), Text()]
    for number, checked in enumerate(check.quotations, start=1):
        title = title_line(check, number, texts)
        parts += [Text(title, style=_STYLES.get(checked.verdict, "bold")), *_render(checked, texts), Text()]
    return Group(*parts[:-1])


def marks_for(texts: Sequence[str]) -> tuple[Marks, Marks]:
    """[-…-] for what only the claim has, {+…+} for what only the print has; with more signs where a text has these itself."""
    size = 1
    while any(
        sign in text for text in texts for sign in ("[" + "-" * size, "-" * size + "]", "{" + "+" * size, "+" * size + "}")
    ):
        size += 1
    return ("[" + "-" * size, "-" * size + "]"), ("{" + "+" * size, "+" * size + "}")


def _render(checked: "Checked", texts: Texts) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(line) for line in meaning_lines(checked, texts)]
    parts += [Indented(Text(line), OURS) for line in difference_lines(checked, texts)]
    if checked.verdict == "exact":
        return [*parts, *_exact(checked, texts)]
    if checked.verdict == "misattributed":
        return [*parts, Text(texts("check_printed")), *_exact(checked, texts)]
    shown = [(place, *printed_place(checked, place)) for place in checked.matches[:_MOST_PARTS]]
    claim = checked.claim.text
    ours, theirs = marks_for([claim, *(place.article.text[slice(*whole)] for place, whole, _ in shown)])
    if claim.strip():
        parts += [
            Text(texts("check_claimed")),
            Indented(_marked(claim, (0, len(claim)), claimed_spans(checked), ours, _CLAIMED, texts)),
        ]
    for number, (place, whole, spans) in enumerate(shown, start=1):
        parts += [Text(place_heading(checked, number, texts)), *_place(place, whole, spans, theirs, texts)]
    if len(checked.matches) > len(shown):
        more = texts.counted("check_more_places", len(checked.matches) - len(shown))
        parts.append(Indented(Text(more, style="dim"), OURS))
    if checked.nearest:
        near = checked.nearest
        parts += [Text(texts("check_nearest")), *_place(near, (near.start, near.end), [], theirs, texts, "≈")]
    return parts


def _exact(checked: "Checked", texts: Texts) -> list[RenderableType]:
    first = checked.matches[0]
    body = _marked(first.article.text, (first.start, first.end), [], ("", ""), "", texts)
    return [Indented(body), *(Indented(Text(line, style="dim"), OURS) for line in place_lines(checked.matches, texts))]


def _place(
    place: "Copy", whole: Span, spans: Sequence[Span], marks: Marks, texts: Texts, label: str = ""
) -> list[RenderableType]:
    body = _marked(place.article.text, whole, spans, marks, _PRINTED, texts)
    lines = place_lines([place], texts)
    return [Indented(body, f"{label:>2}"), *(Indented(Text(line, style="dim"), OURS) for line in lines)]


def _marked(text: str, whole: Span, spans: Sequence[Span], marks: Marks, colour: str, texts: Texts) -> Text:
    """The characters of `whole` in quotation marks, those of `spans` between `marks`; „[…]“ where some are left out."""
    low, high = shown_span(text, whole, spans[:1])
    made, at = Text(), low
    for begin, finish in spans:
        first, last = max(begin, at), min(finish, high)
        if first < last:
            made.append(visible(text[at:first]))
            made.append(f"{marks[0]}{visible(text[first:last])}{marks[1]}", style=f"bold {colour}")
            at = last
    made.append(visible(text[at:high]))
    return in_marks(made, (low, high), whole, texts)

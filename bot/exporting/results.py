"""From what a command found to what is exported."""

from collections.abc import Callable
from dataclasses import replace

from bot.exporting.entry import Entry, Missing, Section
from retrieval.answer import Answer
from retrieval.checking.result import Check, Checked
from retrieval.quote import Copy, Quote
from retrieval.timeline import Timeline

Result = Answer | Timeline | Check


CodeOf = Callable[[Quote], str | None]
"""The short code of a quote's receipt, if it has one."""


def section_of(result: Result, per_date: int = 1, code_of: CodeOf = lambda quote: None) -> Section:
    """The quotes of an answer; of a time line the best `per_date` of each date; the places of each checked quotation.

    The nearest miss is no answer, and the nearest place is not the quotation: neither is exported.
    """
    if isinstance(result, Answer):
        return Section(result.question, tuple(_quoted(each, code_of) for each in result.quotes))
    if isinstance(result, Timeline):
        shown = (each for entry in result.numbered for each in entry.quotes[:per_date])
        return Section(result.topic, tuple(_quoted(each, code_of) for each in shown))
    entries = tuple(_checked(each, match) for each in result.quotations for match in _places(each))
    missing = tuple(Missing(each.claim.text, each.verdict) for each in result.quotations if not _places(each))
    return Section(result.text, entries, missing)


def _quoted(quote: Quote, code_of: CodeOf) -> Entry:
    return replace(Entry.of(quote), receipt=code_of(quote) or "")


def _places(checked: Checked) -> tuple[Copy, ...]:
    return () if checked.verdict in ("not found", "unchecked") else checked.matches


def _checked(checked: Checked, match: Copy) -> Entry:
    span = match.start, match.end
    return Entry.of(Quote(match.article, *span, (span,), 0.0), checked.claim.text, checked.verdict)

"""A time line in the chat: its picture, then its entries in as many messages as they take, each quote whole and literal."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.formatting.differing import differing_line
from bot.formatting.plain import filter_line, remark_lines, understood_line
from bot.formatting.timeline_lines import closing_lines, more_line, ranks_line
from bot.receipt_book import CodeOf, no_code
from bot.telegram.counting import counted
from bot.telegram.desk import Busy, TooSlow
from bot.telegram.front import Front
from bot.telegram.limits import MAX_CAPTION, MAX_TEXT, clip, units
from bot.telegram.markup import bold, escape, italic, plain
from bot.telegram.messages import not_found_html, provenance_lines, with_quote
from bot.texts import Texts
from corpus.errors import QuestionError, WortlautError
from retrieval.timeline import figures

if TYPE_CHECKING:
    from bot.telegram.people import Person
    from retrieval import Timeline
    from retrieval.timeline import Entry

log = logging.getLogger("wortlaut.telegram")

MOST_ENTRIES = 20
"""A telephone shows no more with profit, and a group takes 20 messages a minute."""
_LINE = 300
_MOST_REMARKS = 3


async def send_timeline(front: Front, chat_id: int, person: "Person", topic: str, texts: Texts) -> None:
    """Send the time line of `topic` within the person's filters. Raises Busy, TooSlow and WortlautError."""
    with counted(front.metrics) as outcome:
        try:
            async with front.sender.typing(chat_id):
                timeline, code_of = await front.desk.run(lambda: _made(front, topic, person))
                picture = await _drawn(front, timeline, texts) if timeline.entries else None
            outcome.name = timeline.status
            caption = _caption(timeline, texts)
            sent = picture is not None and await front.sender.picture(chat_id, picture, caption)
            for markup in timeline_html(timeline, texts, with_head=not sent, code_of=code_of):
                await front.sender.notice(chat_id, markup)
        except QuestionError as error:
            outcome.name = "refused"
            await front.sender.notice(chat_id, escape(error.say(texts.lang)))


def _made(front: Front, topic: str, person: "Person") -> "tuple[Timeline, CodeOf]":
    """The time line, and the receipts' codes of what is shown of it. Runs in a thread."""
    timeline = front.archive.timeline(topic, person.filters).best(MOST_ENTRIES)
    return timeline, front.archive.codes([entry.quotes[0] for entry in timeline.numbered])


def timeline_html(timeline: "Timeline", texts: Texts, with_head: bool, code_of: CodeOf = no_code) -> list[str]:
    """The messages: the entries oldest first, as many in each as fit; or the honest no."""
    if not timeline.numbered:
        only = timeline.only
        return [not_found_html(timeline.nearest, timeline.understood, only, timeline.coverage, timeline.unknown, texts)]
    parts = [_caption(timeline, texts)] if with_head else []
    if remarks := _remarks(timeline, texts):
        parts.append(remarks)
    for number, entry in enumerate(timeline.numbered, start=1):
        if number == len(timeline.entries) + 1:
            parts.append(italic(texts("timeline_undated")))
        parts.append(_entry_html(number, entry, texts, code_of))
    parts += [escape(clip(f"≠ {differing_line(each, texts)}", _LINE)) for each in timeline.disagreements]
    made: list[str] = []
    for part in parts:
        joined = f"{made[-1]}\n\n{part}" if made else part
        if made and units(plain(joined)) <= MAX_TEXT:
            made[-1] = joined
        else:
            made.append(part)
    return made


def timeline_picture(timeline: "Timeline", texts: Texts) -> bytes | None:
    """The picture as a PNG; None where matplotlib is not installed or nothing is dated."""
    from bot.formatting.plot import PlottingMissing
    from bot.formatting.timeline_plot import plot_timeline

    with TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.png"
        try:
            return path.read_bytes() if plot_timeline(timeline, path, texts) else None
        except PlottingMissing:
            return None


async def _drawn(front: Front, timeline: "Timeline", texts: Texts) -> bytes | None:
    try:
        return await front.desk.run(lambda: timeline_picture(timeline, texts))
    except (Busy, TooSlow, WortlautError, OSError) as error:  # the words say it as well
        log.warning("no picture", extra={"fields": {"reason": type(error).__name__}})
        return None


def _caption(timeline: "Timeline", texts: Texts) -> str:
    """The topic, what was understood, the filters and the counts, short enough for below a picture."""
    head = [understood_line(timeline.understood, texts), filter_line(timeline.only, texts)]
    lines = [clip(line, _LINE // 2) for line in [*filter(None, head), *closing_lines(timeline, texts)]]
    made = "\n".join([bold(clip(texts("quoted", timeline.topic), _LINE)), *map(escape, lines)])
    assert units(plain(made)) <= MAX_CAPTION
    return made


def _remarks(timeline: "Timeline", texts: Texts) -> str:
    """What could not be taken as the topic says it, and that what was taken limits nothing; a line each."""
    lines = remark_lines(timeline.understood, timeline.coverage, timeline.only, texts)[:_MOST_REMARKS]
    ranks = ranks_line(timeline, texts)
    return "\n".join(escape(clip(line, _LINE)) for line in [*lines, *([ranks] if ranks else [])])


def _entry_html(number: int, entry: "Entry", texts: Texts, code_of: CodeOf) -> str:
    quote = entry.quotes[0]
    more = [italic(more_line(entry, 1, texts))] if len(entry.quotes) > 1 else []
    head = bold(f"{number} · {entry.label(texts.lang)}")
    return with_quote([head], quote, [*provenance_lines(quote, None, texts, code_of(quote)), *more], texts, figures(quote))

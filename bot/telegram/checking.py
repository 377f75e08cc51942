"""A check of quotations in the chat: the verdict first, claim and print below each other, in as many messages as it takes."""

from typing import TYPE_CHECKING

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
from bot.formatting.shown import shown_span
from bot.telegram.counting import counted
from bot.telegram.front import Front
from bot.telegram.limits import MAX_TEXT, clip, units
from bot.telegram.markup import blockquote, bold, emphasised, escape, italic, plain
from bot.texts import Texts
from corpus.article import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval import Check
    from retrieval.checking.result import Checked
    from retrieval.quote import Copy

MOST_SHOWN = 12
"""Of more quotations in one text, the gravest are shown: a group takes 20 messages a minute."""
_LONGEST = 700
"""Characters of a claim or of a place that are shown, around what differs first."""
_MOST_PLACES = 4
_LINE = 300
_FOLDED_FROM = 500


async def send_check(front: Front, chat_id: int, text: str, texts: Texts) -> None:
    """Say what becomes of the quotations in `text`. Raises Busy, TooSlow and WortlautError."""
    with counted(front.metrics) as outcome:
        async with front.sender.typing(chat_id):
            check = await front.desk.run(lambda: front.archive.check(text))
        outcome.name = "not_found" if check.verdict in ("not found", "unchecked") else "answered"
        for markup in check_html(check, texts):
            await front.sender.notice(chat_id, markup)


def check_html(check: "Check", texts: Texts) -> list[str]:
    """The messages: each takes as many parts as fit, and no part is cut."""
    summary = summary_line(check, texts)
    parts = [bold(summary)] if summary else []
    shown = _gravest(check)
    for number, checked in shown:
        title = title_line(check, number, texts)
        first, *rest = _parts(checked, texts)
        parts += [f"\n{bold(title)}\n{first}", *rest]
    left = len(check.quotations) - len(shown)
    parts += [f"\n{italic(texts.counted('check_more_quotations', left))}"] if left else []
    made: list[str] = []
    for part in parts:
        if made and units(plain(f"{made[-1]}\n{part}")) <= MAX_TEXT:
            made[-1] += f"\n{part}"
        else:
            made.append(part.lstrip("\n"))
    return made


def _gravest(check: "Check") -> "list[tuple[int, Checked]]":
    """The quotations with their numbers, in order; of too many, the gravest."""
    from retrieval.checking.result import GRAVITY

    numbered = list(enumerate(check.quotations, start=1))
    graver = sorted(numbered, key=lambda each: GRAVITY.index(each[1].verdict))[:MOST_SHOWN]
    return sorted(graver, key=lambda each: each[0])


def _parts(checked: "Checked", texts: Texts) -> list[str]:
    """What is said of one quotation, in pieces that stay whole."""
    differing = [f"• {line}" for line in difference_lines(checked, texts)]
    parts = ["\n".join(escape(clip(line, _LINE)) for line in [*meaning_lines(checked, texts), *differing])]
    one_place = checked.verdict in ("exact", "misattributed")
    if checked.verdict != "exact" and checked.claim.text.strip():
        claim = checked.claim.text
        parts.append(f"{escape(texts('check_claimed'))}\n{_quoted(claim, (0, len(claim)), claimed_spans(checked))}")
    if one_place and checked.matches:
        parts.append(_place(checked, checked.matches[:1], texts("check_printed"), checked.matches, texts))
    elif checked.matches:
        for number, place in enumerate(checked.matches[:_MOST_PLACES], start=1):
            parts.append(_place(checked, [place], place_heading(checked, number, texts), [place], texts))
        left = len(checked.matches) - _MOST_PLACES
        parts += [escape(texts.counted("check_more_places", left))] if left > 0 else []
    if checked.nearest:
        parts.append(_place(checked, [checked.nearest], f"≈ {texts('check_nearest')}", [checked.nearest], texts))
    return parts


def _place(checked: "Checked", shown: "Sequence[Copy]", heading: str, named: "Sequence[Copy]", texts: Texts) -> str:
    whole, spans = printed_place(checked, shown[0])
    lines = [escape(clip(line, _LINE)) for line in place_lines(named, texts)]
    return "\n".join([escape(heading), _quoted(shown[0].article.text, whole, spans), *lines])


def _quoted(text: str, whole: Span, spans: "Sequence[Span]") -> str:
    """The characters of `whole` as a block quotation, what differs bold; an ellipsis where some are left out."""
    low, high = shown_span(text, whole, spans[:1], _LONGEST)
    before, after = "[…] " if low > whole[0] else "", " […]" if high < whole[1] else ""
    return blockquote(f"{before}{emphasised(text, low, high, spans)}{after}", expandable=high - low > _FOLDED_FROM)

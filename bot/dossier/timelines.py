"""A time line on the page: the picture, the same figures as a table, and the best quote of each date."""

from bot.dossier.answers import disagreements, not_found, understanding
from bot.dossier.elements import Child, Element, el, table
from bot.dossier.quotes import quote_figure
from bot.dossier.register import Register
from bot.dossier.strip import figures_of, strip
from bot.formatting.plain import visible_line
from bot.formatting.timeline_lines import closing_lines, more_line, ranks_line
from bot.formatting.timeline_plot import notes_of, periods_of, span_of
from retrieval import Timeline
from retrieval.timeline import Entry


def timeline_parts(timeline: Timeline, name: str, register: Register) -> list[Child]:
    """All of the time line below its topic; `name` begins the ids of what it holds."""
    texts = register.texts
    parts = understanding(timeline, register)
    ranks = ranks_line(timeline, texts)
    parts += [el("p", ranks, class_="said")] if ranks else []
    if not timeline.numbered:
        return [*parts, *not_found(timeline, register)]
    if timeline.entries:
        parts += [*_picture(timeline, name, register), _entries(timeline.entries, 1, register)]
    if timeline.undated:
        parts.append(el("p", texts("timeline_undated")))
        parts.append(_entries(timeline.undated, len(timeline.entries) + 1, register))
    parts += disagreements(timeline.disagreements, register)
    return [*parts, *(el("p", line, class_="said") for line in closing_lines(timeline, texts))]


def _picture(timeline: Timeline, name: str, register: Register) -> list[Child]:
    texts = register.texts
    first, last = span_of([entry.days for entry in timeline.entries if entry.days])
    periods = periods_of(timeline, first, last)
    notes = [texts("dossier_strip_marks"), *notes_of(timeline, periods, texts)]
    picture = el(
        "figure",
        el(
            "div", strip(timeline, name, texts), class_="strip", tabindex="0", role="group", aria_label=texts("dossier_picture")
        ),
        el("figcaption", [el("p", visible_line(note)) for note in notes]),
    )
    rows: list[list[Child | list[Child]]] = []
    for label, count, sources in figures_of(periods, texts.lang):
        named = ", ".join(f"{source or texts('source_unknown')} {number}" for source, number in sources.items())
        rows.append([label, str(count), visible_line(named)])
    heads = [texts("dossier_column_period"), texts("status_articles"), texts("status_sources")]
    return [picture, table([texts(f"timeline_axis_{periods.unit}")], heads, rows, register.table_name()) if rows else None]


def _entries(entries: tuple[Entry, ...], start: int, register: Register) -> Element:
    texts = register.texts
    made = []
    for number, entry in enumerate(entries, start):
        more = more_line(entry, 1, texts) if len(entry.quotes) > 1 else None
        dated = el("p", el("span", str(number), class_="number"), " ", entry.label(texts.lang), class_="date")
        made.append(el("li", dated, quote_figure(entry.quotes[0], register), el("p", more, class_="said") if more else None))
    return el("ol", made, start=start, class_="entries", role="list")

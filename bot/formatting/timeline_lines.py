"""What every front says around a time line. Plain strings."""

from typing import TYPE_CHECKING

from bot.texts import Texts

if TYPE_CHECKING:
    from retrieval import Timeline
    from retrieval.timeline import Entry


def closing_lines(timeline: "Timeline", texts: Texts) -> list[str]:
    """„12 Einträge mit Datum, 1 undatierter · 16 Artikel zum Thema“, and what is not shown."""
    articles = sum(group.count for group in timeline.written)
    dated, undated = len(timeline.entries), len(timeline.undated)
    counts = [texts.counted("timeline_count", dated)] if dated else []
    counts += [texts.counted("timeline_undated_count", undated)] if undated else []
    summary = " · ".join([", ".join(counts), texts.counted("timeline_articles", articles)])
    left_out = [texts.counted("timeline_left_out", timeline.left_out)] if timeline.left_out else []
    return [summary, *left_out, *([] if timeline.complete else [texts("timeline_incomplete")])]


def more_line(entry: "Entry", shown: int, texts: Texts) -> str:
    """„+ 2 weitere Zitate dieses Datums“."""
    return texts.counted("timeline_more" if entry.days else "timeline_more_undated", len(entry.quotes) - shown)

"""Values that disagree, side by side, as plain strings: every figure and date is one that stands in an article."""

from typing import TYPE_CHECKING

from bot.formatting.plain import visible_line, voice_label
from bot.texts import Texts

if TYPE_CHECKING:
    from retrieval.disagreement import Disagreement, Value


def differing_line(differing: "Disagreement", texts: Texts) -> str:
    """„Die Quellen widersprechen sich: bis zu vier Millionen (24. Januar 2020) · Zehntausende (25. Januar 2020)“."""
    values = " · ".join(f"{value_label(value, texts)} ({_date(value, texts)})" for value in differing.values)
    return visible_line(texts(f"disagree_{differing.kind}_{differing.relation}", values))


def value_label(value: "Value", texts: Texts) -> str:
    """The value in the article's own words; behind „ja:“ or „nein:“ where that is what it means."""
    text = " ".join(value.text.split())
    return texts("disagree_answer", texts(f"disagree_{value.value}"), text) if value.value in ("yes", "no") else text


def value_source(value: "Value", texts: Texts) -> str:
    """„Wochenspiegel Beispiel · 24. Januar 2020 · wörtlich: Anna Beispiel“."""
    source = value.article.source.value if value.article.source else texts("source_unknown")
    return visible_line(" · ".join([source, _date(value, texts), *voice_label(value.voice, value.article, texts)]))


def _date(value: "Value", texts: Texts) -> str:
    return value.article.published_label(texts.lang)

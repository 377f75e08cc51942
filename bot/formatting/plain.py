"""What every front says around a quote: its source line, what was understood, what was searched. Plain strings."""

import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.texts import Texts
from corpus.dates import DateInterval, label_day
from corpus.intervals import MONTH_NAMES
from corpus.outlets import outlet_names
from corpus.patterns import regex
from corpus.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article
    from corpus.filters import Filter
    from corpus.store import Coverage
    from retrieval import Answer, Quote, Understood
    from retrieval.answer import Origins
    from retrieval.understood import AskedPeriod
    from retrieval.voice import Voice

_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = regex(r"[\t\n]")

_WORD = regex(r"\w+")
_OF_DATES = regex(rf"\b(?:{MONTH_NAMES}|\w*\d\w*)\b", re.IGNORECASE)
"""Numbers and months: a period's words hold names besides („nach dem Gipfel von Prag 2018“)."""

_MOST_COPIES = 5
"""More are counted, not named: a wire report may stand in dozens of papers."""

_MOST_SOURCES = 10
"""So many of an archive's sources are named where the one asked for is none of them, the largest first."""


def visible(text: str) -> str:
    """The text with control characters and direction overrides shown as U+FFFD: archives cannot steer a terminal.

    Everything else stays as it is printed, one character for one.
    """
    return _CONTROL.sub("\ufffd", text)


def visible_line(text: str) -> str:
    """`visible` for what is said on one line: a name with a line break in it cannot begin another."""
    return _BREAK.sub("\ufffd", visible(text))


def source_line(quote: "Quote", texts: Texts, code: str | None = None) -> str:
    """„dpa/RND (Namenszeile) · Februar 2018 (Kopfzeile) · 001.txt“, of a paged file „… · heft.pdf · S. 3“.

    Behind that the code of its receipt, „Beleg K7Q2“.
    """
    article = quote.article
    if article.source:
        source = f"{article.source.value} ({texts.provenance(article.source.provenance)})"
    else:
        source = texts("source_unknown")
    if article.origin and article.origin.value not in source:
        source += " · " + texts("origin", article.origin.value)
    dated = article.published_label(texts.lang)
    if article.published_from is not Provenance.UNKNOWN:
        dated += f" ({texts.provenance(article.published_from)})"
    place = [quote.file_name] if quote.page is None else [quote.file_name, texts("page", quote.page)]
    fit = [texts(f"fit_{quote.fit}")] if quote.fit in ("possible", "undated") else []
    receipt = [texts("receipt", code)] if code else []
    return visible_line(" · ".join([source, dated, *fit, *voice_label(quote.voice, quote.article, texts), *place, *receipt]))


def voice_label(voice: "Voice", article: "Article", texts: Texts) -> list[str]:
    """„Jens Stoltenberg, indirekt wiedergegeben“; nothing for what the outlet says itself."""
    if voice.kind == "own":
        return []
    if voice.speaker is None:
        return [texts(f"voice_{voice.kind}_unnamed")]
    return [texts(f"voice_{voice.kind}", " ".join(article.text[slice(*voice.speaker)].split()))]


def also_line(quote: "Quote", texts: Texts) -> str | None:
    """„auch in: dpa, Februar 2018; Morgenblatt, Februar 2018“: other articles with the answering sentence, or None."""
    others = {copy.article.id: copy.article for copy in quote.also_in if copy.article.id != quote.article.id}
    if not others:
        return None
    named = [_source_and_date(article, texts) for article in others.values()]
    shown = (
        named
        if len(named) <= _MOST_COPIES
        else [*named[: _MOST_COPIES - 1], texts("also_more", n=len(named) - _MOST_COPIES + 1)]
    )
    return visible_line(texts("also_in", "; ".join(shown)))


def origins_line(origins: "Origins", texts: Texts) -> str | None:
    """„4 Quellen, 1 Ursprung (dpa)“, or None where a single article stands behind the answer."""
    if origins.articles < 2:
        return None
    if not origins.origins:
        return None
    names = [*origins.named, *(texts("origin_presumed", name) for name in origins.presumed)]
    counts = f"{texts.counted('sources', origins.sources)}, {texts.counted('origins', origins.origins)}"
    counts = f"{counts} ({', '.join(names)})" if names else counts
    return visible_line(counts + (texts.counted("origins_unknown", origins.unknown) if origins.unknown else ""))


def _source_and_date(article: "Article", texts: Texts) -> str:
    source = article.source.value if article.source else f"{texts('source_unknown')} ({PurePath(article.file).name})"
    return f"{source}, {article.published_label(texts.lang)}"


def understood_line(understood: "Understood", texts: Texts) -> str | None:
    """What was read out of the question beyond its words, or None."""
    carried = understood.carried
    parts = [", ".join(carried.terms)] if carried and carried.terms else []
    if understood.period:
        said = texts("understood_period", _asked_label(understood.period, texts))
        parts.append(texts("carried", said) if carried and carried.period else said)
    if understood.source:
        said = texts("understood_source", understood.source.name)
        parts.append(texts("carried", said) if carried and carried.source else said)
    if not understood.narrow and (understood.period or understood.source):
        taken = 1 if carried and carried.terms else 0
        lines = [texts("understood_after", part) for part in parts[:taken]]
        return visible_line(". ".join([*lines, texts("understood_ignored", " · ".join(parts[taken:]))]))
    return visible_line(texts("understood_after" if carried else "understood", " · ".join(parts))) if parts else None


def _asked_label(period: "AskedPeriod", texts: Texts) -> str:
    """The period, and the question's words where they say it in another way („Anfang 2020“)."""
    label = period.label(texts.lang)
    other = period.text.casefold() not in label.casefold() and any(letter.isalpha() for letter in period.text)
    return texts("understood_words", label, period.text) if other else label


def remark_lines(understood: "Understood", coverage: "Coverage", only: "Filter", texts: Texts) -> list[str]:
    """What could not be taken as the question says it, a sentence each, with what the archive covers.

    Under a filter the coverage is of what that left, and the archive's is not said. That the question means another period or
    outlet than the filter comes first.
    """
    period = understood.period.label(texts.lang) if understood.period else ""
    made = _beside(understood, only, texts)
    for remark in understood.remarks:
        line = texts(f"remark_{remark.code}", text=remark.text, period=period)
        if remark.code == "outside":
            covers = texts("remark_covers", period_label(coverage, texts), coverage.undated)
            line += texts("remark_no_more") if only else covers
        elif remark.code == "unknown_source":
            line += texts("remark_no_more") if only else sources_there(coverage, texts)
        made.append(visible_line(line))
    return made


def sources_there(coverage: "Coverage", texts: Texts) -> str:
    """„; es gibt: Morgenblatt, dpa.“: what ends a sentence on an outlet that is not there."""
    names = [name for name in coverage.sources if name]
    shown = [*names[:_MOST_SOURCES], *(["…"] if len(names) > _MOST_SOURCES else [])]
    return texts("remark_sources", ", ".join(shown)) if shown else texts("remark_no_more")


def _beside(understood: "Understood", only: "Filter", texts: Texts) -> list[str]:
    """That the question means a period or an outlet that the filter leaves nothing of."""
    if not understood.narrow:
        return []
    made = []
    days = DateInterval(only.since or date.min, only.until or date.max)
    if understood.period and not understood.period.days.overlaps(days):
        limit = filter_label(replace(only, source=None), texts)
        made.append(visible_line(texts("remark_other_period", understood.period.label(texts.lang), limit)))
    if understood.source and only.source:
        wanted = outlet_names(only.source)
        if not any(wanted & outlet_names(name) for name in (understood.source.name, *understood.source.sources)):
            made.append(visible_line(texts("remark_other_source", understood.source.name, only.source)))
    return made


def filter_label(only: "Filter", texts: Texts) -> str:
    """„ab 1. Februar 2018 · bis 31. Juli 2018 · Quelle dpa“; empty without a filter."""
    parts = []
    if only.since:
        parts.append(texts("filter_since", label_day(only.since, texts.lang)))
    if only.until:
        parts.append(texts("filter_until", label_day(only.until, texts.lang)))
    if only.source:
        parts.append(texts("understood_source", only.source))
    return visible_line(" · ".join(parts))


def filter_line(only: "Filter", texts: Texts) -> str | None:
    """„Eingeschränkt auf: ab 1. Februar 2018“, or None without a filter."""
    return texts("filter", filter_label(only, texts)) if only else None


def undated_apart(answer: "Answer") -> int:
    """How many undated articles a filter left apart, where it did and no quote is from one."""
    if not (answer.only.since or answer.only.until) or any(quote.fit == "undated" for quote in answer.quotes):
        return 0
    return answer.coverage.undated


def apart_line(count: int, texts: Texts) -> str | None:
    """That so many undated articles were left apart, or None where none was."""
    if not count:
        return None
    return texts("filter_apart_one") if count == 1 else texts("filter_apart", n=count)


def searched_line(coverage: "Coverage", texts: Texts) -> str:
    """„Durchsucht: 36 Artikel, September 2014 bis Februar 2021, davon 2 undatiert.“."""
    if not coverage.articles:
        return texts("searched_nothing")
    undated = texts("searched_undated", n=coverage.undated) if coverage.undated else ""
    return texts("searched", articles=coverage.articles, period=period_label(coverage, texts), undated=undated)


def unknown_line(words: "Sequence[str]", understood: "Understood", texts: Texts) -> str | None:
    """„Im durchsuchten Text steht nirgends: „Pechstein“, „1998“.“, or None where all of the question's names and numbers do.

    What was read as a period or an outlet is left out, and so are words of which a remark says already that nothing is there.
    """
    said = [each.text for each in understood.remarks if each.code != "nothing_before"]
    said += [understood.source.name] if understood.source else []
    read = {word for text in said for word in _WORD.findall(text)}
    read |= set(_OF_DATES.findall(understood.period.text)) if understood.period else set()
    unknown = [word for word in words if not read.issuperset(_WORD.findall(word))]
    return visible_line(texts("unknown", words=", ".join(texts("quoted", word) for word in unknown))) if unknown else None


def period_label(coverage: "Coverage", texts: Texts) -> str:
    """The months that the dated articles cover."""
    if coverage.earliest is None or coverage.latest is None:
        return texts("period_none")
    months = [DateInterval.of(day.year, day.month).label(texts.lang) for day in (coverage.earliest, coverage.latest)]
    return months[0] if months[0] == months[1] else texts("period", *months)

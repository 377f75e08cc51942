"""Markdown (CommonMark): each quotation as a block quotation with the line of its source."""

from collections.abc import Iterable

from bot.exporting.entry import Entry, Listing, Missing, Section, flat
from bot.formatting.plain import visible
from bot.texts import Texts
from corpus.patterns import regex

_SPECIAL = regex(r"[\\`*_{}\[\]<>#|~&$^]")
_LINE_START = regex(r"^(\d{1,9}(?=[.)])|(?=[-+=:]))")
_PARAGRAPHS = regex(r"\n[^\S\n]*\n\s*")


def render(listing: Listing, texts: Texts) -> str:
    """A heading for each question with its quotations."""
    return "\n".join(line for section in listing.sections for line in _section(section, texts))


def escaped(text: str) -> str:
    """The text on one line so that it is shown literally, wherever it stands in a line."""
    return _LINE_START.sub(lambda match: match.group() + "\\", _SPECIAL.sub(lambda match: "\\" + match.group(), flat(text)))


def _section(section: Section, texts: Texts) -> Iterable[str]:
    yield f"# {escaped(section.heading)}\n"
    if not section.entries and not section.missing:
        yield f"{texts('not_found')}\n"
    for entry in section.entries:
        if entry.verdict:
            yield f"{_checked(entry.claim, entry.verdict, texts)}\n"
        yield f"{_quoted(entry.text)}\n>\n> — {_source(entry, texts)}\n"
    for missing in section.missing:
        yield f"{_missing(missing, texts)}\n"


def _quoted(text: str) -> str:
    """Each line of the quotation as a line, its paragraphs as paragraphs."""
    paragraphs = _PARAGRAPHS.split(visible(text.strip()))
    lines = ["\n".join(f"> {escaped(line)}" for line in paragraph.split("\n") if line.strip()) for paragraph in paragraphs]
    return "\n>\n".join(lines)


def _source(entry: Entry, texts: Texts) -> str:
    """Whose words, title, source and date, and where to look it up."""
    article = entry.article
    said = [] if entry.voice == "own" else [_voice(entry, texts)]
    title = escaped(entry.title or entry.file_name)
    parts = [
        *said,
        f"[{title}](<{entry.link.replace('&', '&amp;')}>)" if entry.link else title,
        escaped(entry.source) if entry.source else texts("source_unknown"),
        article.published_label(texts.lang),
        *([texts("page", entry.page)] if entry.page else []),
        escaped(f"{entry.file_name}, {article.id} [{entry.start}, {entry.end})"),
        *([texts("export_receipt", entry.receipt)] if entry.receipt else []),
    ]
    others = [each.article for each in entry.also_in if each.article.id != article.id]
    named = [each.source.value if each.source else texts("source_unknown") for each in others]
    also = [texts("also_in", "; ".join(dict.fromkeys(named)))] if named else []
    return " · ".join([*parts, *map(escaped, also)])


def _voice(entry: Entry, texts: Texts) -> str:
    if entry.speaker is None:
        return texts(f"voice_{entry.voice}_unnamed")
    return escaped(texts(f"voice_{entry.voice}", entry.speaker))


def _checked(claim: str, verdict: str, texts: Texts) -> str:
    return f"**{texts('verdict_' + verdict.replace(' ', '_'))}:** {escaped(texts('quoted', claim))}"


def _missing(missing: Missing, texts: Texts) -> str:
    return _checked(missing.claim, missing.verdict, texts)

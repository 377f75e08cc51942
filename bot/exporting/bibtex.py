"""BibTeX, read by LaTeX (BibTeX, biblatex), JabRef and Zotero; in UTF-8."""

from bot.exporting.entry import Entry, Listing, flat
from bot.exporting.people import given_and_family
from bot.texts import Texts
from corpus.dates import DateInterval
from corpus.patterns import regex

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SPECIAL = regex(r"[\\{}#$%&_~^]")
_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # `\{` would count as an opening brace where BibTeX looks for the end of a field
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def render(listing: Listing, texts: Texts) -> str:
    """One entry a place: an @article of its outlet, @misc where that is unknown."""
    return "\n".join(_entry(entry, listing, texts) for entry in listing.places())


def escaped(text: str) -> str:
    """The text so that LaTeX prints it and BibTeX finds its end."""
    return _SPECIAL.sub(lambda match: _ESCAPED.get(match.group(), "\\" + match.group()), text)


def _entry(entry: Entry, listing: Listing, texts: Texts) -> str:
    fields = {
        "author": " and ".join(map(_name, entry.authors)),
        "title": f"{{{escaped(entry.title)}}}" if entry.title else "",  # the inner braces keep its capitals
        "journal": escaped(entry.source),
        "pages": str(entry.page or ""),
        "url": entry.link,  # taken as it stands by \url; none of its characters ends a field
        "language": "ngerman" if entry.article.language == "de" else "english",
        "annote": escaped(texts("quoted", flat(entry.text))),
    }
    months = {}
    if entry.article.published:
        days = entry.article.published.value
        fields |= _dated(days)
        months = {"month": _MONTHS[days.earliest.month - 1]} if days.precision in ("day", "month") else {}
        fields |= {"urldate": listing.day.isoformat()} if entry.link else {}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines += [f"  {name} = {value}," for name, value in months.items()]
    return "\n".join([f"@{'article' if entry.source else 'misc'}{{{entry.key},", *lines, "}"]) + "\n"


def _dated(days: DateInterval) -> dict[str, str]:
    """The year, the day; a range as biblatex takes it, beside the year where it has one."""
    year = {"year": str(days.earliest.year)} if days.earliest.year == days.latest.year else {}
    if days.precision == "range":
        return year | {"date": days.iso()}
    return year | ({"day": str(days.earliest.day)} if days.precision == "day" else {})


def _name(name: str) -> str:
    """Braces keep a name together that is no person's, and the word „and“ in it from beginning another."""
    parts = given_and_family(name)
    return f"{parts[1]}, {parts[0]}" if parts else f"{{{escaped(name)}}}"

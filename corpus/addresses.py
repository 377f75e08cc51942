"""What an article's web address and its file's name say of it: a date and an outlet, where they can mean nothing else."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.dates import DateInterval, parse_date
from corpus.metadata import NOTHING, Metadata
from corpus.outlets import is_everyday_outlet, is_outlet
from corpus.patterns import regex

_Y = r"((?:19|20)\d\d)"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FOLDERS = regex(rf"/{_Y}/(\d\d?|{'|'.join(_MONTHS)})(?:/(\d\d?))?(?=/|$)", re.IGNORECASE)
_DASHED = regex(rf"(?<!\d)(?<!\d-){_Y}-(\d\d)(?:-(\d\d))?(?![\d])(?!-\d)")
_JOINED = regex(rf"(?<!\d){_Y}(\d\d)(\d\d)(?:[012]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)")
_MIRROR = regex(r"https?://(?:web\.)?archive\.(?:org|is|today|ph)/(?:web/)?(?:\d+[a-z_]*/)?(https?://.+)", re.IGNORECASE)
_NO_OUTLETS = regex(
    r"(?:.*\.)?(?:example\.(?:com|org|net)|localhost|archive\.(?:org|is|today|ph)|google\.\w+|googleusercontent\.com|t\.co|"
    r"bit\.ly|twitter\.com|x\.com|facebook\.com|youtube\.com|youtu\.be|instagram\.com|reddit\.com|msn\.com|apple\.news|"
    r"yahoo\.com|feedburner\.com|feedproxy\.google\.com|flipboard\.com|pressreader\.com|ampproject\.org|amazonaws\.com|"
    r"github\.com|github\.io|medium\.com|wikipedia\.org|wikimedia\.org)|.*\.(?:test|invalid|local|internal)|[\d.]+|[^.]*|.*:.*",
    re.IGNORECASE,
)
_FRONT = regex(r"^(?:(?:www\d?|m|mobil|mobile|amp|rss|feeds?)\.)+", re.IGNORECASE)
_FILE_DATE = regex(
    rf"(?<![^\W_]){_Y}(?:([-_.]?)(\d\d)\2(\d\d)(?=T\d|[\W_]|$)|[-_.](\d\d)(?![^\W_]|-\d))"
    rf"|(?<![^\W_])(\d\d?)([.-])(\d\d?)\7{_Y}(?![^\W_])"
)
_MACHINE = regex(
    r"(?<![^\W_])(?:scan|img|dsc|screenshot|bildschirmfoto|export|backup|download|dump|crawl|kopie|copy)",
    re.IGNORECASE,
)
_EDGE = " _-.,"


@dataclass(frozen=True)
class Said:
    """What an address or a name says; `unreadable` is what stands in a date's place and is none."""

    metadata: Metadata = NOTHING
    unreadable: str | None = None


def said_by_url(url: str) -> Said:
    """The outlet by the host („www.tagesschau.de“ → „tagesschau.de“) and the date by the path („/2018/02/15/“).

    Two different dates in a path say nothing, nor does a year alone. A web archive's copy is read as what it copies.
    """
    mirrored = _MIRROR.match(url.strip())
    try:
        parts = urlsplit(mirrored.group(1) if mirrored else url.strip())
        host = (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return Said()
    source = _FRONT.sub("", host.rstrip(".")) if host and not _NO_OUTLETS.fullmatch(host.rstrip(".")) else None
    if not host:
        return Said()
    for pattern in (_FOLDERS, _DASHED, _JOINED):
        found = {match.groups() for match in pattern.finditer(parts.path)}
        if len(found) > 1:
            break
        if found:
            date, unreadable = _date(*found.pop())
            if date or pattern is _FOLDERS:  # elsewhere digits may be a number of anything
                return Said(Metadata(source=source, date=date), unreadable)
    return Said(Metadata(source=source))


def said_by_file_name(name: str) -> Said:
    """The date in a file's name, and beside it an outlet's name: „2018-02-15_tagesschau.txt“, „20180215-spiegel-nato.html“.

    Names that machines give (scan, export, IMG) say when the file was made; two dates say nothing.
    """
    stem = re.sub(r"\.(?!\d)[^.]*$|\.[a-z]\w{1,5}$", "", name)
    matches = list(_FILE_DATE.finditer(stem))
    if len(matches) != 1 or _MACHINE.search(stem):
        return Said()
    match = matches[0]
    year, _, month, day, month_alone, first, _, second, year_last = match.groups()
    if year_last:
        try:
            date: DateInterval | None = parse_date(f"{first}/{second}/{year_last}" if match[7] == "-" else match.group())
            unreadable = None
        except ValueError:
            date, unreadable = None, match.group()
    else:
        date, unreadable = _date(year, month or month_alone, day)
    if date is None:
        return Said(unreadable=unreadable)
    return Said(Metadata(date=date, source=_outlet_beside(stem[: match.start()], stem[match.end() :])))


def _date(year: str, month: str, day: str | None = None) -> tuple[DateInterval | None, str | None]:
    """The date, or what was written in its place."""
    number = _MONTHS.index(month.casefold()) + 1 if month.casefold() in _MONTHS else int(month)
    try:
        return DateInterval.of(int(year), number, int(day) if day else None), None
    except ValueError:
        return None, "-".join(part for part in (year, month, day) if part)


def _outlet_beside(before: str, after: str) -> str | None:
    """An outlet's name that begins right behind the date or ends right before it; a common word only if nothing else is."""
    before, after = before.strip(_EDGE), after.strip(_EDGE)
    alone = [text for text in (before, after) if text]
    if len(alone) == 1 and (is_outlet(alone[0]) or is_everyday_outlet(alone[0])):
        return alone[0]
    behind = [match.end() for match in re.finditer(r"[^ _-]+", after)][:3]
    ahead = [match.start() for match in re.finditer(r"[^ _-]+", before)][-3:]
    names = [*(after[:end] for end in reversed(behind)), *(before[start:] for start in ahead)]
    return next((name for name in names if is_outlet(name)), None)

"""The blocks of an article's text: prose, and the furniture around it that is never quoted as a sentence."""

import re

from corpus.article import Block, BlockKind, Span
from corpus.bylines import Byline, parse_byline
from corpus.datelines import find_dateline
from corpus.dates import parse_timestamp
from corpus.patterns import regex

_ENDED = regex(r"[.!?…:;][\"'“”„’‘«»)\]]*$")
_CREDIT = regex(
    r"(?:Bild|Foto|Fotos|Photo|Grafik|Image|Picture|Archivbild|Symbolbild|Quelle|Caption|Bildquelle|Bildunterschrift)"
    r"(?:\s*[.:|/]|\s+©|\s*$)",
    re.IGNORECASE,
)
_LABELLED = regex(r"(?:Bild|Foto|Photo|Grafik|Archivbild|Symbolbild|Bildunterschrift|Caption)\s*:", re.IGNORECASE)
_TRAILING_CREDIT = regex(
    r"(?:[(|/–©-]|[.!?…][\"”“]?\s)\s*(?:Foto|Bild|Photo|Grafik|Archivbild)\s*:[^.!?]{1,60}$", re.IGNORECASE
)
_ROLE_CAPTION = regex(r"(?:[A-ZÄÖÜ][\w.-]*\s+){1,5}[A-ZÄÖÜ][\w.-]*: [A-ZÄÖÜ\"„“].*")
_LAST_STOP = regex(r".*[.!?…][\"“”»)]?\s+(?=[A-ZÄÖÜ\"„“])", re.DOTALL)
_LABELLED_SOURCE = regex(r"\(?Quellen?\s*:", re.IGNORECASE)
_SHORT = 90
_LONGEST_CAPTION = 300
_TOP_LINES = 4
_MOST_LINES = 10_000
"""Of a longer text the rest is prose, paragraph by paragraph: no newspaper has such an article."""


def find_blocks(text: str) -> tuple[tuple[Block, ...], tuple[Byline, ...]]:
    """The blocks of `text` in order, and the bylines among them. White space between blocks belongs to none."""
    spans: list[Span] = []
    for paragraph in _paragraphs(text):
        spans += _lines(text, paragraph) if len(spans) < _MOST_LINES else [paragraph]
    blocks: list[Block] = []
    bylines: list[Byline] = []
    first = True
    date_line = _date_line([text[start:end] for start, end in spans])
    for number, (start, end) in enumerate(spans):
        if number >= _MOST_LINES:
            blocks.append(Block(start, end, BlockKind.PROSE))
            continue
        line = text[start:end]
        byline = date_line[1] if date_line and date_line[0] == number else parse_byline(line)
        if byline and not (_LABELLED_SOURCE.match(line) and _is_of_a_picture(blocks, number + 1 < len(spans))):
            bylines.append(byline)
            blocks.append(Block(start, end, BlockKind.BYLINE))
            continue
        dateline = find_dateline(line)
        if dateline and dateline.end >= len(line) and dateline.origin and number + 1 < len(spans):
            blocks.append(Block(start, end, BlockKind.DATELINE))
            continue
        kind = _kind(line, first, len(spans))
        first = False
        if kind is BlockKind.CAPTION and _CREDIT.match(line) and blocks and blocks[-1].kind is BlockKind.PROSE:
            blocks[-1:] = _split_caption(text, blocks[-1])
        blocks.append(Block(start, end, kind))
    if not any(block.kind is BlockKind.PROSE for block in blocks):
        blocks = [_as_prose(block) for block in blocks]
    return tuple(blocks), tuple(bylines)


def _is_of_a_picture(before: list[Block], followed: bool) -> bool:
    """Whether „Quelle: …“ is a picture's: within the text, or below a caption."""
    return followed or bool(before and before[-1].kind is BlockKind.CAPTION)


def _date_line(lines: list[str]) -> tuple[int, Byline] | None:
    """The number of the line near the top that is a date and nothing else, and what it says; None in a chronicle of several.

    In a text of one or two lines it is the text.
    """
    found = []
    for number, line in enumerate(lines):
        if len(line) <= _SHORT and any(character.isdigit() for character in line):
            try:
                found.append((number, Byline(date=parse_timestamp(line))))
            except ValueError:
                continue
    if len(found) != 1 or found[0][0] >= _TOP_LINES or len(lines) < 3:
        return None
    date = found[0][1].date
    return found[0] if date is not None and date.precision == "day" else None


def _as_prose(block: Block) -> Block:
    """Short lines are the text itself where there is no other: a news ticker, a list, a headline alone."""
    short = block.kind in (BlockKind.TITLE, BlockKind.SUBHEAD)
    return Block(block.start, block.end, BlockKind.PROSE) if short else block


def _kind(line: str, first: bool, total: int) -> BlockKind:
    labelled = _LABELLED.match(line) or _TRAILING_CREDIT.search(line)
    if (len(line) <= _LONGEST_CAPTION and labelled) or (len(line) <= _SHORT and _CREDIT.match(line)):
        return BlockKind.CAPTION
    if len(line) > _SHORT or _ENDED.search(line) or total == 1:
        return BlockKind.PROSE
    if _ROLE_CAPTION.fullmatch(line):
        return BlockKind.CAPTION
    return BlockKind.TITLE if first else BlockKind.SUBHEAD


def _split_caption(text: str, block: Block) -> list[Block]:
    """A picture's credit follows: what stands unended at the end of the prose before it is the picture's caption."""
    prose = text[block.start : block.end]
    if _ENDED.search(prose):
        return [block]
    stop = _LAST_STOP.match(prose)
    if stop is None:
        return [block]
    cut = block.start + stop.end()
    return [
        Block(block.start, block.start + len(prose[: stop.end()].rstrip()), BlockKind.PROSE),
        Block(cut, block.end, BlockKind.CAPTION),
    ]


def _paragraphs(text: str) -> list[Span]:
    """The stretches between blank lines."""
    return [(m.start(), m.end()) for m in re.finditer(r"\S(?:(?!\r?\n[^\S\n]*\r?\n)[\s\S])*", text)]


def _lines(text: str, paragraph: Span) -> list[Span]:
    """The lines of a paragraph, trimmed; a hard-wrapped paragraph is one."""
    start, end = paragraph
    found = (_trim(text, start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n]+", text[start:end]))
    lines = [(a, b) for a, b in found if a < b]
    whole = len(lines) > _MOST_LINES or _is_wrapped([text[a:b] for a, b in lines])
    return [(lines[0][0], lines[-1][1])] if whole else lines


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken at a margin: all but the last near one width, and some broken inside a sentence."""
    if len(lines) < 2:
        return False
    widths = [len(line) for line in lines[:-1]]
    margin = max(len(line) for line in lines)
    return 35 <= margin <= 120 and min(widths) >= 0.6 * margin and any(not _ENDED.search(line) for line in lines[:-1])


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))

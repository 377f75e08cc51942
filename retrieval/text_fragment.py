"""Links that open an article's page at a quotation: its address with a text fragment (`#:~:text=`, a draft of the WICG).

A browser takes the first place where the terms stand in whole words, and a term never reaches from one block of the page into
the next. The stored text does not say where the page's blocks end, so no term crosses a line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from corpus.article import Article, Span
from corpus.patterns import regex
from retrieval.page_text import EDGE, expression, folded, line_around, term, whole_words, words_in

_WEB = regex('https?://[^\\s<>"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+', re.IGNORECASE)
_HYPHENATED = regex("\\w[-\u00ad]$")
_LONG = 120
"""A quotation of more characters is named by its first and last words: the link is short, and holds where the page differs
between them."""
_FEWEST = 4
"""So many words at either end, where there are so many."""
_CLOSE = 12
"""Up to so many words more all ways to share them out are tried; beyond that, only some."""
_MOST = 100
_LONGEST = 1500
"""Words that are looked at for a term, and characters that a link may grow by: messengers cut or refuse longer addresses."""


def fragment_link(article: Article, start: int, end: int) -> str | None:
    """The address of the article's page that opens at the characters `[start, end)` of its text, widened to whole words.

    Where they stand more than once, words before and behind them tell which place is meant. The bare address where nothing
    does, or nothing is to be seen there; None without a web address.
    """
    url = article.url.value.strip() if article.url else ""
    if not _WEB.fullmatch(url):
        return None
    page = _page(article)
    ahead = len(page) - len(article.text)
    directive = text_directive(page, start + ahead, end + ahead)
    if directive is None:
        return url
    return f"{url.partition(':~:')[0]}{'' if '#' in url else '#'}:~:text={directive}"


def _page(article: Article) -> str:
    """The text as the page has it: with the title above, which the stored text may lack."""
    title = article.title.value if article.title else ""
    there = not title or title.strip() in map(str.strip, article.text.splitlines())
    return article.text if there else f"{title}\n{article.text}"


def text_directive(text: str, start: int, end: int) -> str | None:
    """`[prefix-,]start[,end][,-suffix]` that browsers find at `[start, end)` of the text alone; None where there is none."""
    start, end = whole_words(text, start, end)
    place = _Place.of(text, start, end)
    if place is None:
        return None
    found = _ends(place) if place.long else _whole(place)
    try:
        directive = found.written(text) if found else ""
    except UnicodeEncodeError:  # half a character
        return None
    return directive if 0 < len(directive) <= _LONGEST else None


@dataclass(frozen=True)
class _Terms:
    """The spans of the terms; `end`, `prefix` and `suffix` may be empty."""

    start: Span
    end: Span = (0, 0)
    prefix: Span = (0, 0)
    suffix: Span = (0, 0)

    def written(self, text: str) -> str:
        prefix, start, end, suffix = (
            quote(term(text[slice(*span)]), safe="").replace("-", "%2D")
            for span in (self.prefix, self.start, self.end, self.suffix)
        )
        return ",".join(
            [*([f"{prefix}-"] if prefix else []), start, *([end] if end else []), *([f"-{suffix}"] if suffix else [])]
        )


@dataclass(frozen=True)
class _Place:
    """Where a quotation stands: the folded text, its span there, and the words for the terms, in the text's characters.

    `head` and `tail` are the quotation's own in its first and its last line, `before` and `behind` those around it: of its
    line, or of the next line that has any.
    """

    text: str
    page: str
    start: int
    end: int
    head: Sequence[Span]
    tail: Sequence[Span]
    before: Sequence[Span]
    behind: Sequence[Span]
    long: bool

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "_Place | None":
        if not expression(text[start:end]):
            return None
        first, last = line_around(text, start), line_around(text, end - 1)
        head, tail = words_in(text, start, min(first[1], end)), words_in(text, max(last[0], start), end)
        one_line = first == last
        if not one_line:
            head = head[:-1] if len(head) > 1 and _HYPHENATED.search(text, *head[-1]) else head
            ended = words_in(text, *line_around(text, len(text[: last[0]].rstrip()) - 1))[-1]
            tail = tail[1:] if len(tail) > 1 and _HYPHENATED.search(text, *ended) else tail
        before, behind = words_in(text, first[0], start), words_in(text, end, last[1])
        if not before and text[:start].strip():
            above = len(text[:start].rstrip())
            before = words_in(text, line_around(text, above - 1)[0], above)
        if not behind and text[end:].strip():
            below = len(text) - len(text[end:].lstrip())
            behind = words_in(text, below, line_around(text, below)[1])
        page, ahead = folded(text), len(folded(text[:start]))
        long = not one_line or (end - start > _LONG and len(head) > 1)
        beyond = ahead + len(folded(text[start:end]))
        return cls(text, page, ahead, beyond, head, tail, before[-_MOST:], behind[:_MOST], long)

    def last_before(self, count: int) -> Span:
        """The span of so many words before the quotation."""
        return (self.before[-count][0], self.before[-1][1]) if count else (0, 0)

    def first_behind(self, count: int) -> Span:
        """The span of so many words behind the quotation."""
        return (self.behind[0][0], self.behind[count - 1][1]) if count else (0, 0)

    def expression(self, span: Span) -> str:
        """What finds the words of a span in the page."""
        return expression(self.text[slice(*span)])


def _whole(place: _Place) -> _Terms | None:
    """All of the quotation, with as few words around it as make it one of a kind."""
    start = place.head[0][0], place.head[-1][1]
    for prefix, suffix in _shares(len(place.before), len(place.behind)):
        terms = _Terms(start, prefix=place.last_before(prefix), suffix=place.first_behind(suffix))
        if _places(place, terms) == [place.start]:
            return terms
    return _if_first(place, _Terms(start))


def _ends(place: _Place) -> _Terms | None:
    """The quotation's first and last words, as few as do; the first alone where its last stand between, too."""
    one_line = place.head[-1] == place.tail[-1]
    most = len(place.head) - 1 if one_line else len(place.head)
    fewest = min(_FEWEST, most, max(1, len(place.head) // 2) if one_line else most)
    for more, prefix in _shares(min(most - fewest, _MOST), len(place.before)):
        terms = _Terms((place.head[0][0], place.head[fewest + more - 1][1]), prefix=place.last_before(prefix))
        if _places(place, terms) == [place.start]:
            return _with_end(place, terms, len(place.tail) - (fewest + more if one_line else 0)) or terms
    return _if_first(place, _Terms((place.head[0][0], place.head[fewest - 1][1])))


def _if_first(place: _Place, terms: _Terms) -> _Terms | None:
    """The terms, though they stand in other places too, where the one meant is the first: browsers take that."""
    return terms if _places(place, terms)[:1] == [place.start] else None


def _with_end(place: _Place, terms: _Terms, most: int) -> _Terms | None:
    """The terms with the last words of the quotation, that stand nowhere between."""
    after = len(folded(place.text[: terms.start[1]]))
    fewest = min(_FEWEST, most)
    for more, suffix in _shares(min(most - fewest, _MOST), len(place.behind)):
        end = place.tail[-(fewest + more)][0], place.tail[-1][1]
        behind = place.first_behind(suffix)
        inner = rf"{place.expression(end)}(?P<at>)" + (rf"\s*{place.expression(behind)}" if suffix else "")
        if next(_found(_seen(inner), place.page, after), None) == place.end:
            return _Terms(terms.start, end, terms.prefix, behind)
    return None


def _places(place: _Place, terms: _Terms) -> list[int]:
    """Where in the page the first term stands between the others: the first two places."""
    start, prefix, suffix = (place.expression(span) for span in (terms.start, terms.prefix, terms.suffix))
    inner = rf"{prefix}\s*(?P<at>){start}" if prefix else rf"(?P<at>){start}"
    return list(islice(_found(_seen(rf"{inner}\s*{suffix}" if suffix else inner), place.page, 0), 2))


def _seen(inner: str) -> str:
    """An expression for what it stands for as whole words, matches that overlap too."""
    return rf"(?={EDGE}{inner}{EDGE})"


def _found(wanted: str, page: str, begin: int) -> Iterator[int]:
    """The places that the expression calls `at`, from `begin` on."""
    return (match.start("at") for match in regex(wanted).finditer(page, begin))


def _shares(left: int, right: int) -> Iterator[tuple[int, int]]:
    """The ways to take words of two supplies, those of the fewest words first."""
    for both in range(min(_CLOSE, left + right) + 1):
        for one in range(max(0, both - right), min(both, left) + 1):
            yield one, both - one
    many = 2 * _CLOSE
    while many < 2 * max(left, right):
        yield from ((min(many, left), 0), (0, min(many, right)), (min(many, left), min(many, right)))
        many *= 2

"""Text as Telegram's HTML: everything is shown literally, and the few tags that Wortlaut uses are made here."""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from corpus.article import Span
from corpus.patterns import regex

_RINGED = regex(".\u030a")
_SURROGATE = regex("[\ud800-\udfff]")
_TAG = regex(r"<[^>]+>")
_WEB = regex(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)


def sendable(text: str) -> str:
    """The text as it is sent: what is stored, character for character, but for two things that would not arrive.

    Telegram takes the combining ring (U+030A) out of messages, which makes an „a“ of a decomposed „å“: where letter and
    ring have a common character it is sent. A lone surrogate is no text and becomes U+FFFD.
    """
    if "\u030a" in text:
        text = _RINGED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
    return _SURROGATE.sub("\ufffd", text)


def escape(text: str) -> str:
    """The text so that it is shown literally."""
    return html.escape(sendable(text), quote=False)


def bold(text: str) -> str:
    """The text, bold."""
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    """The text, in italics."""
    return f"<i>{escape(text)}</i>"


def link(text: str, url: str) -> str:
    """The text as a link; without one where `url` is no web address."""
    return f'<a href="{html.escape(sendable(url))}">{escape(text)}</a>' if _WEB.fullmatch(url) else escape(text)


def blockquote(inner: str, *, expandable: bool) -> str:
    """`inner` (HTML) as a block quotation, folded where it is expandable."""
    return f"<blockquote{' expandable' if expandable else ''}>{inner}</blockquote>"


def emphasised(text: str, start: int, end: int, spans: Sequence[Span], underlined: Sequence[Span] = ()) -> str:
    """The characters `[start, end)` with what lies of `spans` in them bold, and of `underlined` underlined."""

    def inner(low: int, high: int) -> str:
        return _tagged("u", low, high, underlined, lambda first, last: escape(text[first:last]))

    return _tagged("b", start, end, spans, inner)


def _tagged(tag: str, start: int, end: int, spans: Sequence[Span], inner: Callable[[int, int], str]) -> str:
    """`[start, end)` as `inner` writes it, with what lies of `spans` in it between tags."""
    made, at = [], start
    for first, last in sorted(spans):
        low, high = max(first, at), min(last, end)
        if low < high:
            made += [inner(at, low), f"<{tag}>{inner(low, high)}</{tag}>"]
            at = high
    return "".join([*made, inner(at, end)])


def plain(markup: str) -> str:
    """What is left of our HTML when its tags are parsed: the text a person sees, and the one that is counted."""
    return html.unescape(_TAG.sub("", markup))

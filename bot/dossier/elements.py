"""Elements of the page, escaped by construction: text goes into a tree and comes out as HTML through lxml alone.

What XML has no place for, and what steers how text is shown, becomes U+FFFD, a character for a character.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from bot.formatting.plain import visible
from corpus.article import Span
from corpus.patterns import regex

Element = Any
"""An element of lxml's tree; lxml comes without types."""
Child = Element | str | None

_NO_CHARACTER = regex("[\ufffe\uffff]")
_WEB = regex(r"https?://[^\s/]+\S*")


def shown(text: str) -> str:
    """The text as the page holds it: `visible`, without what is no character."""
    return _NO_CHARACTER.sub("\ufffd", visible(text))


def el(tag: str, *children: Child | Iterable[Child], **attributes: str | float | None) -> Element:
    """An element; `class_` is class, `aria_label` is aria-label. A child or an attribute that is None is left out."""
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-") if name != "viewBox" else name, shown(str(value)))
    for child in children:
        for each in [child] if child is None or isinstance(child, str) or etree.iselement(child) else child:
            _append(made, each)
    return made


def link(url: str, *children: Child) -> Element | None:
    """A link out of the page, to the web alone; None where the address is of another kind. Paper shows no fragment."""
    if not _WEB.fullmatch(url):
        return None
    return el("a", *children, href=url, rel="noreferrer", data_address=url.partition("#:~:")[0].partition(":~:")[0])


def marked(text: str, whole: Span, spans: Iterable[Span], tag: str = "mark") -> list[Child]:
    """The characters of `whole`, all of them, those of `spans` in elements of `tag`."""
    made: list[Child] = []
    at, end = whole
    for start, stop in sorted(spans):
        low, high = max(start, at), min(stop, end)
        if low < high:
            made += [text[at:low], el(tag, text[low:high])]
            at = high
    return [*made, text[at:end]]


def table(caption: Sequence[Child], heads: Sequence[str], rows: Iterable[Sequence[Child | list[Child]]], name: str) -> Element:
    """A table of which the first column heads its rows; where it is too wide it can be moved, with the keyboard too."""
    columns = el("tr", [el("th", head, scope="col") for head in heads])
    body = [el("tr", el("th", row[0], scope="row"), [el("td", cell) for cell in row[1:]]) for row in rows]
    made = el("table", el("caption", *caption, id=name), el("thead", columns), el("tbody", body))
    return el("div", made, class_="wide", role="group", aria_labelledby=name, tabindex="0")


def document(root: Element) -> str:
    """The whole page as HTML."""
    return f"<!DOCTYPE html>\n{etree.tostring(root, method='html', encoding='unicode')}\n"


def _append(parent: Element, child: Child) -> None:
    if child is None or child == "":
        return
    if not isinstance(child, str):
        parent.append(child)
        return
    text = shown(child)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text

"""The whole page: head, contents, the parts in their sections, receipts and sources. It holds all it needs and runs nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.dossier.answers import answer_parts
from bot.dossier.appendix import proofs, sources
from bot.dossier.checks import check_parts
from bot.dossier.elements import Child, Element, document, el
from bot.dossier.gathering import Dossier, Part
from bot.dossier.quotes import other
from bot.dossier.register import Register
from bot.dossier.style import css, policy
from bot.dossier.timelines import timeline_parts
from bot.formatting.plain import filter_label, period_label, visible_line
from bot.receipt_book import CodeOf, no_code
from bot.texts import Texts
from corpus.dates import label_day
from corpus.language import guess_language

if TYPE_CHECKING:
    from retrieval import Answer, Quote, Timeline
    from retrieval.checking.result import Check

_LONGEST = 120
"""A quotation to check may be a page long; a heading is not."""
Codes = Callable[[Sequence["Quote"]], CodeOf]


@dataclass(frozen=True)
class _Section:
    name: str
    heading: str
    parts: list[tuple[str, Part]]


def page(dossier: Dossier, texts: Texts, codes: Codes = lambda quotes: no_code) -> str:
    """The dossier as HTML; `codes` is given all that it cites."""
    register = Register(texts, dossier.made)
    sections = _sections(dossier, texts)
    title = visible_line(dossier.title)
    body = [_section(section, register) for section in sections]  # what they cite is in the register before it is listed
    code_of = codes([proof.quote for proof in register.proofs.values()])
    ends = [
        (name, el("section", el("h2", texts(f"dossier_{key}"), id=name), made, aria_labelledby=name))
        for name, key, made in (
            ("belege", "proofs", proofs(register, _with(dossier), code_of)),
            ("quellen", "sources", sources(register)),
        )
        if register.proofs
    ]
    header = el(
        "header",
        el("h1", title),
        el("p", texts("dossier_lead"), class_="lead"),
        _facts(dossier, texts),
    )
    main = el("main", body, [each for _, each in ends], id="inhalt", tabindex="-1")
    contents = _contents(sections, [(name, each[0].text) for name, each in ends], texts)
    footer = el("footer", el("p", texts("dossier_foot", _with(dossier))))
    skip = el("a", texts("dossier_skip"), href="#inhalt", class_="skip")
    return document(el("html", _head(title), el("body", skip, header, contents, main, footer), lang=texts.lang))


def holds(dossier: Dossier, texts: Texts) -> str:
    """„6 Fragen, 1 Zeitleiste, 2 Prüfungen“."""
    kinds = Counter(part.item.kind for part in dossier.parts)
    return ", ".join(texts.counted(f"dossier_{kind}", kinds[kind]) for kind in ("question", "timeline", "check") if kinds[kind])


def _head(title: str) -> Element:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy()),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", css()),
    )


def _facts(dossier: Dossier, texts: Texts) -> Element:
    coverage = dossier.coverage
    undated = texts("searched_undated", n=coverage.undated) if coverage.undated else ""
    covers = texts("dossier_covers", articles=coverage.articles, period=period_label(coverage, texts), undated=undated)
    made = dossier.made
    moment = el("time", f"{label_day(made.date(), texts.lang)}, {made:%H:%M} UTC", datetime=f"{made:%Y-%m-%dT%H:%M:%SZ}")
    rows: list[tuple[str, Child]] = [
        ("archive", covers),
        ("limited", _limits(dossier, texts)),
        ("holds", holds(dossier, texts)),
        ("made", moment),
        ("with", _with(dossier)),
    ]
    cells = [(el("dt", texts(f"dossier_{key}")), el("dd", value)) for key, value in rows if value is not None]
    return el("dl", [each for row in cells for each in row], class_="facts")


def _limits(dossier: Dossier, texts: Texts) -> str | None:
    """The filter, and that a quotation is printed wherever it is: checks go through all articles."""
    label = filter_label(dossier.only, texts)
    checks = any(part.item.kind == "check" for part in dossier.parts)
    return texts("dossier_not_checks", label) if label and checks else label or None


def _with(dossier: Dossier) -> str:
    return f"Wortlaut {dossier.version}"


def _sections(dossier: Dossier, texts: Texts) -> list[_Section]:
    """The parts under their headings; what stands before the first one is under one of ours."""
    made: list[_Section] = []
    number = 0
    for part in dossier.parts:
        if part.item.kind == "section" or not made:
            heading = part.item.text if part.item.kind == "section" else texts("dossier_questions")
            made.append(_Section(f"s{len(made) + 1}", heading, []))
        if part.item.kind != "section":
            number += 1
            made[-1].parts.append((f"t{number}", part))
    return made


def _contents(sections: list[_Section], ends: list[tuple[str, str]], texts: Texts) -> Element:
    entries = []
    for section in sections:
        parts = [
            el(
                "li",
                el("a", _heading(name, part, texts), href=f"#{name}"),
                " ",
                el("span", f"({_state(part, texts)})", class_="state"),
            )
            for name, part in section.parts
        ]
        entries.append(el("li", el("a", section.heading, href=f"#{section.name}"), el("ol", parts) if parts else None))
    entries += [el("li", el("a", heading, href=f"#{name}")) for name, heading in ends]
    return el("nav", el("h2", texts("dossier_contents"), id="uebersicht"), el("ol", entries), aria_labelledby="uebersicht")


def _section(section: _Section, register: Register) -> Element:
    parts = [_part(name, part, register) for name, part in section.parts]
    return el("section", el("h2", section.heading, id=section.name), parts, aria_labelledby=section.name)


def _part(name: str, part: Part, register: Register) -> Element:
    register.at = part.at
    heading = el("h3", _heading(name, part, register.texts), id=name)
    return el("section", heading, _below(name, part, register), aria_labelledby=name)


def _below(name: str, part: Part, register: Register) -> list[Child]:
    if part.item.kind == "question":
        return answer_parts(cast("Answer", part.found), register)
    if part.item.kind == "timeline":
        return timeline_parts(cast("Timeline", part.found), name, register)
    return check_parts(cast("Check", part.found), register)


def _heading(name: str, part: Part, texts: Texts) -> list[Child]:
    """The number and what was asked, as it was asked, in its own language."""
    text = visible_line(part.item.text)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    kind = part.item.kind
    before, _, after = ("", "", "") if kind == "question" else texts(f"dossier_kind_{kind}", "\0").partition("\0")
    language = other(guess_language(text, texts.lang), texts.lang)
    return [f"{name[1:]}. {before}", el("span", text, lang=language), after]


def _state(part: Part, texts: Texts) -> str:
    """Whether it was answered, or the verdict."""
    if part.item.kind == "check":
        return texts(f"verdict_{cast('Check', part.found).verdict.replace(' ', '_')}").lower()
    return texts(f"dossier_state_{cast('Answer | Timeline', part.found).status}")

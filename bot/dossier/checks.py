"""A quotation held against the print, on the page: the verdict, what was claimed, what is printed, and what differs."""

from bot.dossier.elements import Child, Element, el, marked, table
from bot.dossier.quotes import copy_figure, other
from bot.dossier.register import Register
from bot.formatting.checked_lines import remark_lines, verdict_label, verdict_meaning
from bot.formatting.plain import visible_line
from corpus.article import Span
from corpus.language import guess_language
from retrieval.checking.result import Check, Checked, Difference, DifferenceKind
from retrieval.quote import Copy

_WHOSE: tuple[DifferenceKind, ...] = ("speaker", "source")
"""Not in the words that are compared: told in the table alone."""


def check_parts(check: Check, register: Register) -> list[Child]:
    """Each quotation of the text with its verdict."""
    return [part for checked in check.quotations for part in _checked(check, checked, register)]


def _checked(check: Check, checked: Checked, register: Register) -> list[Child]:
    texts, claim = register.texts, checked.claim
    parts: list[Child] = [_claim(check, checked, register)]
    parts.append(el("p", el("strong", verdict_label(checked, texts)), verdict_meaning(checked, texts), class_="verdict"))
    whose = [texts("dossier_claimed_of", visible_line(who)) for who in dict.fromkeys((claim.speaker, claim.source)) if who]
    if checked.speakers and checked.verdict == "misattributed":
        whose.append(texts("dossier_printed_of", visible_line(", ".join(checked.speakers))))
    parts += [el("p", line, class_="said") for line in whose]
    parts += [el("p", line, class_="said") for line in remark_lines(checked, texts)]
    if checked.differences:
        parts.append(_differences(checked.differences, register))
    if checked.matches:
        parts.append(el("p", texts.counted("dossier_printed", len(checked.matches))))
        parts += [copy_figure(match, register, _printed_in(match, checked.differences)) for match in checked.matches]
    if checked.nearest:
        parts += [el("p", texts("dossier_nearest")), copy_figure(checked.nearest, register, class_="quote miss")]
    return parts


def _claim(check: Check, checked: Checked, register: Register) -> Element:
    claim = checked.claim
    gone = [each.at for each in checked.differences if each.claimed and each.kind not in _WHOSE]
    words = el("p", marked(check.text, (claim.start, claim.end), gone, "del"), dir="auto")
    words.set("lang", other(guess_language(claim.text), register.texts.lang) or register.texts.lang)
    return el("figure", el("figcaption", register.texts("dossier_claim")), words, class_="claim")


def _printed_in(match: Copy, differences: tuple[Difference, ...]) -> list[Span]:
    return [
        each.printed_at
        for each in differences
        if each.kind not in _WHOSE and each.printed_in == match.article.id and match.start <= each.printed_at[0] < match.end
    ]


def _differences(differences: tuple[Difference, ...], register: Register) -> Element:
    texts = register.texts
    rows = [
        [
            texts(f"kind_{each.kind}"),
            each.claimed or texts("dossier_lacks"),
            each.printed or texts("dossier_unnamed" if each.kind in _WHOSE else "dossier_lacks"),
        ]
        for each in differences
    ]
    heads = [texts(f"dossier_column_{column}") for column in ("kind", "claimed", "printed")]
    return table([texts("dossier_differences")], heads, rows, register.table_name())

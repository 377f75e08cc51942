"""An answer on the page: what was understood, the quotes, what disagrees; or the honest no."""

from bot.dossier.elements import Child, Element, el, marked, table
from bot.dossier.quotes import missed, other, proof_link, quote_figure
from bot.dossier.register import Register
from bot.formatting.differing import differing_line, value_label, value_source
from bot.formatting.plain import (
    apart_line,
    filter_line,
    origins_line,
    remark_lines,
    searched_line,
    undated_apart,
    understood_line,
    unknown_line,
)
from retrieval import Answer, Timeline
from retrieval.disagreement import Disagreement


def answer_parts(answer: Answer, register: Register) -> list[Child]:
    """All of the answer below its question."""
    texts = register.texts
    apart = apart_line(undated_apart(answer), texts)
    parts: list[Child] = [*understanding(answer, register)]
    if not answer.quotes:
        return [*parts, *not_found(answer, register, apart)]
    for number, quote in enumerate(answer.quotes, start=1):
        if quote.fit == "undated" and (number == 1 or answer.quotes[number - 2].fit != "undated"):
            parts.append(el("p", texts("filter_undated")))
        parts.append(quote_figure(quote, register, f"{number}."))
    lines = origins_line(answer.origins, texts), apart
    parts += [el("p", line, class_="said") for line in lines if line]
    return [*parts, *disagreements(answer.disagreements, register)]


def understanding(found: Answer | Timeline, register: Register) -> list[Child]:
    """What was read out of the question, what could not be taken as it stands, and the limit."""
    texts = register.texts
    lines = [understood_line(found.understood, texts)]
    lines += remark_lines(found.understood, found.coverage, found.only, texts)
    return [el("p", line, class_="said") for line in [*lines, filter_line(found.only, texts)] if line]


def not_found(found: Answer | Timeline, register: Register, apart: str | None = None) -> list[Child]:
    """The honest no: what was looked through, and what comes nearest."""
    texts = register.texts
    missing = texts("not_found_limited" if found.only else "not_found")
    lines = searched_line(found.coverage, texts), apart, unknown_line(found.unknown, found.understood, texts)
    said = [el("p", line, class_="said") for line in lines if line]
    return [el("p", el("strong", missing)), *said, *missed(found.nearest, register)]


def disagreements(found: tuple[Disagreement, ...], register: Register) -> list[Child]:
    """Values side by side, a table each."""
    return [_differing(each, register) for each in found]


def _differing(differing: Disagreement, register: Register) -> Element:
    texts = register.texts
    rows: list[list[Child | list[Child]]] = []
    for value in differing.values:
        article = value.article
        proof = register.cite(article, *value.sentence)
        words = el(
            "span", marked(article.text, value.sentence, [(value.start, value.end)]), lang=other(article.language, texts.lang)
        )
        said: list[Child] = [value_source(value, texts), " · ", proof_link(proof, register)]
        rows.append([value_label(value, texts), [words], said])
    heads = [texts(f"dossier_column_{column}") for column in ("value", "words", "source")]
    made = table([differing_line(differing, texts)], heads, rows, register.table_name())
    for cell in made.iterfind(".//td[1]"):
        cell.set("class", "words")
    return made

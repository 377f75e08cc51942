"""A quote on the page: the characters of the article, all of them and no others, and below them whose they are."""

from collections.abc import Iterable

from bot.dossier.elements import Child, Element, el, link, marked
from bot.dossier.register import Proof, Register, address_of
from bot.formatting.plain import also_line, source_line, visible_line
from corpus.article import Article, Span
from retrieval import Quote
from retrieval.quote import Copy


def quote_figure(
    quote: Quote, register: Register, label: str = "", class_: str = "quote", printed: Iterable[Span] = ()
) -> Element:
    """The quote with its answering sentences marked, or with what is `printed` otherwise than was claimed."""
    texts, article = register.texts, quote.article
    proof = register.cite(article, quote.start, quote.end)
    tag, spans = ("ins", tuple(printed)) if printed else ("mark", quote.highlights)
    also = also_line(quote, texts)
    cited = [*titled(article, texts.lang), proof_link(proof, register), *web(article, quote.start, quote.end, register)]
    return el(
        "figure",
        wording(article, (quote.start, quote.end), spans, texts.lang, tag),
        el(
            "figcaption",
            el("p", f"{label} " if label else None, source_line(quote, texts)),
            el("p", also) if also else None,
            el("p", cited),
        ),
        class_=class_,
    )


def copy_figure(copy: Copy, register: Register, printed: Iterable[Span] = (), class_: str = "quote") -> Element:
    """A place in print that answers nothing but is one."""
    return quote_figure(Quote(copy.article, copy.start, copy.end, (), 0.0), register, class_=class_, printed=printed)


def missed(nearest: Quote | None, register: Register) -> list[Child]:
    """The nearest miss, said to be one."""
    if nearest is None:
        return []
    return [el("p", register.texts("nearest")), quote_figure(nearest, register, "≈", "quote miss")]


def wording(article: Article, whole: Span, spans: Iterable[Span], lang: str, tag: str = "mark") -> Element:
    """The characters of `whole` in the article's language."""
    words = el("p", marked(article.text, whole, spans, tag))
    return el("blockquote", words, lang=other(article.language, lang), dir="auto")


def proof_link(proof: Proof, register: Register) -> Element:
    """„Beleg 4“, which leads to it."""
    return el("a", register.texts("dossier_proof", proof.number), href=f"#b{proof.number}", class_="whole")


def web(article: Article, start: int, end: int, register: Register) -> list[Child]:
    """„ · im Netz“, where the article has an address there."""
    address = address_of(article, start, end)
    made = link(address, register.texts("dossier_web")) if address else None
    return [" · ", made] if made is not None else []


def titled(article: Article, lang: str, end: str = " · ") -> list[Child]:
    """The article's title, where it has one."""
    if article.title is None:
        return []
    return [el("cite", visible_line(article.title.value), lang=other(article.language, lang)), end]


def other(language: str, page: str) -> str | None:
    """The language where it is not the page's."""
    return language if language != page else None

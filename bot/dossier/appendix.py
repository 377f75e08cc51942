"""What proves the page: each cited span with its article, the digest of the text and the moment; and each article once."""

from pathlib import PurePath

from bot.dossier.elements import Child, Element, el, link, table
from bot.dossier.quotes import titled
from bot.dossier.register import Proof, Register
from bot.formatting.plain import visible_line
from bot.receipt_book import CodeOf
from corpus.article import Article
from corpus.provenance import Provenance


def proofs(register: Register, version: str, code_of: CodeOf) -> Element:
    """The table of what was cited, with the codes under which receipts are kept."""
    texts = register.texts
    rows: list[list[Child | list[Child]]] = []
    for proof in register.proofs.values():
        moment = f"{proof.at:%Y-%m-%dT%H:%M:%SZ}"
        place: list[Child] = [el("code", proof.article.id), " ", texts("dossier_span", *proof.span)]
        digest = el("code", f"sha256:{proof.article.digest}")
        code = code_of(proof.quote)
        number: list[Child] = [_number(proof, register), *([" ", el("code", code)] if code else [])]
        rows.append([number, place, [digest], [el("time", moment, datetime=moment, class_="whole")]])
    heads = [texts(f"dossier_column_{column}") for column in ("proof", "place", "digest", "found")]
    return table([texts("dossier_proofs_caption", version)], heads, rows, register.table_name())


def sources(register: Register) -> Element:
    """The articles that the page cites, in the order in which it does."""
    return el("ol", [el("li", _article(article, register)) for article in register.articles.values()], class_="sources")


def _number(proof: Proof, register: Register) -> Element:
    return el("span", register.texts("dossier_proof", proof.number), id=f"b{proof.number}", class_="whole")


def _article(article: Article, register: Register) -> list[Child]:
    texts = register.texts
    said = []
    if article.authors:
        said.append(", ".join(article.authors.value))
    said.append(
        f"{article.source.value} ({texts.provenance(article.source.provenance)})" if article.source else texts("source_unknown")
    )
    if article.origin and not (article.source and article.origin.value in article.source.value):
        said.append(texts("origin", article.origin.value))
    dated = article.published_label(texts.lang)
    known = article.published_from is not Provenance.UNKNOWN
    said.append(f"{dated} ({texts.provenance(article.published_from)})" if known else dated)
    parts = titled(article, texts.lang)
    file = PurePath(article.file).name
    parts.append(visible_line(" · ".join([*said, f"{file}#{article.part}" if article.part else file])))
    parts += [" · ", el("code", article.id)]
    if article.url:
        address = link(article.url.value, texts("dossier_web"))
        parts += [" · ", address if address is not None else visible_line(article.url.value)]
    return parts

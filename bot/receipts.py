"""Receipts of what is shown: made from the archive as it is now, or from the code that a quotation was shown with."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from corpus import clock
from corpus.collect import original_digest
from corpus.errors import WortlautError
from corpus.store import Store
from retrieval.receipt_codes import read_code
from retrieval.receipts import Receipt, receipt_of

if TYPE_CHECKING:
    from bot.receipt_book import ReceiptBook
    from retrieval.quote import Copy, Quote


class CodeUnknown(WortlautError):
    """No receipt goes by that code."""

    de = "Einen Beleg {code} gibt es nicht. Der Code steht hinter „Beleg“ in der Quellenzeile eines Zitats."
    en = "There is no receipt {code}. The code stands after “receipt” in the source line of a quote."


class SourceChanged(WortlautError):
    """The text that the code's quotation was taken from is no longer in the archive."""

    de = (
        "Der Artikel hinter Beleg {code} ist seit {at:%Y-%m-%d} geändert oder entfernt; das Archiv hat den Text nicht mehr. "
        "Wo der Beleg als Datei liegt, zeigt `wortlaut verify DATEI` den Unterschied."
    )
    en = (
        "The article behind receipt {code} was changed or removed since {at:%Y-%m-%d}; the archive no longer has its text. "
        "Where the receipt is kept as a file, `wortlaut verify FILE` shows the difference."
    )


def receipts_of(quotes: Iterable["Quote | Copy"], store: Store) -> list[Receipt]:
    """The receipts of quotations that have just been found. Raises ArchiveError."""
    shown = list(quotes)
    now = clock.now()
    with store.read() as snapshot:
        inputs = snapshot.inputs_of(quote.article for quote in shown)
    originals = {quote.article.file: quote.article for quote in shown if quote.article.id in inputs}
    files = {file: original_digest(article, inputs[article.id]) for file, article in originals.items()}
    return [
        receipt_of(
            quote.article,
            quote.start,
            quote.end,
            at=now,
            version=version("wortlaut"),
            input_digest=inputs[quote.article.id].partition(" ")[0] if quote.article.id in inputs else None,
            file_digest=files.get(quote.article.file),
        )
        for quote in shown
    ]


@dataclass(frozen=True)
class Receipts:
    """An archive and the book of its codes."""

    book: "ReceiptBook"
    store: Store

    def by_code(self, typed: str) -> tuple[str, Receipt]:
        """See `receipt_by_code`."""
        return receipt_by_code(typed, self.book, self.store)


def receipt_by_code(typed: str, book: "ReceiptBook", store: Store) -> tuple[str, Receipt]:
    """The code and the receipt that a person asks for, retrieved when it was first shown.

    Raises CodeUnknown, SourceChanged and ArchiveError.
    """
    code = read_code(typed)
    issued = book.find(code) if code else None
    if issued is None:
        raise CodeUnknown(code=typed.strip()[:40])
    with store.read() as snapshot:
        article = snapshot.articles([issued.article_id]).get(issued.article_id)
        if article is None or article.digest != issued.digest:
            raise SourceChanged(code=issued.code, at=issued.at)
        stored = snapshot.inputs_of([article])[article.id]
    made = receipt_of(
        article,
        issued.start,
        issued.end,
        at=issued.at,
        version=version("wortlaut"),
        input_digest=stored.partition(" ")[0],
        file_digest=original_digest(article, stored),
    )
    return issued.code, made

"""A receipt as a message: the quotation and the main facts; the whole of it comes as a file."""

from typing import TYPE_CHECKING

from bot.formatting.receipts import receipt_lines
from bot.telegram.limits import MAX_TEXT, clip, cut, units
from bot.telegram.markup import blockquote, bold, escape, italic, plain
from bot.texts import Texts

if TYPE_CHECKING:
    from retrieval.receipts import Receipt

_LINE = 300
_NOTE = 160


def receipt_html(code: str, receipt: "Receipt", texts: Texts) -> str:
    """The receipt as one message; a quotation that does not fit is cut, and the message says so."""
    head = bold(texts("receipt_title", code))
    facts = [escape(clip(line, _LINE)) for line in receipt_lines(receipt, texts)]
    shown, note = receipt.text, []
    room = MAX_TEXT - units(plain("\n".join([head, "", *facts])))
    if units(shown) > room:
        shown = shown[: cut(shown, room - _NOTE, "de")]
        note = [italic(texts("tg_receipt_cut", shown=len(shown), all=len(receipt.text)))]
    return "\n".join([head, blockquote(escape(shown), expandable=units(shown) > _LINE), *note, *facts])

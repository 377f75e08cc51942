"""A receipt, and what came of verifying one, as lines. Plain strings."""

from typing import TYPE_CHECKING, Any

from bot.formatting.plain import visible, visible_line
from bot.texts import Texts
from corpus.dates import DateInterval

if TYPE_CHECKING:
    from corpus.provenance import Sourced
    from retrieval.changed_text import Now
    from retrieval.receipts import Receipt
    from retrieval.verification import Verified

_FACTS = ("title", "source", "authors", "published", "url")


def receipt_lines(receipt: "Receipt", texts: Texts) -> list[str]:
    """What a receipt says beside the quotation, a line each."""
    rows = [(name, _sourced(fact, texts)) for name in _FACTS if (fact := getattr(receipt, name)) is not None]
    rows += [("not_before", receipt.not_before.isoformat())] if receipt.not_before else []
    rows += [
        ("file", texts("receipt_place", receipt.file, receipt.start, receipt.end)),
        ("article", receipt.article_id),
        ("text", f"sha256:{receipt.text_digest}"),
        *([("original", f"sha256:{receipt.file_digest}")] if receipt.file_digest else []),
        *([("input", f"sha256:{receipt.input_digest}")] if receipt.input_digest else []),
        ("retrieved", texts("receipt_time", receipt.retrieved, receipt.version)),
    ]
    return [visible_line(texts("receipt_field", texts(f"receipt_name_{name}"), value)) for name, value in rows]


def receipt_text(code: str, receipt: "Receipt", texts: Texts) -> str:
    """The receipt in full, for a terminal."""
    lines = [texts("receipt_title", code), visible(texts("quoted", receipt.text)), *receipt_lines(receipt, texts)]
    return "\n".join(lines)


def verified_lines(verified: "Verified", texts: Texts, in_file: bool = False) -> list[str]:
    """The outcome with its reasons, the quotation first; `in_file` says that a file was asked, not the archive."""
    receipt = verified.receipt
    reason = verified.reason[texts.lang != "de"]
    head = [texts(f"verify_{verified.outcome}")]
    if receipt is not None:
        head += [texts("receipt", receipt.key), receipt.file]
    lines = [visible_line(" · ".join(head))]
    lines += [visible(texts("quoted", receipt.text))] if receipt is not None else []
    lines += [texts("verify_reason", reason)] if reason else []
    if verified.outcome == "unknown":
        lines.append(texts("verify_not_in_file" if in_file else "verify_nowhere"))
    if verified.differs:
        names = ", ".join(texts(f"receipt_name_{name}") for name in verified.differs)
        lines.append(texts("verify_differs", names))
    lines += [texts("verify_original")] if verified.same_file else []
    if verified.now is not None and receipt is not None:
        lines += _changed_lines(receipt, verified.now, texts)
    known = [each for each in verified.history if receipt is not None and each.digest == receipt.text_digest]
    return lines + [texts(f"verify_was_{each.ended}", at=each.at) for each in known[-1:]]


def _changed_lines(receipt: "Receipt", now: "Now", texts: Texts) -> list[str]:
    spans = ", ".join(texts("verify_span", *span) for span in now.verbatim)
    lines = [texts("verify_verbatim", spans) if spans else texts("verify_not_verbatim")]
    if now.span is None:
        return lines
    diff = visible(texts("verify_diff", marked_changes(receipt, now))) if now.changes else texts("verify_same_around")
    return [*lines, diff]


def marked_changes(receipt: "Receipt", now: "Now") -> str:
    """The quotation in its surroundings with what is gone as [-…-] and what is new as {+…+}."""
    before = receipt.prefix + receipt.text + receipt.suffix
    origin = receipt.start - len(receipt.prefix)
    made, at = "", 0
    for change in now.changes:
        low, high = change.at[0] - origin, change.at[1] - origin
        made += before[at:low] + (f"[-{change.was}-]" if change.was else "") + (f"{{+{change.now}+}}" if change.now else "")
        at = high
    return made + before[at:]


def _sourced(fact: "Sourced[Any]", texts: Texts) -> str:
    value = fact.value
    if isinstance(value, DateInterval):
        value = value.label(texts.lang)
    elif isinstance(value, tuple):
        value = ", ".join(value)
    return texts("receipt_sourced", value, texts.provenance(fact.provenance))

"""Whether a receipt holds: against an archive, or against the original file alone. Nothing is encoded and no model loaded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from corpus.article import Article
from corpus.collect import AS_NAMED, Listing, Reading, collect_pieces, original_digest
from corpus.history import Earlier
from corpus.input_digests import digest_of_bytes
from corpus.patterns import regex
from corpus.store import Snapshot
from retrieval.changed_text import Now, find_now
from retrieval.receipts import Receipt, file_name

Outcome = Literal["valid", "changed", "damaged", "unknown"]
_WORD = regex(r"\w+")
_LOOKED_AT = 20
_ALIKE = 0.5
"""A text that is not the receipt's by its id is held for it when as much of the quotation stands in it."""


@dataclass(frozen=True)
class Verified:
    """What came of a receipt.

    `article` is where it was looked for: with the receipt's own text where it is valid; where it has changed, with another, and
    `now` says which. `differs` are the fields that are otherwise there, `history` the texts that the article had.
    `same_file` says whether the original is the same to the byte, None where that is not known. `reason` says in German and
    English why a receipt is damaged.
    """

    outcome: Outcome
    receipt: Receipt | None = None
    article: Article | None = None
    now: Now | None = None
    differs: tuple[str, ...] = ()
    history: tuple[Earlier, ...] = ()
    same_file: bool | None = None
    reason: tuple[str, str] = field(default=("", ""))

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """As it stands in `--json`."""
        receipt, article, now = self.receipt, self.article, self.now
        return {
            "outcome": self.outcome,
            "code": receipt and receipt.key,
            "text": receipt and receipt.text,
            "reason": self.reason[lang != "de"] or None,
            "article_id": article and article.id,
            "file": article and file_name(article),
            "differs": list(self.differs),
            "same_file": self.same_file,
            "changes": [change.as_json() for change in now.changes] if now else [],
            "now": {"span": list(now.span), "text": article.text[slice(*now.span)]} if now and now.span and article else None,
            "verbatim": [list(span) for span in now.verbatim] if now else [],
            "history": [
                {"text_digest": f"sha256:{each.digest}", "ended": each.ended, "at": each.at.isoformat()}
                for each in self.history
            ],
        }


def verify_in_archive(receipts: Sequence[Receipt], snapshot: Snapshot) -> list[Verified]:
    """Each receipt against the archive: the article of its id, else any with its text, else its file under another id."""
    by_id = snapshot.articles({receipt.article_id for receipt in receipts})
    lost = [r for r in receipts if not ((found := by_id.get(r.article_id)) and found.digest == r.text_digest)]
    by_text = snapshot.with_texts({receipt.text_digest for receipt in lost}) if lost else {}
    made = []
    for receipt in receipts:
        named = by_id.get(receipt.article_id)
        same = named if named and named.digest == receipt.text_digest else by_text.get(receipt.text_digest)
        if same is not None:
            stored = snapshot.inputs_of([same])[same.id]
            made.append(_held_against(receipt, same, stored.partition(" ")[0], partial(original_digest, same, stored)))
            continue
        history = snapshot.history(receipt.article_id)
        if named is None:
            ids = snapshot.matching(receipt.file)
            made.append(replace(_nearest(receipt, snapshot.articles(ids).values()), history=history))
        else:
            made.append(replace(_changed(receipt, named), history=history))
    return made


def verify_in_file(receipts: Sequence[Receipt], path: Path, how: Reading = AS_NAMED) -> list[Verified]:
    """Each receipt against the articles of a file, read as an ingest reads it. Raises ReadError where it cannot be read."""
    articles: list[Article] = []
    digests: dict[str, str] = {}
    for piece in collect_pieces(Listing((path,), ()), {}, how=how):
        if not piece.articles and piece.skipped:
            raise piece.skipped[0][1]
        articles += piece.articles
        digests |= {name: digest.partition(" ")[0] for name, digest in piece.input_digests.items()}
    made = []
    for receipt in receipts:
        same = next((article for article in articles if article.digest == receipt.text_digest), None)
        if same is not None:
            made.append(_held_against(receipt, same, digests[same.path], partial(digest_of_bytes, path)))
            continue
        there = next((a for a in articles if a.text[receipt.start : receipt.end] == receipt.text), None)
        made.append(_changed(receipt, there) if there else _nearest(receipt, articles))
    return made


def _held_against(receipt: Receipt, article: Article, read: str, bytes_of: Callable[[], str | None]) -> Verified:
    """A receipt against an article with its very text; `read` is the digest at its ingest, `bytes_of` gives its file's.

    What was read by a later reader has another digest, though the file is the same: then its bytes decide.
    """
    if article.text[receipt.start : receipt.end] != receipt.text:
        reason = "an seiner Stelle steht im Artikel etwas anderes", "the article has something else at its place"
        return Verified("damaged", receipt, article, reason=reason)
    told = ("title", "source", "authors", "published", "not_before", "url")
    differs = tuple(name for name in told if getattr(article, name) != getattr(receipt, name))
    same_file = True if read == receipt.input_digest else None
    if same_file is None and receipt.file_digest and (there := bytes_of()):
        same_file = there == receipt.file_digest
    return Verified("valid", receipt, article, differs=differs, same_file=same_file)


def _changed(receipt: Receipt, article: Article) -> Verified:
    now = find_now(article.text, receipt.prefix, receipt.text, receipt.suffix, receipt.start)
    return Verified("changed", receipt, article, now)


def _nearest(receipt: Receipt, articles: Iterable[Article]) -> Verified:
    """The receipt against that of the articles in which most of the quotation stands; unknown where none has half of it."""
    words = {*_WORD.findall(receipt.text)}
    likely = sorted(articles, key=lambda each: -len(words.intersection(_WORD.findall(each.text))))[:_LOOKED_AT]
    found = [_changed(receipt, article) for article in likely]
    best = max(
        found, key=lambda each: (bool(each.now and each.now.verbatim), each.now.alike if each.now else 0.0), default=None
    )
    if best is None or best.now is None or (best.now.alike < _ALIKE and not best.now.verbatim):
        return Verified("unknown", receipt)
    return best

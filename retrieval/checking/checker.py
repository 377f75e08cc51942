"""Whether the archive printed a quotation. No embedding model is needed.

Checker.open("archive-folder").check("„Wir bleiben“, sagte Stoltenberg")
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from corpus.article import Span
from corpus.errors import IndexDamaged
from corpus.store import Snapshot, Store
from retrieval.asking.outlets import Names
from retrieval.checking.around import MARKS, is_attribution, is_retold
from retrieval.checking.claims import claims_in
from retrieval.checking.result import Check, Checked, Claim, Difference
from retrieval.checking.signature import signature_of
from retrieval.checking.words import words_of
from retrieval.checking.work import Work
from retrieval.embedded import Embedded
from retrieval.engines import engine_for
from retrieval.generation import index_folder
from retrieval.one_state import in_one_state
from retrieval.passage_index import Engine, PassageIndex

MOST_CHARACTERS = 50_000
"""A text longer than this is refused: some ten pages."""
_MEANT = 0.5
"""The share of the words outside its quotations that must stand in print for a text to be meant as the print itself, and not as
somebody's own sentence with a quotation in it."""

_ATTRIBUTION = 12
"""Words that a sentence has around its quotation, where it says whose that is and no more."""
_SENTENCE = 20
"""Printed words left out without a mark: more than an author's altered sentence lacks."""
_STRETCH = 4
"""More printed words than this, found in one place, are no attribution."""


class Checker:
    """Checks quotations against one archive. `close` gives its files back."""

    def __init__(self, store: Store, engine: Engine | None = None) -> None:
        self._store = store
        self._engine = engine or Embedded(index_folder(store.path))
        self._opened: tuple[PassageIndex, Names] | None = None

    @classmethod
    def open(cls, path: Path | str, *, database: str = "", index_url: str = "", index_token: str = "") -> "Checker":
        """The archive in the folder `path`; the others are those of `Retriever.open`, as its errors."""
        store = Store.open(Path(path), url=database)
        checker = cls(store, engine_for(store, index_url, index_token))
        in_one_state(checker._store, checker._engine, checker._opened_for)
        return checker

    def check(self, text: str, *, speaker: str = "", source: str = "") -> Check:
        """Each quotation in `text`, or the text itself, held against what the archive printed.

        `speaker` and `source` say whose it is said to be; without them, what the text says counts. Raises IndexDamaged,
        ArchiveError.
        """
        store, engine = self._store, self._engine
        return in_one_state(store, engine, lambda now: check(text, now, *self._opened_for(now), speaker, source))

    def close(self) -> None:
        """Give the archive's files back."""
        self._engine.close()
        self._store.close()

    def _opened_for(self, snapshot: Snapshot) -> tuple[PassageIndex, Names]:
        name = snapshot.generation
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        if self._opened is None or self._opened[0].name != name:
            self._opened = self._engine.open(snapshot, name), names_of(snapshot)
        generation, names = self._opened
        return generation.at(snapshot), names


def names_of(snapshot: Snapshot) -> Names:
    """The outlets of the archive, as texts may name them."""
    return Names(snapshot.extent().names)


def check(text: str, snapshot: Snapshot, generation: PassageIndex, names: Names, speaker: str = "", source: str = "") -> Check:
    """See `Checker.check`.

    Who signs the text („… – Jens Stoltenberg“, „… (dpa)“) is no part of it, unless it is printed so.
    """
    found = _checked(text, snapshot, generation, names, speaker, source)
    signature = signature_of(text, names) if found.verdict not in ("unchecked", "not found") else None
    if not signature or any(each.verdict == "exact" and each.claim.end > signature.at for each in found.quotations):
        return found
    body = text[: signature.at]
    signed = _checked(body, snapshot, generation, names, speaker or signature.speaker, source or signature.source)
    return replace(signed, text=text)


def _checked(text: str, snapshot: Snapshot, generation: PassageIndex, names: Names, speaker: str, source: str) -> Check:
    work = Work(snapshot, generation)
    if len(text) > MOST_CHARACTERS:
        cut = Claim(text[:200], 0, min(200, len(text)), speaker, source)
        return Check(text, (Checked(cut, "unchecked", remarks=("too_long",)),))
    wholes, quoted = claims_in(text, names, speaker, source)
    if not wholes or not any(words_of(claim.text).kinds.count("word") for claim in wholes):
        return Check(text, (Checked(Claim(text, 0, len(text), speaker, source), "unchecked", remarks=("no_words",)),))
    asides = _outside(text, quoted)
    nested = len(quoted) > 1 and _run_together(text, quoted)
    joined = nested or (len(quoted) > 1 and any(kind == "gap" for kind in words_of(text).kinds))
    if quoted and not asides and not joined:
        return Check(text, tuple(work.checked(claim)[0] for claim in quoted))
    printed = [work.checked(claim) for claim in wholes]
    if not quoted or all(checked.verdict == "exact" for checked, _ in printed):
        return Check(text, tuple(checked for checked, _ in printed))
    inside = tuple(work.checked(claim)[0] for claim in quoted)
    outer = [checked for checked, _ in printed]
    tells = asides and not nested and is_attribution(text, quoted) and not is_retold(outer, quoted)
    kept = (
        frozenset(span for _, judged in printed for span in judged.kept)
        if all(judged for _, judged in printed)
        else frozenset()
    )
    is_print = not tells and len(kept & asides) >= _MEANT * len(asides) and all(each.verdict != "not found" for each in outer)
    is_print = is_print and not any(_skips(each) for checked in outer for each in checked.differences)
    if is_print and not (_is_attribution_alone(outer, inside) or _is_somebodys_sentence(text, outer, inside, len(asides))):
        return Check(text, tuple(checked for checked, _ in printed))
    return Check(text, inside)


def _skips(difference: Difference) -> bool:
    """Whether a sentence or more lies between words that the text has side by side: the speaker's name was found elsewhere."""
    return difference.kind != "cut" and not difference.claimed and len(difference.printed.split()) > _SENTENCE


def _run_together(text: str, quoted: Sequence[Claim]) -> bool:
    """Whether one quotation begins before a mark closes the one before: they are shown as one."""
    between = (text[one.end : two.start] for one, two in pairwise(quoted))
    return any(sum(sign in MARKS for sign in gap) < 2 for gap in between)


def _outside(text: str, quoted: Sequence[Claim]) -> frozenset[Span]:
    """The spans of the words outside the quotations."""
    words = words_of(text)
    return frozenset(
        span
        for span, kind in zip(words.spans, words.kinds, strict=True)
        if kind in ("word", "number") and not any(claim.start <= span[0] < claim.end for claim in quoted)
    )


def _is_attribution_alone(printed: Sequence[Checked], inside: Sequence[Checked]) -> bool:
    """Whether all that differs from the print is the name of who is said to have said it: then it is misattributed."""
    spans = [each.claim for each in inside]
    names = [claim.speaker for claim in spans if claim.speaker]
    outer = [each for checked in printed for each in checked.differences]
    another = any(each.verdict == "misattributed" for each in inside)
    apart = another and all(not any(claim.start <= each.at[0] < claim.end for claim in spans) for each in outer)
    return apart and bool(names) and all(each.claimed and any(each.claimed in name for name in names) for each in outer)


def _is_somebodys_sentence(text: str, printed: Sequence[Checked], inside: Sequence[Checked], around: int) -> bool:
    """Whether printed quotations stand in a short attribution that the print does not have: „…“, sagte X laut Y.

    It has no such sentence where the words around a quotation were found in other places only, or where they go beyond the
    print by nothing but the outlet's name.
    """
    if around > _ATTRIBUTION or any(each.verdict not in ("exact", "misattributed") for each in inside):
        return False
    if any(not each.claim.speaker and not each.claim.source for each in inside):
        return False
    if not _of_one_article(inside) or _holds_more(text, printed, inside):
        return False
    outer = [
        each
        for checked in printed
        for each in checked.differences
        if not any(claim.claim.start < each.at[0] < claim.claim.end for claim in inside)
    ]
    kinds = {
        "joint" if each.kind != "cut" and not each.claimed and len(each.printed.split()) > _ATTRIBUTION // 2 else each.kind
        for each in outer
    }
    names = [each.claim.source for each in inside if each.claim.source]
    if "joint" in kinds:
        return not kinds & {"number", "negation"}
    return bool(outer) and all(not each.printed and any(name in each.claimed for name in names) for each in outer)


def _of_one_article(inside: Sequence[Checked]) -> bool:
    return bool(set[str].intersection(*({match.article.id for match in each.matches} for each in inside)))


def _holds_more(text: str, printed: Sequence[Checked], inside: Sequence[Checked]) -> bool:
    """Whether the words around the quotations are another quotation: in marks of their own, or a stretch of print."""
    around, at = "", 0
    for each in sorted(inside, key=lambda one: one.claim.start):
        around, at = around + text[at : max(at, each.claim.start - 1)], each.claim.end + 1
    if any(sign in MARKS for sign in around + text[at:]):
        return True
    held = [match for each in inside for match in each.matches]
    for place in (match for each in printed if each.verdict == "stitched" for match in each.matches):
        apart = not any(one.article.id == place.article.id and one.start < place.end and place.start < one.end for one in held)
        names = {word for each in inside for word in words_of(f"{each.claim.speaker} {each.claim.source}").keys}
        if apart and len([key for key in words_of(place.text).keys if key not in names and key.isalnum()]) > _STRETCH:
            return True
    return False

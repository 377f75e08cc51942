"""From an alignment to a verdict: exact, altered, shortened, stitched or not found, with what differs."""

from collections.abc import Sequence

from retrieval.checking.align import align
from retrieval.checking.case import Judged, Source
from retrieval.checking.differing import Differing
from retrieval.checking.edits import Piece, Printed, read
from retrieval.checking.result import Claim
from retrieval.checking.whole import Whole
from retrieval.checking.wording import Wording
from retrieval.checking.words import Words


def judge(claim: Claim, wording: Wording, sources: Sequence[Source]) -> Judged:
    """Hold a quotation against printed texts; `wording` is what of the claim counts."""
    words, ending = wording.words, wording.ending
    printed = Printed(tuple(source.words for source in sources))
    exact = [(text, at) for text, source in enumerate(printed.texts) for at in _places(words, source)]
    if exact:
        pieces = [Piece((0, len(words)), text, (at, at + len(words))) for text, at in exact]
        judged = [Whole(claim, words, ending, sources, piece).judged() for piece in pieces]
        best = [each for each in judged if each.verdict == "exact"] or [
            each for each in judged if each.verdict == judged[0].verdict
        ][:1]
        remarks = tuple(each for each in best[0].remarks if all(each in one.remarks for one in best))
        places = tuple(dict.fromkeys(place for each in best for place in each.places))
        return Judged(best[0].verdict, places, best[0].differences, 1.0, frozenset(words.spans), remarks)
    return Differing(claim, words, ending, sources, read(align(words, printed.texts), words, printed)).judged()


def _places(claim: Words, printed: Words) -> list[int]:
    """Where the claim's keys stand in the printed ones, as numbers of words."""
    keys, wanted = printed.keys, claim.keys
    size, first = len(wanted), wanted[0]
    found: list[int] = []
    at = -1
    while True:
        try:
            at = keys.index(first, at + 1)
        except ValueError:
            return found
        if keys[at : at + size] == wanted:
            found.append(at)

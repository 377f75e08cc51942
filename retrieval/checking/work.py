"""One quotation held against the archive: candidates, verdict, what else was printed beside the prose, whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language import guess_language
from corpus.store import Snapshot
from retrieval.checking.attribution import attributed
from retrieval.checking.candidates import sources_for
from retrieval.checking.case import Judged, Source
from retrieval.checking.claims import MIN_WORDS
from retrieval.checking.furniture import LONGEST, articles_with, beside_prose, remarks_on
from retrieval.checking.result import GRAVITY, Checked, Claim, Remark
from retrieval.checking.verdict import judge
from retrieval.checking.wording import Wording, set_aside, wording_of
from retrieval.checking.words import words_of
from retrieval.passage_index import PassageIndex

_NOTHING = Judged("not found", (), (), 0.0)


def _best(claim: Claim, wording: Wording, sources: Sequence[Source]) -> tuple[Judged, bool]:
    """The claim held against the texts, and whether that was without what a quoter or a paste put in."""
    if not sources:
        return _NOTHING, False
    judged = judge(claim, wording, sources)
    others = [judge(claim, bare, sources) for bare in set_aside(claim.text, claim.start)] if judged.verdict != "exact" else []
    best = max(others, key=lambda each: GRAVITY.index(each.verdict), default=None)
    if best is None or GRAVITY.index(best.verdict) < GRAVITY.index(judged.verdict):
        return judged, False
    return best, True


@dataclass(frozen=True)
class Work:
    """Checks quotations in one view of the archive."""

    snapshot: Snapshot
    generation: PassageIndex

    def checked(self, claim: Claim) -> tuple[Checked, Judged]:
        """One quotation with its verdict, and how it was come by."""
        wording = wording_of(claim.text, claim.start)
        count = sum(kind in ("word", "number") for kind in wording.words.kinds)
        if not count:
            return Checked(claim, "unchecked", remarks=("no_words",)), _NOTHING
        remarks: list[Remark] = ["short"] if count < MIN_WORDS else []
        sources = sources_for(claim.text, words_of(claim.text), self.snapshot, self.generation)
        judged, is_bare = _best(claim, wording, sources)
        if judged.verdict != "exact" and len(claim.text) <= LONGEST:
            judged, is_bare = self._beside_prose(claim, wording, sources, (judged, is_bare))
        remarks += ["set_aside"] if is_bare else []
        if judged.verdict == "not found" or (count < MIN_WORDS and judged.verdict != "exact"):
            remarks += self._foreign(claim)
            return Checked(claim, "not found", nearest=next(iter(judged.places), None), remarks=tuple(remarks)), _NOTHING
        remarks += judged.remarks if judged.verdict in ("exact", "shortened") else ()
        remarks += remarks_on(judged.places)
        found = Checked(claim, judged.verdict, judged.places, judged.differences, remarks=tuple(remarks))
        return attributed(found) if claim.speaker or claim.source else found, judged

    def _beside_prose(
        self, claim: Claim, wording: Wording, sources: Sequence[Source], found: tuple[Judged, bool]
    ) -> tuple[Judged, bool]:
        """What captions, headings and bylines have of the quotation, where that is more than was `found`."""
        near = {source.article.id: source.article for source in sources}
        blocks = beside_prose(near.values())
        if found[0].verdict == "not found" or remarks_on(found[0].places):
            more = articles_with(claim.text, self.snapshot, self.generation)
            blocks += beside_prose(article for article in more if article.id not in near)
            return max(found, _best(claim, wording, blocks), key=lambda each: each[0].found)
        made = _best(claim, wording, blocks)
        return made if made[0].verdict == "exact" else found

    def _foreign(self, claim: Claim) -> Sequence[Remark]:
        """Whether the quotation is in a language that no article is in."""
        language = guess_language(claim.text)
        held = self.generation.vocabulary.languages()
        return [] if language in held else ["language"]

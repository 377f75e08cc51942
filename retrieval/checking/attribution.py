"""Whether a quotation that was printed is the speaker's and the outlet's that it is said to be."""

from dataclasses import replace

from corpus.article import Article
from corpus.outlets import agency, folded, outlet_names, same_outlet
from corpus.patterns import regex
from retrieval.checking.result import Checked, Difference, DifferenceKind, Remark
from retrieval.quote import Copy
from retrieval.voice import voice_of

_NAME = regex(r"[A-ZÄÖÜ][\w’'-]+")
_TITLES = frozenset(
    """minister ministerin präsident präsidentin kanzler kanzlerin general generalsekretär generalsekretärin oberst sprecher
    sprecherin herr frau the mr mrs ms president secretary minister chancellor spokesman spokeswoman spokesperson bundeskanzler
    bundeskanzlerin außenminister außenministerin verteidigungsminister verteidigungsministerin us-präsident regierungschef
    nato-generalsekretär""".split()
)


def attributed(checked: Checked) -> Checked:
    """The same with "misattributed" for "exact" where every place that is known to be somebody's is another's.

    Where the print leaves it open who speaks, or the archive does not know the outlet, it says so and accuses nobody.
    """
    claim = checked.claim
    remarks: list[Remark] = list(checked.remarks)
    differences: list[Difference] = []
    speakers: tuple[str, ...] = ()
    if claim.source:
        told = [(place, _outlet_fits(place.article, claim.source)) for place in checked.matches]
        if told and not any(fits for _, fits in told):
            if any(fits is None for _, fits in told):
                remarks.append("source_unknown")
            else:
                differences.append(_otherwise("source", claim.source, _outlet(checked.matches[0].article), checked.matches[0]))
    if claim.speaker:
        voices = [(place, *_speaker_fits(place, claim.speaker)) for place in checked.matches]
        speakers = tuple(dict.fromkeys(name for _, _, name in voices if name))
        if voices and not any(fits for _, fits, _ in voices):
            if any(fits is None for _, fits, _ in voices):
                remarks.append("speaker_unknown")
            else:
                differences.append(_otherwise("speaker", claim.speaker, voices[0][2], voices[0][0]))
    verdict = "misattributed" if differences and checked.verdict == "exact" else checked.verdict
    found = (*checked.differences, *differences)
    return replace(checked, verdict=verdict, differences=found, remarks=tuple(remarks), speakers=speakers)


def _otherwise(kind: DifferenceKind, claimed: str, printed: str, place: Copy) -> Difference:
    return Difference(kind, claimed, printed, (0, 0), (place.start, place.end), place.article.id)


def _outlet(article: Article) -> str:
    return article.source.value if article.source else article.origin.value if article.origin else ""


def _outlet_fits(article: Article, claimed: str) -> bool | None:
    """Whether the article is the outlet's or from the agency; None where neither is known."""
    held = [fact.value for fact in (article.source, article.origin) if fact]
    if not held:
        return None
    return any(
        same_outlet(one, claimed) or outlet_names(one) & outlet_names(claimed) or folded(claimed) in folded(one).split()
        or (agency(one) or "").casefold() == claimed.casefold()
        for one in held
    )  # fmt: skip


def _speaker_fits(place: Copy, claimed: str) -> tuple[bool | None, str]:
    """Whether the print has these words from that speaker, None where it names none; and whom it names."""
    voice = voice_of(place.article, place.start)
    if voice.kind == "own":
        return False, ""
    if voice.speaker is None:
        return None, ""
    printed = place.article.text[voice.speaker[0] : voice.speaker[1]]
    ours, theirs = _names(claimed), _names(printed)
    if ours & theirs or claimed.casefold() in printed.casefold():
        return True, printed
    return (None if not theirs or not ours else False), printed


def _names(who: str) -> set[str]:
    """The words of a name, without titles and the genitive's ending."""
    words = {word.casefold().rstrip("’'") for word in _NAME.findall(who)}
    plain = {word.removesuffix("s") if len(word) > 4 else word for word in words - _TITLES}
    return {part for word in plain for part in (word, word.rpartition("-")[2])} - _TITLES

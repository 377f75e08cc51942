"""Whether a quotation that was printed is the speaker's and the outlet's that it is said to be."""

from dataclasses import replace

from corpus.article import Article, BlockKind
from corpus.outlets import agency, folded, outlet_names, same_outlet
from corpus.patterns import regex
from retrieval.checking.furniture import kind_at
from retrieval.checking.result import WEIGHT, Checked, Difference, DifferenceKind, Remark
from retrieval.quotation_marks import quotations_of
from retrieval.quote import Copy
from retrieval.voice import voice_of

_STEM = 4
_ENDINGS = frozenset(("e", "n", "s", "en", "es"))
_MANY = regex(
    r"\w*(?:zeitung|bericht|presse|medien|medium|agentur|sender|magazin|fernseh|radio|blatt|studie|umfrage|artikel|meldung|quelle|"
    r"kreise|internet|netz|expert|fachleute|beobachter|insider|observer|official)\w{0,3}|the|an?|newspapers?|papers?|press|media|reports?|stud(?:y|ies)|sources?"
)
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
    found = tuple(sorted((*checked.differences, *differences), key=lambda each: WEIGHT.index(each.kind)))
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
    if kind_at(place) is not BlockKind.PROSE or _is_quoted_within(place):
        return None, ""
    voice = voice_of(place.article, place.start)
    if voice.kind == "own":
        return False, ""
    if voice.speaker is None:
        return None, ""
    printed = place.article.text[voice.speaker[0] : voice.speaker[1]]
    ours, theirs = _names(claimed), _names(printed)
    if claimed.casefold() in printed.casefold() or _meet(ours, theirs) or _meet(theirs, ours):
        return True, printed
    return (False if theirs and _is_somebody(ours) else None), printed


def _meet(one: list[str], other: list[str]) -> bool:
    """Whether the surname of one is among the names of the other: „Keller“ is Martin Keller, Martin Vogt is not.

    Of a compound its head will do for the whole, but not for another compound: a Nato-Diplomat is no EU-Diplomat.
    """
    return bool(one) and any(_same(one[-1], name) for word in other for name in (word, word.rpartition("-")[2]))


def _same(one: str, other: str) -> bool:
    """Whether two words are one but for a case's ending: „laut Diplomaten“, „Merkels“."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _STEM and long.startswith(short) and long[len(short) :] in _ENDINGS)


def _is_somebody(names: list[str]) -> bool:
    """Whether that is more than what many are: „Experten“ or „Medienberichte“ may be whoever the print names."""
    return any("-" in name or not _MANY.fullmatch(name) for name in names)


def _is_quoted_within(place: Copy) -> bool:
    """Whether the words stand in a quotation within another one: that is somebody whom the speaker quotes."""
    text, at = place.article.text, place.start
    low = next((block.start for block in place.article.blocks if block.start <= at < block.end), 0)
    high = next((block.end for block in place.article.blocks if block.start <= at < block.end), len(text))
    outer = next((span for span in quotations_of(text[low:high])[0] if low + span[0] < at and place.end <= low + span[1]), None)
    if outer is None:
        return False
    begin, end = low + outer[0] + 1, low + outer[1] - 1
    return any(begin + one < at and place.end <= begin + two for one, two in quotations_of(text[begin:end])[0])


def _names(who: str) -> list[str]:
    """The words of a name in their order, without titles and the genitive's ending."""
    words = [word.casefold().rstrip("’'") for word in _NAME.findall(who)]
    plain = [word.removesuffix("s") if len(word) > 4 else word for word in words if word not in _TITLES]
    return [word for word in plain if word.rpartition("-")[2] not in _TITLES]

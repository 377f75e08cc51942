"""What a check found, as plain strings: verdicts, differences and remarks in words, and which characters differ."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.formatting.plain import source_line, visible_line
from bot.texts import Texts
from corpus.article import Span
from retrieval.quote import Copy, Quote

if TYPE_CHECKING:
    from retrieval.checking.result import Check, Checked, Difference

MOST_DIFFERENCES = 12
MOST_PLACES = 5
"""Places of a quotation that are named; of more, their number."""
_LONGEST = 90
"""Characters of a wording that are shown in a sentence about it; all of it is marked below."""


def verdict_label(checked: "Checked", texts: Texts) -> str:
    """„Verändert“; of a misattributed quotation, what of speaker and source is another."""
    kinds = {each.kind for each in checked.differences} & {"speaker", "source"}
    if checked.verdict == "misattributed":
        return texts(f"verdict_misattributed_{kinds.pop() if len(kinds) == 1 else 'both'}")
    return texts(f"verdict_{checked.verdict.replace(' ', '_')}")


def title_line(check: "Check", number: int, texts: Texts) -> str:
    """„2 von 3: Verändert“, and of a single quotation its verdict alone."""
    label = verdict_label(check.quotations[number - 1], texts)
    return texts("check_of", number, len(check.quotations), label) if len(check.quotations) > 1 else label


def meaning_lines(checked: "Checked", texts: Texts) -> list[str]:
    """The verdict as a sentence, and what remains to be said of it."""
    return [verdict_meaning(checked, texts), *remark_lines(checked, texts)]


def place_heading(checked: "Checked", number: int, texts: Texts) -> str:
    """What stands over a place: which part of a stitched quotation it is, or that it was printed so."""
    return texts("check_part", number) if checked.verdict == "stitched" else texts("check_printed")


def verdict_meaning(checked: "Checked", texts: Texts) -> str:
    """The verdict as a sentence."""
    return texts(f"meant_{checked.verdict.replace(' ', '_')}")


def summary_line(check: "Check", texts: Texts) -> str | None:
    """„3 Zitate geprüft: 1 × Verändert, 2 × Wörtlich gedruckt.“, the gravest first; None of a single one."""
    if len(check.quotations) < 2:
        return None
    from retrieval.checking.result import GRAVITY

    graver = sorted(check.quotations, key=lambda each: GRAVITY.index(each.verdict))
    counts = Counter(verdict_label(each, texts) for each in graver)
    named = ", ".join(texts("check_count", count, label) for label, count in counts.items())
    return texts("check_summary", len(check.quotations), named)


def difference_lines(checked: "Checked", texts: Texts) -> list[str]:
    """„Zahl: „600“ statt „500““, a line each, the gravest first."""
    lines = list(dict.fromkeys(_difference(each, texts) for each in checked.differences))
    more = len(lines) - MOST_DIFFERENCES
    return [*lines[:MOST_DIFFERENCES], *([texts.counted("check_more_differences", more)] if more > 0 else [])]


def _difference(each: "Difference", texts: Texts) -> str:
    claimed, printed, kind = _short(each.claimed), _short(each.printed), texts(f"kind_{each.kind}")
    if each.kind in ("speaker", "source"):
        key = "differs_whose" if printed else "differs_own"
    elif each.kind in ("cut", "joint"):
        key = f"differs_{each.kind}"
    else:
        key = "differs" if claimed and printed else "differs_added" if claimed else "differs_missing"
    return visible_line(texts(key, kind, claimed, printed))


def _short(wording: str) -> str:
    line = " ".join(wording.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def remark_lines(checked: "Checked", texts: Texts) -> list[str]:
    """What cannot be told, or only with care, a sentence each; whose the print has it where somebody else was named."""
    from retrieval.checking.checker import MOST_CHARACTERS

    claim = checked.claim
    made = []
    for remark in checked.remarks:
        named = claim.speaker if remark == "speaker_unknown" else claim.source
        made.append(visible_line(texts(f"remark_check_{remark}", _short(named), f"{MOST_CHARACTERS:,}".replace(",", " "))))
    return made


def place_lines(places: Sequence[Copy], texts: Texts) -> list[str]:
    """The source line of each place, as an answer has it; of more than MOST_PLACES, how many more there are."""
    lines = list(dict.fromkeys(source_line(quote_of(place), texts) for place in places))
    more = len(lines) - MOST_PLACES
    return [*lines[:MOST_PLACES], *([texts.counted("check_more_places", more)] if more > 0 else [])]


def quote_of(place: Copy) -> Quote:
    """The place as a quote that is all highlight."""
    return Quote(place.article, place.start, place.end, ((place.start, place.end),), 1.0)


def claimed_spans(checked: "Checked") -> list[Span]:
    """The characters of the claim's own text that differ from the print, in order."""
    start, end = checked.claim.start, checked.claim.end
    spans = {each.at for each in checked.differences if each.kind not in ("joint", "speaker", "source")}
    return _joined([(low - start, high - start) for low, high in spans if start <= low < high <= end])


def printed_place(checked: "Checked", place: Copy) -> tuple[Span, list[Span]]:
    """What is to be shown of the print there, a „nicht“ right beside it included, and what of it differs from the claim."""
    spans = [
        each.printed_at
        for each in checked.differences
        if each.kind not in ("joint", "speaker", "source") and each.printed_in == place.article.id and each.printed
    ]
    near = [(low, high) for low, high in spans if low <= place.end + 2 and high >= place.start - 2]
    shown = min([place.start, *(low for low, _ in near)]), max([place.end, *(high for _, high in near)])
    return shown, _joined(near)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch as one."""
    made: list[Span] = []
    for low, high in sorted(spans):
        if made and low <= made[-1][1]:
            made[-1] = made[-1][0], max(high, made[-1][1])
        else:
            made.append((low, high))
    return made

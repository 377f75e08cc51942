"""What a check found: values only. Spans are half-open, in characters of the text that was checked or of the article."""

from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.article import Span
from retrieval.quote import Copy

Verdict = Literal["exact", "altered", "shortened", "stitched", "misattributed", "not found", "unchecked"]
GRAVITY: tuple[Verdict, ...] = ("altered", "stitched", "misattributed", "not found", "shortened", "unchecked", "exact")
"""Of several quotations in one text the gravest verdict is the text's."""
DifferenceKind = Literal[
    "number", "negation", "name", "speaker", "source", "word", "order", "cut", "joint", "case", "punctuation"
]
WEIGHT: tuple[DifferenceKind, ...] = (
    "number", "negation", "name", "speaker", "source", "word", "order", "cut", "joint", "case", "punctuation",
)  # fmt: skip
"""What is named first."""
Remark = Literal[
    "short", "language", "speaker_unknown", "source_unknown", "too_long", "no_words", "begins_before", "goes_on", "asks",
    "negation_left_out", "set_aside", "in_caption", "in_heading",
    "in_byline",
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A quotation to check: `[start, end)` of the text given, without its marks; who is said to have said or printed it."""

    text: str
    start: int
    end: int
    speaker: str = ""
    source: str = ""


@dataclass(frozen=True)
class Difference:
    """Something that the quotation has otherwise than the print: the two wordings and where each stands.

    `printed_in` is the article's id; a wording that one side lacks is empty, its span then lies where it would stand.
    """

    kind: DifferenceKind
    claimed: str
    printed: str
    at: Span
    printed_at: Span
    printed_in: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it stands in `--json`."""
        return {
            "kind": self.kind,
            "claimed": self.claimed,
            "printed": self.printed,
            "start": self.at[0],
            "end": self.at[1],
            "article_id": self.printed_in or None,
            "printed_start": self.printed_at[0],
            "printed_end": self.printed_at[1],
        }


@dataclass(frozen=True)
class Checked:
    """What came of one quotation. `matches` are where it stands, or its parts; for "not found" the nearest place, if any."""

    claim: Claim
    verdict: Verdict
    matches: tuple[Copy, ...] = ()
    differences: tuple[Difference, ...] = ()
    nearest: Copy | None = None
    remarks: tuple[Remark, ...] = ()
    speakers: tuple[str, ...] = ()

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """As it stands in `--json`."""
        claim = self.claim
        return {
            "text": claim.text,
            "start": claim.start,
            "end": claim.end,
            "speaker": claim.speaker or None,
            "source": claim.source or None,
            "verdict": self.verdict,
            "differences": [each.as_json() for each in self.differences],
            "matches": [each.as_json(lang) for each in self.matches],
            "nearest": self.nearest.as_json(lang) if self.nearest else None,
            "remarks": list(self.remarks),
            "printed_speakers": list(self.speakers),
        }


@dataclass(frozen=True)
class Check:
    """What came of a text: its quotations, in order, each with its verdict."""

    text: str
    quotations: tuple[Checked, ...] = field(default_factory=tuple)

    @property
    def verdict(self) -> Verdict:
        """The gravest of the quotations' verdicts."""
        return min((each.verdict for each in self.quotations), key=GRAVITY.index, default="unchecked")

    def as_json(self, lang: str = "de") -> dict[str, Any]:
        """As it stands in `--json`: of the first quotation with the gravest verdict, and of all."""
        gravest = next((each for each in self.quotations if each.verdict == self.verdict), None)
        shown = gravest.as_json(lang) if gravest else {"differences": [], "matches": [], "nearest": None, "remarks": []}
        return {
            "verdict": self.verdict,
            **{name: shown[name] for name in ("differences", "matches", "nearest", "remarks")},
            "quotations": [each.as_json(lang) for each in self.quotations],
        }

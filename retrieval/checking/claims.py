"""What there is to check in a text: its quotations and whose they are said to be, or the text itself."""

from collections.abc import Sequence

from corpus.article import Span
from corpus.language import Language, guess_language
from corpus.outlets import folded, same_outlet
from retrieval.asking.outlets import Names, asked_source
from retrieval.checking.result import Claim
from retrieval.checking.typed_marks import PAIRS, with_marks
from retrieval.checking.words import words_of
from retrieval.quotation_marks import quotations_of
from retrieval.saying.sentence_voice import read_sentence
from retrieval.sentences import split_sentences

MIN_WORDS = 3
"""A quotation of fewer words is no quotation to look for in a text: „robust“ is a word in marks."""
LONGEST = 3000
"""Characters of a text without marks that is checked as one quotation; a longer one is by paragraph."""
_ANY_OUTLET = frozenset(
    """zeitung zeitungen presse medien medium fernsehen radio rundfunk agentur agenturen nachrichtenagentur nachrichtenagenturen
    blatt sender magazin internet netz bericht berichte berichten newspaper newspapers paper papers press media agency agencies
    television report reports""".split()
)
"""Who „in der Zeitung“ is cannot be held against the print, where no outlet of the archive is called so."""
_EDGES = " \t\r\n\u00a0„“”\"»«‚‘’'›‹"


def claims_in(text: str, names: Names, speaker: str = "", source: str = "") -> tuple[list[Claim], list[Claim]]:
    """The text as claims of its own, and its quotations as claims with whose they are said to be.

    `speaker` and `source`, where given, hold for all of them.
    """
    wholes = [_claim(text, span, speaker, source) for span in _parts(text)]
    quoted: list[Claim] = []
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        language = guess_language(paragraph)
        found = quotations_of(with_marks(paragraph))[0]
        for low, high in found:
            claim = _claim(text, (start + low, start + high), speaker, source)
            if _count(claim.text) >= MIN_WORDS:
                quoted.append(_attributed(claim, text, (start, end), (low, high), found, language, names))
    return [claim for claim in wholes if claim.text], quoted


def _parts(text: str) -> list[Span]:
    return [(0, len(text))] if len(text) <= LONGEST else _paragraphs(text)


def _paragraphs(text: str) -> list[Span]:
    found, at = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            found.append((at, at + len(block)))
        at += len(block) + 2
    return found


def _claim(text: str, span: Span, speaker: str, source: str) -> Claim:
    """A claim without the marks and blanks around it."""
    start, end = span
    while start < end and (text[start] in _EDGES or text.startswith(PAIRS, start, end)):
        start += 1 if text[start] in _EDGES else 2
    while end > start and (text[end - 1] in _EDGES or text.endswith(PAIRS, start, end)):
        end -= 1 if text[end - 1] in _EDGES else 2
    return Claim(text[start:end], start, end, speaker, source)


def _attributed(
    claim: Claim, text: str, paragraph: Span, span: Span, quoted: Sequence[Span], language: Language, names: Names
) -> Claim:
    """The claim with the speaker and the outlet that the sentence around it names, where none are given."""
    inside = text[paragraph[0] : paragraph[1]]
    around = next(
        ((low, high) for low, high in split_sentences(inside, language) if low < span[1] and high > span[0]), (0, len(inside))
    )
    around = min(around[0], span[0]), max(around[1], span[1])
    speaker = claim.speaker
    if not speaker:
        who = read_sentence(inside, around, quoted, language).speaker
        speaker = inside[who[0] : who[1]] if who and not (span[0] <= who[0] < span[1]) else ""
    source = claim.source
    if not source:
        told = inside[around[0] : span[0]] + " ¤ " + inside[span[1] : around[1]]
        asked, remarks = asked_source(told, names)
        unknown = next((remark.text for remark in remarks if remark.code == "unknown_source"), "")
        source = asked.name if asked else "" if folded(unknown) in _ANY_OUTLET else unknown
    if not claim.speaker and source and (same_outlet(speaker, source) or folded(speaker) == folded(source)):
        speaker = ""  # „…“, schrieb das Morgenblatt: who printed it need not have said it
    return Claim(claim.text, claim.start, claim.end, speaker, source)


def _count(text: str) -> int:
    return sum(kind in ("word", "number") for kind in words_of(text).kinds)

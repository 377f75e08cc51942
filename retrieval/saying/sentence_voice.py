"""Whose words a sentence is, as far as the sentence itself tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.article import Span
from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.citing import is_indefinite, is_no_fact
from retrieval.saying.finite import has_finite_verb
from retrieval.saying.grammar_words import PREPOSITIONS
from retrieval.saying.noun_phrases import noun_phrase
from retrieval.saying.persons import is_who, sources
from retrieval.saying.source_phrases import source_phrases
from retrieval.saying.speech import Speech, speeches
from retrieval.saying.speech_words import JUDGING
from retrieval.saying.subjects import subject_after, subject_before
from retrieval.saying.subjunctive import is_second_subjunctive, is_subjunctive, is_subordinate
from retrieval.saying.tokens import QUOTED, Token, clauses, tokens_of

Kind = Literal["own", "direct", "reported"]
_LONGEST = 2000
"""What is longer is a table or a list; its first characters are read."""
_RUN = 4
"""From so many words on, a quotation with a verb is a statement."""
_WORD = regex(r"\w+(?:[-’'.]\w+)*")
_ASKING = frozenset("dass ob als wie was wer wann wo wenn".split())
"""Clauses in which the outlet uses the Konjunktiv for itself."""
_ACCOUNTS = regex(r"(?<=\w)-?[Aa]ngaben?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence tells of its voice.

    `perhaps` says that it is reported speech if the sentence before is. `speaker` is who is named here; `pronoun` stands for
    somebody named elsewhere; `tagged` says that the sentence says that somebody speaks, at the character `at`, and `nobody`
    that none is named anywhere. `begins` and `ends` say whether its words begin and end within a quotation.
    """

    kind: Kind
    perhaps: bool
    speaker: Span | None
    pronoun: str
    tagged: bool
    nobody: bool
    at: int
    begins: bool
    ends: bool


def read_sentence(text: str, span: Span, quoted: Sequence[Span], language: Language) -> Reading:
    """Read the sentence at `span` of `text`; `quoted` are the quotations of its paragraph, marks included."""
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    runs = [(max(low, start), min(high, end)) for low, high in quoted if low < end and high > start]
    taken = [run for run in runs if _is_said(text, run, span, quoted)]
    tokens = tokens_of(text, start, end, taken)
    parts = clauses(tokens)
    said = [
        *speeches(tokens, parts, language),
        *source_phrases(tokens, parts, language),
        *sources(tokens, parts, language),
    ]
    said.sort(key=lambda speech: speech.start)
    begins = any(low < start < high for low, high in quoted)
    ends = any(low < end < high for low, high in quoted)
    subjunctive, perhaps = _subjunctive(tokens, parts, language)
    if subjunctive and not said:
        said = speeches(tokens, parts, language, thinking=True)
    kind: Kind = "own"
    if taken and _is_direct(text, taken, tokens, said, bool(said) or subjunctive, ends, language):
        kind = "direct"
    elif said or subjunctive or _is_hearsay(tokens, parts):
        kind = "reported"
    best = _nearest(said, tokens) if kind == "direct" else (said[0] if said else None)
    speaker = _span_of(tokens, best, language) if best else _introduced(tokens, parts, not perhaps, language)
    framed = kind == "direct" and not (said or speaker or begins or ends or perhaps) and _is_framed(tokens)
    nobody = framed or is_no_fact(tokens, parts)
    return Reading(
        kind,
        perhaps and kind == "own",
        None if nobody else speaker,
        best.pronoun if best else "",
        bool(said),
        nobody or (best is not None and best.nobody),
        tokens[best.start].start if best else start,
        begins,
        ends,
    )


def _is_framed(tokens: Sequence[Token]) -> bool:
    """Whether other words than a pronoun's lead to the quotation: „„Wir haben verloren“, steht auf dem Plakat“."""
    return any(token.is_word for token in tokens) and not any(
        token.lower in ("er", "sie", "he", "she", "they") for token in tokens
    )


def _introduced(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], anybody: bool, language: Language) -> Span | None:
    """Who stands before a colon: „Ein Politiker klang anders: Er fürchte …“."""
    colon = next((n for n, token in enumerate(tokens) if token.text == ":"), 0)
    before = [part for part in parts if part[1] <= colon]
    people = (who for who in _people(tokens, before, language) if not _is_object(tokens, who, language))
    who = next(people, None) or (subject_before(tokens, *before[-1], language) if before and anybody else None)
    return _chars(tokens, who) if isinstance(who, tuple) else None


def _is_object(tokens: Sequence[Token], who: tuple[int, int], language: Language) -> bool:
    """Whether a preposition leads to them: „Der Brief an Bo Muster beginnt so: …“."""
    return any(token.lower in PREPOSITIONS[language] for token in tokens[max(0, who[0] - 2) : who[0]])


def _is_said(text: str, run: Span, sentence: Span, quoted: Sequence[Span]) -> bool:
    """Whether a quotation is somebody's words, not a name or a word of caution: long, or set off by a colon or a comma."""
    start, end = run
    if run not in quoted or len(_WORD.findall(text, start, end)) >= _RUN:
        return True
    before, after = text[sentence[0] : start].rstrip(), text[end : sentence[1]].lstrip()
    whole = not any(map(str.isalnum, before)) and not any(map(str.isalnum, after))
    return before.endswith(":") or text[end - 2 : end - 1] in ".!?," or whole or (not before and after.startswith(","))


def _is_direct(
    text: str,
    taken: Sequence[Span],
    tokens: Sequence[Token],
    said: Sequence[Speech],
    framed: bool,
    goes_on: bool,
    language: Language,
) -> bool:
    words = [_WORD.findall(text, low, high) for low, high in taken]
    outside = any(token.is_word for token in tokens)
    if not outside or (goes_on and len(words[-1]) >= _RUN):
        return True
    framed = framed or any(token.text == ":" and tokens[n + 1].text == QUOTED for n, token in enumerate(tokens[:-1]))
    set_off = framed or not _names_something(text, taken[0], tokens)
    if set_off and any(len(run) >= _RUN and has_finite_verb(run, language) for run in words):
        return True
    if tokens[0].text == QUOTED and any(_only_says(tokens[:6], speech) for speech in said):
        return True
    said_how = any(token.text in JUDGING[language] for token in tokens)
    first = words[0][0].lower() if words[0] else ""  # „„"“: marks within marks hold no word
    if not framed or said_how or first in PREPOSITIONS[language]:
        return False
    tag = {n for speech in said if speech.tag or _only_says(tokens, speech) for n in range(speech.start, speech.end)}
    own = sum(token.is_word for n, token in enumerate(tokens) if n not in tag)
    return sum(map(len, words)) >= own


def _names_something(text: str, run: Span, tokens: Sequence[Token]) -> bool:
    """Whether a quotation in the middle of a sentence is a name: „Der Film „Wer wir waren“ läuft noch“."""
    before = text[tokens[0].start : run[0]].rstrip()
    return before[-1:].isalnum() and text[run[1] - 2] not in ".!?,…"


def _only_says(tokens: Sequence[Token], speech: Speech) -> bool:
    """Whether a quotation is next to the clause of saying: it holds the content."""
    beside = [*tokens[max(0, speech.start - 2) : speech.start], *tokens[speech.end : speech.end + 2]]
    return any(token.text == QUOTED for token in beside)


def _nearest(said: Sequence[Speech], tokens: Sequence[Token]) -> Speech | None:
    """The saying next to the first quotation."""
    places = [n for n, token in enumerate(tokens) if token.text == QUOTED]
    if not said or not places:
        return said[0] if said else None
    return min(said, key=lambda speech: min(abs(speech.start - places[0]), abs(speech.end - places[0])))


def _subjunctive(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language) -> tuple[bool, bool]:
    """Whether a main clause stands in the Konjunktiv I, and whether there is one that may go on with reported speech."""
    if language != "de":
        return False, False
    perhaps = False
    for start, end in parts:
        for place in range(start, end):
            first, second = is_subjunctive(tokens, place), is_second_subjunctive(tokens[place])
            main = (first or second) and not is_subordinate(tokens, start, end, place)
            if first and main and not _is_idiom(tokens, place):
                return True, True
            perhaps = perhaps or main or (first and tokens[start].lower not in _ASKING)
    return False, perhaps


def _is_idiom(tokens: Sequence[Token], place: int) -> bool:
    """„es sei denn“, „wie dem auch sei“, „Gott sei Dank“, „sei es … oder“."""
    around = " ".join(token.lower for token in tokens[max(0, place - 3) : place + 2])
    return any(idiom in around for idiom in ("es sei denn", "dem auch sei", "gott sei dank", ", sei es"))


def _is_hearsay(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> bool:
    """„soll getötet worden sein“, „sollen gesagt haben“."""
    for start, end in parts:
        words = [token.text for token in tokens[start:end]]
        if ("soll" in words or "sollen" in words) and len(words) > 3 and words[-1] in ("haben", "sein"):
            before = words[-2]
            if before == "worden" or re.search(r"ge\w+(?:t|en)$|(?:be|ver|er|ent|zer)\w+(?:t|en)$|iert$", before):
                return True
    return False


def people_in(text: str, span: Span, language: Language, quoted: Sequence[Span] = ()) -> list[Span]:
    """The persons and bodies named in the sentence at `span`, outside `quoted`, in order: whom later ones may mean."""
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    tokens = tokens_of(
        text, start, end, [(max(low, start), min(high, end)) for low, high in quoted if low < end and high > start]
    )
    return [_chars(tokens, phrase) for phrase in _people(tokens, clauses(tokens), language)]


def _people(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language) -> Iterator[tuple[int, int]]:
    for start, end in parts:
        place = start
        while place < end:
            phrase = noun_phrase(tokens, place, end, language)
            if phrase and is_who(tokens[phrase[0] : phrase[1]]) and not is_indefinite(tokens, phrase):
                yield phrase
            place = phrase[1] if phrase else place + 1


def _span_of(tokens: Sequence[Token], speech: Speech, language: Language) -> Span | None:
    if speech.own:
        own = next(n for n in range(speech.start, speech.end) if tokens[n].lower in ("eigenen", "eigener"))
        people = _people(tokens, [part for part in clauses(tokens) if part[0] < own], language)
        subject = next((who for who in people if who[1] <= own), None) or subject_after(tokens, own + 2, speech.end, language)
        return _chars(tokens, subject) if isinstance(subject, tuple) else None
    return _chars(tokens, speech.speaker) if speech.speaker else None


def _chars(tokens: Sequence[Token], phrase: tuple[int, int]) -> Span:
    """The characters of a phrase; of „Nato-Angaben“ the first part."""
    last = tokens[phrase[1] - 1]
    return tokens[phrase[0]].start, last.end - len(last.text) + len(_ACCOUNTS.sub("", last.text))

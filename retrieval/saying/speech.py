"""Where a sentence says that somebody speaks: the verb of saying, and who is named with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language import Language
from retrieval.saying.citing import INDEFINITE, are_cited, cited_by_name, is_indefinite
from retrieval.saying.grammar_words import SUBORDINATORS
from retrieval.saying.speech_words import CLAIMED, HAVING, JUDGING, PARTICIPLES, SAYING, SPLIT_SAYING, THINKING, WITH_CLAUSE
from retrieval.saying.subjects import begun, body_spoken_for, subject_after, subject_before
from retrieval.saying.subjunctive import is_subordinate
from retrieval.saying.tokens import QUOTED, Token

_BEING = frozenset("wird werden wurde wurden worden ist sind war waren sei seien werde".split())

_NO_SOURCE = frozenset("viele viel dies das von".split())
"""„wie dies … fordert“ compares, „wie die Polizei mitteilte“ says who says it."""
_JOINING = frozenset("und sondern aber oder doch and but".split())
_MODAL = frozenset(
    "soll sollen sollte sollten will wollen wollte wollten kann können konnte konnten muss müssen musste mussten".split()
)


@dataclass(frozen=True, slots=True)
class Speech:
    """That somebody speaks, said in the clause `[start, end)` of the tokens.

    `speaker` is the range of tokens that names who; `pronoun` stands for somebody named before; `own` says that the sentence's
    subject is meant („nach eigenen Angaben“), `nobody` that none is („so die Befürchtung“). `tag` says that the clause says
    nothing besides.
    """

    start: int
    end: int
    speaker: tuple[int, int] | None = None
    pronoun: str = ""
    own: bool = False
    nobody: bool = False
    tag: bool = False


def speeches(
    tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language, thinking: bool = False
) -> list[Speech]:
    """What the sentence says of speaking, in order; `parts` are its clauses. With `thinking`, verbs of thinking count."""
    verbs = SAYING[language] | THINKING[language] if thinking else SAYING[language]
    found: list[Speech] = []
    for number, (start, end) in enumerate(parts):
        verb = _verb(tokens, start, end, verbs, language)
        said = verb is not None and not _is_aside(tokens, start, end, verb, language)
        if verb is not None and said and _has_content(tokens, parts, number, verb, language):
            speech = _with_subject(tokens, parts, number, verb, language)
            found.append(_not_the_subject_s(tokens, speech, verb, language))
        if language == "de" and _is_said_by_nobody(tokens, parts, number):
            found.append(Speech(start, end, nobody=True))
        if tokens[end - 1].text == "zitiert" and tokens[start].text in _BEING:
            found.append(_cited(tokens, parts, number, language))
    return found


def _not_the_subject_s(tokens: Sequence[Token], speech: Speech, verb: int, language: Language) -> Speech:
    """The speech, but of whom it cites, or of nobody, where a quotation is not the subject's words."""
    start, end = speech.start, speech.end
    if are_cited(tokens, start, end, verb):
        return Speech(start, end, cited_by_name(tokens, start, end, verb, language), nobody=True, tag=speech.tag)
    indefinite = speech.speaker and is_indefinite(tokens, speech.speaker)
    if indefinite or (not speech.speaker and any(token.lower in INDEFINITE for token in tokens[start:end])):
        return Speech(start, end, nobody=True, tag=speech.tag)
    return speech


def _cited(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], number: int, language: Language) -> Speech:
    """„…, wurde Ada von Bo zitiert“: who is cited, not who cites."""
    start, end = parts[number]
    by = next((n for n in range(start, end) if tokens[n].text in ("von", "vom")), end)
    return _with_subject(tokens, [*parts[:number], (start, by)], number, start, language)


def _verb(tokens: Sequence[Token], start: int, end: int, verbs: frozenset[str], language: Language) -> int | None:
    """The finite verb of saying, or the auxiliary of one („hatte … betont“)."""
    colon = next((n for n in range(end, len(tokens)) if tokens[n].text == ":"), 0)
    after = tokens[colon - 1 : colon]  # „kündigte der Minister, Jens Beispiel, an:“
    for place in range(start, end):
        text = tokens[place].text
        if text in HAVING[language] and _has_said(tokens, start, end, place, language):
            return place
        finite = (
            text in verbs
            and tokens[place - 1 if place else 0].lower != "zu"
            and not _is_passive(tokens, start, end, place, language)
        )
        if finite and not _is_infinite(tokens, start, end, place, language):
            return place
        particles = SPLIT_SAYING[language].get(text)
        if particles and any(token.lower in particles for token in [*tokens[place + 1 : end], *after]):
            return place
    return None


def _has_said(tokens: Sequence[Token], start: int, end: int, having: int, language: Language) -> bool:
    """Whether the participle of a verb of saying goes with the auxiliary; in German it is the last word of its clause."""
    first = having + 1 if language == "en" else max(having + 1, end - 2)
    said = (place for place in range(first, end) if tokens[place].text in PARTICIPLES[language])
    return any(not _is_passive(tokens, start, end, place, language) for place in said)


def _is_passive(tokens: Sequence[Token], start: int, end: int, place: int, language: Language) -> bool:
    """Whether the form is a participle here: „wurde bestätigt“, "was reported"."""
    if language == "en":
        before = [token.text for token in tokens[max(start, place - 2) : place]]
        return any(word in ("was", "were", "been", "be", "being", "is", "are", "being") for word in before)
    return place == end - 1 and any(token.text in _BEING for token in tokens[start:place])


def _is_said_by_nobody(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], number: int) -> bool:
    """„Es wird berichtet, dass …“, „Begründet wird das damit, dass …“."""
    start, end = parts[number]
    words = {token.lower for token in tokens[start:end]}
    that = any(tokens[low].lower == "dass" for low, _ in parts[number + 1 : number + 2])
    return that and bool(words & _BEING) and bool(words & PARTICIPLES["de"]) and tokens[start].lower not in SUBORDINATORS["de"]


def _is_infinite(tokens: Sequence[Token], start: int, end: int, place: int, language: Language) -> bool:
    """Whether the form is an infinitive or participle here: „erklären sollten“, „… und auf Berlin verwiesen“."""
    if language == "en" or place == start or place < end - 2:
        return False
    if place == end - 2:
        return tokens[place].text.endswith("en") and tokens[end - 1].text in _MODAL
    if tokens[place].text.endswith("n") and any(token.text in _MODAL or token.text in _BEING for token in tokens[start:place]):
        return True
    if tokens[start].lower == "wie" or not tokens[place].text.endswith(("en", "t")):
        return False
    return subject_before(tokens, start, place, language) is None


def _is_aside(tokens: Sequence[Token], start: int, end: int, verb: int, language: Language) -> bool:
    """Whether the saying is only mentioned: „… das er kritisiert hatte“, "who said"."""
    first = tokens[start].lower
    if language == "en":
        return first in ("who", "which", "whose", "that", "if", "whether", "because", "when", "while", "after") and start > 0
    if first == "wie":
        return (
            tokens[start + 1].text in _NO_SOURCE or tokens[verb].text in JUDGING["de"] or tokens[verb].text.startswith("forder")
        )
    return first in SUBORDINATORS["de"] or is_subordinate(tokens, start, end, max(verb, _last_verb(tokens, start, end, verb)))


def _last_verb(tokens: Sequence[Token], start: int, end: int, verb: int) -> int:
    return end - 1 if verb == end - 1 or tokens[end - 1].text in HAVING["de"] else verb


def _with_subject(
    tokens: Sequence[Token], parts: Sequence[tuple[int, int]], number: int, verb: int, language: Language
) -> Speech:
    start, end = parts[number]
    bare = start == verb
    joined = number > 0 and verb == start + 1 and tokens[start].lower in _JOINING
    before = begun(tokens, parts[:number], language, whole=False) if joined else subject_before(tokens, start, verb, language)
    after = subject_after(tokens, verb + 1, end, language) if before is None else None
    if "man" in (before, after):
        body = body_spoken_for(tokens, start, end)
        return Speech(start, end, body, nobody=body is None)
    subject = before or after
    if bare and number and not isinstance(after, str) and (after is None or _resumes(tokens, parts, number)):
        subject = begun(tokens, parts[:number], language, whole=True) or subject
    if isinstance(subject, tuple):
        return Speech(start, end, subject, tag=bare or (before is not None and verb - subject[1] < 2))
    plural = subject == "sie" and tokens[verb].lower.endswith("en")
    return Speech(start, end, pronoun="they" if plural else subject or "", tag=bare)


def _resumes(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether the clause before is put in, and the sentence then goes on: „Ein Soldat, der …, schrieb“, "The mayor, Ada
    Example, praised the police".
    """
    start, end = parts[number - 1]
    if start and tokens[start].lower in ("der", "die", "das", "den", "deren", "dessen", "who", "which", "whose"):
        return True
    return number > 1 and start == parts[number - 2][1] + 1 and all(token.text[0].isupper() for token in tokens[start:end])


def _has_content(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], number: int, verb: int, language: Language) -> bool:
    """Whether what is said is said, too; „Er sprach mit Journalisten“ is an act like others."""
    start, end = parts[number]
    text = tokens[verb].text
    quoted = any(token.text == QUOTED for token in tokens)
    further = quoted or any(part != parts[number] and part[1] - part[0] > 1 for part in parts)
    words = [token.lower for token in tokens[start:end]]
    if text in JUDGING[language]:
        needed = JUDGING[language][text]
        return quoted or any(word in needed for word in words) or (language == "en" and any(t.text == ":" for t in tokens))
    if language == "en":
        if text in ("told", "tells", "tell"):
            return quoted or "that" in words[verb - start :] or (text == "told" and "to" not in words[verb - start :])
        return quoted or further or end - verb > 2
    if text in WITH_CLAUSE or (text in HAVING["de"] and tokens[end - 1].text not in CLAIMED):
        return further or words[0] in ("dies", "so", "dazu", "darauf") or (words[0] == "das" and verb == start + 1)
    return verb + 1 >= end or tokens[verb + 1].text != "sich" or further

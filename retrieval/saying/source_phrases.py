"""Sources named without a verb: „laut Polizei“, „so der Diplomat“, „Diplomaten zufolge“, "according to officials"."""

import re
from collections.abc import Sequence

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.noun_phrases import noun_phrase
from retrieval.saying.speech import Speech
from retrieval.saying.subjects import body_spoken_for, subject_before
from retrieval.saying.tokens import QUOTED, Token

_ACCOUNT = regex(
    r"""(?:\b|(?<=-)|(?<=[a-zäöü]))(?:[Aa]ngaben?|[Aa]ussagen?|[Aa]nsicht|[Ee]inschätzung(?:en)?|[Ww]orten|[Dd]arstellung
    |[Ee]rkenntnissen|[Ii]nformationen|[Zz]ählung(?:en)?|[Zz]ahlen|[Ss]chätzungen?|[Aa]uskunft|[Üü]berzeugung|[Mm]einung
    |[Bb]erufung|[Ll]esart|[Bb]erechnungen|[Bb]erichten)$""",
    re.VERBOSE,
)

_PLACE = regex(r"(?:quartier|amt|haus|rat|stab|ministerium|büro|zentrum|zentrale|lager|verband)$", re.IGNORECASE)
"""A body behind which no name stands: the noun that follows is another part of the sentence."""
_OF_WHOM = frozenset("des der eines einer ihres seines seiner ihrer".split())
_WRITTEN = frozenset("stand steht prangte prangt".split())
"""A text somewhere, of nobody: „Auf dem Schild stand: „…““."""
_TOLD_OF = frozenset("said reported believed alleged understood rumoured rumored".split())
_NOT_WHO = regex(
    r"(?:ung|heit|keit|frage|these|argument|vorwurf|kritik|plan|ziel|idee|fazit|tenor|losung|motto)$", re.IGNORECASE
)


def source_phrases(tokens: Sequence[Token], parts: Sequence[tuple[int, int]], language: Language) -> list[Speech]:
    """The sources that the sentence names in its clauses `parts`."""
    read = _german_phrase if language == "de" else _english_phrase
    found = (read(tokens, start, end, place) for start, end in parts for place in range(start, end))
    return [speech for speech in found if speech]


def _german_phrase(tokens: Sequence[Token], start: int, end: int, place: int) -> Speech | None:
    """The source that the word at `place` of the clause brings along."""
    word, text = tokens[place].lower, tokens[place].text
    if word == "so":
        return _so(tokens, start, end) if place == start else None
    if word == "laut":
        phrase = noun_phrase(tokens, place + 1, end, "de")
        return Speech(start, end, phrase) if phrase else None
    if word == "zufolge":
        return _before_zufolge(tokens, start, end, place)
    if text == "verlautete" or (text in ("hieß", "heißt") and _is_it_said(tokens, start, end, place)):
        return Speech(start, end, body_spoken_for(tokens, start, end), tag=True)
    if word == "nach" or (word == "unter" and place + 1 < end and tokens[place + 1].lower == "berufung"):
        return _after_nach(tokens, start, end, place)
    written = text in _WRITTEN and [token.text for token in tokens[place + 1 : place + 3]] == [":", QUOTED]
    return Speech(start, end, nobody=True) if written or word in ("vernehmen", "angeblich") else None


def _so(tokens: Sequence[Token], start: int, end: int) -> Speech | None:
    """„…, so der Diplomat“: a clause of its own behind another."""
    if not start or tokens[start - 1].text not in (",", QUOTED, "–", "-"):
        return None
    if start + 1 < end and tokens[start + 1].lower in ("er", "sie"):
        return Speech(start, end, pronoun=tokens[start + 1].lower, tag=True)
    phrase = noun_phrase(tokens, start + 1, end, "de")
    if not phrase or end - phrase[1] >= 3:
        return None
    nobody = _NOT_WHO.search(tokens[phrase[0]].text) is not None
    return Speech(start, end, None if nobody else phrase, nobody=nobody, tag=True)


def _english_phrase(tokens: Sequence[Token], start: int, end: int, place: int) -> Speech | None:
    word = tokens[place].lower
    if word == "according" and place + 1 < end and tokens[place + 1].lower == "to":
        return Speech(start, end, noun_phrase(tokens, place + 2, end, "en"))
    if word in ("reportedly", "allegedly"):
        return Speech(start, end, nobody=True)
    near = [token.lower for token in tokens[max(start, place - 1) : place + 3]]
    passive = len(near) > 2 and near[0] in ("is", "are", "was", "were")
    if passive and word in _TOLD_OF and near[2] in ("to", "that"):
        return Speech(start, end, nobody=True)
    if passive and near[1:3] == ["quoted", "as"]:
        subject = subject_before(tokens, start, place - 1, "en")
        return Speech(start, end, subject) if isinstance(subject, tuple) else Speech(start, end, pronoun=subject or "")
    return None


def _is_it_said(tokens: Sequence[Token], start: int, end: int, place: int) -> bool:
    """„hieß es“, „so heißt es“, „wie es am Montag hieß“."""
    if place + 1 < end and tokens[place + 1].lower == "es":
        return True
    return any(token.lower == "es" for token in tokens[start:place]) and tokens[start].lower in ("so", "wie", "es")


def _before_zufolge(tokens: Sequence[Token], start: int, end: int, place: int) -> Speech:
    for first in range(max(start, place - 7), place):
        if tokens[first].lower == "eigenen":
            return Speech(start, end, own=True)
        phrase = noun_phrase(tokens, first, place, "de")
        if phrase and phrase[1] == place:
            inside = _ACCOUNT.match(tokens[phrase[0]].text)
            if inside and phrase[1] - phrase[0] > 1:
                return Speech(start, end, noun_phrase(tokens, phrase[0] + 1, place, "de"))
            if _ACCOUNT.search(tokens[phrase[1] - 1].text):
                return _account(tokens, start, end, phrase)
            return Speech(start, end, phrase)
    return Speech(start, end)


def _after_nach(tokens: Sequence[Token], start: int, end: int, place: int) -> Speech | None:
    """„nach Angaben der Polizei“, „nach Nato-Angaben“, „nach eigenen Angaben“."""
    near = range(place + 1, min(place + 5, end))
    account = next((at for at in near if _ACCOUNT.search(tokens[at].text)), 0)
    between = tokens[place + 1 : account]
    if not account or any(token.text[0].isupper() for token in between):
        return None
    if any(token.lower in ("eigenen", "eigener") for token in between):
        return Speech(start, end, own=True)
    if not _ACCOUNT.match(tokens[account].text):
        return _account(tokens, start, end, (account, account + 1))
    following = tokens[account + 1].text if account + 1 < end else ""
    source = None
    if following in ("von", "aus", "vom", "beim"):
        source = noun_phrase(tokens, account + 2, end, "de")
        if source and following != "von" and _PLACE.search(tokens[source[0]].text):
            source = source[0], source[0] + 1  # „aus dem Hauptquartier Ausbilder“
    elif following in _OF_WHOM:
        source = noun_phrase(tokens, account + 1, end, "de")
    return Speech(start, end, source, nobody=source is None)


def _account(tokens: Sequence[Token], start: int, end: int, phrase: tuple[int, int]) -> Speech:
    """„Nato-Angaben“ name somebody, „amerikanische Angaben“ nobody."""
    nobody = _ACCOUNT.match(tokens[phrase[1] - 1].text) is not None
    return Speech(start, end, None if nobody else phrase, nobody=nobody)

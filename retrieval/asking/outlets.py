"""The outlet or agency that a question leans on: „laut dpa“, „was schrieb die ARD“, "according to the Abendkurier".

A name that the archive holds is enough, unless it is an everyday word („Zeit“) or what the question is about; then, and for
an outlet that the archive does not hold, the question must say that something is said or written there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.outlets import (
    folded,
    is_agency,
    is_everyday_outlet,
    is_known,
    is_listed,
    is_outlet,
    may_be_outlet,
    outlet_names,
    spellings,
)
from corpus.patterns import regex
from retrieval.understood import AskedSource, Remark

_TOKEN = regex(r"\w+")
_ARTICLES = frozenset({"der", "die", "das", "dem", "den", "des", "the"})
_LONGEST = 6
"""A name of the archive has at most so many words."""
_REACH = 4
"""A name that is widely known has at most so many words."""
_SAY = (
    r"schr(?:ieb|eib)\w*|bericht(?:et|ete|eten|en)|meld(?:et|ete|eten|en)|sag(?:t|te|ten|en)|nenn(?:t|en)|nannte[nt]?|zitier\w+|"
    r"behaupte\w*|erklär(?:t|te|ten|en)|kommentier\w+|veröffentlich\w+|gib[t]?|gab(?:en)?|steht|stand(?:en)?|hieß|heißt|"
    r"wr(?:ite|ites|ote|itten)|report(?:s|ed|ing)?|sa(?:y|ys|id)|claim(?:s|ed)?|state[sd]?|quote[sd]?|publish(?:es|ed)?|"
    r"cite[sd]?|mention(?:s|ed)?|comment(?:s|ed)?|schätz(?:t|te|ten|en)|rechne(?:t|te|ten|n)|zähl(?:t|te|ten|en)|"
    r"mein(?:t|te|ten|en)|bewerte\w*|geschrieben|gemeldet|berichtet|gesagt|call(?:s|ed)?|describe[sd]?|estimate[sd]?|put"
)
_SAID = (
    r"Angaben?|Bericht\w*|Information\w*|Meldung\w*|Darstellung|Auskunft|Recherchen|Zahlen|Artikel\w*|Beitrag\w*|Kommentar\w*|"
    r"Korrespondent\w*|Reporter\w*|Journalist\w*|Ausgabe\w*|Interview\w*|Reportage\w*|Analyse\w*|Text\w*|Schätzung\w*|Redaktion|"
    r"reports?|articles?|figures?|numbers?|story|account|correspondent\w*|reporter\w*|journalists?|piece|coverage|commentary|"
    r"editorial|estimates?|information|analysis|interview"
)
_OUTLET_KIND = (
    r"(?:(?:Nachrichten)?agentur|(?:Tages|Wochen|Sonntags)?zeitung|(?:Nachrichten)?magazin|Sender\w*|Blatt\w*|newspaper|paper|"
    r"(?:news\s+)?agency|magazine|broadcaster)"
)
_DE = r"(?:(?:de[rmns]|die|das|the|bei|beim|von|vom|ein\w*|eine[mnrs]?|einer)\s+)*"
_BEFORE = regex(
    rf"\b(?:laut|gemäß|zufolge|per|according\s+to|as\s+per|citing)\s+{_DE}(?:(?:{_SAID}|{_OUTLET_KIND})\s+)?{_DE}[„“\"'»]?$"
    rf"|\b(?:{_SAID})\s+(?:(?:in|im)\s+)?{_DE}(?:by\s+)?{_DE}[„“\"'»]?$"
    rf"|\b(?:{_SAY})\s+(?:(?:eigentlich|denn|damals|dazu|in|im|by)\s+)?{_DE}(?:{_OUTLET_KIND}\s+)?[„“\"'»]?$"
    rf"|\b(?:did|does|has|had|do)\s+(?:the\s+)?(?:{_OUTLET_KIND}\s+)?[„“\"'»]?$"
    rf"|\b{_OUTLET_KIND}\s+[„“\"'»]?$",
    re.IGNORECASE,
)
_AFTER = regex(
    rf"[“”\"'»«’]?(?:s\b)?(?:\s*-\s*|\s+)(?:(?:zufolge)\b|(?:{_SAID})\b|(?:hat|haben|has|have|had|hatte)\b|(?:{_SAY})\b|{_OUTLET_KIND}\b)",
    re.IGNORECASE,
)
_IN = regex(rf"\b(?:im|in|bei|beim|aus|vom|from)\s+{_DE}[„“\"'»]?$", re.IGNORECASE)
_ABOUT = regex(
    rf"\b(?:über|gegen|für|about|against|for|works?\s+at|gehört|gehören|owns?|gründete\w*|founded|verklagte\w*|sued)\s+{_DE}[„“\"'»]?$"
    rf"|\b(?:Chef\w*|Auflage|Verlag\w*|Eigentümer\w*|Besitzer\w*|Verleger\w*|Herausgeber\w*|Sitz|Zentrale|Aktien|Leser\w*|owner|"
    rf"editor|circulation|publisher|headquarters|readers|founder|Gründer\w*|Gründung)\s+(?:of\s+)?{_DE}[„“\"'»]?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = regex(r"\s+(?:gegründet|verklagt|verkauft|founded|sued|sold)\b", re.IGNORECASE)
_AMOUNT = regex(
    r"\b(?:viel|mehr|genug|keine?|wenig|kurze[rn]?|lange[rn]?|diese[nrms]?|jene[rnms]?|selben|gleichen|zur|much|more|little|no|"
    r"any|that|this|those|same)\s+$",
    re.IGNORECASE,
)
_HAVE = regex(r"\s+(?:hat|haben|has|have|had|hatten?|put|call\w*)\b", re.IGNORECASE)
_LOWER = regex(r"[\s-](?!of\b|de\b)[a-zäöüß]")
"""A word within a name that begins small, which names in German and English questions do not have."""
_WINDOW = 60


@dataclass(frozen=True)
class _Token:
    """A word at the half-open span `[start, end)`; `forms` are what it may be without its ending, with how much that is.

    `known` says that it may belong to a widely known name.
    """

    start: int
    end: int
    forms: tuple[tuple[str, int], ...]
    known: bool


class Names:
    """The names of an archive's outlets and agencies, made ready for looking them up in questions."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for form in outlet_names(name):
                for spelling in spellings(form):
                    self._whole[spelling].add(name)
                words = form.split()
                for part in (*(" ".join(words[:size]) for size in range(1, len(words))), words[-1]):
                    if is_outlet(part) or _SAYS_SO.search(part):
                        self._parts[part].add(name)
        self._heads = {form.split()[0] for form in (*self._whole, *self._parts)}

    def begin(self, word: str) -> bool:
        """Whether a name may begin with that word."""
        return word in self._heads

    def meant(self, form: str) -> set[str]:
        """The names of that form, or else those that begin or end so: „Wochenspiegel“ of „Wochenspiegel Beispiel“."""
        return self._whole.get(form) or self._parts.get(form) or set()


_SAYS_SO = regex(r"(?:spiegel|tribune|zeitung|blatt|kurier|anzeiger|nachrichten|rundschau|post|herald|gazette|bote|courier)$")
"""A word that alone says that it is an outlet."""


def asked_source(question: str, names: Names) -> tuple[AskedSource | None, tuple[Remark, ...]]:
    """What outlets the question leans on, of those that the archive holds; remarks name those that it does not."""
    tokens = list(_tokens(question))
    found: list[tuple[str, set[str]]] = []
    remarks: list[Remark] = []
    at = 0
    while at < len(tokens):
        taken = _known(question, tokens, at, names)
        if taken:
            size, text, meant = taken
            found.append((text, meant))
            at += size
            continue
        unknown = _unknown(question, tokens, at)
        if unknown:
            remarks.append(Remark("unknown_source", unknown[1]))
            at += unknown[0]
            continue
        at += 1
    remarks = list(dict.fromkeys(remarks))
    if not found:
        return None, tuple(remarks)
    sources = sorted({name for _, meant in found for name in meant})
    return AskedSource(", ".join(dict.fromkeys(text for text, _ in found)), tuple(sources)), tuple(remarks)


def _known(question: str, tokens: Sequence[_Token], at: int, names: Names) -> tuple[int, str, set[str]] | None:
    """How many words from there on are a name of the archive's, as written, and the archive's names that it means."""
    if not any(names.begin(form) for form, _ in tokens[at].forms):
        return None
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        for form, cut in _forms(tokens[at : at + size]):
            meant = names.meant(form)
            if not meant:
                continue
            start, end = tokens[at].start, tokens[at + size - 1].end
            text = question[start : end - cut]
            if _leans(question, start, end, text, form):
                return size, text, meant
    return None


def _leans(question: str, start: int, end: int, text: str, form: str) -> bool:
    """Whether the question takes the name as who says it, and not as a word or its topic."""
    if not _written_as_name(text, form):
        return False
    everyday = is_everyday_outlet(text) or is_everyday_outlet(form)
    said = _is_said(question, start, end, everyday)
    if everyday:
        return said
    low = max(0, start - _WINDOW)
    if len(text) < 3:
        return said or bool(_IN.search(question, low, start))
    return said or not (_ABOUT.search(question, low, start) or _ABOUT_AFTER.match(question, end))


def _written_as_name(text: str, form: str) -> bool:
    """Whether its capitals allow a name: „faz“ can be nothing else, „zeit“ and „ap“ can."""
    if len(text) < 3 or form == "sid":
        return text.isupper()
    return text[0].isupper() or not (is_everyday_outlet(form) or is_everyday_outlet(text))


def _is_said(question: str, start: int, end: int, everyday: bool) -> bool:
    """Whether the words around say that something is said or written there; an everyday word needs more than „hat“."""
    low = max(0, start - _WINDOW)
    if everyday and _AMOUNT.search(question, low, start):
        return False
    if _BEFORE.search(question, low, start):
        return True
    return bool(_AFTER.match(question, end)) and not (everyday and _HAVE.match(question, end))


def _unknown(question: str, tokens: Sequence[_Token], at: int) -> tuple[int, str] | None:
    """How many words from there on are the name of an outlet that something is said by, and that name."""
    first = tokens[at]
    if not any(token.known for token in tokens[at : at + _REACH]):
        return None
    if first.forms[0][0] in _ARTICLES:
        return None
    for size in range(min(_REACH, len(tokens) - at), 0, -1):
        start, end = first.start, tokens[at + size - 1].end
        if not (tokens[at + size - 1].known or first.known) or not _as_one_name(question, start, end, size, first):
            continue
        for form, cut in _forms(tokens[at : at + size]):
            text = question[start : end - cut]
            known = is_known(form) or is_known(text) or is_agency(text)
            if known and _written_as_name(text, form) and _is_said(question, start, end, is_everyday_outlet(form)):
                return size, text
    return None


def _as_one_name(question: str, start: int, end: int, size: int, first: _Token) -> bool:
    """Whether the words may be one name by their capitals; „new york times“ is one without, as nothing else is called so."""
    if size > 1 and is_listed(question[start:end]):
        return True
    return (first.known or question[start].isupper()) and not _LOWER.search(question, start, end)


def _forms(tokens: Sequence[_Token]) -> Iterator[tuple[str, int]]:
    """The names that these words may be, and how many characters of the last one are its ending."""
    for last, cut in tokens[-1].forms:
        if len(tokens) == 1:
            yield last, cut
            continue
        yield " ".join([*(token.forms[0][0] for token in tokens[:-1]), last]), cut
        yield " ".join([*(token.forms[-1][0] for token in tokens[:-1]), last]), cut


def _tokens(question: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(question):
        word = folded(match.group())
        forms = [(word, 0)]
        if len(word) > 4:
            forms += [(word[: -len(ending)], len(ending)) for ending in ("s", "es", "n") if word.endswith(ending)]
        yield _Token(match.start(), match.end(), tuple(forms), any(may_be_outlet(form) for form, _ in forms))

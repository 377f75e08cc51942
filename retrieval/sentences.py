"""Sentence spans of German and English news text: the library sentencex, and rules for what it leaves out.

sentencex (Wikimedia) was chosen by measurement: `benchmarks/splitters.py` compares the field on some 200 hard cases. The
rules mend ordinals and ranks, sentences inside quotation marks and brackets, and missing spaces („Bagdad.Die Nato“). They
look at a copy without quotation marks; the text itself is never altered, and every character of it that is not white space
lies in exactly one span.
"""

import re
from bisect import bisect_right
from itertools import pairwise

from corpus.article import Span
from corpus.language import Language
from corpus.patterns import regex

_CONTEXT = 40
"""How many characters the rules see on either side of a place."""
_BRACKET_REACH = 1000
"""How far back an opening bracket is looked for; without a limit, many closing ones would cost quadratic time."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _abbreviation_of(words: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(words.split())})\.$")


# Words that German writes in lower case inside a sentence, so that a capital shows a beginning; and likewise in English.
_BEGINNINGS: dict[Language, frozenset[str]] = {
    "de": _words("""Aber Ab Alle Allein Allerdings Als Also Am An Andere Anders Anschließend Auch Auf Aus Außerdem Bald
        Beide Bei Beim Bereits Bis Bisher Da Dabei Dadurch Dafür Dagegen Daher Dahinter Damals Damit Danach Daneben Dann
        Darauf Daraufhin Darin Darum Darunter Darüber Das Dass Davon Dazu Dem Demnach Den Denn Dennoch Der Deren Des Deshalb
        Dessen Die Dies Diese Diesem Diesen Dieser Dieses Doch Dort Durch Ebenso Ein Eine Einem Einen Einer Eines Einige
        Einmal Er Erst Es Etwa Fast Für Gegen Genau Gestern Gleich Heute Hier Hinter Ich Ihm Ihn Ihnen Ihr Ihre Im In
        Insgesamt Inzwischen Ja Jede Jeder Jedoch Jetzt Kein Keine Keiner Kurz Man Mancher Manche Mehr Mehrere Mit Nach
        Nachdem Neben Nein Nicht Nichts Niemand Noch Nun Nur Ob Obwohl Oder Ohne Schließlich Schon Sein Seine Seit Seitdem
        Selbst Sie Sind So Sobald Sogar Sollte Somit Sondern Sonst Sowohl Später Statt Trotz Trotzdem Um Und Uns Unser
        Unsere Unter Viele Vielleicht Vom Von Vor Vorher Wann War Waren Warum Was Weder Wegen Weil Weitere Welche Wenn Wer
        Wie Wir Wird Wo Während Zu Zudem Zuerst Zugleich Zuletzt Zum Zunächst Zur Zurzeit Zuvor Zwar Zwischen Über Überall
        Übrigens"""),
    "en": _words("""A After All Also Although An And Another As At Because Before Both But By During Each For From He Her
        His How However I If In Instead It Its Many Meanwhile More Most No Nobody None Not Now On One Or Our She Since So
        Some That The Their Then There These They This Those Though Today Two Under Until We What When Where While Who Why
        With Yet You"""),
}

# Quotation marks and brackets hide a sentence's end from the library, so it never sees them.
_MARKS = regex('[„“”"»«‹›‚‘()]')
_CLOSING_MARKS = regex('[“”"«»‹›‘’)]*')
# sentencex 1.0.32 panics at some white space after an initial (no-break space, U+0085, U+2028) and takes no surrogates.
_WHITE_SPACE = regex(r"\s")
_NOT_FOR_RUST = regex("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_SPACES = regex(" *")
_WORD = regex(r"\w+")
_END = regex(r"[.!?…](?:\s*…)?\s+(?=\w)")

# „Bagdad.Die Nato“: a small letter, an acronym or a year, the end, and a capitalised word; not in an address or „Node.js“.
_MISSING_SPACE = regex(
    r"(?<![\w.@/:-]) (?:[^\W\d_]*[a-zäöüß]{2} | [A-ZÄÖÜ]{3,} | \d{4}) [.!?] (?=([A-ZÄÖÜ][a-zäöüß]*)[\s,])", re.VERBOSE
)
# „„Wir gehen.“ – sagte er“: a dash or comma and a small letter show that the sentence goes on.
_CONTINUATION = regex(r"[-–—,;]\s*[a-zäöüß]")
# The one beginning in small letters.
_ADDRESS = regex(r"www\.|http")
# „z. B.“, „e.g.“ and a bare number („2. Freiheit“): whatever follows belongs to them.
_NEVER_AN_END = regex(r"\b(?:[zZ]\.\s?B | [dD]\.\s?h | i\.\s?[ed] | e\.\s?g | o\.\s?g | sog)\.$ | ^\d{1,2}\.$", re.VERBOSE)
# A name or number follows these, so they end a sentence only before a sure beginning.
_BEFORE_NAME = _abbreviation_of(
    """Hptm Gen Genlt Genmaj Brig Lt Ltn Leut Oblt Olt Obstlt Oberstlt Obst Maj Kpt Kptlt Adm Vizeadm Fw Hfw Ofw Uffz Sgt Col
    Capt Cpt Cmdr Dr Prof Hr Hrn Fr Frl Dipl Ing Abg Stv Vors Bgm Pfr St Sen Rep Gov Mr Mrs Ms Nr No Abs Kap Bd vgl Vgl bzw ca
    rd ggf bspw evtl inkl vs pp Str"""
)
# „der 2. Kompanie“, „am 3. Januar“: a number after such a word is an ordinal unless a sure beginning follows.
_ORDINAL = regex(
    r"""\b(?:[Dd](?:er|ie|as|en|em|es) | [Zz]u[mr] | [AaIi]m | [Vv]om | [Bb]eim | bis | und | [Jj]ede[rsmn]?
    | (?:[Ii]hr|[Ss]ein|[Uu]nser|[Mm]ein|[Ee]in|[Dd]ies)\w*) \s (?:\w+\s)? (?:\d{1,3}|[IVX]+)\.$""",
    re.VERBOSE,
)
# „Platz 3. Die“ ends, „ihr 3. Platz“ does not: what an ordinal counts, also at the head of a compound („3. Panzerdivision“).
_SHORT_NUMBER = regex(r"\b\d{1,3}\.$")
_COUNTED = regex(
    r"""Januar | Jänner | Februar | März | April | Mai | Juni | Juli | August | September | Oktober | November | Dezember
    | Jahrestag | Jahrhundert | Jahrtausend | Geburtstag | Todestag | Mal\b | Platz\b | Runde | Klasse | Etage | Stock
    | Kompanie | Bataillon | Brigade | Division | Korps | Armee | Flotte | Panzer | Infanterie | Gipfel | Bundestag
    | Legislatur | Weltkrieg | Minute | Tag\b | Woche | Monat\b""",
    re.VERBOSE,
)
# "3 p.m. Monday" goes on; "3 p.m. Nobody" does not.
_TIME_OF_DAY = regex(r"\b[ap]\.m\.$")
_DAY_OR_ZONE = regex(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|GMT|EST|EDT|CET|PST|Eastern"
)
# The library takes these for abbreviations or ordinals; before a sure beginning they end a sentence.
_MAY_END = regex(
    r"""(?:\b\d+ | \b[IVX]+ | \b(?:usw|etc|Mio|Mrd|Tsd|Art|Abs|Co|Inc|Corp|Ltd|Jr|Sr|Str|al) | \b[ui]\.\s?[aäA] | \ba\.\s?D
    | \bv\.\s?Chr | \bU\.S | \bU\.K | \b[ap]\.m | \be\.\s?V | … | \.\.)\.?$""",
    re.VERBOSE,
)
# „im Sommer 2018. Ungarn“: a year is no ordinal.
_YEAR = regex(r"\b(?:1[5-9]|20)\d\d\.$")
# The library never begins a sentence with a number („lief aus. 220 Seeleute“); a word that is no abbreviation allows one.
_END_BEFORE_NUMBER = regex(
    r"""(?:[^\W\d_]{4,}\. | [A-ZÄÖÜ]{2,}\. | \d%\. | [!?]
    | \b(?:ab|an|auf|aus|bei|ein|mit|nach|vor|zu|los|weg|fort|her|hin|er|es|sie|ist|war|hat|sei|tot|it|him|out|up|off)\.)$""",
    re.VERBOSE,
)
_BEFORE_NUMBER = _abbreviation_of(
    """Ziff Sept Febr Abschn Abs Dept Prof Genlt Hptm Verf Jahrg Ausg Matr Mill lfd Phil Chron Offb circa Hrsg approx Figs? Vol
    Chap Sect"""
)


def split_sentences(text: str, language: Language) -> list[Span]:
    """Half-open spans of the sentences of one paragraph, in order, without the white space around them.

    Single line ends are white space like any other.
    """
    edges = [0, *_cuts(text, language), len(text)]
    spans = []
    for low, high in pairwise(edges):
        piece = text[low:high]
        start, end = low + len(piece) - len(piece.lstrip()), low + len(piece.rstrip())
        if start < end:
            spans.append((start, end))
    return spans


def _cuts(text: str, language: Language) -> list[int]:
    """The places in `text` that part two sentences; closing marks stay with the first, opening ones go to the second."""
    plain = _NOT_FOR_RUST.sub("x", _WHITE_SPACE.sub(" ", _MARKS.sub("", text)))
    removed_before = [mark.start() - index for index, mark in enumerate(_MARKS.finditer(text))]

    def in_text(place: int) -> int:
        return place + bisect_right(removed_before, place)

    cuts = []
    for start in _starts(plain, language):
        last = start - 1
        while last > 0 and plain[last] == " ":
            last -= 1
        end = in_text(last) + 1
        between = text[end : in_text(start)]
        if ")" in between and _bracket_inside_sentence(text, end):
            continue
        after_space = len(between) - len(_WHITE_SPACE.split(between)[-1])
        closing = _CLOSING_MARKS.match(between)
        cuts.append(end + (after_space or (closing.end() if closing else 0)))
    return cuts


def _bracket_inside_sentence(text: str, end: int) -> bool:
    """Whether the bracket open at `end` follows other words of its sentence: „Die Minister (darunter ein neuer!) kamen“."""
    opening = text.rfind("(", max(0, end - _BRACKET_REACH), end)
    before = text[max(0, opening - 5) : max(0, opening)].rstrip()
    return bool(before) and before[-1] not in '.!?…:“”"«»'


def _starts(plain: str, language: Language) -> list[int]:
    """Where sentences of the copy begin, the first left out."""
    starts: set[int] = set()
    for place in _library_starts(plain, language):
        spaces = _SPACES.match(plain, place)
        start = spaces.end() if spaces else place
        before, after = _around(plain, start)
        if start < len(plain) and plain[start - 1 : start] == " " and before and not _goes_on(before, after, language):
            starts.add(start)
    for end in _END.finditer(plain):
        if end.end() not in starts and _begins(*_around(plain, end.end()), language):
            starts.add(end.end())
    for glued in _MISSING_SPACE.finditer(plain):
        if not _BEFORE_NAME.search(glued.group()) and (len(glued[1]) > 1 or glued[1] in _BEGINNINGS[language]):
            starts.add(glued.end())
    return sorted(starts)


def _around(plain: str, place: int) -> tuple[str, str]:
    return plain[max(0, place - _CONTEXT) : place].rstrip(), plain[place : place + _CONTEXT]


def _library_starts(plain: str, language: Language) -> list[int]:
    import sentencex

    try:
        return [boundary["start_index"] for boundary in sentencex.get_sentence_boundaries(language, plain)]
    except BaseException as error:  # a Rust panic is no Exception, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        return [end.end() for end in _END.finditer(plain) if plain[end.end()].isupper()]


def _goes_on(before: str, after: str, language: Language) -> bool:
    """Whether the library is wrong to begin a sentence between `before` and `after`."""
    if after[:1].islower() or _CONTINUATION.match(after):
        return not _ADDRESS.match(after)
    if _NEVER_AN_END.search(before):
        return True
    sure_beginning = _first_word(after) in _BEGINNINGS[language]
    if _BEFORE_NAME.search(before):
        return not sure_beginning
    if language == "en":
        return bool(_TIME_OF_DAY.search(before) and _DAY_OR_ZONE.match(after))
    if _ORDINAL.search(before):
        return not sure_beginning
    return bool(_SHORT_NUMBER.search(before) and _COUNTED.match(after))


def _begins(before: str, after: str, language: Language) -> bool:
    """Whether a sentence begins between `before` and `after` although the library passed over it."""
    word = _first_word(after)
    if word[:1].isdigit() and _END_BEFORE_NUMBER.search(before) and not _BEFORE_NUMBER.search(before):
        return True
    if not word[:1].isupper() or _NEVER_AN_END.search(before):
        return False
    if language == "de" and _YEAR.search(before):
        return True
    return word in _BEGINNINGS[language] and bool(_MAY_END.search(before))


def _first_word(text: str) -> str:
    word = _WORD.match(text)
    return word.group() if word else ""

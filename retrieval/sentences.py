"""Sentence spans of German and English news text: the library sentencex, and rules for what it leaves out.

sentencex (Wikimedia) was chosen by measurement: `benchmarks/splitters.py` compares the field on 180 hard cases. The rules
mend ordinals and ranks, sentences inside quotation marks and brackets, and missing spaces („Bagdad.Die Nato“). They look
at a copy without quotation marks; the text itself is never altered, and every character of it that is not white space
lies in exactly one span.
"""

import re
from bisect import bisect_right

from corpus.article import Span
from corpus.language import Language

def split_sentences(text: str, language: Language) -> list[Span]:
    """Half-open spans of the sentences of one paragraph, in order, without the white space around them."""
    edges = [0, *_cuts(text, language), len(text)]
    spans = []
    for low, high in zip(edges, edges[1:], strict=False):
        piece = text[low:high]
        start, end = low + len(piece) - len(piece.lstrip()), low + len(piece.rstrip())
        if start < end:
            spans.append((start, end))
    return spans


def _library_starts(text: str, language: Language) -> list[int]:
    import sentencex

    return [boundary["start_index"] for boundary in sentencex.get_sentence_boundaries(language, text)]


# Words that German writes in lower case inside a sentence, so that a capital shows a beginning.
_DE = """Aber Ab Alle Allein Allerdings Als Also Am An Andere Anders Anschließend Auch Auf Aus Außerdem Bald Beide Bei Beim
Bereits Bis Bisher Da Dabei Dadurch Dafür Dagegen Daher Dahinter Damals Damit Danach Daneben Dann Darauf Daraufhin Darin Darum
Darunter Darüber Das Dass Davon Dazu Dem Demnach Den Denn Dennoch Der Deren Des Deshalb Dessen Die Dies Diese Diesem Diesen Dieser
Dieses Doch Dort Durch Ebenso Ein Eine Einem Einen Einer Eines Einige Einmal Er Erst Es Etwa Fast Für Gegen Genau Gestern Gleich
Heute Hier Hinter Ich Ihm Ihn Ihnen Ihr Ihre Im In Insgesamt Inzwischen Ja Jede Jeder Jedoch Jetzt Kein Keine Keiner Kurz Man
Mancher Manche Mehr Mehrere Mit Nach Nachdem Neben Nein Nicht Nichts Niemand Noch Nun Nur Ob Obwohl Oder Ohne Schließlich Schon
Sein Seine Seit Seitdem Selbst Sie Sind So Sobald Sogar Sollte Somit Sondern Sonst Sowohl Später Statt Trotz Trotzdem Um Und Uns
Unser Unsere Unter Viele Vielleicht Vom Von Vor Vorher Wann War Waren Warum Was Weder Wegen Weil Weitere Welche Wenn Wer Wie Wir
Wird Wo Während Zu Zudem Zuerst Zugleich Zuletzt Zum Zunächst Zur Zurzeit Zuvor Zwar Zwischen Über Überall Übrigens""".split()
_EN = """A After All Also Although An And Another As At Because Before Both But By During Each For From He Her His How However I If
In Instead It Its Many Meanwhile More Most No Nobody None Not Now On One Or Our She Since So Some That The Their Then There These
They This Those Though Today Two Under Until We What When Where While Who Why With Yet You""".split()
_START = {"de": frozenset(_DE), "en": frozenset(_EN)}

_DELETE = re.compile("[„“”\"»«‹›‚‘()]")
_ODD = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_SPACE = re.compile(r"[^\S \n]")  # sentencex 1.0.32 panics at a no-break space, U+0085, U+2028 after an initial
_CAND = re.compile(r"[.!?…](?:\s*…)?\s+(?=\w)")
_GLUED = re.compile(r"(?<![\w.@/:-])([^\W\d_]*[a-zäöüß]{2}|[A-ZÄÖÜ]{3,}|\d{4})([.!?])(?=([A-ZÄÖÜ][a-zäöüß]*)[\s,])")
_WORD = re.compile(r"\w+")
_MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
# Never the end of a sentence unless a sure beginning follows.
_RANK = re.compile(r"\b(?:Hptm|Gen|Genlt|Genmaj|Brig|Lt|Ltn|Leut|Oblt|Olt|Obstlt|Oberstlt|Obst|Maj|Kpt|Kptlt|Adm|Vizeadm|Fw|Hfw|Ofw|Uffz|Sgt|Col|Capt|Cpt|Cmdr|Dr|Prof|Hr|Hrn|Fr|Frl|Dipl|Ing|Abg|Stv|Vors|Bgm|Pfr|St|Sen|Rep|Gov|Mr|Mrs|Ms|Nr|No|Abs|Kap|Bd|vgl|Vgl|sog|bzw|ca|rd|ggf|bspw|evtl|inkl|vs|pp|Str)\.$")
_NEVER = re.compile(r"(?:\b[zZ]\.\s?B|\b[dD]\.\s?h|\bi\.\s?e|\be\.\s?g|\bi\.\s?d|\bo\.\s?g|\bso?g)\.$")
# May end a sentence: it does when a sure beginning follows.
_MAYEND = re.compile(r"(?:\b\d+|\b[IVX]+|\b(?:usw|etc|Mio|Mrd|Tsd|Art|Abs|Co|Inc|Corp|Ltd|Jr|Sr|Str|al)|\b[ui]\.\s?[aäA]|\ba\.\s?D|\bv\.\s?Chr|\bU\.S|\bU\.K|\b[ap]\.m|\be\.\s?V|…|\.\.)\.?$")
# sentencex never begins a sentence with a number.
_BEFORE_NUMBER = re.compile(r"(?:[^\W\d_]{4,}\.|[A-ZÄÖÜ]{2,}\.|\d%\.|[!?])$")
_NUMBERED = re.compile(r"\b(?:Ziff|Sept|Febr|Abschn|Abs|Dept|Prof|Genlt|Hptm|Verf|Jahrg|Ausg|Matr|Mill|lfd|Phil|Chron|Offb|circa|Hrsg|approx|Figs?|Vol|Chap|Sect)\.$")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\.$")
_ORD = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Zz]u[mr]|[Aa]m|[Ii]m|[Vv]om|[Bb]eim|bis|und|[Jj]ede[rsmn]?|[Ii]hr\w*|[Ss]ein\w*|[Uu]nser\w*|[Mm]ein\w*|[Ee]in\w*|[Dd]ies\w*)\s(?:\w+\s)?(?:\d{1,3}|[IVX]+)\.$")
_ORDNOUN = re.compile(r"(?:" + _MONTHS + r"|Jahrestag|Jahrhundert|Jahrtausend|Geburtstag|Todestag|Mal\b|Platz\b|Runde|Klasse|Etage|Stock|Kompanie|Bataillon|Brigade|Division|Korps|Armee|Flotte|Panzer|Infanterie|Gipfel|Bundestag|Legislatur|Weltkrieg|Minute|Tag\b|Woche|Monat\b)\w*")
_TIME_AFTER = re.compile(r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|GMT|EST|EDT|CET|PST|Eastern)")


def _join(before: str, after: str, lang: str) -> bool:
    """Whether a boundary of the base is taken back."""
    start = _START[lang]
    lead = after[:1]
    if lead.islower() or re.match(r"[-–—,;]\s*[a-zäöüß]", after):
        return not before.endswith(("\n",)) and not re.match(r"(?:www\.|http)", after)
    if _NEVER.search(before) or re.fullmatch(r"\d{1,2}\.", before):
        return True
    word = _WORD.match(after)
    w = word.group() if word else ""
    if _RANK.search(before):
        return w not in start or (lang == "en" and lead.isdigit())
    if _ORD.search(before) and lang == "de":
        return w not in start
    if lang == "de" and re.search(r"\b\d{1,3}\.$", before) and _ORDNOUN.match(after):
        return True
    if re.search(r"\b[ap]\.m\.$", before) and _TIME_AFTER.match(after):
        return True
    return False


def _split(before: str, after: str, lang: str) -> bool:
    """Whether a place that the base passed over is a boundary."""
    word = _WORD.match(after)
    w = word.group() if word else ""
    if w[:1].isdigit() and _BEFORE_NUMBER.search(before) and not _NUMBERED.search(before):
        return True
    if not w[:1].isupper() or _NEVER.search(before):
        return False
    if lang == "de" and _YEAR.search(before):
        return True
    return w in _START[lang] and bool(_MAYEND.search(before))


def _cuts(text: str, lang: Language) -> list[int]:
    marks = [m.start() for m in _DELETE.finditer(text)]
    plain = _SPACE.sub(" ", _ODD.sub("x", _DELETE.sub("", text)))
    shifted = [p - i for i, p in enumerate(marks)]

    def origin(i: int) -> int:
        return i + bisect_right(shifted, i)

    found: set[int] = set()
    for c in _library_starts(plain, lang):
        while c < len(plain) and plain[c].isspace():
            c += 1
        before = plain[max(0, c - 40):c].rstrip()
        if 0 < c < len(plain) and plain[c - 1].isspace() and before and not _join(before, plain[c:c + 40], lang):
            found.add(c)
    for m in _CAND.finditer(plain):
        c = m.end()
        if c not in found and _split(plain[max(0, c - 40):c].rstrip(), plain[c:c + 40], lang):
            found.add(c)
    for m in _GLUED.finditer(plain):
        if not _RANK.search(m.group(0)[-20:]) and (len(m[3]) > 1 or m[3] in _START[lang]):
            found.add(m.end())
    cuts: list[int] = []
    for c in sorted(found):
        last = c
        while last > 0 and plain[last - 1].isspace():
            last -= 1
        e, o = origin(last - 1) + 1, origin(c)
        zone = text[e:o]
        if ")" in zone:
            opening = text.rfind("(", 0, e)
            head = text[max(0, opening - 5):opening].rstrip() if opening > 0 else ""
            if head and head[-1] not in ".!?…:“”\"«»":
                continue
        k = len(zone)
        while k and not zone[k - 1].isspace():
            k -= 1
        if not k:
            k = re.match("[“”\"«»‘’)]*", zone).end()  # type: ignore[union-attr]
        cuts.append(e + k)
    return cuts



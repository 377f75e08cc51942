"""The earliest day a text can have been written, proven by what it tells as past.

A bound that is too early is honest, one that is too late is false. So a date counts only where the grammar ties it to a
verb of the past: it opens its clause and the verb follows („Am 11. Juli 2018 beschloss …“), it stands right behind the
verb („wurde im Mai 2019 eröffnet“), or behind „seit“. „Sie begrüßte die Wahl im Mai 2030“ tells of no past May: there
the date may belong to the noun. Whatever may speak of a plan, a condition or a tale disqualifies its sentence.
"""

import re
from collections.abc import Sequence
from datetime import date

from corpus.intervals import MONTH_NAMES
from corpus.mentions import DateMention, find_dates
from corpus.patterns import regex

Span = tuple[int, int]

_NOT_PAST = regex(
    r"\b(?:wird|werden|werde|würden?|soll|sollen|sollten?|solle|will|wollen|wollten?|wolle|kann|können|könne|könnten?|"
    r"dürften?|möchten?|müssten?|müssen?|hätten?|wären?|käme|ginge|gäbe|plan\w*|\w*geplant\w*|künftig\w*|bis|ab|spätestens|"
    r"erwarte\w*|\w*ziel\w*|befristet\w*|vorgesehen\w*|angekündigt\w*|angesetzt\w*|anberaumt\w*|terminiert\w*|datiert\w*|"
    r"nächste\w*|kommende\w*|sei|seien|wenn|falls|sofern|versproch\w+|angebot\w+|zugesag\w+|zugesicher\w+|reservier\w+|"
    r"gebucht\w*|vorgeschlagen\w*|versch(?:ob|oben)\w*|verlegt\w*|vertagt\w*|avisiert\w*|Aussicht|eigentlich|ursprünglich|"
    r"Film\w*|Roman\w*|Serie|Drehbuch|fiktiv\w*|Szenari\w+|Zukunft\w*|Termin\w*|Prognose\w*|Vorhersage\w*|"
    r"would|shall|should|could|may|might|will|until|till|by|from|next|goals?|targets?|expected|scheduled|due|planned|"
    r"postponed|promised|offered|booked|if|unless|once|when|films?|movies?|novels?|fiction\w*|scenarios?|future|forecasts?|"
    r"(?:to|must|can) be|set (?:for|to))\b",
    re.IGNORECASE,
)
_YEAR = regex(r"(?:19|20)\d\d")
_MAY = regex(r"\bMay\b(?=\s+\d|\.?\s*$)")  # the month, not the verb
_STRONG = (
    "wurden? war(?:en)? hatten? begann(?:en)? beschloss(?:en)? kam(?:en)? ging(?:en)? trat(?:en)? fand(?:en)? fiel(?:en)? "
    "starb(?:en)? gab(?:en)? nahm(?:en)? übernahm(?:en)? verließ(?:en)? gewann(?:en)? verlor(?:en)? schloss(?:en)? "
    "stieg(?:en)? sank(?:en)? traf(?:en)? zog(?:en)? brach(?:en)? schrieb(?:en)? sprach(?:en)? lief(?:en)? hielt(?:en)? "
    "rief(?:en)? stand(?:en)? lag(?:en)? entstand(?:en)? erschien(?:en)? entschied(?:en)? unterschrieb(?:en)?"
).split()
_OPENED = regex(rf"\s+(?:(?:{'|'.join(_STRONG)})\b|(?!\w*ge\w+te)[a-zäöüß]{{3,}}ten?\s+(?=[a-zäöüß]))")
"""A verb right behind a date that opens the clause; a regular one must not be „2018 eröffnete Museen“."""
_EVENTS = (
    "begann(?:en)? endeten? starteten? starb(?:en)? beschloss(?:en)? trat(?:en)? kam(?:en)? übernahm(?:en)? verließ(?:en)? "
    "gewann(?:en)? verlor(?:en)? erschien(?:en)? entstand(?:en)? erklärten? gründeten? eröffneten? unterzeichneten? "
    "verabschiedeten? stimmten? veröffentlichten? verkündeten? entsandten? fand(?:en)? brannten?"
).split()
_AFTER_EVENT = regex(rf"\b(?:{'|'.join(_EVENTS)})(?:\s+(?:sich|bereits|schon|erst|erstmals))?\s+$")
_AFTER_AUXILIARY = regex(r"\b(?:wurden?|hatten?|hat|haben)(?:\s+(?:sich|bereits|schon|erst|erstmals|dort|zuletzt))?\s+$")
_AFTER_BE = regex(r"\b(?:ist|sind|war(?:en)?)(?:\s+(?:bereits|schon|erst))?\s+$")
_BARE_EVENT = regex(r"\b(?:begann(?:en)?|endeten?|starb(?:en)?|entstand(?:en)?|erschien(?:en)?|brannten?)\s+$")
_SINCE = regex(r"\b(?:seit|since)\s+(?:dem\s+|the\s+)?$", re.IGNORECASE)
_SINCE_CLAUSE = regex(r"\s+(?:is|are|was|were|has|had|brings?|marks?)\b")
_PARTICIPLE = regex(
    r"\b(?!\w*(?:nannt|zeichnet|geben|rufen|setzt|legt|stimmt|öffnet|schlossen|wählt|strebt|peilt|klärt)\b)"
    r"(?:\w*ge\w{2,}(?:t|en)|(?:\w{2,4})?(?:be|er|ent|ver|zer)\w{3,}(?:t|en)|\w+iert)\s*$"
)
_DATED_PARTICIPLE = regex(
    r"\b(?:\w*ge\w{2,}(?:t|en)|(?:\w{2,4})?(?:be|er|ent|ver|zer)\w{3,}(?:t|en)|\w+iert|geöffnet|eröffnet)\s*$"
)
_GONE = regex(
    r"\b(?:gestorben|gekommen|gegangen|gefahren|geflogen|gewesen|gestiegen|gesunken|eingetroffen|angekommen|"
    r"zurückgetreten|ausgetreten|beigetreten|erschienen|entstanden|ausgebrochen|zusammengetreten|umgekommen|geflohen)\s*$"
)
_STATE = regex(r"\b(?:geöffnet|geschlossen|gesperrt|belegt)\s*$")
_PREPOSITION = regex(
    r"(?:\b(?:am|im|in|on)\s+|\bim\s+(?:Jahre?|Früh\w+|Sommer|Herbst|Winter)\s+|\b(?:Anfang|Mitte|Ende)\s+|"
    r"\bin\s+(?:early|mid|late)[\s-]+|\b[Aa]m\s+\w+(?:tag|woch),?\s+(?:dem\s+)?)$",
    re.IGNORECASE,
)
_YEAR_NOUN = regex(r"\b(?:im|des|dem)\s+Jahre?s?\s+$", re.IGNORECASE)
_ATTRIBUTE = regex(r"\s+\w+end(?:e[nrms]?)?\b")
_EN_EVENTS = "began started ended died resigned won lost left withdrew happened occurred".split()
_EN_PARTICIPLES = (
    "founded built signed born elected appointed killed arrested held established created launched opened closed destroyed "
    "adopted ratified approved introduced completed released published attacked bombed withdrawn"
).split()
_EN_AFTER = regex(
    rf"\b(?:{'|'.join(_EN_EVENTS)}|took (?:place|office|effect)|(?:came|entered) into force|"
    rf"(?:was|were|has been|have been|had been) (?:{'|'.join(_EN_PARTICIPLES)}))\s+$"
)
_EN_OPENED = regex(
    rf",?\s+(?:(?:the|a|an|its|his|her|their)\s+)?(?:[\w'’-]+\s+){{1,3}}?"
    rf"(?:decided|agreed|signed|voted|approved|adopted|(?:was|were) (?:{'|'.join(_EN_PARTICIPLES)})|{'|'.join(_EN_EVENTS)})\b"
    rf"(?!,)"
)
_CLAUSE_END = regex(r"[,;:–—()„“”\"»«]|\bund\b|\boder\b|\band\b|\s-\s|[.!?]\s*$")
_OPENING = regex(r"^[\s„“”\"»«]*$")
_SENTENCE_END = regex(r"(?<=[a-zäöüß\d)\"“”»][.!?])[\"“”»]?\s+(?=[\"„“»A-ZÄÖÜ])(?!(?i:" + MONTH_NAMES + r")\b)|\n\s*\n")


def proven_not_before(text: str, blocks: Sequence[Span] | None = None, today: date = date.max) -> DateMention | None:
    """The latest date that `text` speaks of in the past: it cannot have been written before that date's first day.

    Looks within `blocks` (where a line break is a blank), or line by line without them. What lies after `today` is no
    past, whatever the text says. None when nothing is proven.
    """
    if blocks is None:
        blocks = [match.span() for match in re.finditer(r"[^\n]+", text)]
    best: DateMention | None = None
    for start, end in blocks:
        if not _YEAR.search(text, start, end):
            continue
        piece = text[start:end].replace("\r", " ").replace("\n", " ") if "\n\n" not in text[start:end] else text[start:end]
        for first, last in _sentences(piece):
            sentence = piece[first:last]
            if len(sentence) > _LONGEST or not _YEAR.search(sentence) or _NOT_PAST.search(_MAY.sub("   ", sentence)):
                continue
            for found in find_dates(sentence):
                if found.interval.earliest <= today and _is_past(sentence, found):
                    at = start + first
                    if best is None or found.interval.earliest > best.interval.earliest:
                        best = DateMention(at + found.start, at + found.end, found.interval)
    return best


_LONGEST = 1500
"""A longer sentence is a table or a list without stops: nothing is proven by it, and looking would take ever longer."""


def _sentences(text: str) -> list[Span]:
    """Rough sentences: a wrong cut only loses a proof."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(text))]


def _is_past(sentence: str, found: DateMention) -> bool:
    """Whether the sentence's grammar makes the date the time of something that has happened."""
    before, after = sentence[: found.start], sentence[found.end :]
    if _ATTRIBUTE.match(after):
        return False
    if _SINCE.search(_YEAR_NOUN.sub(" ", before)):
        return not _SINCE_CLAUSE.match(after)
    bare_year = found.interval.precision == "year"
    prefix = _YEAR_NOUN.search(before) or _PREPOSITION.search(before)
    counted = bare_year and re.match(r"\s+[A-ZÄÖÜ]\w+", after) and not _YEAR_NOUN.search(before)  # „2018 Soldaten“
    if counted or not (bare_year or prefix):
        return False
    lead = before[: prefix.start()] if prefix else before
    return _opens(lead, after, english=bool(prefix)) or _follows(lead, after, bare=not prefix, bare_year=bare_year)


def _opens(lead: str, after: str, english: bool) -> bool:
    """Whether the date opens its sentence and a verb of the past follows."""
    return bool(_OPENING.match(lead) and (_OPENED.match(after) or (english and _EN_OPENED.match(after))))


def _follows(lead: str, after: str, bare: bool, bare_year: bool) -> bool:
    """Whether the date stands right behind a verb of the past, or within its two parts („wurde im Mai eröffnet“)."""
    clause = _clause(after)
    if _AFTER_AUXILIARY.search(lead):
        open_hours = _STATE.search(clause) and re.search(r"\b(?:hat|haben)\s+$", lead)
        return bool((_PARTICIPLE if bare_year else _DATED_PARTICIPLE).search(clause)) and not open_hours
    if _AFTER_BE.search(lead):
        return bool(_GONE.search(clause))
    return bool(_BARE_EVENT.search(lead) if bare else _AFTER_EVENT.search(lead) or _EN_AFTER.search(lead))


def _clause(after: str) -> str:
    """What follows a date up to the end of its clause."""
    end = _CLAUSE_END.search(after)
    return after[: end.start()] if end else after

"""Whether a question leans on the one before, told from the question alone by rules of German and English.

A question leans by what it points with („davon“, „dort“, „er“, "that") or by what it lacks („Und aus Kanada?“, "Since when?").
A pointer that finds what it means within the question („Wie ist die Lage in Bagdad, und wer regiert dort?“) makes it lean on
nothing: a personal pronoun and an adverb mean something of an earlier clause, a possessive may mean a word just before it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from corpus.language import Language, guess_language

MOST_CHARACTERS = 160
"""A longer question says itself what it is about."""

_OPENING = re.compile(
    r"\s*(?:(?:und|aber|oder|also|and|but|or|so)\b[\s,]*)*"
    r"(?:(?:what about|how about|was ist mit|wie sieht es (?:mit|in|bei) |wie steht es (?:um|mit))\b\s*)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.]|\s(?:und|oder|aber|and|or|but|while|when|after|before|because|that|who|which)\s", re.IGNORECASE)
_DEICTIC = r"(?:jahr|woche|monat|tage[ns]?\b(?= \d)|year|week|month)"
_ADVERBS = re.compile(
    r"\b(?:davon|dabei|dadurch|dafür|daher|dahin|darum|dazwischen|deshalb|deswegen|"
    r"dagegen|daran|darauf|daraus|darin|darüber|darunter|dazu|damit(?= [a-zäöü]+ ?\?)|dort|dorthin|"
    r"dorther|damals|danach|davor|daraufhin|seitdem|ebendort|demselben|derselben|dieselben?|denselben|desselben|"
    rf"diese[rmns]?(?! {_DEICTIC})|jene[rmns]?|deren|dessen|denen|"
    r"which ones?|all (?:of )?that|thereof|thereafter|thereupon|them|those|"
    r"(?<!are )(?<!were )(?<!is )(?<!was )(?<!be )(?<!been )there(?! (?:is|are|was|were|has|have|will|be)\b)|there(?=\s*\?)|"
    r"(?<!-)then(?!-)|back then|afterwards|"
    rf"(?:was|is|did|does|of|about|after|before|for|to|from|by|on|with|like) (?:that|this)\b(?! {_DEICTIC})|"
    rf"these(?! (?:days|years)))\b",
    re.IGNORECASE,
)
_PRONOUNS = re.compile(r"\b(?:er|sie|ihn|ihm|ihnen|es|he|she|they|it|him)\b")
_POSSESSIVES = re.compile(r"\b(?:(?:sein|ihr)(?:e[rmns]?)?|his|her|hers|its|their|theirs)\b")
_THAT = re.compile(  # „Wann war das?“, „Was hat das gekostet?“, but neither „war das Lager“ nor „war das neue Lager“
    r"\b(?i:war|ist|wird|wurde|wäre|hat|hatte|kam|heißt|bedeutet|kostet|kostete|geht|ging|sagt|soll|geschah|passierte) das\b"
    r"(?!\s+[A-ZÄÖÜ\d])(?!\s+[a-zäöüß]+(?:e|e[nrsm])\s+[A-ZÄÖÜ])|\A(?:\w+ )?das\s*\?"
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:gibt|gab|gebe|gäbe) es|es (?:gibt|gab|gebe|gäbe)|"
    r"(?:geht|ging|kommt|kam|handelt|handelte) es\b(?= .*\b(?:um|zu|in|im|bei)\b)|"
    r"(?:stimmt|ist|war|wäre|wird) es\b(?=.*(?:\bdass\b|\bzu \w+en\b|\w+zu\w+en\b))|es .*\b(?:zu \w+en|dass)\b|"
    r"(?:kostet|dauert|braucht|brauchte|kostete|dauerte) es\b(?=.*(?:\bzu \w+|\bbis\b|\w+zu\w+en\b))|"
    r"it (?:takes?|took|costs?)\b(?=.* to )|(?:does|did|will|would|do) it (?:take|cost|need)\b(?=.* to )|"
    r"(?:is|was) it\b(?=.*\b(?:that|to)\b))",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|should|must)\s+\Z", re.IGNORECASE)
_POLITE = re.compile(r"\b(?:kannst du|können sie|weißt du|wissen sie|sagen sie|haben sie|can you|could you)\b", re.IGNORECASE)
_QUESTION_WORDS = frozenset(
    """wer wen wem wessen was wann wo wohin woher wie viele viel wieviel wieviele warum weshalb wieso wozu womit wofür wodurch wogegen worum wovon welche
    welcher welches welchem welchen who whom whose what when where why how which many much long often""".split()
)
_FRAGMENT = _QUESTION_WORDS | frozenset(
    """ab an am auf aus außer bei beim bis durch für gegen hinter im in ins mit nach neben ohne per pro seit statt trotz über um
    unter vom von vor während wegen zu zum zur zwischen laut der die das den dem des ein eine einen einem einer eines kein keine
    sein seine ihr ihre noch sonst genau dann jetzt heute gestern auch nur alle mehr weniger etwa denn so her außerdem zuletzt
    vielen wenige später früher zuvor vorher nachher tage wochen monate jahr jahre later earlier years
    nicht schon wieder bisher insgesamt allein sogar vielleicht nun hier überhaupt wirklich anderen andere anfang mitte ende und
    about after against at before by during for from in into of on since to until with within without the a an else exactly
    again only also not more less other others there then now today so far yet really according and or in""".split()
)
_VERBS_IN_EN = frozenset(  # which else look like adjectives before a noun: „Wie viele kommen Soldaten“
    """waren haben hatten werden wurden können konnten müssen mussten sollen sollten wollen wollten dürfen geben gaben gehen
    gingen kommen kamen leben lebten schicken schickten sagen sagten hatte wurde werde habe konnte musste sollte
    wollte""".split()
)
_ENGLISH_VERBS = frozenset(
    """is are was were be been has have had do does did can could will would shall should may might must said says
    say""".split()
)
_FEW = {"de": 2, "en": 3}
"""A question with more words that say what it is about is about that, in English verbs among them."""
_SHORT = 5
_MARKED = frozenset(
    """der die das den dem des ein eine einen einem einer eines viele vielen viel welche welcher welches welchem welchen
    kein keine keinen mehr es alle alles the a an how many much which what any no more""".split()
)
"""Before a noun: words that make it no name."""
_WORD = re.compile(r"\w+(?:[-’']\w+)*")


class Lean(IntEnum):
    """How surely a question leans on the one before."""

    NO = 0
    MAYBE = 1
    LIKELY = 2
    YES = 3


@dataclass(frozen=True)
class Leaning:
    """What the rules say of a question: how surely it leans, by which of its words, and whether it is no whole sentence.

    `words` is the pointer, or the question itself where it leans by what it lacks. `rest` is where a fragment begins.
    """

    lean: Lean
    words: str = ""
    fragment: bool = False
    rest: int = 0


def leaning(question: str, language: Language, given: Iterable[str] = ()) -> Leaning:
    """What the rules say of `question`. Its phrases `given`, a period or an outlet, are no topic: „Und laut dpa?“ lacks one."""
    if len(question) > MOST_CHARACTERS:
        return Leaning(Lean.NO)
    opening = _OPENING.match(question)
    rest = opening.end() if opening else 0
    body = question[rest:]
    for phrase in given:
        body = body.replace(phrase, " ")
    opened = bool(question[:rest].strip())
    words = _WORD.findall(body)
    topics = topic_words(body, language)
    if not words or _is_fragment(words, language):
        found = _fragment(body, words, topics, opened) if words else Lean.YES
        if found is not None:
            return Leaning(found, question.strip(), True, rest)
    pointer = _pointer(body)
    if len(topics) > _FEW[language]:
        return Leaning(Lean.NO) if pointer.casefold() in ("", "es", "it") else Leaning(Lean.YES, pointer)
    return Leaning(Lean.YES if pointer else _whole(words, topics, opened), pointer or question.strip())


def _whole(words: list[str], topics: list[str], opened: bool) -> Lean:
    """How surely a sentence leans that points to nothing and says little of what it is about."""
    if not topics:
        return Lean.YES
    if len(words) <= _SHORT and not _has_a_name(words, topics):
        return Lean.LIKELY
    return Lean.MAYBE if opened or len(topics) < _FEW["de"] else Lean.NO


def topic_words(text: str, language: Language) -> list[str]:
    """The words that say what a question is about: in German its nouns, names and numbers, in English what is no function word.

    A text without capitals („wer leitet die mission“) is taken as English is.
    """
    words = _WORD.findall(text)
    capitals = any(word[0].isupper() for word in words[1:])
    named = [w for w in words if (w[0].isupper() or w[0].isdigit()) and w.casefold() not in _FRAGMENT]
    if language == "de" and (capitals or len(words) < 4):
        return named
    from retrieval.analysis import content_words

    found = set(content_words(text, language))
    return [w for w in words if w in named or (set(content_words(w, language)) & found and w.casefold() not in _NO_TOPIC)]


_NO_TOPIC = (
    _FRAGMENT | _ENGLISH_VERBS | frozenset("happen happened cost costs pay paid die died take long come came go went".split())
)


def _asks(words: list[str]) -> bool:
    """Whether the words hold a question word: without one and without a topic they are no question about anything."""
    return any(word.casefold() in _QUESTION_WORDS for word in words)


def _fragment(body: str, words: list[str], topics: list[str], opened: bool) -> Lean | None:
    """How surely words without a verb lean: „Nato Irak“ is what people type into a search box, „Und die Kosten?“ is not."""
    if opened:
        return Lean.YES if len(topics) <= 2 else Lean.MAYBE
    asks, small = _asks(words), words[0].casefold() in _FRAGMENT
    if not topics:
        return Lean.YES if asks else None
    if all(topic[0].isdigit() for topic in topics):
        return Lean.MAYBE
    if asks:
        return Lean.YES if len(topics) == 1 and not topics[0][0].isdigit() else Lean.MAYBE
    if body.rstrip().endswith("?") and len(topics) <= 2:
        return Lean.YES if small else Lean.MAYBE
    return None


def _is_fragment(words: list[str], language: Language) -> bool:
    """Whether a finite verb is nowhere to be seen."""
    if len(words) > 8:
        return False
    if language == "en":
        folded = [word.casefold() for word in words]
        subject = folded[0] in ("who", "what", "which") and len(words) > 1 and folded[1] not in _FRAGMENT
        return not (subject or set(folded) & _ENGLISH_VERBS or len(words) > 5)
    before = ""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        adjective = (
            re.search(r"(?:e|e[nrsm])$", word) is not None
            and word not in _VERBS_IN_EN
            and after[:1].isupper()
            and (not before[:1].isupper() or before.casefold() in _FRAGMENT)
            and before.casefold() not in ("wer", "was", "wann", "wo", "warum", "wie", "weshalb", "wieso", "wohin", "woher")
        )
        if not (word[0].isupper() or word[0].isdigit() or word.casefold() in _FRAGMENT or adjective):
            return False
        before = word
    return True


def _has_a_name(words: list[str], topics: list[str]) -> bool:
    """Whether a topic is a number or has capitals and stands without an article or anything like it: „Kanada“, „2020“."""
    for at, word in enumerate(words):
        if at and word in topics and (word[0].isupper() or word[0].isdigit()):
            before = words[at - 1].casefold()
            if before not in _MARKED and not (
                len(before) > 5 and before.endswith(("e", "en", "er", "es", "em")) and before not in _VERBS_IN_EN
            ):
                return True
    return False


def _pointer(body: str) -> str:
    """The word that means something that the question does not say, or nothing."""
    for match in _ADVERBS.finditer(body):
        if not _means_a_clause_before(body, match.start()):
            return match.group()
    that = _THAT.search(body)
    if that:
        return that.group().split()[-1].rstrip("?") if " " in that.group() else "das"
    spans = [match.span() for match in _EXPLETIVE.finditer(body)]
    for match in _PRONOUNS.finditer(body):
        within = any(start <= match.start() < end for start, end in spans)
        said = body[: match.start()]  # "When did Trump say he would go?" names him, "What plane did they use?" does not
        subject = match.group() in ("he", "she", "they") and not _INVERTED.search(said) and _names(said)
        if not within and not subject and not _means_a_clause_before(body, match.start()):
            return match.group()
    for match in _POSSESSIVES.finditer(body):
        if not _names(body[: match.start()]):
            return match.group()
    return ""


def _means_a_clause_before(body: str, at: int) -> bool:
    """Whether a clause that ends before `at` names something."""
    ends = [match.start() for match in _CLAUSE.finditer(body, 0, at)]
    return bool(ends) and _names(body[: ends[-1]])


def _names(text: str) -> bool:
    """Whether a noun, a name or another word of content stands in the text, beside the first word."""
    words = [word for word in _WORD.findall(_POLITE.sub("", text))[1:] if word.casefold() not in _NO_TOPIC]
    if any(word[0].isupper() for word in words):
        return True
    return guess_language(text) == "en" and any(len(word) > 4 for word in words)

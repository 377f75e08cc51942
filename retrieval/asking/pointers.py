"""Words that point to what was said before, and whether a question says itself what they mean."""

import re

from corpus.language import guess_language
from corpus.patterns import regex
from retrieval.asking.small_words import NO_TOPIC, WORD

_CLAUSE = regex(r"[,;:.]|\s(?:und|oder|aber|and|or|but|while|when|after|before|because|that|who|which)\s", re.IGNORECASE)
_DEICTIC = r"(?:jahr|woche|monat|tage[ns]?\b(?= \d)|year|week|month)"
_ADVERBS = regex(
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
_PRONOUNS = regex(r"\b(?:er|sie|ihn|ihm|ihnen|es|he|she|they|it|him)\b")
_POSSESSIVES = regex(r"\b(?:(?:sein|ihr)(?:e[rmns]?)?|his|her|hers|its|their|theirs)\b")
_THAT = regex(  # „Wann war das?“, „Was hat das gekostet?“, but neither „war das Lager“ nor „war das neue Lager“
    r"\b(?i:war|ist|wird|wurde|wäre|hat|hatte|kam|heißt|bedeutet|kostet|kostete|geht|ging|sagt|soll|geschah|passierte) das\b"
    r"(?!\s+[A-ZÄÖÜ\d])(?!\s+[a-zäöüß]+(?:e|e[nrsm])\s+[A-ZÄÖÜ])|\A(?:\w+ )?das\s*\?"
)
_EXPLETIVE = regex(
    r"\b(?:(?:gibt|gab|gebe|gäbe) es|es (?:gibt|gab|gebe|gäbe)|"
    r"(?:geht|ging|kommt|kam|handelt|handelte) es\b(?= .*\b(?:um|zu|in|im|bei)\b)|"
    r"(?:stimmt|ist|war|wäre|wird) es\b(?=.*(?:\bdass\b|\bzu \w+en\b|\w+zu\w+en\b))|es .*\b(?:zu \w+en|dass)\b|"
    r"(?:kostet|dauert|braucht|brauchte|kostete|dauerte) es\b(?=.*(?:\bzu \w+|\bbis\b|\w+zu\w+en\b))|"
    r"it (?:takes?|took|costs?)\b(?=.* to )|(?:does|did|will|would|do) it (?:take|cost|need)\b(?=.* to )|"
    r"(?:is|was) it\b(?=.*\b(?:that|to)\b))",
    re.IGNORECASE,
)
_INVERTED = regex(r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|should|must)\s+\Z", re.IGNORECASE)
_POLITE = regex(r"\b(?:kannst du|können sie|weißt du|wissen sie|sagen sie|haben sie|can you|could you)\b", re.IGNORECASE)


def pointer(body: str) -> str:
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
    words = [word for word in WORD.findall(_POLITE.sub("", text))[1:] if word.casefold() not in NO_TOPIC]
    if any(word[0].isupper() for word in words):
        return True
    return guess_language(text) == "en" and any(len(word) > 4 for word in words)

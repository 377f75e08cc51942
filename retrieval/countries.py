"""Countries as texts name them: the country, its people, its capital for its government. Few, and enough to tell that „120
deutsche Soldaten“ or „Ottawa stellt bis zu 250“ do not answer how many the mission has.
"""

import re
from functools import lru_cache

from corpus.patterns import regex

_STEMS = {
    "IQ": "irak iraq bagdad baghdad",
    "US": "usa us vereinigt[^\\s]*\\sstaaten amerikan american washington pentagon",
    "DE": "deutsch german bundeswehr berlin bundestag",
    "CA": "kanad canad ottawa",
    "DK": "dän dan(?:e|ish) denmark kopenhag copenhag",
    "FR": "frankreich franz french france paris",
    "GB": "brit(?!ish\\scolumbia) großbritannien england london(?!er)",
    "IT": "italien italian italy rom\\b rome\\b",
    "ES": "spani spain spanish madrid",
    "NL": "niederl dutch netherland",
    "BE": "belgi",
    "PL": "polen polnisch poland polish warschau warsaw",
    "TR": "türk turk ankara",
    "IR": "iran teheran tehran",
    "SY": "syri damask damasc",
    "JO": "jordan amman\\b",
    "KW": "kuwait",
    "KURD": "kurd peschmerga peshmerga",
    "RU": "russ moskau moscow kreml",
    "UA": "ukrain kiew kyiv",
    "CN": "chin(?:a|es) peking beijing",
    "JP": "japan tokio tokyo",
    "IN": "indien indisch india delhi",
    "IL": "israel jerusalem",
    "PS": "palästin palestin gaza",
    "SA": "saudi riad\\b riyadh",
    "EG": "ägypt egypt kairo cairo",
    "AF": "afghan kabul",
    "AT": "österreich austria wien\\b vienna",
    "CH": "schweiz swiss switzerland",
    "SE": "schwed swed(?:en|ish) stockholm",
    "NO": "norweg norwe oslo\\b",
    "FI": "finn(?:land|isch|ish) finland helsinki",
    "GR": "griech greek greece athen",
    "LT": "litau lithuan",
    "AU": "austral(?:i|ia)",
}
_TAUGHT = "KURD"
"""No state with forces abroad: they are named as those whom others train."""
_PATTERN = regex("|".join(rf"(?P<{code}>\b(?:{'|'.join(stems.split())}))" for code, stems in _STEMS.items()), re.IGNORECASE)
_OBJECT = regex(
    r"\b(?:gegen|wegen|vor|an|am|über|nach|from|against|over|of|to|im|in|aus|bei|with|by|near|around|für|for)\s+"
    r"(?:de[rnms]|die|das|the|eine[rnm]?|a)?\s*(?:[\w-]+[enrs]\s+)?$",
    re.IGNORECASE,
)
"""In front of a country that the sentence does not count: „gegen die amerikanischen Truppen“, „im Irak“."""


@lru_cache(maxsize=512)
def countries(text: str) -> frozenset[str]:
    """The countries that a text names."""
    return frozenset(match.lastgroup for match in _PATTERN.finditer(text) if match.lastgroup)


_LEADS = regex(r"\w*(?:\s+|-)(?:an)?(?:geführt|geleitet|kommandiert|led\b|commanded|run\b)", re.IGNORECASE)
"""Behind a country that only commands: „von Kanada geführte Mission“, "Canadian-led"."""


def counted_countries(text: str) -> frozenset[str]:
    """The countries in a clause before a number that are no place or aim of it."""
    found = (
        match
        for match in _PATTERN.finditer(text)
        if not (_OBJECT.search(text[: match.start()]) or _LEADS.match(text, match.end()))
    )
    return frozenset(match.lastgroup for match in found if match.lastgroup and match.lastgroup != _TAUGHT)

"""Names of outlets and agencies: which words are one, and which names mean the same."""

import re
import unicodedata

from corpus.patterns import regex

AGENCIES = frozenset(
    "dpa afp ap apa reuters epd kna sid dapd ddp ansa tass xinhua dts sda rtr efe ritzau bloomberg cp upi pti "
    "ots dpa-afx awp cna ntb tt belga anp interfax anadolu aa".split()
)
_AGENCY_NAMES = {
    "deutsche presse-agentur": "dpa",
    "agence france-presse": "afp",
    "associated press": "ap",
    "the associated press": "ap",
    "evangelischer pressedienst": "epd",
    "katholische nachrichten-agentur": "kna",
    "thomson reuters": "reuters",
    "rtr": "reuters",
    "dts nachrichtenagentur": "dts",
    "austria presse agentur": "apa",
}
_KNOWN = frozenset(
    "tagesschau tagesspiegel spiegel zdf zdfheute ard wdr ndr mdr swr rbb hr br orf srf dlf deutschlandfunk dw heise golem taz "
    "nzz faz sz rnd waz nrz haz saechsische sueddeutsche handelsblatt wirtschaftswoche cicero merkur derstandard diepresse "
    "kurier kleinezeitung ntv n-tv rtl bbc cnn npr pbs guardian telegraph politico nytimes washingtonpost economist "
    "huffpost aljazeera euronews euractiv correctiv netzpolitik t-online stuttgarter tagblatt".split()
)
_EVERYDAY = frozenset(
    "zeit welt bild stern focus post presse standard express sun mirror times independent news freitag".split()
)
"""Outlets whose names are words of any headline: they need better company than a date."""
_KNOWN_LONG = regex(
    r"(?:(?:der|die|the)[ _-])?(?:zeit|spiegel|welt|bild|stern|focus|faz|taz|sz|cicero|zdf)[ _-]?(?:online|digital|net|\.de)"
    r"|(?:die|der|the)[ _-](?:zeit|welt|spiegel|times|guardian|sun|economist|independent|standard|presse|tagesspiegel)"
    r"|al[ _-]jazeera|bbc[ _-]news|sky[ _-]news|deutsche[ _-]welle|deutschlandfunk[ _-]kultur|n[ _-]tv|t[ _-]online"
    r"|(?:s(?:ue|ü)ddeutsche|stuttgarter|berliner|k(?:oe|ö)lner|leipziger|neue|frankfurter)[ _-]"
    r"(?:zeitung|nachrichten|morgenpost|volkszeitung|rundschau|stadt-anzeiger|allgemeine|allgemeine[ _-]zeitung)",
    re.IGNORECASE,
)
_NAMED = regex(
    r"(?:[^\W_][\w.'’-]*[ _-]){0,3}[^\W_]*(?:tribune|times|herald|guardian|gazette|zeitung|blatt|kurier|anzeiger|nachrichten|"
    r"rundschau|morgenpost|abendpost|depesche|tageblatt|tagblatt)",
    re.IGNORECASE,
)
OUTLET_NAME = regex(
    r"(?:\S+\s+){0,3}\S*(?:tribune|times|post|news|herald|guardian|gazette|zeitung|blatt|kurier|anzeiger|nachrichten|rundschau)",
    re.IGNORECASE,
)
"""A name that says itself that it is one: „Beispielstädter Zeitung“."""
DOMAIN = regex(r"[^\W_](?:[\w-]{0,60}\.)+(?:de|at|ch|com|net|org|info|eu|co\.uk|news|online|tv)", re.IGNORECASE)
_ALIASES = {
    "sueddeutsche": "sz",
    "sueddeutsche zeitung": "sz",
    "frankfurter allgemeine": "faz",
    "frankfurter allgemeine zeitung": "faz",
    "zeit online": "zeit",
    "spiegel online": "spiegel",
    "redaktionsnetzwerk deutschland": "rnd",
    "neue zuercher zeitung": "nzz",
    "tageszeitung": "taz",
    "standard": "derstandard",
    "presse": "diepresse",
    "deutsche welle": "dw",
    "new york times": "nytimes",
    "washington post": "washingtonpost",
    "theguardian": "guardian",
    "bbc news": "bbc",
    "zdfheute": "zdf",
    "n tv": "ntv",
}
_ABROAD = frozenset(
    "haaretz,kyodo,yonhap,rudaw,mena,nbc,cbs,abc,nbc news,cbs news,abc news,fox news,sky news,france 24,wall street journal,"
    "jerusalem post,daily mail,le monde,le figaro,el pais,al arabiya,kurdistan 24,voice of america,usa today,al jazeera".split(
        ","
    )
)
"""As questions name them; in a file's name some of them may be anything."""
_TOP_LEVEL = regex(r"\.(?:de|at|ch|com|net|org|info|eu|co\.uk|news|online|tv)$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


_FORMS = frozenset({*AGENCIES, *_KNOWN, *_EVERYDAY, *_ABROAD, *_ALIASES, *_ALIASES.values(), *_AGENCY_NAMES})
_WORDS = frozenset(word for form in _FORMS for word in form.split()) - {"le", "al", "of", "el", "new", "the", "news", "24"}
_ENDINGS = tuple(
    "tribune times herald guardian gazette zeitung blatt kurier anzeiger nachrichten rundschau morgenpost abendpost depesche "
    "journal spiegel allgemeine allgemeinen zeitungs kuriers blatts blattes spiegels".split()
)


def agency(text: str) -> str | None:
    """The first agency that „dpa/RND“, „Beispiel-Agentur“ or "The Associated Press" names, as it is written there."""
    if " ".join(text.casefold().split()) in _AGENCY_NAMES:
        return text
    for part in re.split(r"[/,;\s]+", text):
        if part.casefold() in AGENCIES or part.casefold().endswith("-agentur"):
            return part
    return None


def is_agency(text: str) -> bool:
    """Whether all that `text` names are agencies: „dpa“, „dpa/AFP“, but not „dpa/RND“."""
    parts = [part.strip() for part in re.split(r"[/,]|\sund\s|\sand\s", text) if part.strip()]
    return bool(parts) and all(
        agency(part) and (len(part.split()) == 1 or " ".join(part.casefold().split()) in _AGENCY_NAMES) for part in parts
    )


def is_outlet(text: str) -> bool:
    """Whether `text`, beside a date in a file's name or among agencies in a signature, can only be an outlet's name."""
    bare = text.casefold().strip()
    return bare in _KNOWN or bool(_KNOWN_LONG.fullmatch(bare) or _NAMED.fullmatch(bare) or DOMAIN.fullmatch(bare))


def is_everyday_outlet(text: str) -> bool:
    """Whether an outlet's name is a common word as well („Zeit“, „Welt“)."""
    return text.casefold() in _EVERYDAY


def outlet_names(source: str) -> set[str]:
    """The forms under which a source is found: of „Morgenblatt (Beispiel)“, „www.Morgenblatt.de“, „dpa/RND“ each name."""
    text = unicodedata.normalize("NFC", source).casefold().strip()
    bare = re.sub(r"\s*\([^)]*\)", "", text).strip()
    return {form for part in (text, bare, *bare.split("/")) if (form := _key(part))}


def same_outlet(one: str, other: str) -> bool:
    """Whether two names share a form: „Der Spiegel“ and „spiegel.de“, „dpa/RND“ and „RND“."""
    return bool(outlet_names(one) & outlet_names(other))


def spellings(form: str) -> set[str]:
    """The words under which a form of `outlet_names` is known, itself among them: „sueddeutsche zeitung“ for „sz“."""
    return {form} | {name for name, short in (*_ALIASES.items(), *_AGENCY_NAMES.items()) if short == form}


def folded(word: str) -> str:
    """A word as `outlet_names` has it: without case and umlauts."""
    return word.casefold().translate(_UMLAUTS)


def may_be_outlet(word: str) -> bool:
    """Whether a word of a text, in the form of `folded`, belongs to the name of an outlet or agency that is widely known."""
    return word in _WORDS or word.endswith(_ENDINGS)


def is_known(name: str) -> bool:
    """Whether `name` is that of an outlet or agency, everyday word or not."""
    return is_outlet(name) or is_listed(name)


def is_listed(name: str) -> bool:
    """Whether `name` is that of an outlet or agency that is widely known, not one that only its last word tells."""
    return _key(name.casefold()) in _FORMS


def _key(name: str) -> str:
    bare = _TOP_LEVEL.sub("", re.sub(r"^(?:https?://)?(?:www\.|m\.)?", "", name.strip()))
    words = [word for word in re.split(r"[\W_]+", bare.translate(_UMLAUTS)) if word]
    if len(words) > 1 and words[0] in ("der", "die", "das", "the"):
        words = words[1:]
    form = " ".join(words)
    return _ALIASES.get(form) or _AGENCY_NAMES.get(form.replace("presse agentur", "presse-agentur")) or form

"""What a sentence needs beside it to be understood alone: what its first word points to, and its speaker.

Told by first words and marks, not by grammar: a rule that fires wrongly costs a sentence more than was needed, no more.
"""

import re

from corpus.language import Language
from corpus.patterns import regex
from retrieval.quotation_marks import quotations_of
from retrieval.saying.sentence_voice import read_sentence

_VERBS = (
    "ist sind war waren sei seien wäre wären wird werden wurde wurden würde würden hat haben hatte hatten habe hätten kann "
    "können konnte konnten soll sollen sollte sollten solle will wollen wollte muss müssen müsse darf dürfen gilt galt gelte "
    "heißt hieß bedeutet betrifft gab gibt sagt sagte kam kommt ging geht liegt lag steht stand macht machte übersetzt"
)
_LEANING: dict[Language, re.Pattern[str]] = {
    "de": regex(
        rf"""(?: Er | Sie | Ihn | Ihm | Ihnen | Dies(?:e[rsmn]?)? | Jene[rsmn]? | Letztere[rsmn]? | Erstere[rsmn]? | Beide[rsn]?
        | Sein(?:e[rsmn]?)? | Ihr(?:e[rsmn]?)? | Deren | Dessen | Solche[rsmn]?
        | Da(?:bei|mit|r?an|rauf|raus|rin|rüber|runter|rum|von|vor|zu|für|gegen|durch|her|nach|raufhin|hinter|neben|mals)
        | Des(?:halb|wegen) | Hier(?:zu|bei|für|mit|von|über|gegen|durch) | Dort(?:hin)? | Stattdessen | Demnach | Ebenso
        | (?:Der|Die|Das|Dem|Den)\s(?:{"|".join(_VERBS.split())})
        | Es\s(?!gib|gab|gäb|geb|ist|war|sei|wird|wurde|werde|geht|ging|gehe|heißt|hieß|kam|komm|bleib|blieb|handel|schein
            |schien|fehl|gilt|galt|gelte|steh|stand|dauer|folg|besteh|bestand|lag|lieg|brauch|soll|kann|könn|droh|herrsch))\b""",
        re.VERBOSE,
    ),
    "en": regex(
        r"""(?: He | She | They | Him | His | Hers? | Them | Theirs? | Its | This | These | Those | Such
        | (?:The\s)?(?:[Ll]atter|[Ff]ormer)
        | Both(?=\s(?:were|are|had|have|of\sthem))
        | That\s(?:is|was|would|will|has|had|means|meant|could|should|includes|included|made)
        | It\s(?!is\b|was\b|remains|remained|seems|seemed|takes|took|appears|appeared|turned\sout|follows|has\sbeen|will\sbe)
        )\b""",
        re.VERBOSE,
    ),
}
_NUMBER = (
    r"(?:\d[\d.,  ]*(?<=\d)|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*(?:zehn|zig|hundert|tausend)"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w*ty|hundreds|thousands)"
)
_BARE_FIGURE: dict[Language, re.Pattern[str]] = {
    # „Zuletzt waren es rund 500.“: no noun after the number says of what. Nouns are capitalised, adjectives stand before them.
    "de": regex(
        rf"""\b(?:sind|waren|seien|wären|werden|wurden)\s(?:es|das)\s(?:\w+\s){{0,3}}?{_NUMBER}(?:\s(?:bis|oder|und)\s{_NUMBER})?
        (?!\w)(?!\s?(?:[%€$°]|[A-ZÄÖÜ]|\w+(?:e[rnsm]?|ige)\s[A-ZÄÖÜ]|Mi[ol]))(?![.,]\d)""",
        re.VERBOSE,
    ),
    "en": regex(
        rf"\b(?:[Tt]here|[Ii]t|[Tt]hey)\s(?:is|are|was|were|numbered)\s(?:\w+\s){{0,2}}?{_NUMBER}(?=[.;,!?]?(?:\s(?:of|in|by|now)\b|$))"
    ),
}


def leans(sentence: str, language: Language) -> bool:
    """Whether the sentence needs the one before it: it begins with a word that points there („Dabei …“, "They …"), or names
    a figure without its unit („Zuletzt waren es rund 500.“).

    One that begins with a quotation mark does not: „Sie“ may be the person spoken to.
    """
    return bool(_LEANING[language].match(sentence) or _BARE_FIGURE[language].search(sentence))


def names_speaker(sentence: str, language: Language) -> bool:
    """Whether the sentence says that somebody speaks („…“, sagte sie; "according to …"), or introduces with a colon."""
    if sentence.endswith(":"):
        return True
    return read_sentence(sentence, (0, len(sentence)), quotations_of(sentence)[0], language).tagged

"""Whether a few words are a sentence: whether a finite verb stands among them."""

import re
from collections.abc import Sequence

from corpus.language import Language
from corpus.patterns import regex
from retrieval.saying.grammar_words import ARTICLES, PREPOSITIONS

_FINITE: dict[Language, re.Pattern[str]] = {
    "de": regex(
        r"""ist|sind|war|waren|bin|bist|seid|wird|werden|wurde|wurden|werde|hat|haben|habe|hatte|hatten|kann|können|konnte|muss
        |müssen|musste|müsste|soll|sollen|sollte|sollten|will|wollen|wollte|wollten|darf|dürfen|mag|möchte|möchten|geht|gehen
        |ging|kommt|kommen|kam|gibt|geben|gab|macht|machen|weiß|wissen|steht|stehen|sei|seien|sagt|liegt|lag|bleibt|bleiben
        |tut|tun|sieht|sehen|sah|lässt|lassen|hält|brauchen|braucht|würde|würden|wäre|wären|hätte|hätten|könnte|könnten|nimmt
        |findet|finden|glaube|glauben|hoffe|hoffen|heißt|fehlt|stimmt|gilt|ich|wir|ihr|man
        |(?!nicht$|mit$|seit$|jetzt$|selbst$|fast$|erst$|dort$|statt$|weit$|gut$|oft$|zeit$|heut$|samt$|laut$|gesamt$|nächst$
        |sonst$|längst$|zuerst$|zuletzt$|meist$|bereit$|recht$|echt$|leicht$|schlecht$|direkt$|hart$|fest$|alt$|kalt$|tot$|rot$
        |ge\w+t$)[a-zäöüß]{2,}(?:t|te|ten|st)""",
        re.VERBOSE,
    ),
    "en": regex(
        r"""is|are|was|were|am|be|has|have|had|will|would|can|could|should|must|may|might|do|does|did|i|we|you|they|he|she
        |it's|that's|don't|can't|won't|isn't|i'm|we're|we've|i've|they're|there's|let's|\w+n't|\w+n’t|\w+’(?:s|re|ve|m|ll)|know|need|want
        |think|get|go|goes|went|make|makes|made|take|takes|took|come|comes|came|see|sees|saw|says|said|keep|keeps|kept""",
        re.VERBOSE,
    ),
}


def has_finite_verb(words: Sequence[str], language: Language) -> bool:
    """Whether one of the words is a finite verb, or a pronoun that hardly stands without one."""
    small = [word.lower() if number == 0 or language == "en" else word for number, word in enumerate(words)]
    no_verb_after = ARTICLES[language] | PREPOSITIONS[language]  # „in den nächsten Wochen“
    return any(
        _FINITE[language].fullmatch(word) and not (number and word.endswith("ten") and small[number - 1] in no_verb_after)
        for number, word in enumerate(small)
    )

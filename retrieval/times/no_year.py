"""Whether a number that could be a year is one: „2000 Soldaten“, „Resolution 2085“ and "Agenda 2010" are none."""

import re

from corpus.patterns import regex

_COUNTED = (
    r"soldat\w*|soldier\w*|troops?|menschen|mann|männer\w*|frauen|kinder\w*|personen|leute|people|men|women|children|persons|"
    r"euro\w*|dollars?|tote\w*|verletzte\w*|dead|wounded|demonstrant\w*|demonstrator\w*|teilnehmer\w*|participants?|"
    r"protester\w*|kräfte\w*|ausbilder\w*|trainers?|instructors?|personnel|kilomet\w*|kilometer\w*|km|met(?:er|re)s?|metern|"
    r"tonnen|tons|stimmen|votes|seiten|pages|polizist\w*|officers|flüchtlinge\w*|refugees|kämpfer\w*|fighters|bewaffnete\w*|"
    r"zivilist\w*|civilians|flugzeuge\w*|panzer\w*|gewehre\w*|rifles|raketen|missiles|pistolen|stück|mal|times|jahren?|years|"
    r"tagen?|days|stunden|hours|uhr|sitze|seats|plätze|einwohner\w*|mitglieder\w*|members|mitarbeiter\w*|staff|angehörige\w*|"
    r"experten|experts|berater\w*|advisers|advisors|millionen|milliarden|million|billion|prozent|percent"
)
_MEASURED = r"euro\w*|dollars?|mann|men|km|kilomet\w*|met(?:er|re)s?|metern|tonnen|tons|stück|mal|times|prozent|percent"
_AFTER_COUNT = regex(rf"\s+(?:(?:us-)?[a-zäöüß]+e[nr]?\s+)?(?:{_COUNTED})\b", re.IGNORECASE)
_AFTER_MEASURE = regex(rf"\s+(?:{_MEASURED})\b", re.IGNORECASE)
_AMOUNT = regex(
    r"\b(?:rund|etwa|circa|ca\.|ungefähr|knapp|gut|fast|über|unter|mindestens|höchstens|mehr als|weniger als|bis zu|nur|die|"
    r"der|den|alle|diese[nr]?|weitere[nr]?|about|around|almost|nearly|over|more than|less than|fewer than|at least|at most|"
    r"up to|only|some|the|all|these|another|nicht|not)\s+$",
    re.IGNORECASE,
)
_NUMBERED = regex(
    r"(?:\b(?:Resolution(?:en|s)?|Agenda|Vision|Nummer|Nr\.|No\.|number|Paragra(?:f|ph)|Artikel|article|Seite|page|Flug|flight|"
    r"Boeing|Raum|Zimmer|room|Version|Windows|Horizont|Horizon|Drucksache|Route|Bundesstraße|Linie|Postleitzahl|Projekt|"
    r"Europ[ae]|Office|Runner|Model|Modell)|[$€£#§])\s*$",
    re.IGNORECASE,
)


def counts(before: str, after: str, number: int) -> bool:
    """Whether the number between these texts counts or numbers something.

    Only a round one counts people and things without a word such as „rund“: who asks of „2018 Soldaten“ may mean the year.
    """
    if _NUMBERED.search(before):
        return True
    rest = after[:40]
    return bool(_AFTER_MEASURE.match(rest) or (_AFTER_COUNT.match(rest) and (number % 50 == 0 or _AMOUNT.search(before))))


def counts_after(text: str, at: int) -> bool:
    """Whether what stands at `at` is counted by the number before it."""
    return bool(_AFTER_COUNT.match(text, at))

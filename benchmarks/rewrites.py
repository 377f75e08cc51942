"""What newsrooms do to a wire report, as operations on its paragraphs: for measuring whether it is known again.

Every operation takes the sentences of each paragraph and a seeded random generator and gives sentences again. `TUNING` are
those on which the thresholds of `corpus.duplicates` were set, `HELD_OUT` those that are reported.
"""

import re
from collections.abc import Callable
from random import Random

from corpus.language import Language
from retrieval.sentences import split_sentences

Text = list[list[str]]
"""Paragraphs of sentences."""
Operation = Callable[[Text, Random], Text]

_PLACES = (
    "Aalen Bamberg Celle Dessau Emden Fulda Gotha Hameln Jena Kleve Lindau Minden Neuss Passau Riesa Soest Trier Worms".split()
)
_NAMES = "Albers Brandt Cordes Dreyer Evers Fricke Gerdes Harms Ihde Jansen Kruse Lorenz Menke Nolte Ohlsen Petersen".split()
_OWN = (
    "In {place} verfolgt man die Entwicklung mit Sorge.",
    "{name} aus {place} hat {n} Briefe dazu geschrieben, geantwortet hat bislang niemand.",
    "Das sei für die Familien in {place} seit {n} Wochen das Gespräch an jedem Küchentisch, sagt {name}.",
    "Auf dem Marktplatz von {place} standen am Abend {n} Menschen mit Kerzen.",
    "Die Stadtwerke {place} wollten sich auf Anfrage nicht äußern, wie Sprecherin {name} mitteilte.",
    "{name} leitet den Verein seit {n} Jahren und kennt die Akten aus {place} wie wenige andere.",
    "Wer in {place} nachfragt, hört vor allem eines: Es werde zu viel geredet und zu wenig erklärt.",
    "Der Kreistag berät in {n} Tagen darüber, den Antrag hat {name} aus {place} gestellt.",
    "Zur Erinnerung: Schon vor {n} Jahren hatte {name} in dieser Zeitung davor gewarnt.",
    "Am Bahnhof {place} hängen die Plakate noch, auf einem steht in roter Farbe die Zahl {n}.",
    "{name} zuckt mit den Schultern und schiebt die Tasse über den Tisch des Cafés in {place}.",
    "Für {place} rechnet die Kämmerei mit Kosten von {n} Euro je Einwohner, so {name}.",
    "Die Schule in {place} hat deshalb einen Projekttag angesetzt, {n} Klassen machen mit.",
    "{name} hat es im Radio gehört, auf dem Weg von {place} nach Hause, nach {n} Stunden Dienst.",
    "Unsere Redaktion hat {n} Leserinnen und Leser aus {place} gefragt, was sie davon halten.",
    "Ganz anders sieht das {name}: In {place} sei man froh über jede Entscheidung, gleich welche.",
)
_EXCHANGED = [
    pair.split("/")
    for pair in (
        "sagte/erklärte sagte/betonte rund/etwa derzeit/momentan bisher/bislang auch/ebenfalls jedoch/allerdings mehr/weitere "
        "deutlich/klar erst/zunächst künftig/demnächst Soldaten/Militärs Mission/Einsatz Einsatz/Auftrag Ausbildung/Schulung "
        "Regierung/Führung könnte/dürfte sollen/müssen will/möchte begonnen/angefangen etwa/ungefähr viele/zahlreiche "
        "neue/weitere unter/bei wegen/aufgrund nach/laut gegen/wider seit/ab hieß/lautete Beschluss/Entscheidung "
        "Gipfel/Treffen said/stated about/roughly soldiers/troops mission/operation training/instruction also/too more/further"
    ).split()
]
_FILLERS = "demnach offenbar zudem indes unterdessen freilich".split()
_NUMBER = re.compile(r"\b\d{1,3}(?:\.\d{3})*\b")


def paragraphs_of(text: str, language: Language) -> Text:
    """The text as operations take it."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return [[part[start:end] for start, end in split_sentences(part, language)] for part in parts]


def as_text(paragraphs: Text) -> str:
    """The paragraphs as an article's text."""
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def own_sentences(count: int, random: Random) -> list[str]:
    """Sentences of the outlet's own."""
    return [
        sentence.format(place=random.choice(_PLACES), name=random.choice(_NAMES), n=random.randint(3, 400))
        for sentence in random.sample(_OWN, count)
    ]


def new_lead(text: Text, random: Random) -> Text:
    """Another first paragraph."""
    return [own_sentences(random.randint(2, 3), random), *text[1:]]


def cut(share: float) -> Operation:
    """Cut from the end to `share` of the characters, at a sentence's end, as an editor does."""

    def shorten(text: Text, random: Random) -> Text:
        left = share * sum(len(sentence) for sentences in text for sentence in sentences)
        kept: Text = []
        for sentences in text:
            kept.append([])
            for sentence in sentences:
                if left <= 0:
                    return kept
                kept[-1].append(sentence)
                left -= len(sentence)
        return kept

    return shorten


def thinned(share: float) -> Operation:
    """Sentences left out here and there, so that `share` of them stays; the first one does."""

    def thin(text: Text, random: Random) -> Text:
        return [
            [sentence for m, sentence in enumerate(sentences) if n + m == 0 or random.random() < share]
            for n, sentences in enumerate(text)
        ]

    return thin


def reworded(share: float) -> Operation:
    """In `share` of the sentences a word exchanged for another, or a small word put in."""

    def reword(text: Text, random: Random) -> Text:
        return [[_edited(s, random) if random.random() < share else s for s in sentences] for sentences in text]

    return reword


def shuffled(text: Text, random: Random) -> Text:
    """The sentences within each paragraph, and the paragraphs after the first, in another order."""
    mixed = [random.sample(sentences, len(sentences)) for sentences in text]
    return [*mixed[:1], *random.sample(mixed[1:], len(mixed) - 1)]


def with_own(paragraphs: int) -> Operation:
    """Paragraphs of the outlet's own before and after."""

    def surround(text: Text, random: Random) -> Text:
        own = [own_sentences(4, random) for _ in range(paragraphs)]
        return [*own[: paragraphs // 2], *text, *own[paragraphs // 2 :]]

    return surround


def other_numbers(text: Text, random: Random) -> Text:
    """Every number another: the report of a later day."""
    return [[_NUMBER.sub(lambda found: str(random.randint(2, 900)), s) for s in sentences] for sentences in text]


def other_dateline(text: Text, random: Random) -> Text:
    """Another place and agency before the first sentence, and a byline."""
    first = re.sub(r"^[A-ZÄÖÜ][^.!?]{1,40}? – ", "", text[0][0])
    place = random.choice(_PLACES)
    return [[f"{place.upper()} (dpa) – {first}", *text[0][1:]], *text[1:], [f"Von {random.choice(_NAMES)} {place}"]]


def _edited(sentence: str, random: Random) -> str:
    words = sentence.split(" ")
    at = [(n, new) for n, word in enumerate(words) for old, new in _EXCHANGED if word == old]
    if at and random.random() < 0.7:
        n, new = random.choice(at)
        words[n] = new
    elif len(words) > 4:
        words.insert(random.randint(2, len(words) - 2), random.choice(_FILLERS))
    return " ".join(words)


TUNING: dict[str, tuple[Operation, ...]] = {
    "new lead": (new_lead,),
    "cut to 70 %": (cut(0.7),),
    "cut to 50 %": (cut(0.5),),
    "reworded in half of its sentences": (reworded(0.5),),
    "two paragraphs around": (with_own(2),),
    "cut to 50 %, reworded": (cut(0.5), reworded(0.5)),
}
HELD_OUT: dict[str, tuple[Operation, ...]] = {
    "cut to 35 %": (cut(0.35),),
    "sentences shuffled": (shuffled,),
    "thinned to 60 %": (thinned(0.6),),
    "reworded in every sentence": (reworded(1.0),),
    "four paragraphs around": (with_own(4),),
    "other dateline and byline": (other_dateline,),
    "other numbers": (other_numbers,),
    "new lead, cut to 70 %, reworded": (cut(0.7), new_lead, reworded(0.5)),
    "cut to 50 %, shuffled, two paragraphs around": (cut(0.5), shuffled, with_own(2)),
    "cut to 35 %, reworded, other numbers": (cut(0.35), reworded(0.7), other_numbers),
    "cut to 35 %, four paragraphs around": (cut(0.35), with_own(4)),
}

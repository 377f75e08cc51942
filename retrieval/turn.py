"""What the next question of a conversation can lean on: bounded, however long the conversation gets."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.language import Language, guess_language
from retrieval.analysis import content_words
from retrieval.answer import Answer
from retrieval.understood import AskedPeriod, AskedSource

MOST_TERMS = 12
MOST_NAMES = 4
MOST_CHARACTERS = 400
_LONGEST_TERM = 60
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_EMPTY = frozenset(
    """davon dabei dafür dagegen daran darauf daraus darin darüber darunter dazu damals danach davor seitdem genau eigentlich
    überhaupt laut seit anfang mitte ende sonst außerdem bisher zuletzt insgesamt lange hoch viele viel oft exactly else long
    many much often happened""".split()
)
"""Words that say nothing of what a question is about, beside the stop words."""
_PART = r"(?:(?:al|el|as|ad|ben|bin)-)?[A-ZÄÖÜ][^\W\d_][\w’'-]*"
_NAME = re.compile(rf"\b{_PART}(?: (?:(?:von|van|de|bin) )?{_PART})+")
_PLACE = re.compile(rf"\b(?:[Ii]n|[Nn]ach|[Aa]us|[Ff]rom|[Tt]o) ({_PART})")


@dataclass(frozen=True)
class Turn:
    """A question as it was resolved, and what it was about.

    `terms` are the words of it and of the questions it leaned on, its own first; `names` are names in the best quote where it
    asked for a person or a place. The period and outlet stand apart: their words are none of the terms.
    """

    question: str
    terms: tuple[str, ...]
    language: Language = "de"
    period: AskedPeriod | None = None
    source: AskedSource | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def plain(cls, question: str) -> "Turn":
        """The turn of a question of which nothing but its text is known."""
        text = question.strip()[:MOST_CHARACTERS]
        language = guess_language(text)
        return cls(text, terms_of(text, language), language)

    @classmethod
    def of(cls, answer: Answer) -> "Turn":
        """What a question after this answer can lean on."""
        understood = answer.understood
        carried = understood.carried
        said = [understood.period.text] if understood.period else []
        said += _WORD.findall(understood.source.name) if understood.source else []
        question = carried.query if carried else answer.question
        own = terms_of(answer.question if carried and not carried.replaced else question, understood.language, said)
        inherited = carried.terms if carried and not carried.replaced else ()
        return cls(
            question[:MOST_CHARACTERS],
            tuple(dict.fromkeys((*own, *inherited)))[:MOST_TERMS],
            understood.language,
            understood.period,
            understood.source,
            _names(answer),
        )

    def as_json(self) -> dict[str, Any]:
        """The turn for `from_json`."""
        return {
            "question": self.question,
            "terms": list(self.terms),
            "language": self.language,
            "period": self.period and self.period.as_json(),
            "source": self.source and self.source.as_json(),
            "names": list(self.names),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Turn":
        """The turn that `as_json` wrote."""
        period, source = row["period"], row["source"]
        return cls(
            row["question"],
            tuple(row["terms"]),
            row["language"],
            period and AskedPeriod.from_json(period),
            source and AskedSource(source["name"], tuple(source["sources"])),
            tuple(row["names"]),
        )

    def stored(self) -> str:
        """The turn as text for `read`."""
        return json.dumps(self.as_json(), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Turn":
        """The turn that `stored` wrote; any other text is a question, as versions of before stored it."""
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls.plain(text)


def terms_of(question: str, language: Language, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The content words of a question as it writes them, each once, without the phrases `without`; at most MOST_TERMS."""
    for phrase in without:
        question = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", question)
    words = [word[:_LONGEST_TERM] for word in _WORD.findall(question)]
    return tuple(dict.fromkeys(word for word in words if word.casefold() not in _EMPTY and _is_content(word, language)))[
        :MOST_TERMS
    ]


def _is_content(word: str, language: Language) -> bool:
    """Whether the word is none that stops: beside „Ausbilder“ a stop word leaves nothing."""
    return len(content_words(f"Ausbilder {word}", language)) > 1


def _names(answer: Answer) -> tuple[str, ...]:
    """The names in the best quote that the question does not have, those of its answering sentence first.

    A name of a person has two words, one of a place stands behind „in“, „nach“ or „aus“.
    """
    if not answer.quotes:
        return ()
    quote = answer.quotes[0]
    texts = [*(quote.article.text[start:end] for start, end in quote.highlights), quote.text]
    found = [name for text in texts for name in (*_NAME.findall(text), *_PLACE.findall(text))]
    asked = answer.question.casefold()
    found = [name for name in found if _is_content(name.split()[0], quote.article.language)]  # not „Der Bundestag“
    new = dict.fromkeys(name[:_LONGEST_TERM] for name in found if name.casefold() not in asked)
    return tuple(new)[:MOST_NAMES]

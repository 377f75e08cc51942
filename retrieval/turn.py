"""What the next question of a conversation can lean on: bounded, however long the conversation gets."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.language import Language, guess_language
from corpus.patterns import regex
from retrieval.analysis import content_words
from retrieval.answer import Answer
from retrieval.asking.named import people, places
from retrieval.understood import AskedPeriod, AskedSource

MOST_TERMS = 12
MOST_NAMES = 4
MOST_CHARACTERS = 400
_LONGEST_TERM = 60
_WORD = regex(r"\w+(?:[-’']\w+)*")
_EMPTY = frozenset(
    """davon dabei dafür dagegen daran darauf daraus darin darüber darunter dazu damals danach davor seitdem genau eigentlich
    überhaupt laut seit anfang mitte ende sonst außerdem bisher zuletzt insgesamt lange hoch viele viel oft exactly else long
    many much often happened""".split()
)
"""Words that say nothing of what a question is about, beside the stop words."""


@dataclass(frozen=True)
class Turn:
    """A question as it was resolved, and what it was about.

    `terms` are the words of it and of the questions it leaned on, its own first; `names` are the persons and places that the
    best quote names, `article` is its article. The period and outlet stand apart: their words are none of the terms.
    """

    question: str
    terms: tuple[str, ...]
    language: Language = "de"
    period: AskedPeriod | None = None
    source: AskedSource | None = None
    names: tuple[str, ...] = ()
    article: str | None = None

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
            answer.quotes[0].article.id if answer.quotes else None,
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
            "article": self.article,
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
            source and AskedSource.from_json(source),
            tuple(row["names"]),
            row.get("article"),
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
    """The persons and places that the best quote names and the question does not, those of its answering sentence first."""
    if not answer.quotes:
        return ()
    quote = answer.quotes[0]
    whole, asked = quote.article.text, answer.question.casefold()
    texts = [*(whole[start:end] for start, end in quote.highlights), quote.text]
    made: list[str] = []
    for kind in (people, places):
        found = [name[:_LONGEST_TERM] for text in texts for name in kind(text, whole) if name.casefold() not in asked]
        made += list(dict.fromkeys(found))[: MOST_NAMES // 2]
    return tuple(made)

"""Words as Milvus searches them. A passage is one text of its language: its words as they are, which Milvus stems; then the
stems of its context and the parts of its compounds, each with a mark before it, so that they are other words to BM25.

How much a word of the question counts is said by how often it stands in the query: a score is the sum over its words.
"""

from collections.abc import Mapping
from functools import lru_cache

from corpus.language import Language
from retrieval.analysis import stem
from retrieval.milvus.collection import LONGEST_TEXT
from retrieval.vocabulary import CONTEXTS, PARTS, Term

UNIT = 4
"""How often a word stands in the query that counts once: the least weight is a quarter."""
_CONTEXT, _PART = "qc", "qp"
"""No German or English word begins so."""
_ENDINGS: dict[Language, tuple[str, ...]] = {
    "de": ("e", "en", "es", "er", "s", "n", "t", "st", "ung", "em", "ern", "lich", "ig"),
    "en": ("s", "e", "ed", "ing", "es", "ly", "er", "y", "al"),
}


def text_of(words: list[str], fields: Mapping[str, list[str]], language: Language) -> str:
    """What is stored of a passage with these words and these stems by field; not more than a field holds."""
    said = [*words, *(_CONTEXT + term for term in fields.get(CONTEXTS[language], ()))]
    text = " ".join([*said, *(_PART + term for term in fields.get(PARTS, ()) if language == "de")])
    if len(text.encode()) <= LONGEST_TEXT:
        return text
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore").rpartition(" ")[0]


def query_of(weights: Mapping[Term, float], language: Language) -> str:
    """The query text of stems with these weights, in one of the fields of `language`."""
    said: list[str] = []
    for (field, term), weight in weights.items():
        mark = _PART if field == PARTS else _CONTEXT if field == CONTEXTS[language] else ""
        said += [mark + term if mark else word_of(term, language)] * round(UNIT * weight)
    return " ".join(said)


@lru_cache(maxsize=50_000)
def word_of(term: str, language: Language) -> str:
    """A word that has this stem; a stem itself may have another: „impuls“ is „impul“, „impulse“ is „impuls“."""
    return next((word for ending in ("", *_ENDINGS[language]) if stem(word := term + ending, language) == term), term)

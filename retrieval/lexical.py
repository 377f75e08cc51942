"""BM25 over passages through tantivy, with analyzers for German and English.

Every passage is indexed in the analysis of its article's language; a question is analysed in both, so that a name or a
number in an English question finds its German passage. Beside the words of a passage stand, with less weight, the parts
of its German compounds, and its context: the article's title, source, authors and date. A word of the question that the
archive does not know brings the words it may have been meant for.
"""

import shutil
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from corpus.language import Language
from retrieval.compounds import compound_parts
from retrieval.spelling import misspelled, search_form

FOLDER = "lexical"
_HEAP_BYTES = 64 * 1024 * 1024
_LANGUAGES: dict[Language, str] = {"de": "german", "en": "english"}
_STEMS = "stems"
_PARTS = "de_parts"
_FIELDS = (*_LANGUAGES, *(f"{language}_context" for language in _LANGUAGES), _PARTS)
PART_WEIGHT = 0.5
"""What a part of a compound counts, of the article's or of the question's, beside a whole word."""
CONTEXT_WEIGHT = 0.5
"""What a word of the title, source, authors or date counts beside a word of the passage."""
_SHORTEST_MISSPELLED = 5
_LONGEST_MISSPELLED = 40
"""The mistakes that a word allows grow with its length."""
_MEANT = 2
_SUPPLEMENTED = 40
"""So many of a question's words get their parts and corrections: a pasted page must not cost more than a question."""
_STOP_WORDS = {
    "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
    bin bis bist da damit dann das dass dasselbe dazu dein deine dem den denn der derselbe des dessen die dies diese diesem
    diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euer für gegen gewesen hab habe haben
    hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder
    jedes jene jetzt kann kein keine können könnte machen man manche mein mich mir mit muss musste nach nicht nichts noch nun
    nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind so solche soll sollte sondern sonst über um und uns
    unser unter viel vom von vor während war waren warst was weg weil weiter welche welchem welchen welcher welches wenn wer
    wem wen werde werden wie wieder will wir wird wirst wo wollen wollte würde würden wurde wurden zu zum zur zwar zwischen
    wann warum weshalb wieso wohin woher wessen viele wieviel wieviele""",
    "en": """a about above after again against all am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers herself him
    himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our
    ours out over own same she should so some such than that the their theirs them themselves then there these they this those
    through to too under until up very was we were what when where which while who whom why will with would you your yours""",
}


@cache
def _splitter(language: Language, stopping: bool) -> Any:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    if stopping:
        builder = builder.filter(tantivy.Filter.custom_stopword(search_form(_STOP_WORDS[language], language).split()))
    return builder.build()


@cache
def _stemmer(language: Language) -> Any:
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.stemmer(_LANGUAGES[language])).build()


@lru_cache(maxsize=100_000)
def _stem(word: str, language: Language) -> str:
    found: list[str] = _stemmer(language).analyze(word)
    return found[0] if found else word


def _words(text: str, language: Language) -> list[str]:
    """The content words of `text` in their search form; all words where nothing else is left."""
    form = search_form(text, language)
    found: list[str] = _splitter(language, True).analyze(form) or _splitter(language, False).analyze(form)
    return found


def terms(text: str, language: Language) -> list[str]:
    """The stems of the content words of `text`, in order; of all words where nothing else is left."""
    return [_stem(word, language) for word in _words(text, language)]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=False, indexed=True, fast=True)
    builder.add_text_field("language", stored=False, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name=_STEMS, index_option="freq")
    return builder.build()


class LexicalIndex:
    """An opened BM25 index."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def build(
        cls, folder: Path, passages: Iterable[tuple[int, Language, str]], contexts: Mapping[int, str] | None = None
    ) -> int:
        """Write a new index of (passage id, language, text), and of the `contexts` by id, into `folder`; returns how many."""
        import tantivy

        path = folder / FOLDER
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        index = cls._registered(tantivy.Index(_schema(), path=str(path)))
        writer = index.writer(_HEAP_BYTES, 1)
        analysed = [(passage_id, language, _all_words(text, language)) for passage_id, language, text in passages]
        split = _Parts(words for _, language, words in analysed if language == "de")
        for passage_id, language, words in analysed:
            document = tantivy.Document()
            document.add_unsigned("id", passage_id)
            document.add_text("language", language)
            document.add_text(language, " ".join(_stem(word, language) for word in words))
            if language == "de":
                document.add_text(_PARTS, " ".join(part for word in words for part in split(word)))
            if contexts and passage_id in contexts:
                context = _all_words(contexts[passage_id], language)
                document.add_text(f"{language}_context", " ".join(_stem(word, language) for word in context))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        return len(analysed)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder`, whose digests the caller has checked."""
        import tantivy

        return cls(cls._registered(tantivy.Index.open(str(folder / FOLDER))))

    @staticmethod
    def _registered(index: Any) -> Any:
        import tantivy

        index.register_tokenizer(_STEMS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    @property
    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._searcher.num_docs)

    def search(self, question: str, top_k: int, allowed: Container[int] | None = None) -> dict[int, float]:
        """The `top_k` best passages for the question's content words: id → BM25 score, best first.

        Only the ids `allowed` count, where given: as many hits are fetched as it takes to find `top_k` of them.
        """
        import tantivy

        schema = self._index.schema
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, term, "freq"), weight))
            for language in _LANGUAGES
            if self._searcher.doc_freq("language", language)
            for (field, term), weight in self._weights(question, language).items()
        ]
        if not clauses:
            return {}
        query, limit = tantivy.Query.boolean_query(clauses), top_k
        while True:
            hits = self._searcher.search(query, limit, count=False).hits
            ids = self._searcher.fast_field_values("id", [address for _, address in hits])
            found = {int(passage_id): float(score) for (score, _), passage_id in zip(hits, ids, strict=True)}
            if allowed is not None:
                found = {key: score for key, score in found.items() if key in allowed}
            if allowed is None or len(found) >= top_k or len(hits) < limit:
                break
            limit *= 4
        found = dict(list(found.items())[:top_k])
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def document_frequency(self, term: str, language: Language) -> int:
        """In how many passages of `language` the stem `term` stands."""
        return int(self._searcher.doc_freq(language, term))

    def _weights(self, question: str, language: Language) -> dict[tuple[str, str], float]:
        """What is searched for in `language`: (field, stem) → weight, without stems that stand nowhere."""
        words = list(dict.fromkeys(_words(question, language)))
        weights = {_stem(word, language): 1.0 for word in words}
        for word in words[:_SUPPLEMENTED]:
            for part in self._parts(word) if language == "de" else ():
                weights.setdefault(part, PART_WEIGHT)
            for meant in self._meant(word, language):
                weights.setdefault(meant, 1.0)
        fields = {language: 1.0, f"{language}_context": CONTEXT_WEIGHT}
        if language == "de":
            fields[_PARTS] = PART_WEIGHT
        return {
            (field, stem): weight * share
            for stem, weight in weights.items()
            for field, share in fields.items()
            if self._searcher.doc_freq(field, stem)
        }

    def _parts(self, word: str) -> list[str]:
        return compound_parts(word, lambda part: _stem(part, "de"), lambda stem: self.document_frequency(stem, "de"))

    def _meant(self, word: str, language: Language) -> list[str]:
        """The most frequent stems of the archive that are one mistake away from a word that it knows in no language.

        So „Kanadda“ finds „Kanada“, and an English "Canada" does where all articles are German.
        """
        correctable = _SHORTEST_MISSPELLED <= len(word) <= _LONGEST_MISSPELLED and word.isalpha() and word.isascii()
        if not correctable or self._knows(word):
            return []
        stems = dict.fromkeys(_stemmer(language).analyze(" ".join(misspelled(word))))
        known = {stem: frequency for stem in stems if (frequency := self.document_frequency(stem, language))}
        return sorted(known, key=lambda stem: (-known[stem], stem))[:_MEANT]

    def mentions(self, text: str) -> bool:
        """Whether every word of `text` stands in a passage, its title, date or authors, or as a part of a compound there."""
        return all(self._knows(word) for word in _all_words(text, "de"))

    def _knows(self, word: str) -> bool:
        return any(self._searcher.doc_freq(field, _stem(word, "en" if field.startswith("en") else "de")) for field in _FIELDS)


class _Parts:
    """Splits compounds into the words of an archive's passages, given as their words."""

    def __init__(self, passages: Iterable[list[str]]) -> None:
        self._frequency: Counter[str] = Counter()
        for words in passages:
            self._frequency.update({_stem(word, "de") for word in words})
        self._found: dict[str, list[str]] = {}

    def __call__(self, word: str) -> list[str]:
        if word not in self._found:
            self._found[word] = compound_parts(word, lambda part: _stem(part, "de"), self._frequency.__getitem__)
        return self._found[word]


def _all_words(text: str, language: Language) -> list[str]:
    found: list[str] = _splitter(language, False).analyze(search_form(text, language))
    return found

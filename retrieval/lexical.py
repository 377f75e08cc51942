"""BM25 over passages through tantivy, with analyzers for German and English.

Every passage is indexed in the analysis of its article's language; a question is analysed in both, so that a name or a
number in an English question finds its German passage.
"""

import shutil
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from corpus.language import Language

FOLDER = "lexical"
_HEAP_BYTES = 64 * 1024 * 1024
_LANGUAGES: dict[Language, str] = {"de": "german", "en": "english"}
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
def _analyzer(language: Language, stopping: bool) -> Any:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    if stopping:
        builder = builder.filter(tantivy.Filter.custom_stopword(_STOP_WORDS[language].split()))
    return builder.filter(tantivy.Filter.stemmer(_LANGUAGES[language])).build()


def search_form(text: str) -> str:
    """The text as it is searched: NFC, no soft hyphens. Derived, never shown."""
    return unicodedata.normalize("NFC", text.replace("\u00ad", ""))


def terms(text: str, language: Language) -> list[str]:
    """The stems of the content words of `text`, in order; of all words where nothing else is left."""
    form = search_form(text)
    found: list[str] = _analyzer(language, True).analyze(form) or _analyzer(language, False).analyze(form)
    return found


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=False, indexed=True, fast=True)
    for language in _LANGUAGES:
        builder.add_text_field(language, stored=False, tokenizer_name=language, index_option="freq")
    return builder.build()


class LexicalIndex:
    """An opened BM25 index."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, passages: Iterable[tuple[int, Language, str]]) -> int:
        """Write a new index of (passage id, language, text) into `folder`; returns how many."""
        import tantivy

        path = folder / FOLDER
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        index = cls._registered(tantivy.Index(_schema(), path=str(path)))
        writer = index.writer(_HEAP_BYTES, 1)
        count = 0
        for passage_id, language, text in passages:
            document = tantivy.Document()
            document.add_unsigned("id", passage_id)
            document.add_text(language, search_form(text))
            writer.add_document(document)
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        return count

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder`, whose digests the caller has checked."""
        import tantivy

        return cls(cls._registered(tantivy.Index.open(str(folder / FOLDER))))

    @staticmethod
    def _registered(index: Any) -> Any:
        for language in _LANGUAGES:
            index.register_tokenizer(language, _analyzer(language, False))
        return index

    @property
    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._searcher.num_docs)

    def search(self, question: str, top_k: int) -> dict[int, float]:
        """The `top_k` best passages for the question's content words: id → BM25 score, best first."""
        import tantivy

        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, language, term, index_option="freq"))
            for language in _LANGUAGES
            for term in dict.fromkeys(terms(question, language))
        ]
        if not clauses:
            return {}
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), top_k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        found = {int(passage_id): float(score) for (score, _), passage_id in zip(hits, ids, strict=True)}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def document_frequency(self, term: str, language: Language) -> int:
        """In how many passages of `language` the stem `term` stands."""
        return int(self._searcher.doc_freq(language, term))

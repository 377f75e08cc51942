"""Writing the BM25 index: of an old one only what changed, and always as if all had been written anew.

tantivy never changes a segment's file: a new index shares the old one's by hard links. What depends on the whole archive
is brought along: where new words make other parts of old compounds, the passages with these compounds are written anew.
"""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.language import Language
from retrieval.analysis import all_words, stem
from retrieval.compounds import compound_parts, may_split_otherwise
from retrieval.files import link_or_copy, native_writing
from retrieval.lexical import FOLDER, STEMS, LexicalIndex, registered
from retrieval.lexical_dead import Dead, load_entries, save_entries
from retrieval.vocabulary import FIELDS, PARTS

MOST_DEAD = 0.01
"""So many of the passages in the files may be removed ones; with more, all files are written anew from what they hold."""
_WORDS = "de_words"
"""The words of a German passage as `compound_parts` takes them: never searched for an answer."""
_HEAP_BYTES = 64 * 1024 * 1024


class LexicalWriter:
    """Writes an index into `folder`: that of the folder `old` without the passages `removed`, and what is added."""

    def __init__(self, folder: Path, old: Path | None = None, removed: Iterable[int] = ()) -> None:
        self._folder = folder
        self._old = old
        self._removed = list(removed)
        self._difference: Counter[str] = Counter()
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", dir=folder)  # noqa: SIM115  # closed in __exit__

    def __enter__(self) -> "LexicalWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, passage_id: int, language: Language, text: str, context: str = "") -> None:
        """A passage with its text and context. It waits on the disk: compounds are split when all words are known."""
        words, around = all_words(text, language), all_words(context, language)
        if language == "de":
            self._difference.update({stem(word, "de") for word in words})
        self._spool.write(json.dumps([passage_id, language, words, around]) + "\n")

    def finish(self) -> int:
        """Write the index; returns how many passages it holds. Raises OSError."""
        with native_writing():
            return self._finish()

    def _finish(self) -> int:
        import tantivy

        path = self._folder / FOLDER
        next_entry, dead = load_entries(self._old) if self._old else (1, {})
        index = _shared(self._old / FOLDER, path) if self._old else _new(path)
        before = LexicalIndex(index, Dead.of(dead))
        searcher, writer = index.searcher(), index.writer(_HEAP_BYTES, 1)
        gone = list(_stored(index, searcher, "id", self._removed))
        for document in gone:
            if document["language"] == ["de"]:
                self._difference.subtract(set(document["de"][0].split()))
        entries = {**dead} | {document["entry"][0]: _noted(document) for document in gone}
        split = _Splits(before, self._difference)
        removed = set(self._removed)
        again = [d for d in _stored(index, searcher, _WORDS, split.turned(searcher)) if d["id"][0] not in removed]
        entries |= {document["entry"][0]: _noted(document) for document in again}
        if unwanted := [document["entry"][0] for document in (*gone, *again)]:
            writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "entry", unwanted))
        for fields in self._waiting(split, again):
            writer.add_document(_document(next_entry, fields))
            next_entry += 1
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        left = {entry: fields for entry, fields in entries.items() if searcher.doc_freq("entry", entry)}
        count = int(searcher.num_docs)
        if len(left) > MOST_DEAD * count:
            _write_anew(index, path)
            left = {}
        save_entries(self._folder, next_entry, left)
        return count

    def _waiting(self, split: "_Splits", again: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The fields of every document to write, those that were added last."""
        for document in again:
            fields = {name: values[0] for name, values in document.items()}
            yield fields | {PARTS: split.parts(fields[_WORDS].split())}
        self._spool.seek(0)
        for line in self._spool:
            passage_id, language, words, around = json.loads(line)
            fields = {"id": passage_id, "language": language, language: " ".join(stem(word, language) for word in words)}
            if language == "de":
                fields |= {PARTS: split.parts(words), _WORDS: " ".join(words)}
            if around:
                fields[f"{language}_context"] = " ".join(stem(word, language) for word in around)
            yield fields


class _Splits:
    """Splits compounds into the words of the archive as it is going to be."""

    def __init__(self, before: LexicalIndex, difference: Counter[str]) -> None:
        self._before = before
        self._difference = difference
        self._old: dict[str, int] = {}
        self._found: dict[str, list[str]] = {}

    def parts(self, words: list[str]) -> str:
        """The parts of all compounds among `words`, in order."""
        for word in words:
            if word not in self._found:
                self._found[word] = self._split(word, self._new_frequency)
        return " ".join(part for word in words for part in self._found[word])

    def turned(self, searcher: Any) -> list[str]:
        """The archive's words that get other parts than they have now."""
        changed = [
            one for one in self._difference if self._frequency(one).bit_length() != self._new_frequency(one).bit_length()
        ]
        if not self._before.count or not changed:
            return []
        known = [word for word, _ in searcher.terms_with_prefix(_WORDS, "")]
        return [
            word
            for word in may_split_otherwise(known, changed)
            if self._split(word, self._frequency) != self._split(word, self._new_frequency)
        ]

    def _split(self, word: str, frequency: Callable[[str], int]) -> list[str]:
        return compound_parts(word, lambda part: stem(part, "de"), frequency)

    def _frequency(self, one: str) -> int:
        if one not in self._old:
            self._old[one] = self._before.document_frequency(one, "de")
        return self._old[one]

    def _new_frequency(self, one: str) -> int:
        return self._frequency(one) + self._difference[one]


def _schema() -> Any:
    """All fields are stored: so what a passage is found by can be written again without the article."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("entry", stored=True, indexed=True)
    builder.add_text_field("language", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_WORDS, stored=True, tokenizer_name=STEMS, index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name=STEMS, index_option="freq")
    return builder.build()


def _new(path: Path) -> Any:
    import tantivy

    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return registered(tantivy.Index(_schema(), path=str(path)))


def _shared(old: Path, path: Path) -> Any:
    """The index of `old` in another folder: segments are shared, the lists of them are copied."""
    import tantivy

    path.mkdir(parents=True)
    for file in old.iterdir():
        if file.suffix == ".json":
            shutil.copyfile(file, path / file.name)
        elif file.suffix != ".lock":
            link_or_copy(file, path / file.name)
    return registered(tantivy.Index.open(str(path)))


def _stored(index: Any, searcher: Any, field: str, values: list[Any]) -> Iterator[dict[str, Any]]:
    """The documents with one of `values` in `field`, in the order of their ids."""
    import tantivy

    if values and searcher.num_docs:
        query = tantivy.Query.term_set_query(index.schema, field, values)
        yield from (searcher.doc(address).to_dict() for address in _in_order(searcher, query))


def _in_order(searcher: Any, query: Any) -> list[Any]:
    addresses = [address for _, address in searcher.search(query, max(1, searcher.num_docs), count=False).hits]
    ids = searcher.fast_field_values("id", addresses)
    return [address for _, address in sorted(zip(ids, addresses, strict=True), key=lambda pair: pair[0])]


def _write_anew(index: Any, path: Path) -> None:
    """All documents once more, in the order of their ids, in files that hold no removed one."""
    import tantivy

    work = path.with_name(path.name + ".anew")
    searcher, writer = index.searcher(), (fresh := _new(work)).writer(_HEAP_BYTES, 1)
    for address in _in_order(searcher, tantivy.Query.all_query()):
        writer.add_document(searcher.doc(address))
    writer.commit()
    writer.wait_merging_threads()
    del searcher, writer, fresh
    shutil.rmtree(path)
    work.rename(path)


def _document(entry: int, fields: dict[str, Any]) -> Any:
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("id", fields["id"])
    document.add_unsigned("entry", entry)
    for name in ("language", _WORDS, *FIELDS):
        if name in fields:
            document.add_text(name, fields[name])
    return document


def _noted(document: dict[str, Any]) -> dict[str, str]:
    return {field: document[field][0] for field in FIELDS if field in document}

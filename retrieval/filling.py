"""Filling a new generation's folder: texts are prepared, encoded and written at the same time, a batch in each stage."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from corpus.article import Article, Passage
from corpus.language import Language
from retrieval.ahead import ahead
from retrieval.dense_writer import DenseWriter
from retrieval.generation import Generation
from retrieval.generation_texts import GenerationTexts
from retrieval.generation_writer import Contents
from retrieval.key_writer import KeyWriter
from retrieval.lexical_writer import LexicalWriter
from retrieval.passages import context_text, encoded_text, passage_text
from retrieval.sentence_vectors import Halves, SentenceWriter
from retrieval.text_keys import Keys, keys_of
from retrieval.vector_source import Progress, VectorSource

BATCH_PASSAGES = 256
"""So many passages are encoded at once: enough that the encoder finds texts of equal length to put together."""


@dataclass
class _Batch:
    """Passages with the texts that are encoded and searched of them."""

    passages: list[Passage] = field(default_factory=list)
    words: list[tuple[int, Language, str, str]] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    keys: tuple[Keys, Keys] = field(default_factory=lambda: (keys_of([]), keys_of([])))

    def add(self, article: Article, passage: Passage) -> None:
        self.passages.append(passage)
        text, context = passage_text(article, passage), context_text(article, passage)
        self.words.append((passage.id, article.language, text, context))
        self.whole.append(encoded_text(article, passage))
        self.sentences += [article.text[start:end] for start, end in passage.sentences]

    def finished(self) -> "_Batch":
        self.keys = keys_of(self.whole), keys_of(self.sentences)
        return self


@dataclass(frozen=True)
class Filling:
    """What goes into the new generation: the old one without the passages `gone`, and each article's new passages."""

    old: Generation | None
    gone: Sequence[int]
    articles: Iterable[Article]
    passages: Sequence[Sequence[Passage]]
    vectors: VectorSource
    dimension: int
    progress: Progress

    def fill(self, folder: Path) -> Contents:
        """Write it into `folder`."""
        old, gone = self.old, self.gone
        done, total = 0, sum(2 * _length(passage) for each in self.passages for passage in each)
        self.progress(0, total)
        known = self.vectors.known
        old_keys = known.keys if old and isinstance(known, GenerationTexts) else None
        keys = KeyWriter(folder, old.sentences if old else None, old_keys)
        written: list[Future[None]] = []
        with (
            DenseWriter(folder, self.dimension, old.dense if old else None, gone) as dense,
            SentenceWriter(folder, old.sentences if old else None, gone) as sentences,
            LexicalWriter(folder, old.home if old else None, gone) as lexical,
            closing(ahead(self._batches(), 2)) as batches,
            ThreadPoolExecutor(1, thread_name_prefix="writing") as writer,
        ):
            for batch in batches:
                words = writer.submit(_add_words, lexical, batch)
                length = sum(_length(passage) for passage in batch.passages)
                whole = self._encode(batch.whole, batch.keys[0], done, length, total)
                pieces = self._encode(batch.sentences, batch.keys[1], done + length, length, total)
                done += 2 * length
                for future in written:  # one batch is written while the next is encoded, no more
                    future.result()
                written = [words, writer.submit(_add_vectors, dense, sentences, keys, batch, whole, pieces)]
            for future in written:
                future.result()
            contents = Contents(self.dimension, dense.finish(), sentences.finish(), lexical.finish())
            keys.finish()
            return contents

    def _batches(self) -> Iterator[_Batch]:
        batch = _Batch()
        for article, passages in zip(self.articles, self.passages, strict=True):
            for passage in passages:
                batch.add(article, passage)
            if len(batch.passages) >= BATCH_PASSAGES:
                yield batch.finished()
                batch = _Batch()
        if batch.passages:
            yield batch.finished()

    def _encode(self, texts: list[str], keys: Keys, done: int, length: int, total: int) -> Halves:
        """The texts' vectors; how far they are is told in characters, of which these texts count as `length`."""
        characters = max(1, sum(map(len, texts)))
        return self.vectors.of(texts, keys, lambda reached: self.progress(done + length * reached // characters, total))


def _add_words(lexical: LexicalWriter, batch: _Batch) -> None:
    for passage_id, language, text, context in batch.words:
        lexical.add(passage_id, language, text, context)


def _add_vectors(
    dense: DenseWriter, sentences: SentenceWriter, keys: KeyWriter, batch: _Batch, whole: Halves, pieces: Halves
) -> None:
    dense.add([passage.id for passage in batch.passages], whole.astype("float32"))
    at = 0
    for number, passage in enumerate(batch.passages):
        end = at + len(passage.sentences)
        sentences.add(passage.id, pieces[at:end])
        keys.add(passage.id, batch.keys[0][number], batch.keys[1][at:end])
        at = end


def _length(passage: Passage) -> int:
    return sum(end - start for start, end in passage.sentences)

"""The way of a question: understand, encode, search, fuse, judge, quote.

from retrieval import Retriever
answer = Retriever.open("archive-folder").answer("Wer leitet die Mission?", top_k=5)
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveError, IndexDamaged
from corpus.filters import NO_FILTER, Filter
from corpus.store import Coverage, Snapshot, Store
from retrieval.answer import Answer
from retrieval.confidence import confidence
from retrieval.encoder import BUNDLED, Encoder, FormSetting, default_cache, load_encoder
from retrieval.evidence import Evidence, PassageCandidate, Relation, sentence_features
from retrieval.fusion import LEXICAL_WEIGHT, fuse, with_sentence
from retrieval.generation import Generation
from retrieval.independence import count_origins
from retrieval.indexer import index_folder
from retrieval.judge import load_judges, sentence_logits
from retrieval.question import MAX_CHARACTERS, answer_kind, checked, understand
from retrieval.question_words import WordKind, question_words
from retrieval.quote import Quote
from retrieval.reader import Reader, ReaderUse, load_reader, read_logits
from retrieval.scope import Ids, Scope, scope_of
from retrieval.select import select_quotes
from retrieval.understood import Understood

LEG_SIZE = 100
SHORTLIST = 40
"""How many passages are looked at sentence by sentence."""
POOL_SIZE = 20


class Retriever:
    """Answers questions from one archive. Open it with `Retriever.open`; `close` gives its files back."""

    def __init__(self, store: Store, encoder: Encoder, reader: Reader | None = None, reader_use: ReaderUse = "unsure") -> None:
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._reader_use: ReaderUse = reader_use
        self._opened: tuple[Generation, Coverage] | None = None
        self._scoped: tuple[tuple[str, Filter], Scope] | None = None

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        model: str = BUNDLED,
        encoder_form: FormSetting = "auto",
        reader: ReaderUse = "unsure",
        cache: Path | None = None,
        notify: Callable[[str], None] = lambda code: None,
    ) -> "Retriever":
        """The archive in the folder `path`, asked with `model` (see `retrieval.encoder.load_encoder`, also for `encoder_form`).

        `reader` says when the best sentences are read more closely, which costs more than the encoding of the question.
        Raises ArchiveMissing, ArchiveError, ModelError; IndexDamaged when the index does not fit the archive and model.
        """
        store = Store.open(Path(path))
        cache = cache or default_cache()
        encoder = load_encoder(model, cache, notify, encoder_form)
        retriever = cls(store, encoder, load_reader(reader, model, cache, notify, encoder), reader)
        with store.read() as snapshot:
            retriever._current(snapshot)
        return retriever

    def answer(self, question: str, *, top_k: int = 5, context: str | None = None, only: Filter = NO_FILTER) -> Answer:
        """The best `top_k` quotes for `question`, or none when the archive does not answer it.

        `context` is the question that this one follows in a conversation. With `only`, what does not fit it is not searched;
        undated articles are searched apart from the others, and their quotes come last. Raises
        QuestionEmpty and QuestionTooLong, ValueError for `top_k` below 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k must be at least 1, not {top_k}")
        asked = checked(question)
        with self._store.read() as snapshot:
            if not only:
                return self._answer(asked, snapshot, top_k, context)
            scope = self._scope(snapshot, only)
            dated = self._answer(asked, snapshot, top_k, context, scope.dated)
            apart = self._answer(asked, snapshot, top_k, context, scope.undated) if len(scope.undated) else None
        return scope.joined(dated, apart, top_k)

    def _answer(self, asked: str, snapshot: Snapshot, top_k: int, context: str | None, allowed: Ids | None = None) -> Answer:
        """The answer from the whole archive, or from the passages `allowed`."""
        generation, coverage = self._current(snapshot)
        evidence = self._find(asked, generation, coverage, snapshot, context, allowed)
        clusters = generation.rows.clusters(snapshot, {candidate.article.id for candidate in evidence.pool})
        unknown = tuple(
            word.text
            for word in evidence.words
            if word.kind is not WordKind.OTHER and not word.known and not generation.lexical.mentions(word.text)
        )
        if not evidence.candidates:
            return Answer(asked, evidence.understood, (), 0.0, None, coverage, unknown)
        logits = judged = sentence_logits(evidence, load_judges())
        if self._reader:
            query = _query(asked, context)
            logits = read_logits(self._reader, query, evidence, judged, self._reader_use)
        chosen = select_quotes(evidence.pool, evidence.candidates, logits, top_k)
        quotes = tuple(replace(quote, cluster=clusters.get(quote.article.id)) for quote in chosen)
        estimate, threshold = confidence(evidence, judged)
        if estimate >= threshold:
            origins = count_origins(quotes, clusters)
            return Answer(asked, evidence.understood, quotes, estimate, None, coverage, unknown, origins=origins)
        return Answer(asked, evidence.understood, (), estimate, quotes[0], coverage, unknown)

    def evidence(self, question: str, *, context: str | None = None) -> Evidence:
        """All candidates for `question` with their features and scores: what `answer` chooses from."""
        with self._store.read() as snapshot:
            return self._find(checked(question), *self._current(snapshot), snapshot, context)

    def close(self) -> None:
        """Give the archive's files back."""
        self._store.close()

    def _scope(self, snapshot: Snapshot, only: Filter) -> Scope:
        """What `only` leaves of this snapshot; kept for the next question under the same filter."""
        name = self._current(snapshot)[0].name
        known = self._scoped
        if known is None or known[0] != (name, only):
            known = (name, only), scope_of(snapshot, only)
            self._scoped = known
        return known[1]

    def _find(
        self,
        question: str,
        generation: Generation,
        coverage: Coverage,
        snapshot: Snapshot,
        context: str | None,
        allowed: Ids | None = None,
    ) -> Evidence:
        understood = understand(question, [name for name in coverage.sources if name], context)
        query = _query(question, context)
        vector = self._encoder.encode([query], "query")[0]
        pool = self._pool(query, vector, understood, generation, snapshot, allowed)
        candidates, features = sentence_features(
            query, understood.language, answer_kind(question), vector, pool, generation.lexical
        )
        relations: list[Relation] = ["same" if c.article.language == understood.language else "cross" for c in pool]
        words = question_words(question, understood.language, generation.lexical)
        return Evidence(understood, pool, candidates, features, relations, words, generation.lexical.count)

    def _pool(
        self,
        query: str,
        vector: NDArray[np.float32],
        understood: Understood,
        generation: Generation,
        snapshot: Snapshot,
        allowed: Ids | None,
    ) -> list[PassageCandidate]:
        dense = generation.dense.search(vector, LEG_SIZE, allowed)
        among = None if allowed is None else frozenset(allowed.tolist())
        lexical = generation.lexical.search(query, LEG_SIZE, understood.language, among)
        missing = [key for key in lexical if key not in dense]
        cosines = dict(dense)
        if missing:
            cosines |= {key: float(row @ vector) for key, row in zip(missing, generation.dense.vectors(missing), strict=True)}
        languages = generation.rows.passage_languages(snapshot, cosines.keys())
        if len(languages) < len(cosines):
            raise ArchiveError(path=self._store.path, reason="passages are missing that the index holds")
        weights = {
            key: LEXICAL_WEIGHT["same" if language == understood.language else "cross"] for key, language in languages.items()
        }
        shortlist = list(fuse(cosines, lexical, weights))[:SHORTLIST]
        vectors = {key: generation.sentences.of(key) for key in shortlist}
        nearer = {key: with_sentence(cosines[key], float((rows @ vector).max())) for key, rows in vectors.items()}
        ranked = fuse(nearer, lexical, weights)
        best = list(ranked)[:POOL_SIZE]
        passages = generation.rows.passages(snapshot, best)
        articles = generation.rows.articles(snapshot, {passage.article_id for passage in passages.values()})
        top = max(lexical.values(), default=1.0) or 1.0
        return [
            PassageCandidate(
                passages[key],
                articles[passages[key].article_id],
                cosines[key],
                lexical.get(key, 0.0) / top,
                ranked[key],
                vectors[key],
            )
            for key in best
        ]

    def _current(self, snapshot: Snapshot) -> tuple[Generation, Coverage]:
        """The snapshot's generation and coverage, opened anew when an ingest has switched to another.

        Both are set in one step, so that threads whose snapshots differ never get each other's.
        """
        name = snapshot.generation
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        opened = self._opened
        if opened is None or opened[0].name != name:
            folder = index_folder(self._store.path)
            opened = Generation.open(folder, name, model=self._encoder.identity), snapshot.coverage()
            self._opened = opened
        return opened


def _query(question: str, context: str | None) -> str:
    """The question with the one it follows."""
    return f"{checked(context[-MAX_CHARACTERS:])} {question}" if context else question


__all__ = ["Answer", "Evidence", "Quote", "Retriever"]

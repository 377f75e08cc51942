"""The way of a question: understand, encode, search, fuse, judge, quote.

from retrieval import Retriever
answer = Retriever.open("archive-folder").answer("Wer leitet die Mission?", top_k=5)
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.clock import local_day
from corpus.errors import IndexDamaged
from corpus.filters import NO_FILTER, Filter
from corpus.store import Snapshot, Store
from retrieval.answer import Answer
from retrieval.archive_facts import Held
from retrieval.comparing.comparer import Rivals, comparer_of
from retrieval.confidence import confidence
from retrieval.disagreement import told_once
from retrieval.embedded import Embedded
from retrieval.encoder import BUNDLED, Encoder, FormSetting, default_cache, load_encoder
from retrieval.engines import engine_for
from retrieval.evidence import Evidence
from retrieval.finder import Asked, Finder, Opened
from retrieval.generation import index_folder
from retrieval.independence import count_origins
from retrieval.judge import load_judges, sentence_logits
from retrieval.kept import Kept
from retrieval.one_state import in_one_state
from retrieval.passage_index import Engine, PassageIndex
from retrieval.probe import open_for
from retrieval.question import checked
from retrieval.question_words import WordKind
from retrieval.quote import Quote
from retrieval.reach import ALL_DATES
from retrieval.reader import Reader, ReaderUse, load_reader, read_logits
from retrieval.scope import Scope, scope_of
from retrieval.select import select_quotes
from retrieval.selection import Selection
from retrieval.timeline import Timeline
from retrieval.turn import Turn

if TYPE_CHECKING:
    from retrieval.checking.result import Check

_SCOPED = 2_000_000
"""So many ids of passages are kept of filters that were asked under."""


class Retriever:
    """Answers questions from one archive. Open it with `Retriever.open`; `close` gives its files back."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        reader: Reader | None = None,
        reader_use: ReaderUse = "unsure",
        today: Callable[[], date] = local_day,
        engine: Engine | None = None,
    ) -> None:
        self._store = store
        self._engine = engine or Embedded(index_folder(store.path))
        self._encoder = encoder
        self._reader = reader
        self._reader_use: ReaderUse = reader_use
        self._today = today
        self._opened: Opened | None = None
        self._scoped: Kept[tuple[str, Filter], Scope] = Kept(_SCOPED, lambda scope: 1 + scope.dated.count + scope.undated.count)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        database: str = "",
        model: str = BUNDLED,
        encoder_form: FormSetting = "auto",
        reader: ReaderUse = "unsure",
        cache: Path | None = None,
        notify: Callable[[str], None] = lambda code: None,
        today: Callable[[], date] = local_day,
        index_url: str = "",
        index_token: str = "",
    ) -> "Retriever":
        """The archive in the folder `path`, asked with `model` (see `retrieval.encoder.load_encoder`, also for `encoder_form`).

        With `database`, a URL, the articles are there and the folder has their index. `reader` says when the best sentences are
        read more closely, which costs more than encoding the question. `today` is the day from which „letzten Monat“ counts.
        `index_url` and `index_token` are those of `retrieval.engines.engine_for`.
        Raises ArchiveMissing, ArchiveError, ModelError; IndexDamaged when the index does not fit the archive and model.
        """
        store = Store.open(Path(path), url=database)
        cache = cache or default_cache()
        encoder = load_encoder(model, cache, notify, encoder_form)
        retriever = cls(
            store,
            encoder,
            load_reader(reader, model, cache, notify, encoder),
            reader,
            today,
            engine_for(store, index_url, index_token),
        )
        in_one_state(retriever._store, retriever._engine, retriever._opened_for)
        return retriever

    def answer(
        self, question: str, *, top_k: int = 5, before: Turn | None = None, only: Filter = NO_FILTER, narrow: bool = True
    ) -> Answer:
        """The best `top_k` quotes for `question`, or none when the archive does not answer it.

        `before` is the turn before in a conversation: a question that leans on it has from there what it lacks. With `only`,
        what does not fit it is not searched; undated articles are searched apart from the others, and their quotes come last.
        Without `narrow`, the period and outlet that the question names are understood but favour no article.
        Raises QuestionEmpty and QuestionTooLong, ValueError for `top_k` below 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k must be at least 1, not {top_k}")
        asked = Asked(checked(question), before, narrow)
        answer, found = in_one_state(self._store, self._engine, lambda snapshot: self._searched(snapshot, asked, top_k, only))
        compare = comparer_of(asked.question, answer.understood) if found else None
        return replace(answer, disagreements=told_once(compare.find(found))) if compare else answer

    def _searched(self, snapshot: Snapshot, asked: Asked, top_k: int, only: Filter) -> tuple[Answer, list[Rivals]]:
        """The answer from one snapshot, and what in it may be compared."""
        finder = self._finder(snapshot)
        found: list[Rivals] = []
        if not only:
            return self._answer(asked, finder, top_k, found), found
        scope = self._scope(snapshot, only)
        dated = self._answer(asked, finder, top_k, found, scope.dated)
        apart = self._answer(asked, finder, top_k, found, scope.undated) if scope.undated.count else None
        return scope.joined(dated, apart, top_k), found

    def _answer(
        self, asked: Asked, finder: Finder, top_k: int, found: list[Rivals], allowed: Selection | None = None
    ) -> Answer:
        """The answer from the whole archive, or from the passages `allowed`; what may be compared is added to `found`."""
        generation, coverage = finder.opened.generation, finder.opened.coverage
        query, evidence = finder.find(asked, allowed)
        clusters = generation.rows.clusters(finder.snapshot, {candidate.article.id for candidate in evidence.pool})
        unknown = _unknown(evidence, generation)
        if not evidence.candidates:
            return Answer(asked.question, evidence.understood, (), 0.0, None, coverage, unknown)
        logits = judged = sentence_logits(evidence, load_judges())
        if self._reader:
            logits = read_logits(self._reader, query, evidence, judged, self._reader_use)
        chosen = select_quotes(evidence.pool, evidence.candidates, logits, top_k)
        quotes = tuple(replace(quote, cluster=clusters.get(quote.article.id)) for quote in chosen)
        estimate, threshold = confidence(evidence, judged)
        if estimate >= threshold:
            if compare := comparer_of(asked.question, evidence.understood):
                found.append(compare.rivals(evidence, logits, clusters))
            origins = count_origins(quotes, clusters)
            return Answer(asked.question, evidence.understood, quotes, estimate, None, coverage, unknown, origins=origins)
        return Answer(asked.question, evidence.understood, (), estimate, quotes[0], coverage, unknown)

    def timeline(self, topic: str, *, before: Turn | None = None, only: Filter = NO_FILTER, narrow: bool = True) -> Timeline:
        """The best quote for `topic`, a noun phrase or a question, of each date of the archive that has one.

        `before`, `only` and `narrow` are those of `answer`. Raises QuestionEmpty and QuestionTooLong.
        """
        from retrieval.line_up import Found, line_up

        asked = Asked(checked(topic), before, narrow)

        def find(snapshot: Snapshot) -> Found:
            finder = self._finder(snapshot)
            scope = self._scope(snapshot, only) if only else None
            allowed = scope.searched if scope else None
            _, near = finder.find(asked, allowed)
            _, far = finder.find(asked, allowed, ALL_DATES, near.features)
            clusters = snapshot.clusters({candidate.article.id for candidate in (*near.pool, *far.pool)})
            opened = finder.opened
            return Found(asked.question, near, far, clusters, opened.coverage, _unknown(near, opened.generation), scope)

        return line_up(in_one_state(self._store, self._engine, find))

    def check(self, text: str, *, speaker: str = "", source: str = "") -> "Check":
        """Each quotation in `text`, or the text itself, held against what the archive printed.

        As `retrieval.checking.checker.Checker.check`, which needs no embedding model, with what this retriever has opened.
        """
        from retrieval.checking.checker import check

        def read(snapshot: Snapshot) -> "Check":
            opened = self._opened_for(snapshot)
            return check(text, snapshot, opened.generation, opened.held.names, speaker, source)

        return in_one_state(self._store, self._engine, read)

    def evidence(self, question: str, *, before: Turn | None = None) -> Evidence:
        """All candidates for `question` with their features and scores: what `answer` chooses from."""
        return in_one_state(
            self._store, self._engine, lambda snapshot: self._finder(snapshot).find(Asked(checked(question), before))[1]
        )

    def holds(self, only: Filter) -> bool:
        """Whether any article fits."""
        with self._store.read() as snapshot:
            return bool(snapshot.fits(only))

    def close(self) -> None:
        """Give the archive's files back."""
        self._engine.close()
        self._store.close()

    def _finder(self, snapshot: Snapshot) -> Finder:
        return Finder(self._encoder, self._opened_for(snapshot), snapshot, self._today())

    def _scope(self, snapshot: Snapshot, only: Filter) -> Scope:
        """What `only` leaves of this snapshot; kept for the next question under the same filter."""
        name = self._opened_for(snapshot).generation.name
        return self._scoped.made((name, only), lambda: scope_of(snapshot, only))

    def _opened_for(self, snapshot: Snapshot) -> Opened:
        """The snapshot's generation and what belongs to it, opened anew when an ingest has switched to another.

        All is set in one step, so that threads whose snapshots differ never get each other's.
        """
        name = snapshot.generation
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        opened = self._opened
        if opened is None or opened.generation.name != name:
            generation = open_for(self._encoder, self._engine, snapshot, name)
            held = Held(snapshot.extent(), snapshot.columns())
            self._opened = opened = Opened(generation, snapshot.coverage(), held, self._store.path)
        here = opened.generation.at(snapshot)
        return opened if here is opened.generation else replace(opened, generation=here)


def _unknown(evidence: Evidence, generation: PassageIndex) -> tuple[str, ...]:
    """The names and numbers of the question that stand in no article."""
    return tuple(
        word.text
        for word in evidence.words
        if word.kind is not WordKind.OTHER and not word.known and not generation.vocabulary.mentions(word.text)
    )


__all__ = ["Answer", "Evidence", "Quote", "Retriever", "Timeline"]

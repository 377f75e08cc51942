"""Milvus as an archive's engine: opens its generations, writes new ones, and clears away what no reader can be asked for.

Rows are added under ids that the current state does not reach, so an update that dies has changed nothing that is seen, and the
next one removes them. What an update takes out stays in the collection until the next but one is current: who reads a state
before still finds it. Another model or splitter, or a rebuild, makes another collection beside the one that answers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.engine_errors import EngineError
from corpus.errors import IndexDamaged
from corpus.snapshot import Snapshot
from corpus.store import Store
from corpus.term_store import (
    Term,
    archive_key,
    bury,
    change_terms,
    drop_indexed,
    forget,
    make_tables,
    read_buried,
    read_indexed,
)
from retrieval.embedded import Embedded
from retrieval.encoder import Encoder
from retrieval.generation import index_folder
from retrieval.milvus.client import WRITING, Client
from retrieval.milvus.collection import MadeWith, Named, damaged, described, make
from retrieval.milvus.index import MilvusIndex
from retrieval.milvus.writer import Writer, counted, delete
from retrieval.passage_index import Examined, PassageIndex, Update, Written
from retrieval.passages import SPLITTER_VERSION
from retrieval.sentence_vectors import Halves
from retrieval.text_keys import Keys
from retrieval.vector_source import Known

_THREADS = 8


class Milvus:
    """The engine at `url` over the archive in `store`."""

    def __init__(self, store: Store, url: str, token: str = "") -> None:
        self._store = store
        self._client = Client(url, token)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="milvus")
        self._key: str | None = None
        self._embedded = Embedded(index_folder(store.path))

    def open(self, snapshot: Snapshot, name: str, model: str | None = None) -> MilvusIndex:
        """See `retrieval.passage_index.Engine`, also for what follows."""
        named = Named.of(name)
        if named is None:
            raise damaged("er ist noch der eingebaute, nicht der in Milvus", "it is still the one inside, not one in Milvus")
        made_with = described(self._client, named.collection, model)
        self._client("load_collection", named.collection, seconds=WRITING)
        index = MilvusIndex(self._client, named, made_with, snapshot, snapshot.next_passage_id(), self._pool)
        held = int(self._client("get_collection_stats", named.collection)["row_count"])
        if held < (count := snapshot.coverage().passages):
            raise damaged(
                f"in {named.collection} sind {held} Passagen statt {count}",
                f"{named.collection} holds {held} passages, not {count}",
            )
        return index

    def examined(self, snapshot: Snapshot, name: str | None) -> Examined:
        """All counts."""
        from retrieval.milvus.checks import MilvusRows

        if name is None:
            raise damaged("es gibt noch keinen", "there is none yet")
        index = self.open(snapshot, name)
        return Examined(index, index.vocabulary.count, "milvus", {}, lambda ids, keys: MilvusRows(index, ids, keys))

    @contextmanager
    def told(self, name: str | None) -> Iterator[None]:
        """Nothing is left to tell: each call tells what went wrong."""
        yield

    def outlived(self, name: str | None) -> bool:
        """Rows that an update took out are there until the next but one begins to clear away."""
        read = Named.of(name)
        with self._store.read() as snapshot:
            now = Named.of(snapshot.generation)
        return read is None or now is None or now.number <= read.number + 1

    def known(self, snapshot: Snapshot, usable: PassageIndex | None, gone: Sequence[int], encoder: Encoder) -> Known | None:
        """Those of passages that go: what is changed or moved keeps most sentences. All, of an embedded generation."""
        if usable is not None:
            return _Rows(usable, snapshot, gone)
        if snapshot.generation is None or Named.of(snapshot.generation):
            return None
        try:
            old = self._embedded.open(snapshot, snapshot.generation, encoder.identity)
        except IndexDamaged:
            return None
        return self._embedded.known(snapshot, old, gone, encoder)

    def write(self, update: Update) -> Written:
        """Add to the collection of `update.old`, or to another."""
        with self._store.connected() as connection:
            make_tables(connection)
            drop_indexed(connection, since=update.first)
        removed: Counter[Term] = Counter()
        if isinstance(update.old, MilvusIndex):
            before: Named = update.old.named
            named = Named(before.collection, before.number + 1)
            self._client("delete", named.collection, filter=f"id >= {update.first}", seconds=WRITING)
            with self._store.read() as snapshot:
                removed = counted(read_indexed(snapshot.connection, update.gone))
        else:
            named = self._next()
            model, probe = update.made_with["model"], update.made_with["probe"]
            make(self._client, named.collection, MadeWith(model, probe, update.dimension, SPLITTER_VERSION))
        writer = Writer(self._store, self._client, named.collection, update, removed)
        self._see_all(named.collection, update.first, writer.write())
        difference = Counter(writer.added)
        difference.subtract(removed)

        def beside(connection: Any) -> None:
            change_terms(connection, difference, anew=update.old is None)
            if update.old is None:
                drop_indexed(connection, until=update.first)
            bury(connection, update.gone, named.number)

        return Written(str(named), beside)

    def _see_all(self, collection: str, first: int, count: int) -> None:
        """What was added is there, for whoever asks from now on. Raises EngineError."""
        self._client("flush", collection, seconds=WRITING)
        options: dict[str, Any] = {"filter": f"id >= {first}", "output_fields": ["count(*)"], "consistency_level": "Strong"}
        found = int(self._client("query", collection, seconds=WRITING, **options)[0]["count(*)"])
        if found != count:
            url = self._client.url
            raise EngineError(path=url, url=url, reason=f"{count} passages were sent, {found} arrived")

    def settle(self, name: str, before: str | None) -> None:
        """Delete what was taken out before `before` became current, and all collections but those of the two."""
        now, last = Named.of(name), Named.of(before)
        if now is None:
            return
        if not self._client.is_lite:
            self._switch_alias(now)
        with self._store.connected() as connection:
            gone = read_buried(connection, now.number)
        if gone:
            delete(self._client, now.collection, gone)
            with self._store.connected() as connection:
                forget(connection, gone)
        self._drop_but({now.collection, last.collection if last else now.collection})
        self._embedded.settle(name, before)

    def clear(self, name: str | None) -> None:
        """Collections that the store never named. Rows that it never named are removed when the next are written."""
        now = Named.of(name)
        for each in self._collections():
            if now is None or each.serial > now.serial:
                self._client("drop_collection", each.collection, seconds=WRITING)

    def close(self) -> None:
        """The connection."""
        self._client.close()

    def _next(self) -> Named:
        """A collection that is not there yet, and the number after the present one."""
        with self._store.read() as snapshot:
            now = Named.of(snapshot.generation)
        serials = [each.serial for each in self._collections()]
        number = now.number if now else 0
        return Named(f"{self._prefix()}{1 + max(serials, default=0):06d}", number + 1)

    def _collections(self) -> list[Named]:
        """Those of this archive."""
        prefix = self._prefix()
        return [Named(name, 0) for name in self._client("list_collections") if name.startswith(prefix)]

    def _drop_but(self, kept: set[str]) -> None:
        for each in self._collections():
            if each.collection not in kept:
                self._client("drop_collection", each.collection, seconds=WRITING)

    def _prefix(self) -> str:
        """How the archive's collections are named: several archives may share a server."""
        if self._key is None:
            with self._store.connected() as connection:
                self._key = archive_key(connection)
        return f"wortlaut_{self._key}_"

    def _switch_alias(self, now: Named) -> None:
        """The archive's alias names the collection that answers, for who looks after the server; readers go by the store."""
        alias = self._prefix().rstrip("_")
        described_alias = self._client("list_aliases", now.collection).get("aliases", [])
        if alias in described_alias:
            return
        others = [each.collection for each in self._collections() if each.collection != now.collection]
        is_made = any(alias in self._client("list_aliases", other).get("aliases", []) for other in others)
        self._client("alter_alias" if is_made else "create_alias", now.collection, alias)


class _Rows:
    """The texts of some passages by their digests, from the store's tables."""

    def __init__(self, index: PassageIndex, snapshot: Snapshot, ids: Sequence[int]) -> None:
        rows = list(read_indexed(snapshot.connection, ids))
        vectors = index.at(snapshot).passage_vectors([row.passage_id for row in rows])
        self._found: dict[bytes, NDArray[np.float16]] = {}
        for row, own in zip(rows, vectors, strict=True):
            keys = np.frombuffer(row.keys, dtype=np.uint64).reshape(-1, 2)
            pieces = np.frombuffer(row.vectors, dtype="<f2").reshape(len(keys) - 1, len(own))
            made = [own.astype(np.float16), *pieces]
            self._found |= {key.tobytes(): vector for key, vector in zip(keys, made, strict=True)}

    def fill(self, keys: Keys, vectors: Halves, missing: NDArray[np.bool_]) -> None:
        """See `retrieval.vector_source.Known`."""
        for number in np.flatnonzero(missing).tolist():
            if (found := self._found.get(keys[number].tobytes())) is not None:
                vectors[number] = found
                missing[number] = False

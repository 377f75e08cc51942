"""The engine inside: FAISS and tantivy over files in the archive's folder (`retrieval.generation`)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexDamaged
from corpus.snapshot import Snapshot
from retrieval.encoder import Encoder
from retrieval.generation import Generation, generation_before, told_as_damage
from retrieval.generation_texts import GenerationTexts
from retrieval.passage_index import Examined, PassageIndex, Update, Written


class Embedded:
    """Generations as folders below an archive's index `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, snapshot: Snapshot, name: str, model: str | None = None) -> Generation:
        """See `retrieval.passage_index.Engine`, also for what follows."""
        _check_own(name)
        return Generation.open(self._folder, name, model=model)

    def examined(self, snapshot: Snapshot, name: str | None) -> Examined:
        """Every digest and checksum."""
        from retrieval.index_checks import IndexRows, open_checked

        _check_own(name)
        opened, tables = open_checked(self._folder, name)
        memory = {"passages": opened.dense.held, "sentences": opened.sentences.held}
        passages, search = opened.manifest.passages, opened.dense.kind
        return Examined(opened, passages, search, memory, lambda ids, keys: IndexRows(opened, tables, ids, keys))

    @contextmanager
    def told(self, name: str | None) -> Iterator[None]:
        """Of damaged files."""
        with told_as_damage(self._folder, name):
            yield

    def outlived(self, name: str | None) -> bool:
        """What is opened stays until it is closed."""
        return True

    def known(
        self, snapshot: Snapshot, usable: PassageIndex | None, gone: Sequence[int], encoder: Encoder
    ) -> GenerationTexts | None:
        """All texts of the generation."""
        return GenerationTexts(usable) if isinstance(usable, Generation) else None

    def write(self, update: Update) -> Written:
        """A folder beside the current one, renamed when whole."""
        from retrieval.filling import Filling
        from retrieval.generation_writer import write_generation
        from retrieval.passages import SPLITTER_VERSION

        old = update.old if isinstance(update.old, Generation) else None
        filling = Filling(old, update.gone, update.articles, update.passages, update.vectors, update.dimension, update.progress)
        name = write_generation(self._folder, splitter=SPLITTER_VERSION, fill=filling.fill, old=old, **update.made_with)
        return Written(name)

    def settle(self, name: str, before: str | None) -> None:
        """All folders but these."""
        from retrieval.generation_writer import remove_old

        remove_old(self._folder, name, before)

    def clear(self, name: str | None) -> None:
        """Folders that the store never named would pile up if each update died; what readers may hold stays."""
        self.settle(name or "", generation_before(self._folder, name))

    def close(self) -> None:
        """Nothing: files are given back with the index."""


def _check_own(name: str | None) -> None:
    if name is not None and name.startswith("milvus-"):
        raise IndexDamaged(
            reason_de="er liegt in Milvus, und WORTLAUT_INDEX_URL ist nicht gesetzt",
            reason_en="it lies in Milvus, and WORTLAUT_INDEX_URL is not set",
        )

"""Files into the archive: reading and splitting go ahead in a thread while what was read before is encoded and written.

The archive grows in rounds of a bounded amount of text. After each it is whole and answers from what is in; a run that was
interrupted is taken up where it stopped.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from bot.opening import Notify, open_store, written_store
from bot.outlook import Outlook
from bot.settings import Settings
from bot.updating import Progress, Updater, is_current
from corpus.article import Article
from corpus.collect import AS_NAMED, PIECE_CHARACTERS, Collected, Reading, collect, collect_pieces, list_files
from corpus.errors import ArchiveMissing
from corpus.faults import Fault, FileRecord, is_fault
from corpus.metadata import NOTHING, Metadata
from corpus.store import Store

if TYPE_CHECKING:
    from retrieval.indexer import Splits

ROUND_CHARACTERS = 16_000_000
"""New and changed text of a round: some 3,000 articles, half an hour of encoding on two processors and less than a minute
of all else, in a hundred megabytes. An archive of less is one round.
"""


@dataclass
class Told:
    """Paths of articles by what became of them, and each file or part that could not be read."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)

    def add(self, collected: Collected) -> None:
        """Note a round; its articles' texts are let go."""
        self.added += [article.path for article in collected.added]
        self.changed += [article.path for article in collected.changed]
        self.unchanged += collected.unchanged
        self.skipped += collected.skipped


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did. `removed` are the paths of articles whose file is gone, or that are gone from their file."""

    collected: Told
    removed: Sequence[str]
    passages: int
    rebuilt: bool

    @property
    def did_something(self) -> bool:
        """Whether any article was written, removed, or found to be as it was."""
        c = self.collected
        return bool(c.added or c.changed or c.unchanged or self.removed)

    @property
    def exit_code(self) -> int:
        """0 all was read, 1 nothing was done, 3 a part could not be read."""
        return exit_code(self.did_something, self.collected.skipped)


def exit_code(did_something: bool, skipped: Iterable[Fault]) -> int:
    """See `IngestReport.exit_code`. A format that is not read is no fault."""
    if not did_something:
        return 1
    return 3 if any(is_fault(error) for _, error in skipped) else 0


def ingest(
    settings: Settings,
    paths: Sequence[Path],
    *,
    given: Metadata = NOTHING,
    prune: bool = False,
    how: Reading = AS_NAMED,
    globs: Sequence[str] = (),
    progress: Progress = lambda stage, done, total: None,
    notify: Notify = lambda code: None,
) -> IngestReport:
    """Read `paths` into the archive and bring its index up to date; only what changed is done.

    With `prune`, articles below `paths` whose file is gone are removed, also when the whole path is gone. `progress` of reading
    is called from another thread. Raises PathMissing, ArchiveBusy, RoomMissing, ArchiveError.
    """
    listing = list_files([path for path in paths if path.exists()] if prune else paths, globs, how.format)
    with written_store(settings, create=True) as store:
        with store.read() as snapshot:
            known = snapshot.files()
        roots, listed = [path.resolve() for path in paths], set(listing.files)
        lost = [file for file in known if prune and _is_gone(Path(file), roots, listed)]
        stopped = Event()
        pieces = collect_pieces(
            listing,
            known,
            given,
            lambda done, total: progress("reading", done, total),
            how=how,
            stored=lambda asked: _stored(store, asked),
            characters=min(PIECE_CHARACTERS, ROUND_CHARACTERS),
            ended=stopped.is_set,
        )
        outlook = Outlook(listing.files, known, how)
        with closing(Updater(settings, store, progress, notify)) as updater:
            return _Ingest(settings, store, known, updater, outlook, stopped).run(pieces, lost)


def preview(
    settings: Settings,
    paths: Sequence[Path],
    *,
    given: Metadata = NOTHING,
    how: Reading = AS_NAMED,
    globs: Sequence[str] = (),
    progress: Progress = lambda stage, done, total: None,
) -> Collected:
    """What an ingest of `paths` would read, all of it anew; nothing is written. Raises PathMissing."""
    known: dict[str, FileRecord] = {}
    with suppress(ArchiveMissing), closing(open_store(settings)) as store, store.read() as snapshot:
        known = {file: record.stale() for file, record in snapshot.files().items()}
    return collect(
        list_files(paths, globs, how.format), known, given, lambda done, total: progress("reading", done, total), how=how
    )


@dataclass
class _Ingest:
    """An ingest under way: what became of the rounds so far."""

    settings: Settings
    store: Store
    known: Mapping[str, FileRecord]
    updater: Updater
    outlook: Outlook
    stopped: Event
    told: Told = field(default_factory=Told)
    removed: list[str] = field(default_factory=list)

    def run(self, pieces: Iterable[Collected], lost: Sequence[str]) -> IngestReport:
        """All rounds; what is `lost` goes with the last, so that an article that moved finds its vectors."""
        from retrieval.ahead import ahead
        from retrieval.indexer import split

        def with_splits() -> "Iterator[tuple[Collected, Splits]]":
            for piece in pieces:
                yield piece, split(piece.articles)

        collected, characters = Collected(), 0
        splits: Splits = []
        room = max(1, ROUND_CHARACTERS // PIECE_CHARACTERS)
        with closing(ahead(with_splits(), room, self.stopped.set)) as read:
            for piece, made in read:
                collected.take(piece)
                self.outlook.take(piece)
                splits += made
                characters += piece.characters
                if characters >= ROUND_CHARACTERS:
                    self._round(collected, splits)
                    collected, splits, characters = Collected(), [], 0
        self._round(collected, splits, lost)
        self.updater.finish()
        return IngestReport(self.told, self.removed, self.updater.encoded, self.updater.rebuilt)

    def _round(self, collected: Collected, splits: "Splits", lost: Sequence[str] = ()) -> None:
        new = {file: record for file, record in collected.files.items() if record != self.known.get(file)}
        last = {article.path: number for number, (article, _) in enumerate(splits)}
        splits = [splits[number] for number in last.values()]  # a file may be called as what another holds: „a.zip#b.txt“
        with self.store.read() as snapshot:
            removed = snapshot.ids_at(path for file in lost for path in self.known[file].paths)
            removed |= snapshot.ids_at(collected.vanished)
        self.store.remember_files({file: record.stale() for file, record in (collected.begun | new).items()}, lost)
        if splits or removed or not (self.updater.updates or is_current(self.settings, self.store)):
            self.updater.update(splits, collected.input_digests, list(removed), to_come=self.outlook.to_come)
        self.store.remember_files(new)
        self.told.add(collected)
        self.removed += removed.values()


def _stored(store: Store, paths: Sequence[str]) -> Mapping[str, Article]:
    if not paths:
        return {}
    with store.read() as snapshot:
        return snapshot.articles_at(paths)


def _is_gone(file: Path, roots: Sequence[Path], listed: Container[Path]) -> bool:
    """Whether the file lay below one of `roots` and is there no more."""
    return file not in listed and any(file == root or root in file.parents for root in roots) and not file.exists()

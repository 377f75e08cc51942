"""Making good what `bot.examining` finds: what is derived is made anew, an article read again or set aside."""

from contextlib import closing
from dataclasses import dataclass

from bot.examining import Diagnosis, examine, private_paths
from bot.opening import Notify, open_store
from bot.settings import Settings
from bot.updating import Progress, Updater
from corpus import private
from corpus.errors import ArchiveError, ArchiveMissing, BeyondRepair, FolderOfAnother
from corpus.history import read_history
from corpus.lock import writing
from corpus.mending import file_records, mend_row, renew_derived, renew_next_id, set_aside
from corpus.originals import file_of, from_original
from corpus.sqlite import in_indexes_alone, renew_indexes
from corpus.store import Store


@dataclass(frozen=True)
class Step:
    """One thing that was done: a key of the texts, and what they are filled with."""

    key: str
    value: object = ""


def repair(
    settings: Settings,
    progress: Progress = lambda stage, done, total: None,
    notify: Notify = lambda code: None,
) -> tuple[list[Step], Diagnosis]:
    """Repair what can be, and look again. Returns what was done and what is found after it.

    Raises ArchiveMissing, ArchiveBusy, BeyondRepair, and ModelError where the index must be made anew without a model to do it.
    """
    try:
        store = open_store(settings)
    except (ArchiveMissing, FolderOfAnother):
        raise
    except ArchiveError as error:
        if settings.database_url.get_secret_value():  # its server's affair
            raise
        raise BeyondRepair(**error.data) from error
    with closing(store), writing(settings.data_dir), store.held():
        return _Repair(settings, store, progress, notify).run()


class _Repair:
    """A repair under way: what was done so far."""

    def __init__(self, settings: Settings, store: Store, progress: Progress, notify: Notify) -> None:
        self._settings = settings
        self._store = store
        self._progress = progress
        self._notify = notify
        self._steps: list[Step] = []

    def run(self) -> tuple[list[Step], Diagnosis]:
        """All of it; each step leaves the archive no worse than it was, so that a repair may die and be run again."""
        found = self._mend_database(self._examine())
        if found.bad("modes"):
            self._close()
        if found.bad("model"):
            self._remake_model(found)
            found = self._examine()
        if found.damaged:
            self._mend_articles(found)
            found = self._examine()
        everything, resplit = found.bad("index", "keys", "vectors"), found.bad("passages", "ids")
        if found.bad("columns", "counts", "copies"):
            self._renew_derived()
        if everything or resplit:
            self._remake_index(everything)
            found = self._examine()
            if found.bad("columns", "counts", "copies"):  # could not be told before
                self._renew_derived()
        self._remove_leftovers(found)
        if private_paths(self._settings.data_dir):
            self._close()
        return self._steps, self._examine() if self._steps else found

    def _examine(self) -> Diagnosis:
        return examine(self._settings, self._progress, self._notify, locked=True)

    def _mend_database(self, found: Diagnosis) -> Diagnosis:
        check = found.checks["database"]
        if check.wrong and check.wrong == len(check.said) and in_indexes_alone([en for _, en in check.said]):
            with self._store.connected() as connection:
                renew_indexes(connection)
            self._steps.append(Step("repaired_database"))
            found = self._examine()
        if found.bad("database"):
            raise BeyondRepair(path=self._store.path, reason=found.checks["database"].said[0][1])
        return found

    def _close(self) -> None:
        paths = private_paths(self._settings.data_dir)
        for path in paths:
            private.close_to_others(path)
        self._steps.append(Step("repaired_modes", len(paths)))

    def _remake_model(self, found: Diagnosis) -> None:
        from retrieval.encoder import BUNDLED
        from retrieval.model_checks import remake_pieces, remove_models

        if self._settings.model != BUNDLED:
            return
        if all("pieces-" in said for said, _ in found.checks["model"].said):
            remake_pieces(self._settings.cache_dir)
        else:
            remove_models(self._settings.cache_dir)
        self._steps.append(Step("repaired_model"))

    def _mend_articles(self, found: Diagnosis) -> None:
        with self._store.connected() as connection:
            records = file_records(connection)
            for damaged in found.damaged:
                earlier = {one.digest for one in read_history(connection, damaged.values["id"])}
                original = from_original(damaged, records, earlier)
                if original:
                    mend_row(connection, damaged, *original)
                    self._steps.append(Step("repaired_article", original[0].path))
                else:
                    set_aside(connection, damaged, file_of(damaged.values, records))
                    self._steps.append(Step("repaired_aside", damaged.name))

    def _renew_derived(self) -> None:
        with self._store.connected() as connection:
            renew_derived(connection)
        self._steps.append(Step("repaired_derived"))

    def _remake_index(self, everything: bool) -> None:
        with self._store.connected() as connection:
            renew_next_id(connection)
        with closing(Updater(self._settings, self._store, self._progress, self._notify)) as updater:
            updater.update([], {}, [], everything=everything, resplit=True)
            updater.finish()
        self._steps.append(Step("repaired_index", updater.encoded))

    def _remove_leftovers(self, found: Diagnosis) -> None:
        from retrieval.generation import index_folder
        from retrieval.leftovers import remove_leftovers

        with self._store.read() as snapshot:
            removed = remove_leftovers(index_folder(found.folder), snapshot.generation)
        if removed:
            self._steps.append(Step("repaired_leftovers", len(removed)))

"""Everything that can be checked of an archive, one check after another: what `wortlaut doctor` tells and repairs."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.opening import Notify, open_engine, open_store
from bot.settings import Settings
from bot.telegram.state_check import check_state
from bot.updating import Progress
from corpus import private
from corpus.check import Check, Said
from corpus.column_store import read_columns
from corpus.derived_checks import Copies, check_columns, check_counts
from corpus.engine_errors import EngineError
from corpus.errors import ArchiveError, ArchiveMissing, IndexDamaged, ModelError
from corpus.lock import LOCK, OWNER, writer
from corpus.row_checks import ArticleRows, DamagedRow, PassageRows, check_set_aside, told
from corpus.snapshot import Snapshot
from corpus.sqlite import IDENTITY
from corpus.store import Store

if TYPE_CHECKING:
    from retrieval.encoder import Encoder

NAMES = (
    *("database", "articles", "passages", "columns", "counts", "copies"),
    *("index", "ids", "keys", "model", "vectors", "leftovers", "modes", "telegram"),
)
"""All checks, in the order in which they are told."""


@dataclass
class Diagnosis:
    """What was found. `damaged` are the rows of articles that are not what was written; `writing` is who wrote meanwhile."""

    folder: Path
    checks: Mapping[str, Check] = field(default_factory=lambda: {name: Check(name) for name in NAMES})
    damaged: list[DamagedRow] = field(default_factory=list)
    generation: str | None = None
    writing: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.bad(*NAMES)

    @property
    def is_mendable(self) -> bool:
        """Whether a repair can mend any of it: not the bot's state, nor what one has set aside."""
        return bool(self.damaged) or self.bad(*(name for name in NAMES if name not in ("articles", "telegram")))

    def bad(self, *names: str) -> bool:
        """Whether any of these checks found something wrong."""
        return any(self.checks[name].wrong for name in names)

    def unmade(self, names: str, de: str, en: str) -> None:
        """These checks cannot be made now."""
        for name in names.split():
            self.checks[name].unmade = de, en


def examine(
    settings: Settings,
    progress: Progress = lambda stage, done, total: None,
    notify: Notify = lambda code: None,
    *,
    locked: bool = False,
) -> Diagnosis:
    """Look at everything; `locked` says that the caller holds the archive's lock. Raises ArchiveMissing."""
    made = Diagnosis(settings.data_dir)
    made.writing = None if locked else writer(settings.data_dir)
    try:
        store = open_store(settings)
        try:
            made.writing = made.writing or (None if locked else store.writer())
            _look_at_store(settings, store, made, progress, notify)
        finally:
            store.close()
    except ArchiveMissing:
        raise
    except ArchiveError as error:
        made.checks["database"].fault(str(error.data["reason"]))
    if made.bad("database"):
        made.unmade("articles passages columns counts copies index ids keys model vectors leftovers", *_FIRST["database"])
    else:
        _look_for_leftovers(made)
    check_state(settings.data_dir, made.checks["telegram"])
    modes = made.checks["modes"]
    modes.looked = sum(1 for _ in _kept(settings.data_dir))
    for path in private.open_to_others(_kept(settings.data_dir)):
        said = f"{path.relative_to(settings.data_dir)}: {path.stat().st_mode & 0o777:03o}"
        modes.fault(said)
    return made


_FIRST: Mapping[str, Said] = {
    "database": ("erst muss die Datenbank lesbar sein", "the database must be readable first"),
    "articles": ("erst müssen die Artikel ganz sein", "the articles must be whole first"),
    "copies": ("erst müssen die Kopien stimmen", "the copies must be right first"),
    "passages": ("erst müssen die Passagen stimmen", "the passages must be right first"),
    "index": ("erst muss der Index ganz sein", "the index must be whole first"),
    "model": ("erst muss das Modell rechnen", "the model must compute first"),
}


def private_paths(folder: Path) -> list[Path]:
    """What stands open to others and must not."""
    return list(private.open_to_others(_kept(folder)))


def _look_at_store(settings: Settings, store: Store, made: Diagnosis, progress: Progress, notify: Notify) -> None:
    from retrieval.model_checks import Sample
    from retrieval.passages import split_passages

    checks = made.checks
    with closing(open_engine(settings, store)) as engine, store.checked() as connection:
        checks["database"].looked = 1
        store.check_database(connection, checks["database"])
        if made.bad("database"):
            return
        made.generation = store.generation(connection)
        articles = ArticleRows(connection, checks["articles"])
        passages = PassageRows(connection, lambda article: split_passages(article, 0), checks["passages"])
        copies = Copies(connection, checks["copies"])
        lookers, total = list[Any](), articles.count()
        try:
            if made.generation or total:
                snapshot = Snapshot(connection, made.generation, lambda: read_columns(connection, ""))
                index = engine.examined(snapshot, made.generation)
                checks["index"].looked = index.passages
                lookers = [index.rows(checks["ids"], checks["keys"]), Sample(index.index, total, checks["vectors"])]
        except IndexDamaged as error:
            _index_damaged(store, made, error)
        except EngineError as error:
            checks["index"].fault(error.say("de"), error.say("en"))
            made.unmade("ids keys vectors", *_FIRST["index"])
        for batch in articles.whole():
            found = passages.look(batch)
            with told(checks["copies"], connection):
                copies.look(batch)
            for looker in lookers:
                looker.look(batch, found)
            progress("checking", min(checks["articles"].looked, total), total)
        made.damaged = articles.damaged
        if made.damaged:
            made.unmade("columns counts ids", *_FIRST["articles"])
            if not checks["copies"].wrong:
                made.unmade("copies", *_FIRST["articles"])
        else:
            with told(checks["copies"], connection):
                copies.finish()
            with told(checks["passages"], connection):
                passages.finish()
            _look_at_the_rest(connection, made, lookers)
        check_set_aside(connection, checks["articles"])
    encoder = _look_at_model(settings, checks["model"], notify)
    if lookers and encoder:
        lookers[1].finish(encoder)
    elif lookers:
        made.unmade("vectors", *_FIRST["model"])


def _look_at_the_rest(connection: Any, made: Diagnosis, lookers: list[Any]) -> None:
    """What can be held only against passages that are right."""
    checks = made.checks
    if made.bad("passages"):
        made.unmade("columns counts ids keys", *_FIRST["passages"])
        checks["ids"].wrong = checks["keys"].wrong = 0
        return
    with told(checks["columns"], connection):
        check_columns(connection, made.generation, checks["columns"])
    if made.bad("copies"):
        made.unmade("counts", *_FIRST["copies"])
    else:
        with told(checks["counts"], connection):
            check_counts(connection, made.generation, checks["counts"])
    if lookers:
        lookers[0].finish()
    if made.bad("ids"):
        made.unmade("keys", *_FIRST["index"])


def _index_damaged(store: Store, made: Diagnosis, error: IndexDamaged) -> None:
    """Unless it is another by now: an update removes the generation before the last."""
    made.unmade("ids keys vectors", *_FIRST["index"])
    with store.read() as snapshot:
        if snapshot.generation == made.generation:
            made.checks["index"].fault(str(error.data["reason_de"]), str(error.data["reason_en"]))
        else:
            made.unmade("index", "das Archiv hat sich währenddessen geändert", "the archive has changed meanwhile")


def _look_at_model(settings: Settings, check: Check, notify: Notify) -> "Encoder | None":
    from retrieval.encoder import BUNDLED, load_encoder
    from retrieval.model_checks import REFERENCE, check_encoder, check_pieces
    from retrieval.reader import load_reader

    try:
        encoder = load_encoder(settings.model, settings.cache_dir, notify, settings.encoder_form)
        check_encoder(encoder, check)
        reader = load_reader(settings.reader, settings.model, settings.cache_dir, notify, encoder)
        if reader:
            reader.scores(REFERENCE, [REFERENCE])
            check.looked += 1
    except ModelError as error:
        check.fault(str(error.data["reason"]))
        return None
    if settings.model == BUNDLED:
        check_pieces(settings.cache_dir, check)
    return encoder


def _look_for_leftovers(made: Diagnosis) -> None:
    from retrieval.generation import index_folder
    from retrieval.leftovers import journal_bytes, leftovers

    check, folder = made.checks["leftovers"], index_folder(made.folder)
    if made.writing:
        made.unmade("leftovers", f"gerade schreibt {made.writing}", f"{made.writing} is writing")
        return
    for path in leftovers(folder, made.generation):
        check.fault(path.relative_to(made.folder).as_posix())
    if journal := journal_bytes(folder):
        check.note = (
            f"ein abgebrochenes Einlesen hat {journal // 1000} kB Vektoren hinterlassen; das nächste nutzt sie",
            f"an interrupted ingest left {journal // 1000} kB of vectors; the next one uses them",
        )


def _kept(folder: Path) -> Iterator[Path]:
    """What Wortlaut puts into its folder; into a generation that is being written no other can come."""
    from retrieval.generation_writer import WORKING

    for pattern in (
        "archive.db*",
        IDENTITY,
        LOCK,
        OWNER,
        "telegram.db*",
        "receipts.db*",
        "chat-history",
        "index",
        "index/**/*",
    ):
        for path in folder.glob(pattern):
            if not any(part.startswith(WORKING) for part in path.relative_to(folder).parts[:-1]):
                yield path

"""What there is to know of an archive at a glance: counts, room on the disk and in memory, damage."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.opening import open_engine, open_store
from bot.settings import Settings
from corpus.engine_errors import EngineError
from corpus.errors import IndexDamaged, WortlautError
from corpus.holdings import Group
from corpus.store import Coverage
from retrieval.models.forms import Form


@dataclass(frozen=True)
class ArchiveStatus:
    """What is in the archive, and the damage of its index if any. `disk` is bytes by part: "articles", "passages", "sentences",
    "words" and "before", what only the generation before the current one holds; `models` those of the models in the cache.
    `memory` is what an opened index and the models hold, by part; `search` says how passage vectors are compared: "flat" with
    all, or by "lists", empty for a damaged index, which holds nothing. `form` is how the bundled encoder computes here, where
    that is known, and `measured` the milliseconds that this rests on, by form. `database` is where the articles are, without
    the password, "" for the folder.
    """

    folder: Path
    coverage: Coverage
    groups: Sequence[Group]
    disk: dict[str, int]
    generation: str | None
    model: str | None
    damage: WortlautError | None
    form: Form | None
    measured: dict[str, float] | None
    memory: Mapping[str, int] = field(default_factory=dict)
    models: Mapping[str, int] = field(default_factory=dict)
    search: str = ""
    database: str = ""


def archive_status(settings: Settings) -> ArchiveStatus:
    """Look at everything: counts, articles, and every digest of the index. Raises ArchiveMissing."""
    from retrieval.disk import disk_use
    from retrieval.encoder import BUNDLED, known_form
    from retrieval.models.sizes import models_in_memory, models_on_disk

    store = open_store(settings)
    with store.read() as snapshot:
        coverage, groups, name = snapshot.coverage(), snapshot.groups(), snapshot.generation
    damage: WortlautError | None = None
    model, search = None, ""
    memory: dict[str, int] = {}
    try:
        with closing(open_engine(settings, store)) as engine, store.read() as snapshot:
            found = engine.examined(snapshot, snapshot.generation)
            model, search, memory = found.index.model, found.search, dict(found.memory)
        if found.passages != coverage.passages:
            counts = f"{found.passages} ≠ {coverage.passages}"
            raise IndexDamaged(reason_de=f"Zahl der Passagen {counts}", reason_en=f"number of passages {counts}")
    except (IndexDamaged, EngineError) as error:
        damage = error
    noted = known_form(settings.cache_dir) if settings.model == BUNDLED else None
    form = noted.form if noted else None
    if settings.model == BUNDLED and settings.encoder_form != "auto":
        form = settings.encoder_form
    measured = noted.milliseconds if noted else None
    disk, models = {"articles": store.size()}, dict[str, int]()
    disk |= {part: size for part, size in disk_use(store.path, name).items() if size or not settings.index_url}
    if form is not None:
        models = models_on_disk(settings.cache_dir, form)
        memory |= models_in_memory(settings.cache_dir, form, reads=settings.reader != "never")
    return ArchiveStatus(
        store.path, coverage, groups, disk, name, model, damage, form, measured, memory, models, search, store.address
    )

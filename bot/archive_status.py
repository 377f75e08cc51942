"""What there is to know of an archive at a glance: counts, room on the disk and in memory, damage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import Settings
from corpus.errors import IndexDamaged
from corpus.holdings import Group
from corpus.store import Coverage, Store


@dataclass(frozen=True)
class ArchiveStatus:
    """What is in the archive, and the damage of its index if any. `disk` is bytes by part: "articles", "passages", "sentences",
    "words" and "before", what only the generation before the current one holds; `memory` is what an opened index holds, by
    part, and `search` how passage vectors are compared: "flat" with all, or by "lists", both empty for a damaged index. `form`
    is how the bundled encoder computes here, where that is known, and `measured` the milliseconds that this rests on, by form.
    """

    folder: Path
    coverage: Coverage
    groups: Sequence[Group]
    disk: dict[str, int]
    generation: str | None
    model: str | None
    damage: IndexDamaged | None
    form: str | None
    measured: dict[str, float] | None
    memory: Mapping[str, int] = field(default_factory=dict)
    search: str = ""


def archive_status(settings: Settings) -> ArchiveStatus:
    """Look at everything: counts, articles, and every digest of the index. Raises ArchiveMissing."""
    from retrieval.disk import disk_use
    from retrieval.encoder import BUNDLED, known_form
    from retrieval.generation import Generation
    from retrieval.indexer import index_folder

    store = Store.open(settings.data_dir)
    with store.read() as snapshot:
        coverage, groups, name = snapshot.coverage(), snapshot.groups(), snapshot.generation
    model, damage, search = None, None, ""
    memory: dict[str, int] = {}
    try:
        if name is None:
            raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
        opened = Generation.open(index_folder(store.path), name, thorough=True)
        manifest, search = opened.manifest, opened.dense.kind
        memory = {"passages": opened.dense.held, "sentences": opened.sentences.held}
        model = manifest.model
        if manifest.passages != coverage.passages:
            counts = f"{manifest.passages} ≠ {coverage.passages}"
            raise IndexDamaged(reason_de=f"Zahl der Passagen {counts}", reason_en=f"number of passages {counts}")
    except IndexDamaged as error:
        damage = error
    noted = known_form(settings.cache_dir) if settings.model == BUNDLED else None
    form = noted.form if noted else None
    if settings.model == BUNDLED and settings.encoder_form != "auto":
        form = settings.encoder_form
    measured = noted.milliseconds if noted else None
    disk = disk_use(store.path, name)
    return ArchiveStatus(store.path, coverage, groups, disk, name, model, damage, form, measured, memory, search)

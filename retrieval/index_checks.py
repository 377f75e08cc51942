"""The current generation held against itself and against the store: digests, counts, ids, and whose its vectors are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.article import Article, Passage
from corpus.check import Check
from corpus.errors import IndexDamaged
from retrieval.generation import Generation
from retrieval.ids import Ids, among
from retrieval.passages import encoded_text
from retrieval.sentence_vectors import Rows
from retrieval.text_keys import PASSAGE, TRIED, TextKeys, keys_of


def open_checked(folder: Path, name: str | None) -> tuple[Generation, TextKeys]:
    """The generation with its text keys, every digest and checksum of it looked at, and its counts. Raises IndexDamaged."""
    if name is None:
        raise IndexDamaged(reason_de="es gibt noch keinen", reason_en="there is none yet")
    opened = Generation.open(folder, name, thorough=True)
    manifest = opened.manifest
    counts = {
        "dense": (opened.dense.count, manifest.passages),
        "lexical": (opened.lexical.count, manifest.passages),
        "sentences": (opened.sentences.count, manifest.sentences),
        "dimension": (opened.dense.dimension if opened.dense.count else manifest.dimension, manifest.dimension),
    }
    for kind, (found, noted) in counts.items():
        if found != noted:
            raise IndexDamaged(reason_de=f"{kind}: {found} statt {noted}", reason_en=f"{kind}: {found}, not {noted}")
    ends = [(row[1], row[2] + row[3]) for row in opened.sentences.rows.tolist() if row[3]]
    if any(part not in opened.sentences.parts or end > len(opened.sentences.parts[part]) for part, end in ends):
        raise IndexDamaged(reason_de="sentences: Zeilen fehlen", reason_en="sentences: rows are missing")
    return opened, TextKeys.load(opened.home)


@dataclass
class IndexRows:
    """The ids and text keys of a generation held against articles with their passages, some at a time.

    `ids` tells what the index and the store do not both have; `keys` the texts that are not noted beside their vectors, so that
    an update would take these for another's. A part written before there were such notes has none, which is no damage.
    """

    opened: Generation
    tables: TextKeys
    ids: Check
    keys: Check
    _seen: list[Ids] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dense = self.opened.dense.ids
        self._rows = self.opened.sentences.rows

    def look(self, articles: Sequence[Article], passages: Mapping[str, Sequence[Passage]]) -> None:
        """Check the passages of these articles."""
        pairs = sorted(((a, p) for a in articles for p in passages[a.id]), key=lambda pair: pair[1].id)
        if not pairs:
            return
        ids = np.array([passage.id for _, passage in pairs], dtype=np.int64)
        self._seen.append(ids)
        self.ids.looked += len(ids)
        at = np.minimum(self._rows[:, 0].searchsorted(ids), max(0, len(self._rows) - 1))
        rows = self._rows[at] if len(self._rows) else np.full((len(ids), 4), -1)
        whole = (rows[:, 0] == ids) & (rows[:, 3] == [len(passage.sentences) for _, passage in pairs])
        whole &= among(ids, self._dense) & among(ids, self.opened.lexical.holds(ids))
        for number in np.flatnonzero(~whole).tolist():
            article, passage = pairs[number]
            self.ids.fault(
                f"{article.path}: Passage {passage.id} ist nicht ganz im Index",
                f"{article.path}: passage {passage.id} is not wholly in the index",
            )
        self._look_up([pair for pair, is_whole in zip(pairs, whole, strict=True) if is_whole], rows[whole])

    def finish(self) -> None:
        """Check that the index holds nothing more."""
        seen = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *self._seen]))
        more = np.setdiff1d(np.union1d(self._dense, self._rows[:, 0]), seen)
        if len(more):
            de, en = "Passagen im Index, die das Archiv nicht hat", "passages in the index that the archive has not"
            self.ids.fault(f"{len(more)} {de}", f"{len(more)} {en}")
        elif self.opened.lexical.count != len(seen):
            counts = f"{self.opened.lexical.count} ≠ {len(seen)}"
            self.ids.fault(f"Passagen im Wortindex: {counts}", f"passages in the word index: {counts}")

    def _look_up(self, pairs: Sequence[tuple[Article, Passage]], rows: Rows) -> None:
        """Whether the note of each text names the place where its vector is."""
        texts, places, parts = [], [], []
        for (article, passage), (_, part, first, _) in zip(pairs, rows.tolist(), strict=True):
            if part in self.tables.tables:
                texts += [encoded_text(article, passage), *(article.text[a:b] for a, b in passage.sentences)]
                places += [passage.id | int(PASSAGE), *range(first, first + len(passage.sentences))]
                parts += [part] * (1 + len(passage.sentences))
        keys, wanted, of = keys_of(texts), np.array(places, dtype=np.uint64), np.array(parts, dtype=np.int64)
        found, hits = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=np.int64)
        for part, table in self.tables.tables.items():
            for numbers, here in table.look_up(keys):
                found[numbers] |= (wanted[numbers] == here) & (of[numbers] == part)
                hits[numbers] += 1
        self.keys.looked += len(texts)
        for number in np.flatnonzero(~found & (hits < TRIED)).tolist():  # of a text that stands everywhere not all are seen
            said = texts[number][:40].replace("\n", " ")
            self.keys.fault(f"„{said} …“ ist nicht bei seinem Vektor", f"“{said} …” is not with its vector")

"""An encoder that gives again what another one gave: a run over a small newsroom then takes a second and no model."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.torture.world import World, look
from corpus.store import Store
from retrieval import Retriever
from retrieval.encoder import Encoder, Kind, Vectors


class Recording:
    """Notes what an encoder gives, to be saved."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._given: dict[tuple[Kind, str], Vectors] = {}
        self.identity, self.dimension = encoder.identity, encoder.dimension

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """See `retrieval.encoder.Encoder`."""
        made = self._encoder.encode(texts, kind, progress)
        self._given |= {(kind, text): made[row] for row, text in enumerate(texts)}
        return made

    def save(self, file: Path) -> None:
        """All that was given so far."""
        head = json.dumps({"identity": self.identity, "keys": list(self._given)})
        np.savez(file, head=np.array(head), vectors=np.stack(list(self._given.values())))


class Recorded:
    """What a `Recording` saved. Raises KeyError for any other text."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as saved:
            head, vectors = json.loads(str(saved["head"])), saved["vectors"]
        self.identity: str = head["identity"]
        self.dimension: int = vectors.shape[1]
        self._given = {(kind, text): vectors[row] for row, (kind, text) in enumerate(head["keys"])}

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """See `retrieval.encoder.Encoder`."""
        made = np.stack([self._given[kind, text] for text in texts])
        progress(len(texts))
        return made


def record(world: World, encoder: Encoder, file: Path) -> None:
    """Save what `encoder` gives for both versions of the newsroom and the questions about it. The archive is left empty."""
    import shutil

    from benchmarks.torture.forked import encodes_with

    recording = Recording(encoder)
    with encodes_with(recording):
        for version in ("before", "after"):
            world.lay(version)
            world.ingest(reader="never")
        look(world.data, Retriever(Store.open(world.data), recording))
    recording.save(file)
    shutil.rmtree(world.data)

"""The vector of one fixed text, kept with an index: an encoder that gives it another one is not the encoder of the index.

A model's name, revision and length say what it should be. Whether it is that, only a vector shows: another tokenizer, other
pooling or exchanged weights change no name, and every score would be nonsense without a word.
"""

import base64

import numpy as np

from corpus.errors import IndexDamaged
from corpus.snapshot import Snapshot
from retrieval.encoder import Encoder
from retrieval.models.forms import AGREEMENT
from retrieval.passage_index import Engine, PassageIndex

_TEXT = "Wer leitet seit dem Herbst die Mission?"


def probe_of(encoder: Encoder) -> str:
    """The text's vector, in half precision, as a manifest holds it."""
    return base64.b64encode(encoder.encode([_TEXT], "query")[0].astype("<f2").tobytes()).decode("ascii")


def open_for(encoder: Encoder, engine: Engine, snapshot: Snapshot, name: str) -> PassageIndex:
    """The generation `name`, after checking it and that its vectors are this encoder's, as nearly as those of the forms
    of one model are. Raises IndexDamaged.
    """
    generation = engine.open(snapshot, name, encoder.identity)
    if probe := generation.probe:
        try:
            kept = np.frombuffer(base64.b64decode(probe, validate=True), dtype="<f2").astype(np.float32)
        except ValueError:
            kept = np.zeros(0, dtype=np.float32)
        made = encoder.encode([_TEXT], "query")[0]
        if kept.shape != made.shape or not float(kept @ made) >= AGREEMENT:
            raise IndexDamaged(
                reason_de="das Modell rechnet anders als das, mit dem er gemacht ist, obwohl es so heißt",
                reason_en="the model gives other vectors than the one it was made with, although it goes by the same name",
            )
    return generation

"""The tokenizer of a few texts: a SentencePiece model of those pieces alone that stand in them.

SentencePiece builds a search tree of a quarter of a million pieces whenever it opens the model, which takes longer than all
else that a question needs. Which pieces a text is cut into depends only on those that stand in it, and on the lowest score of
all, from which that of an unknown character is reckoned: the model of these few cuts the text as the whole one does. They are
looked up by hashes in a table that is mapped, not read; where a hash misleads, a piece too many is in the model, and not used.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.sealed import check

VERSION = 1
"""Raise it when the same tokenizer would give other files."""
ABOUT, HEAD = "about.json", "head.model"
_TABLES = ("hashes", "ids", "ends", "entries")
_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


class Vocabulary:
    """The pieces in a folder of `write_vocabulary`. Raises what the libraries raise for damaged files; ValueError where
    `tokenizer` is another file than they were made of.
    """

    def __init__(self, folder: Path, tokenizer: Path) -> None:
        for name in (ABOUT, HEAD, *(f"{each}.npy" for each in _TABLES)):
            check(folder / name)
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["size"] != tokenizer.stat().st_size:
            raise ValueError(f"{folder} was not made of {tokenizer}")
        self._longest: int = about["longest"]
        self._first: list[int] = about["first"]
        self._head = (folder / HEAD).read_bytes()
        self._hashes, self._ids, self._ends, self._entries = (
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _TABLES
        )
        self.least = _processor(self._head)
        """A tokenizer with the special pieces and little else: what is special, and how text is normalised, it knows."""

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, those that the whole model gives."""
        rows = self._standing_in("".join(self.least.normalize(list(texts))))
        ids = self._ids[rows]
        rows, ids = rows[new := ~np.isin(ids, self._first)], ids[new]
        entries = [self._entries[self._ends[row - 1] if row else 0 : self._ends[row]].tobytes() for row in rows]
        known = [*self._first, *ids.tolist()]
        cut = _processor(self._head + b"".join(entries)).encode(list(texts))
        return [[known[piece] for piece in pieces] for pieces in cut]

    def _standing_in(self, text: str) -> NDArray[np.int64]:
        """The rows of all pieces that stand anywhere in the text."""
        codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64) + np.uint64(1)
        hashes = [codes]
        for length in range(1, min(self._longest, len(codes))):
            hashes.append(hashes[-1][:-1] * np.uint64(_FACTOR) + codes[length:])
        wanted = np.unique(np.concatenate(hashes))
        places = np.searchsorted(self._hashes, wanted)
        inside = places < len(self._hashes)
        found: NDArray[np.int64] = places[inside][self._hashes[places[inside]] == wanted[inside]]
        return found


def write_vocabulary(tokenizer: Path, folder: Path) -> None:
    """The pieces of a SentencePiece model as the files of `Vocabulary`. Raises ValueError where they cannot be told apart."""
    from sentencepiece import sentencepiece_model_pb2 as protocol

    whole = protocol.ModelProto.FromString(tokenizer.read_bytes())
    normal = protocol.ModelProto.SentencePiece.NORMAL
    pieces = [(number, piece) for number, piece in enumerate(whole.pieces) if piece.type == normal]
    first = list(range(pieces[0][0]))
    lowest = min(pieces, key=lambda each: each[1].score)
    first.append(lowest[0])
    head = protocol.ModelProto(trainer_spec=whole.trainer_spec, normalizer_spec=whole.normalizer_spec)
    head.pieces.extend(whole.pieces[number] for number in first)
    hashed = sorted(((_hash(piece.piece), number, piece) for number, piece in pieces), key=lambda each: each[0])
    hashes = np.array([each[0] for each in hashed], dtype=np.uint64)
    if (hashes[1:] == hashes[:-1]).any():
        raise ValueError("two pieces of the vocabulary have the same hash")
    entries = [protocol.ModelProto(pieces=[piece]).SerializeToString() for _, _, piece in hashed]
    np.save(folder / "hashes.npy", hashes)
    np.save(folder / "ids.npy", np.array([each[1] for each in hashed], dtype=np.int32))
    np.save(folder / "ends.npy", np.cumsum([len(entry) for entry in entries]))
    np.save(folder / "entries.npy", np.frombuffer(b"".join(entries), dtype=np.uint8))
    (folder / HEAD).write_bytes(head.SerializeToString())
    about = {"longest": max(len(piece.piece) for _, piece in pieces), "first": first, "size": tokenizer.stat().st_size}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _hash(piece: str) -> int:
    """As `Vocabulary` reckons it for all parts of a text at once."""
    value = 0
    for character in piece:
        value = (value * _FACTOR + ord(character) + 1) & _MASK
    return value


def _processor(model: bytes) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=model)

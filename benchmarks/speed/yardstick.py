"""What the machine can do: its processor, and how many multiply-adds a second its matrix products reach."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "amx_bf16")
ROWS = 512
_SECONDS = 1.0


def multiply_adds(lengths: Sequence[int], shape: Mapping[str, int]) -> int:
    """Of an encoder for texts of so many tokens, padding not counted.

    In each layer a token goes through four square products and the two of the feed-forward, and meets each token twice: for its
    weight, and for the weighted sum.
    """
    hidden, wide = shape["hidden"], shape["feed_forward"]
    a_token = 4 * hidden * hidden + 2 * hidden * wide
    return shape["layers"] * sum(length * a_token + 2 * length * length * hidden for length in lengths)


def layer_products(shape: Mapping[str, int]) -> list[list[int]]:
    """The sizes (in, out) of a layer's products."""
    hidden, wide = shape["hidden"], shape["feed_forward"]
    return [[hidden, hidden]] * 4 + [[hidden, wide], [wide, hidden]]


def rated(run: Callable[[], object], count: int) -> dict[str, float]:
    """Multiply-adds a second by wall and by processor time, `run` making `count` of them: the best of five stretches."""
    run()
    walls, processors = [], []
    for _ in range(5):
        started, spent, runs = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - started < _SECONDS / 5:
            run()
            runs += 1
        walls.append(count * runs / (time.perf_counter() - started))
        processors.append(count * runs / (time.process_time() - spent))
    return {"wall": max(walls), "processor": max(processors)}


def onnx_products(layers: Sequence[Sequence[int]], rows: int, form: str) -> tuple[int, Callable[[], object]]:
    """Products at these sizes (in, out) in onnxruntime, as the encoder's `form` has them, a core each; how many multiply-adds a
    call makes on all cores, and the call.
    """
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    from retrieval.encoder import open_session
    from retrieval.models.side_by_side import cores, side_by_side

    whole, exact = form == "int8", np.random.default_rng(1)
    kind = onnx.TensorProto.UINT8 if whole else onnx.TensorProto.FLOAT
    made = onnx.TensorProto.INT32 if whole else onnx.TensorProto.FLOAT
    nodes, constants, given, results = [], [], {}, []
    for number, (width, out) in enumerate(layers):
        weight = exact.integers(-63, 64, (width, out)).astype(np.int8 if whole else np.float32)
        constants.append(numpy_helper.from_array(weight, f"weight {number}"))
        nodes.append(
            helper.make_node("MatMulInteger" if whole else "MatMul", [f"{width}", f"weight {number}"], [f"out {number}"])
        )
        given[f"{width}"] = helper.make_tensor_value_info(f"{width}", kind, [rows, width])
        results.append(helper.make_tensor_value_info(f"out {number}", made, [rows, out]))
    graph = helper.make_graph(nodes, "products", list(given.values()), results, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, Path(folder) / "products.onnx")
        session = open_session(Path(folder) / "products.onnx", 1)
    inputs = {name: exact.integers(0, 255, (rows, int(name))).astype(np.uint8 if whole else np.float32) for name in given}
    count = rows * sum(width * out for width, out in layers)

    def run() -> object:
        return list(side_by_side(lambda _: session.run(None, inputs), range(cores()), cores()))

    return count * cores(), run


def machine() -> dict[str, Any]:
    """The processor, what of its instructions matters, its cores for this process, and the load of the last minute."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace") if Path("/proc/cpuinfo").exists() else ""
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    flags = set(fields.get("flags", "").split())
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "processor": fields.get("model name", "unknown"),
        "flags": [flag for flag in FLAGS if flag in flags],
        "cores": available,
        "load": round(os.getloadavg()[0], 2),
    }

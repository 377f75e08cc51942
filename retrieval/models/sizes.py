"""How much disk and memory the bundled models take, by part."""

from pathlib import Path

from retrieval.models import adapted
from retrieval.models.bundled import bundled_home, weights_path
from retrieval.models.eight_bit import GRAPH, eight_bit_home
from retrieval.models.forms import Form


def models_on_disk(cache: Path, form: Form) -> dict[str, int]:
    """Bytes of the cache's models by part: the "encoder" in that form, the "reader", "word_vectors", "tokenizer", and "other",
    what answers no question here: other forms and versions, checksums. Nothing where the bundled weights are not installed.
    """
    weights = weights_path()
    if weights is None:
        return {}
    home = bundled_home(cache, weights)
    runtime = home / "runtime"
    parts = {
        "encoder": [(eight_bit_home(cache) if form == "int8" else runtime) / GRAPH],
        "reader": [adapted.reader_home(cache) / adapted.GRAPH],
        "word_vectors": [runtime / "words.npy"],
        "tokenizer": [runtime / "tokenizer.model", *runtime.glob("pieces-*")],
    }
    used = {part: sum(map(_size, paths)) for part, paths in parts.items()}
    return used | {"other": _size(cache / "models") - sum(used.values())}


def models_in_memory(cache: Path, form: Form, *, reads: bool) -> dict[str, int]:
    """Bytes that an asking process holds of the "encoder", and of the "reader" once it `reads`: the weights in their graphs.

    What a library needs to run them comes on top; word vectors and tokenizer are mapped, and a question touches little of them.
    """
    weights = weights_path()
    if weights is None:
        return {}
    folder = eight_bit_home(cache) if form == "int8" else bundled_home(cache, weights) / "runtime"
    held = {"encoder": _size(folder / GRAPH)}
    return held | {"reader": _size(adapted.reader_home(cache) / adapted.GRAPH)} if reads else held


def _size(path: Path) -> int:
    """Bytes of a file, or of all in a folder; 0 for what is not there."""
    if path.is_dir():
        return sum(map(_size, path.iterdir()))
    return path.stat().st_size if path.exists() else 0

"""What the models take: every byte of the cache in one part."""

from pathlib import Path

import pytest

from retrieval.encoder import RuntimeEncoder, default_cache
from retrieval.models import bundled, sizes
from retrieval.models.adapted import reader_folder
from retrieval.models.eight_bit import eight_bit_folder
from retrieval.models.forms import Form
from retrieval.models.sizes import models_in_memory, models_on_disk


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with the models of this machine and a file that none of them is."""
    real = default_cache()
    runtime, fast, reads = bundled.runtime_folder(real), eight_bit_folder(real), reader_folder(real)
    RuntimeEncoder(runtime, fast)  # makes the table of pieces
    (tmp_path / "models").mkdir()
    for folder in (runtime.parent, fast, reads):
        (tmp_path / "models" / folder.name).symlink_to(folder)
    (tmp_path / "models" / "left.behind").write_bytes(b"x" * 1000)
    return tmp_path


@pytest.mark.parametrize("form", ["int8", "float32"])
def test_the_parts_are_those_files_and_the_rest_is_other(cache: Path, form: Form) -> None:
    runtime, fast = bundled.runtime_folder(cache), eight_bit_folder(cache)
    graphs: dict[Form, Path] = {"int8": fast / "encoder.onnx", "float32": runtime / "encoder.onnx"}
    files = [path for folder in (cache / "models").iterdir() if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    used = models_on_disk(cache, form)
    assert used["encoder"] == graphs[form].stat().st_size
    assert used["reader"] == (reader_folder(cache) / "reader.onnx").stat().st_size
    assert used["word_vectors"] == 250_037 * 384 * 2 + 128, "half precision, and numpy's head"
    table = sum(path.stat().st_size for path in runtime.glob("pieces-*/*"))
    assert used["tokenizer"] == (runtime / "tokenizer.model").stat().st_size + table
    assert sum(used.values()) == sum(path.stat().st_size for path in files) + 1000
    assert used["other"] >= 1000 + graphs["float32" if form == "int8" else "int8"].stat().st_size


def test_what_never_reads_holds_no_reader(cache: Path) -> None:
    disk = models_on_disk(cache, "int8")
    assert models_in_memory(cache, "int8", reads=False) == {"encoder": disk["encoder"]}
    assert models_in_memory(cache, "int8", reads=True) == {"encoder": disk["encoder"], "reader": disk["reader"]}


def test_another_model_has_no_parts_here(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "weights_path", lambda: None)
    assert models_on_disk(cache, "int8") == models_in_memory(cache, "int8", reads=True) == {}

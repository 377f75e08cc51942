"""The parts of the speed benchmark that its figures hang on."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.speed.__main__ import main, on_disk, spread
from benchmarks.speed.contenders import PLAIN, WORTLAUT, Contender, ContenderEnded, whole
from benchmarks.speed.parts import PARTS, Parts
from benchmarks.speed.report import asked, bars, medians, percentile, shares, tables
from benchmarks.speed.yardstick import layer_products, machine, multiply_adds, onnx_products, rated
from tests.conftest import CACHE

SHAPE = {"layers": 12, "hidden": 384, "feed_forward": 1536}
FIGURES: dict[str, Any] = {
    "machine": {"processor": "Test", "flags": ["avx2"], "cores": 2, "load": 0.5},
    "load_after": 0.75,
    "articles": 2,
    "characters": 4321,
    "passages": 3,
    "sentences": 7,
    "texts": 10,
    "tokens": 400,
    "form": "int8",
    "batch": 16,
    "threads": {"texts": 2, "question": 1},
    "multiply_adds": 8_000_000_000,
    "encode": {WORTLAUT: {"wall": 0.5, "processor": 0.8}, PLAIN: {"wall": 2.0, "processor": 3.2}},
    "gemm": {WORTLAUT: {"wall": 64e9, "processor": 40e9}, PLAIN: {"wall": 8e9, "processor": 5e9}},
    "ingest": {
        WORTLAUT: {"wall": 1.0, "processor": 1.6, "peak": 300.0},
        PLAIN: {"wall": 4.0, "processor": 6.4, "peak": 900.0},
    },
    "disk": {WORTLAUT: 1_500_000, PLAIN: 500_000},
    "cold": {
        WORTLAUT: {"wall": 1.0, "processor": 1.0, "peak": 200.0},
        PLAIN: {"wall": 5.0, "processor": 5.0, "peak": 800.0},
        "txtai": {"wall": 3.0, "processor": 3.0, "peak": 800.0},
    },
    "warm": {
        WORTLAUT: {"p50": 12.0, "p95": 20.0, "mean": 13.0, "parts": {"encode": {"p50": 5.0, "p95": 6.0, "mean": 5.5}}},
        PLAIN: {"p50": 24.0, "p95": 30.0, "mean": 25.0, "parts": {"encode": {"p50": 20.0, "p95": 28.0, "mean": 21.0}}},
    },
    "peak": {WORTLAUT: 250.0, PLAIN: 850.0},
}


def test_multiply_adds_by_hand() -> None:
    # One layer, two channels, three wide, one text of five tokens: a token takes 4·2·2 + 2·2·3 = 28, five take 140; each of the
    # 25 pairs takes two products over two channels: 25·2·2 = 100.
    assert multiply_adds([5], {"layers": 1, "hidden": 2, "feed_forward": 3}) == 240
    assert multiply_adds([5, 5], {"layers": 7, "hidden": 2, "feed_forward": 3}) == 7 * 2 * 240
    # The bundled model: 12 · (4·384² + 2·384·1536 + 2·384) for a text of one token.
    assert multiply_adds([1], SHAPE) == 12 * (589_824 + 1_179_648 + 768) == 21_242_880
    assert multiply_adds([], SHAPE) == 0


def test_the_products_of_a_layer_are_those_that_are_counted() -> None:
    sizes = layer_products(SHAPE)
    assert 12 * sum(width * out for width, out in sizes) == multiply_adds([1], SHAPE) - 12 * 2 * 384


@pytest.mark.parametrize("form", ["int8", "float32"])
def test_the_yardstick_multiplies_what_it_counts(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.models.side_by_side.cores", lambda: 3)
    count, run = onnx_products([[4, 6], [6, 2]], 5, form)
    assert count == 3 * 5 * (4 * 6 + 6 * 2)
    results: Any = run()
    assert [[made.shape for made in each] for each in results] == [[(5, 6), (5, 2)]] * 3
    assert all(np.array_equal(made, same) for made, same in zip(results[0], results[2], strict=True))
    assert results[0][0].dtype == (np.int32 if form == "int8" else np.float32)
    assert np.abs(results[0][0]).max() > 0


def test_a_rate_is_what_was_counted_over_the_time_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]

    def run() -> None:
        clock[0] += 0.25

    monkeypatch.setattr("benchmarks.speed.yardstick.time.perf_counter", lambda: clock[0])
    monkeypatch.setattr("benchmarks.speed.yardstick.time.process_time", lambda: 2 * clock[0])
    assert rated(run, 100) == {"wall": 400.0, "processor": 200.0}


def test_parts_do_not_count_what_is_inside_them_twice() -> None:
    clock = [0.0]

    class Work:
        def outer(self, seconds: float) -> str:
            clock[0] += seconds
            return self.inner()

        def inner(self) -> str:
            clock[0] += 2
            return "done"

    parts = Parts(lambda: clock[0])
    parts.watch("outside", Work, "outer")
    parts.watch("inside", Work, "inner")
    with parts.part("whole"):
        clock[0] += 0.5
        assert Work().outer(1) == "done"
        Work().inner()
    assert parts.spent == {"inside": 4, "outside": 1, "whole": 0.5}
    parts.clear()
    with pytest.raises(TypeError), parts.part("broken"):
        Work().outer("a")
    assert parts.spent == {"outside": 0, "broken": 0}


def test_the_parts_that_are_watched_exist() -> None:
    for places in PARTS.values():
        for module, owner, name in places:
            found = import_module(module)
            assert callable(getattr(getattr(found, owner) if owner else found, name))


def test_percentiles_and_medians_are_numpys() -> None:
    values = [5.0, 1.0, 9.0, 4.0]
    for share in (0.0, 0.5, 0.95, 1.0):
        assert percentile(values, share) == pytest.approx(np.percentile(values, 100 * share))
    assert percentile([3.0], 0.95) == 3.0
    assert medians([{"wall": 1.0}, {"wall": 9.0}, {"wall": 2.0}]) == {"wall": 2.0}


def test_a_part_that_an_answer_lacks_took_no_time() -> None:
    answers = [{"wall": 0.004, "parts": {"reader": 0.001, "encode": 0.002}}, {"wall": 0.002, "parts": {"encode": 0.002}}]
    made = asked(answers)
    assert (made["p50"], made["mean"]) == (pytest.approx(3), pytest.approx(3))
    assert made["parts"]["reader"]["mean"] == pytest.approx(0.5)
    assert [*made["parts"]] == ["encode", "reader"]
    assert made["parts"]["encode"]["p95"] == pytest.approx(2)


def test_shares_of_the_measured_rate() -> None:
    assert shares(FIGURES) == {
        WORTLAUT: {"wall": 8e9 / 0.5 / 64e9, "processor": 8e9 / 0.8 / 40e9},
        PLAIN: {"wall": 0.5, "processor": 0.5},
    }


def test_bars_hold_the_right_figures_against_each_other() -> None:
    made = bars(FIGURES)
    assert [(each["value"], each["met"]) for each in made] == [
        (2.0, False),  # 2.0 s of its encoding over 1.0 s of the whole ingest
        (4.0, True),
        (2.0, False),
        (4.0, True),
        (0.6, True),
        (1.0, True),
        (pytest.approx(1 / 3), False),
    ]
    without = FIGURES | {"cold": {name: FIGURES["cold"][name] for name in (WORTLAUT, PLAIN)}}
    assert len(bars(without)) == len(made) - 1


def test_tables_name_every_figure() -> None:
    told = tables(FIGURES | {"shares": shares(FIGURES), "bars": bars(FIGURES)})
    lines = told.splitlines()
    assert lines[0] == "Test (avx2), 2 cores, load 0.5 at the start, 0.75 at the end"
    assert lines[1].endswith("sentence-transformers in batches of 16, threads: 2, for a question 1")
    assert f"| {WORTLAUT} | 20 | 800 | 0.50 | 0.80 |" in lines
    assert f"| {PLAIN} | 8 | 5 | 50% | 50% |" in lines
    assert f"| {PLAIN} | 6.40 | 4.00 | 900 | 0.25 | 0.25 | 0.33 | 0.5 |" in lines
    assert f"| {PLAIN} | 24.0 | 30.0 | 850.0 | 0.50 |" in lines
    assert "| cold `wortlaut ask`, processor seconds | 1.00 | ≤ 1.2 | pass |" in lines
    assert "| cold `wortlaut ask`, of txtai's processor time | 0.33 | ≤ 0.25 | miss |" in lines
    for table in told.split("\n\n")[1:]:
        assert len({line.count("|") for line in table.splitlines()}) == 1, table


def test_the_machine_is_named() -> None:
    made = machine()
    assert made["cores"] >= 1 and made["load"] >= 0 and made["processor"]
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    assert all(f" {flag} " in flags.replace("\n", " ") for flag in made["flags"])


def test_items_are_spread_evenly() -> None:
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
    assert spread(range(3), 9) == [0, 1, 2]


def test_a_process_is_measured_as_a_whole() -> None:
    used = whole([sys.executable, "-c", "x = bytearray(60 << 20)\nfor i in range(2_000_000): x[i] = 1"], {})
    assert used.peak > 60
    assert 0.02 < used.processor < 60
    assert used.wall > used.processor / 2


@pytest.mark.slow
def test_a_contender_answers_and_says_what_ended_it(tmp_path: Path) -> None:
    (tmp_path / "eins.txt").write_text(
        "Der Rat sperrt die Brücke.\n\nDas kostet vier Millionen Euro. Sie ist alt.", encoding="utf-8"
    )
    with Contender(WORTLAUT, None, settings={"WORTLAUT_CACHE_DIR": str(CACHE), "WORTLAUT_DATA_DIR": str(tmp_path)}) as served:
        made = served.ask("prepare", files=[str(tmp_path / "eins.txt")], folder=str(tmp_path))
        texts = json.loads((tmp_path / "texts.json").read_text(encoding="utf-8"))
        assert made["passages"] + made["sentences"] == len(texts) == len(made["tokens"])
        assert made["sentences"] == 3
        assert texts[-3:] == ["Der Rat sperrt die Brücke.", "Das kostet vier Millionen Euro.", "Sie ist alt."]
        assert made["shape"] == SHAPE
        with pytest.raises(ContenderEnded, match=r"wortlaut: .*no_such_action"):
            served.ask("no_such_action")


def test_disk_counts_files_in_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(bytes(7))
    (tmp_path / "c").write_bytes(bytes(5))
    assert on_disk(tmp_path) == 12


def test_wrong_arguments_are_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["speed", "--bench", str(tmp_path), "--rounds", "0"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "at least 1" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["speed", "--bench", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert f"{tmp_path}: no folder xquad_de in it" in capsys.readouterr().err

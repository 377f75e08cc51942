"""An ingest in rounds: the same archive as in one, also after an interruption, and no text is encoded twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import ingesting, updating
from corpus import collect as collecting
from corpus.store import Store
from retrieval.dense_writer import DenseWriter
from retrieval.journal import NAME
from retrieval.lexical_writer import LexicalWriter
from tests.rounds import QUESTIONS, Counting, counting_encoder, export, held, ingest, newsroom, text, told
from tests.slow import slow_but


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return counting_encoder(monkeypatch)


@pytest.mark.slow
@given(size=st.integers(1, 1200))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_size_of_round_gives_the_same_archive(
    size: int, tmp_path_factory: pytest.TempPathFactory, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("rounds")
    folder = newsroom(home / "a")
    reports: dict[int, list[dict[str, Any]]] = {}
    for characters in (ingesting.ROUND_CHARACTERS, size):
        with monkeypatch.context() as patch:
            patch.setattr(ingesting, "ROUND_CHARACTERS", characters)
            newsroom(folder)
            archive = home / str(characters)
            reports[characters] = [told(ingest(archive, folder)), told(ingest(archive, folder))]
            (folder / "Bonn.txt").unlink()
            (folder / "Ulm.txt").write_text(text("Ulm").replace("Montag", "Freitag"), encoding="utf-8")
            export(folder, "Jena", "Mainz", "Trier")
            reports[characters].append(told(ingest(archive, folder, prune=True)))
    whole, rounds = home / str(ingesting.ROUND_CHARACTERS), home / str(size)
    assert reports[size] == reports[ingesting.ROUND_CHARACTERS]
    assert held(rounds) == held(whole)
    assert [len(report["added"]) for report in reports[size]] == [8, 0, 1]
    assert sorted(path.rsplit("/", 1)[1] for path in reports[size][2]["removed"]) == [
        "Bonn.txt", "export.jsonl#Bremen", "export.jsonl#Kiel",
    ]  # fmt: skip


def fails(owner: Any, name: str, calls: int) -> Callable[[pytest.MonkeyPatch, Counting], None]:
    """Has `owner.name` fail once, after so many calls."""

    def patch(monkeypatch: pytest.MonkeyPatch, _: Counting) -> None:
        plain, left = getattr(owner, name), [calls]

        def failing(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                raise KeyboardInterrupt
            return plain(*arguments, **named)

        monkeypatch.setattr(owner, name, failing)

    return patch


def encoder_fails(calls: int) -> Callable[[pytest.MonkeyPatch, Counting], None]:
    return lambda _, counting: setattr(counting, "fails_after", calls)


STAGES = {
    "reading": fails(collecting, "build_article", 5),
    "encoding at once": encoder_fails(0),
    "encoding sentences": encoder_fails(1),
    "encoding later": encoder_fails(4),
    "writing words": fails(LexicalWriter, "add", 3),
    "writing vectors": fails(DenseWriter, "add", 1),
    "finishing words": fails(LexicalWriter, "finish", 1),
    "the store": fails(Store, "apply", 1),
    "files begun": fails(Store, "remember_files", 2),
    "files done": fails(Store, "remember_files", 1),
    "between rounds": fails(updating.Updater, "update", 1),
}


@pytest.mark.parametrize("stage", slow_but(("encoding later", "the store", "between rounds"), STAGES))
def test_an_interrupted_ingest_is_taken_up_where_it_stopped(
    stage: str, tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = newsroom(tmp_path / "a")
    monkeypatch.setattr(ingesting, "ROUND_CHARACTERS", 300)  # three articles
    ingest(tmp_path / "undisturbed", folder)
    expected, encoded = held(tmp_path / "undisturbed"), set(counting.texts)
    assert len(counting.texts) == len(encoded)
    counting.texts.clear()
    counting.calls = 0
    with monkeypatch.context() as patch:
        STAGES[stage](patch, counting)
        with pytest.raises(KeyboardInterrupt):
            ingest(tmp_path / "archive", folder)
    before = list(counting.texts)
    report = ingest(tmp_path / "archive", folder)
    assert held(tmp_path / "archive") == expected
    assert sorted(counting.texts) == sorted(encoded), "each text once, in both runs together"
    assert set(before) <= encoded
    assert len(report.collected.added) + len(report.collected.unchanged) == 8
    assert not list((tmp_path / "archive" / "index").glob(f"{Path(NAME).stem}*"))
    again = told(ingest(tmp_path / "archive", folder))
    assert (len(again["unchanged"]), again["passages"], len(counting.texts)) == (8, 0, len(encoded))


def test_a_run_with_nothing_to_do_removes_what_dead_runs_left(tmp_path: Path, counting: Counting) -> None:
    folder = newsroom(tmp_path / "a")
    ingest(tmp_path / "archive", folder)
    index = tmp_path / "archive" / "index"
    kept = {path.name for path in index.iterdir()}
    (index / ".writing-dead").mkdir()
    for number in (2, 3):  # whole, but the store was never told
        (index / f"{number:06d}-0123456789abcdef").mkdir()
    report = ingest(tmp_path / "archive", folder)
    assert (report.collected.added, report.collected.changed) == ([], [])
    left = {path.name for path in index.iterdir()}
    assert kept <= left
    assert len(left) <= len(kept) + 1, "one other generation, for those who opened it a moment ago"


def test_between_rounds_the_archive_answers_from_what_is_in(
    tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = newsroom(tmp_path / "a")
    monkeypatch.setattr(ingesting, "ROUND_CHARACTERS", 300)
    seen: list[list[str]] = []
    plain = updating.Updater.update

    def update(self: Any, *arguments: Any, **named: Any) -> None:
        plain(self, *arguments, **named)
        paths = [path for path in held(tmp_path / "archive") if path not in QUESTIONS]
        seen.append([path.rsplit("/", 1)[1] for path in paths])

    monkeypatch.setattr(updating.Updater, "update", update)
    ingest(tmp_path / "archive", folder)
    assert [len(names) for names in seen] == sorted({len(names) for names in seen})
    assert len(seen) >= 3
    assert len(seen[-1]) == 8
    assert any(0 < len([name for name in names if "#" in name]) < 4 for names in seen), "the export is in several rounds"


def test_both_bars_move_on(tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = newsroom(tmp_path / "a")
    monkeypatch.setattr(ingesting, "ROUND_CHARACTERS", 300)
    seen: dict[str, list[tuple[int, int]]] = {"reading": [], "encoding": []}
    ingest(tmp_path / "archive", folder, progress=lambda stage, *at: seen[stage].append(at))
    assert seen["reading"] == [(done, 6) for done in range(1, 7)]
    done = [at for at, _ in seen["encoding"]]
    assert done == sorted(done)
    assert seen["encoding"][-1][0] == seen["encoding"][-1][1]


def test_the_bar_of_encoding_counts_what_is_still_to_come(
    tmp_path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    for number in range(12):
        (tmp_path / "a" / f"{number:02d}.txt").write_text(text(f"Ort{number:02d}"), encoding="utf-8")
    monkeypatch.setattr(ingesting, "ROUND_CHARACTERS", 300)  # four rounds of three articles
    seen: list[tuple[int, int]] = []
    ingest(tmp_path / "archive", tmp_path / "a", progress=lambda stage, *at: seen.append(at) if stage == "encoding" else None)
    assert seen[-1][0] == seen[-1][1]
    assert all(done < total for done, total in seen if done < seen[-1][0]), "it is full at the end only"
    assert [total for _, total in seen] == pytest.approx([seen[-1][1]] * len(seen), rel=0.05)

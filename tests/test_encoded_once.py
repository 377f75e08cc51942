"""A text is encoded once: what changed, moved, or is printed by others too."""

import shutil
from pathlib import Path

import pytest

from bot import wiring
from bot.settings import Settings
from tests.rounds import Counting, counting_encoder, held, ingest, newsroom, sentences


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return counting_encoder(monkeypatch)


def test_a_changed_sentence_is_encoded_with_the_passage_it_is_in(tmp_path: Path, counting: Counting) -> None:
    first, second = sentences(8, "Bonn"), sentences(8, "Ulm")
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join((" ".join(first), " ".join(second))), encoding="utf-8")
    report = ingest(tmp_path / "archive", folder)
    assert (report.passages, len(counting.texts)) == (2, 18)
    counting.texts.clear()
    second[3] = "Niemand sprach."
    (folder / "a.txt").write_text("\n\n".join((" ".join(first), " ".join(second))), encoding="utf-8")
    ingest(tmp_path / "archive", folder)
    assert counting.texts == [" ".join(second), "Niemand sprach."]
    fresh = tmp_path / "fresh"
    ingest(fresh, folder)
    assert held(tmp_path / "archive") == held(fresh)


def test_what_moved_and_what_others_print_too_is_not_encoded(tmp_path: Path, counting: Counting) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "a.txt").write_text(" ".join(sentences(5, "Bonn")), encoding="utf-8")
    (folder / "b.txt").write_text(" ".join(sentences(5, "Ulm")), encoding="utf-8")
    ingest(tmp_path / "archive", folder)
    assert len(counting.texts) == 12
    counting.texts.clear()
    (folder / "a.txt").rename(folder / "c.txt")
    report = ingest(tmp_path / "archive", folder, prune=True)
    assert ([path[-5:] for path in report.collected.added], [path[-5:] for path in report.removed]) == (["c.txt"], ["a.txt"])
    assert counting.texts == []
    shutil.copy(folder / "c.txt", folder / "d.txt")
    (folder / "d.toml").write_text('title = "Rat in Bonn"', encoding="utf-8")  # a passage is encoded after its title
    ingest(tmp_path / "archive", folder)
    assert counting.texts == ["Rat in Bonn. " + " ".join(sentences(5, "Bonn"))]
    ingest(tmp_path / "fresh", folder)
    assert held(tmp_path / "archive") == held(tmp_path / "fresh")


def test_reindex_encodes_anew_but_not_what_an_interrupted_one_did(tmp_path: Path, counting: Counting) -> None:
    folder = newsroom(tmp_path / "a")
    ingest(tmp_path / "archive", folder)
    expected, encoded = held(tmp_path / "archive"), sorted(counting.texts)
    counting.texts.clear()
    counting.fails_after = counting.calls + 3
    with pytest.raises(KeyboardInterrupt):
        wiring.reindex(Settings(data_dir=tmp_path / "archive"))
    assert 0 < len(counting.texts) < len(encoded)
    assert held(tmp_path / "archive") == expected
    assert wiring.reindex(Settings(data_dir=tmp_path / "archive")) == 8
    assert sorted(counting.texts) == encoded
    assert held(tmp_path / "archive") == expected
    counting.texts.clear()
    wiring.reindex(Settings(data_dir=tmp_path / "archive"))
    assert sorted(counting.texts) == encoded

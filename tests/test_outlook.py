"""What an ingest expects of the files that it has not read: by hand, and said before the first text is encoded."""

import json
from pathlib import Path

import pytest

from bot import ingesting
from bot.outlook import Outlook
from corpus.collect import collect_pieces, list_files
from corpus.errors import RoomMissing
from retrieval import needs as room
from tests.rounds import Counting, counting_encoder, ingest, sentences


def test_each_format_tells_for_itself_and_what_is_known_or_broken_for_nothing(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.txt").write_text("Der Rat tagte. " * 20 + "Ende.", encoding="utf-8")  # 305 bytes and characters
    (tmp_path / "e.txt").touch()
    (tmp_path / "f.txt").write_bytes(b"x" * 500)
    (tmp_path / "g.md").write_text("Ein ganz anderer Text. " * 50, encoding="utf-8")
    listing = list_files([tmp_path])
    outlook = Outlook(listing.files, {str(tmp_path / "f.txt")})
    assert outlook.to_come == 0, "nothing was read yet"
    expected = [3 * 305, 2 * 305, 305, 0]
    for piece in collect_pieces(listing, {}, characters=1):
        outlook.take(piece)
        if expected:
            assert outlook.to_come == expected.pop(0)
    assert outlook.to_come == 0


def test_what_is_larger_than_any_file_may_be_is_not_expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Der Rat tagte.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Der Rat tagte. " * 100, encoding="utf-8")
    monkeypatch.setattr("corpus.opened.MAX_BYTES", 1000)
    listing = list_files([tmp_path])
    outlook = Outlook(listing.files, {})
    outlook.take(next(collect_pieces(listing, {}, characters=1)))
    assert outlook.to_come == 0


def test_of_a_file_of_many_articles_the_rest_is_expected(tmp_path: Path) -> None:
    rows = [json.dumps({"id": f"{number:04d}", "text": "Der Rat tagte. " * 300}) + "\n" for number in range(500)]
    (tmp_path / "export.jsonl").write_text("".join(rows), encoding="utf-8")
    listing = list_files([tmp_path])
    outlook = Outlook(listing.files, {})
    made, seen = 0, []
    for piece in collect_pieces(listing, {}, characters=200_000):
        outlook.take(piece)
        made += piece.characters
        seen.append(made + outlook.to_come)
    assert len(seen) >= 5
    assert made == 500 * 4500
    assert seen == pytest.approx([made] * len(seen), rel=0.25)  # a reader reads on by a stretch, so it is less at first
    assert seen[-1] == made


def test_too_little_room_for_all_is_said_before_the_first_text_is_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting: Counting = counting_encoder(monkeypatch)
    monkeypatch.setattr(ingesting, "ROUND_CHARACTERS", 2000)
    (tmp_path / "a").mkdir()
    for number in range(40):
        (tmp_path / "a" / f"{number:02d}.txt").write_text(" ".join(sentences(5, f"Ort {number}")), encoding="utf-8")
    free = [300_000]
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free[0]}))
    with pytest.raises(RoomMissing, match="1 MB"):  # a round of five passages needs 0.1 MB, forty 0.5 MB
        ingest(tmp_path / "archive", tmp_path / "a")
    assert counting.texts == []
    free[0] = 600_000
    assert len(ingest(tmp_path / "archive", tmp_path / "a").collected.added) == 40

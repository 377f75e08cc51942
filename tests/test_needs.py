from pathlib import Path

import pytest

from corpus.errors import RoomMissing
from retrieval import needs as room
from retrieval.needs import Needs, check_room, free_memory, needs


def test_a_small_archive_by_hand() -> None:
    # 10 passages of 2 numbers, 30 sentences: flat, written anew: 10 * (4 * 2 + 8) = 160
    made = needs(10, 30, 10, 2)
    assert made.disk == 10 * (3_500 + 2 * 1_500) + 2 * 30 * 4 + 160 + 10 * 8 + 40 * (2 * 24 + 20 + 2 * 2)
    assert made.memory == 600_000_000 + 3 * 160 + 400 + 6_000 + 4_000


def test_a_large_archive_by_hand() -> None:
    made = needs(100, 800, 1_000_000, 384)
    assert made.disk == 100 * 6_500 + 2 * 800 * 768 + 1_000_000 * 800 + 100 * 1536 + 900 * 836  # 0.8 GB: every vector once
    assert made.memory == 600_000_000 + 800_000_000 + 40 * 2000 * 2 * 1536 + 40_000_000 + 160_000 + 90_000


def test_what_is_expected_later_needs_room_too_but_not_what_one_update_needs_for_itself() -> None:
    # 10 passages of 30 sentences now,; 90 and 270 later
    made = needs(10, 30, 10, 2, (90, 270))
    stored = 100 * (3_500 + 2 * 1_500) + 2 * 300 * 4 + 100 * 16 + 400 * 2 * 24
    assert made.disk == stored + 10 * 8 + 40 * (20 + 2 * 2)
    assert made.memory == 600_000_000 + 3 * 1_600 + 4_000 + 6_000 + 4_000


@pytest.mark.parametrize(
    ("short", "de", "en"), [("disk", "auf der Platte", "on the disk"), ("memory", "im Arbeitsspeicher", "in memory")]
)
def test_too_little_room_is_said_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short: str, de: str, en: str
) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: 5_000_000)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5_000_000}))
    wanted = Needs(**{"disk": 0, "memory": 0, short: 6_000_001})
    with pytest.raises(RoomMissing) as caught:
        check_room(tmp_path / "not" / "yet", wanted)
    assert "7 MB" in caught.value.say("de")
    assert "5 MB" in caught.value.say("de")
    assert de in caught.value.say("de")
    assert en in caught.value.say("en")
    check_room(tmp_path, Needs(5_000_000, 5_000_000))


def test_where_memory_is_not_told_it_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: None)
    check_room(tmp_path, Needs(0, 10**18))


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="only Linux tells")
def test_free_memory_is_what_the_system_tells() -> None:
    total = int(Path("/proc/meminfo").read_text().splitlines()[0].split()[1]) * 1024
    free = free_memory()
    assert free is not None
    assert 0 < free <= total

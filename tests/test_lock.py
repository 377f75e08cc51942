from pathlib import Path

import pytest

from corpus.errors import ArchiveBusy
from corpus.lock import writing


def test_the_lock_holds_where_its_owner_cannot_be_noted(tmp_path: Path) -> None:
    (tmp_path / "writing.pid").mkdir()  # what is written to it fails, as on a full disk
    with writing(tmp_path), pytest.raises(ArchiveBusy, match=r"Another process \(PID \?\)"), writing(tmp_path):
        raise AssertionError("two at once")
    with writing(tmp_path):
        pass

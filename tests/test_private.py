"""What Wortlaut puts into its data folder is its owner's alone, whatever the umask."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import private
from tests.test_current import ROOT, STAND_IN

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such modes")

EVERYTHING = (
    STAND_IN
    + """
import os, sys
os.umask(0)
from pathlib import Path
from bot import wiring
from bot.cli.chat import _typed_lines
from bot.cli.main import main
from bot.settings import load_settings
from bot.telegram.state import State
from bot.texts import Texts
from corpus.lock import writing
from corpus.private import open_to_others
from retrieval import stamps
from retrieval.generation_writer import write_generation
from retrieval.journal import Journal

import retrieval.retriever
retrieval.retriever.load_encoder = retrieval.encoder.load_encoder
stamps.FROM, stamps._FRESH = 0, -1
settings = load_settings()
def open_paths():
    return sorted(path.relative_to(settings.data_dir).as_posix() for path in open_to_others(settings.data_dir.rglob("*")))

def look(*_):
    # into a folder that is being written no other can come, so what is in it does not count
    during.update(path for path in open_paths() if not path.startswith("index/.writing-") or path.count("/") == 1)

during = set()
for text in ("Der Rat tagte in Bonn.", "Der Rat tagte in Ulm."):
    Path("a.txt").write_text(text, encoding="utf-8")
    wiring.ingest(settings, [Path("a.txt")], progress=look)
state = State(settings.data_dir, keep=60)
state.people.set_lang(1, 1, "de")
try:
    main(["ask", "Wo tagte der Rat?"])
except SystemExit as stopped:
    assert stopped.code == 0
try:
    next(iter(_typed_lines(settings.data_dir, Texts("de"))))
except (EOFError, StopIteration):
    pass
with Journal(settings.data_dir / "index", "words", 32) as journal:
    import numpy as np
    journal.add(np.ones((1, 2), dtype=np.uint64), np.zeros((1, 32), dtype=np.float16))
    journal.find(np.zeros((1, 2), dtype=np.uint64))
with Journal(settings.data_dir / "index", "words", 32) as journal:
    journal.settle()
with writing(settings.data_dir):
    look()
    names = {path.name for path in settings.data_dir.rglob("*")}
    assert names >= {
        "archive.db", "archive.db-wal", "telegram.db", "chat-history", "checked.json", "encoded.journal", "writing.lock",
        "writing.pid", "manifest.json",
    }, names
print(sorted(during), open_paths())
print(oct(settings.data_dir.stat().st_mode & 0o777))
"""
)


@pytest.mark.slow
@pytest.mark.parametrize("there", [False, True])
def test_whatever_the_umask(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive").chmod(0o755)
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "WORTLAUT_READER": "never"}
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING],
        env=environment,
        capture_output=True,
        text=True,
        input="",
        check=True,
        timeout=120,
        cwd=tmp_path,
    )
    lines = done.stdout.splitlines()
    assert lines[-1] == ("0o755" if there else "0o700")
    assert lines[-2] == "[] []"


def test_what_its_owner_may_do_stays(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.touch()
    file.chmod(0o644)
    assert list(private.open_to_others(iter([file, tmp_path / "nirgends"]))) == [file]
    private.close_to_others(file)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o400)
    private.close_to_others(file)
    assert file.stat().st_mode & 0o777 == 0o400
    assert list(private.open_to_others(iter([file]))) == []

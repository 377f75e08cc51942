"""Keeping the archive as its folders are: remove, watch, earlier texts, status and its picture."""

import hashlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest

from bot import opening, wiring
from bot.settings import load_settings
from corpus.lock import writing
from corpus.store import Store
from tests.slow import slow_but
from tests.test_cli import articles, run

ROOT = Path(__file__).parent.parent
WORTLAUT = [sys.executable, "-m", "bot.cli.main"]
STAND_IN = """
import retrieval.encoder
from tests.conftest import HashEncoder
retrieval.encoder.load_encoder = lambda *_: HashEncoder()
"""
FAST = [sys.executable, "-c", STAND_IN + "from bot.cli.main import main\nmain()"]
"""The same with the stand-in for the encoder."""


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch, words_encoder: object) -> None:
    """The stand-in for the encoder: what is tested here does not hang on what vectors mean."""
    monkeypatch.setattr("retrieval.encoder.load_encoder", lambda *_: words_encoder)
    monkeypatch.setattr("retrieval.retriever.load_encoder", lambda *_: words_encoder)
    monkeypatch.setenv("WORTLAUT_READER", "never")


def held() -> dict[str, str]:
    """File name → id of all articles."""
    with opening.open_store(load_settings()).read() as snapshot:
        return {Path(path).name: key for key, path in snapshot.article_paths().items()}


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wortlaut(fast: None, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda *words: run(capsys, *words)


def test_remove_by_id_name_path_and_folder(wortlaut: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "a", eins="Rat in Bonn.", zwei="Rat in Köln.", drei="Rat in Ulm.", vier="Rat in Celle.")
    articles(folder / "b", fuenf="Rat in Hof.", sechs="Rat in Suhl.")
    wortlaut("ingest", "a")
    ids = held()
    assert wortlaut("remove", ids["eins.txt"][:9])[:2] == (0, f"1 entfernt: {folder / 'eins.txt'}\n")
    code, out, err = wortlaut("remove", "zwei.txt", "a/drei.txt", "--yes", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["removed"] == [
        {"id": ids[f"{name}.txt"], "path": str(folder / f"{name}.txt")} for name in ("zwei", "drei")
    ]
    assert held().keys() == {"vier.txt", "fuenf.txt", "sechs.txt"}
    refusal = "Gemeint sind 2 Artikel. Mit --yes werden sie ohne Rückfrage entfernt. Hilfe: wortlaut remove --help\n"
    assert wortlaut("remove", "a/b") == (2, "", refusal)
    assert wortlaut("remove", "a/b", "--yes")[0] == 0
    assert held().keys() == {"vier.txt"}
    code, out, err = wortlaut("remove", "vier.txt", "gibt es nicht")
    assert (code, out) == (1, "")
    assert err.startswith("Kein Artikel heißt so: gibt es nicht.")
    assert held().keys() == {"vier.txt"}
    assert wortlaut("ingest", "a")[1].startswith("5 neu · 0 geändert · 1 unverändert")


@pytest.mark.slow
def test_remove_asks_in_a_terminal(tmp_path: Path, wortlaut: Run) -> None:
    articles(tmp_path / "a", eins="Rat in Bonn.", zwei="Rat in Köln.")
    wortlaut("ingest", "a")
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "dumb"}
    for typed, code, left in (("n", 1, 2), ("j", 0, 0)):
        asked = pexpect.spawn(FAST[0], [*FAST[1:], "remove", "a"], env=environment, encoding="utf-8", timeout=120)
        asked.expect("Gemeint sind 2 Artikel:")
        asked.expect(r"Alle 2 aus dem Archiv entfernen\? \[j/N\]")
        asked.sendline(typed)
        asked.expect(pexpect.EOF)
        asked.close()
        assert (asked.exitstatus, len(held())) == (code, left)


def test_earlier_texts_stay_known(wortlaut: Run, tmp_path: Path) -> None:
    texts = ["Rat in Bonn.", "Rat in Köln.", "Rat in Ulm."]
    before = datetime.now(UTC)
    for text in texts[:2]:
        articles(tmp_path / "a", eins=text)
        wortlaut("ingest", "a")
    wortlaut("ingest", "a", "--source", "Morgenblatt")  # other facts, the same text
    (key,) = held().values()
    shown = json.loads(wortlaut("show", "--json", "eins.txt")[1])
    first, second, third = (hashlib.sha256(text.encode()).hexdigest() for text in texts)
    assert shown["digest"] == second
    assert [(one["digest"], one["ended"], one["path"]) for one in shown["earlier_digests"]] == [
        (first, "changed", str(tmp_path / "a" / "eins.txt"))
    ]
    at = datetime.fromisoformat(shown["earlier_digests"][0]["at"])
    assert before.replace(microsecond=0) <= at <= datetime.now(UTC)
    assert f"sha256:{first}," in "".join(wortlaut("show", "eins.txt")[1].split())
    wortlaut("remove", "eins.txt")
    with opening.open_store(load_settings()).read() as snapshot:
        assert [(one.digest, one.ended) for one in snapshot.history(key)] == [(first, "changed"), (second, "removed")]
        assert snapshot.history("gibt es nicht") == ()
    articles(tmp_path / "a", eins=texts[2])
    wortlaut("ingest", "a")
    shown = json.loads(wortlaut("show", "--json", "eins.txt")[1])
    assert shown["digest"] == third
    assert [one["digest"] for one in shown["earlier_digests"]] == [first, second]
    wortlaut("reindex")
    assert json.loads(wortlaut("show", "--json", "eins.txt")[1])["earlier_digests"] == shown["earlier_digests"]


def test_an_archive_without_a_history_is_read_and_gets_one(wortlaut: Run, tmp_path: Path) -> None:
    import sqlite3

    articles(tmp_path / "a", eins="Rat in Bonn.")
    wortlaut("ingest", "a")
    with sqlite3.connect(load_settings().data_dir / "archive.db") as raw:
        raw.execute("DROP TABLE history")
    raw.close()
    assert json.loads(wortlaut("show", "--json", "eins.txt")[1])["earlier_digests"] == []
    articles(tmp_path / "a", eins="Rat in Ulm.")
    wortlaut("ingest", "a")
    assert len(json.loads(wortlaut("show", "--json", "eins.txt")[1])["earlier_digests"]) == 1


DATED = {
    "a": ' date 2018-02 Der Rat tagte in Bonn.',
    "b": ' date 2018-02-15 Der Rat tagte in Köln.',
    "c": ' date 2018-04 Der Rat tagte in Ulm.',
    "d": ' date 2019 Der Rat tagte in Hof.',
    "e": "Der Rat tagte in Celle, wie seit Januar 2017.",
    "f": "Der Rat tagte in Suhl.",
}  # fmt: skip


def test_status_counts_by_time_source_and_part(wortlaut: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "a", **DATED)
    for name, source in (("a", "Blatt"), ("b", "Kurier"), ("c", "Blatt")):
        (folder / f"{name}.toml").write_text(f'source = "{source}"', encoding="utf-8")
    wortlaut("ingest", "a")
    made = json.loads(wortlaut("status", "--json", "--articles")[1])
    assert (made["articles"], made["undated"], made["undated_bounded"], made["languages"]) == (6, 2, 1, {"de": 6})
    assert made["sources"] == {"null": 3, "Blatt": 2, "Kurier": 1}
    assert (made["months"], made["without_month"]) == ({"2018-02": 2, "2018-04": 1}, 1)
    assert (made["years"], made["without_year"]) == ({"2018": 3, "2019": 1}, 0)
    assert [Path(one["path"]).name for one in made["list"]] == ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]
    assert [one["published"] for one in made["list"]][3:] == ["2019", "undatiert, nicht vor 2017", "undatiert"]
    index = load_settings().data_dir / "index" / made["index"]["generation"]
    assert made["disk"]["passages"] == (index / "passages.faiss").stat().st_size
    sentences = [index / "rows.npy", *index.glob("sentences/*"), *index.glob("texts/*")]
    assert made["disk"]["sentences"] == sum(path.stat().st_size for path in sentences)
    assert made["disk"]["before"] == 0
    _, out, _ = wortlaut("status")
    lines = [line.rstrip() for line in out.splitlines()]
    assert max(map(len, lines)) <= 80
    assert "undatiert     2, davon 1 mit Untergrenze aus dem Text" in lines
    bars = [line for line in lines if "█" in line]
    assert bars[0].split() == ["nach", "Zeit", "2018-02", "2", "█" * 30]
    assert bars[1].split() == ["2018-04", "1", "█" * 15]
    assert bars[2].split() == ["ohne", "Monat", "1", "█" * 15]
    assert any(line.split() == ["2018-03", "0"] for line in lines)
    wortlaut("remove", "f.txt")
    after = json.loads(wortlaut("status", "--json")[1])["disk"]
    generations = sorted((load_settings().data_dir / "index").iterdir())
    own = {path.stat().st_ino: path.stat().st_size for path in generations[0].rglob("*") if path.is_file()}
    shared = {path.stat().st_ino for path in generations[1].rglob("*")}
    assert after["before"] == sum(size for inode, size in own.items() if inode not in shared)


@pytest.mark.slow
def test_the_picture(wortlaut: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    wortlaut("ingest", str(articles(tmp_path / "a", **DATED)))
    assert wortlaut("status", "--plot", "bild.png")[1].endswith("Bild: bild.png\n")
    assert (tmp_path / "bild.png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setitem(__import__("matplotlib").rcParams, "svg.fonttype", "none")
    assert wortlaut("status", "--plot", "bild.svg", "--lang", "en")[0] == 0
    drawn = (tmp_path / "bild.svg").read_text(encoding="utf-8")
    for shown in ("The archive by month: 6 articles", "2018-02", "2018-03", "2019-12", "year", "undated", "source unknown"):
        assert shown in drawn
    code, _, err = wortlaut("status", "--plot", "bild.txt")
    assert (code, "Die Endung muss .png, .svg oder .pdf sein" in err) == (1, True)
    assert wortlaut("status", "--plot", "nirgends/bild.png")[0] == 1
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    code, _, err = wortlaut("status", "--plot", "bild.png")
    cure = "pip install 'wortlaut[plot]' (im Ordner des Projekts: pip install -e '.[plot]')"
    assert (code, err) == (1, f"Für das Bild fehlt matplotlib: {cure}.\n")


class Watching:
    """`wortlaut watch` in a process of its own, its lines as they come."""

    def __init__(self, *words: str, command: list[str]) -> None:
        environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        # started in the background (as by `… &`) the tests ignore Ctrl-C themselves, and their children would inherit that
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [*command, "watch", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=environment,
        )
        self.lines: list[str] = []
        self._read: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._pass_on, daemon=True).start()

    def _pass_on(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._read.put(line)

    def until(self, wanted: str, seconds: float = 120) -> str:
        """The next line with `wanted`."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._read.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line with {wanted!r} after {self.lines}") from None
            self.lines.append(line)
            if wanted in line:
                return line

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=60)


@pytest.fixture
def watching() -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*words: str, command: list[str] = FAST) -> Watching:
        started.append(Watching(*words, command=command))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("polling", [[], ["--polling"]])
def test_watch_follows_a_folder(tmp_path: Path, watching: Callable[..., Watching], polling: list[str]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    watch = watching("a", "--prune", *polling)
    watch.until("1 neu · 0 geändert")
    with (folder / "zwei.txt").open("w", encoding="utf-8") as file:  # written slowly: read in when it is whole
        for part in ("Der Rat ", "tagte ", "in Köln."):
            file.write(part)
            file.flush()
            time.sleep(0.3)
    (folder / ".zwei.txt.swp").write_text("nichts", encoding="utf-8")
    (folder / "notiz.xyz").write_text("nichts", encoding="utf-8")
    watch.until("1 neu · 0 geändert")
    assert not any("swp" in line or "xyz" in line for line in watch.lines)
    (folder / "eins.toml").write_text('source = "Morgenblatt"', encoding="utf-8")
    watch.until("0 neu · 1 geändert")
    (folder / "leer.txt").touch()
    watch.until("leer.txt: leer")
    (folder / "eins.txt").unlink()
    watch.until("1 entfernt")
    deep = folder / "neu" / "ordner"
    deep.mkdir(parents=True)
    (deep / "drei.txt").write_text("Der Rat tagte in Ulm.", encoding="utf-8")
    watch.until("1 neu")
    with writing(load_settings().data_dir):  # another process writes: what changed meanwhile is not lost
        (folder / "vier.txt").write_text("Der Rat tagte in Hof.", encoding="utf-8")
        watch.until("Ein anderer Vorgang")
    watch.until("1 neu")
    assert watch.end() == 0
    watch.until("Beendet.")
    with Store.open(load_settings().data_dir).read() as snapshot:
        texts = {Path(path).name: snapshot.article(key).text for key, path in snapshot.article_paths().items()}
    assert texts == {
        "zwei.txt": "Der Rat tagte in Köln.", "drei.txt": "Der Rat tagte in Ulm.", "vier.txt": "Der Rat tagte in Hof.",
    }  # fmt: skip


@pytest.mark.slow
def test_a_folder_that_is_taken_away_keeps_its_articles(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    watch = watching("a", "--prune")
    watch.until("1 neu")
    folder.rename(tmp_path / "b")
    watch.until("ist nicht mehr da")
    assert held().keys() == {"eins.txt"}
    (tmp_path / "b" / "zwei.txt").write_text("Der Rat tagte in Köln.", encoding="utf-8")
    (tmp_path / "b").rename(folder)
    watch.until("ist wieder da")
    watch.until("1 neu · 0 geändert · 1 unverändert · 0 entfernt")
    assert watch.end(signal.SIGTERM) == 0


@pytest.mark.slow
def test_once_ends_by_itself_and_a_missing_folder_is_said(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.")
    watch = watching("a", "--once", command=WORTLAUT)
    watch.until("1 neu")
    articles(folder, eins="Der Rat tagte in Ulm.")
    watch.until("1 geändert")
    assert watch.process.wait(timeout=60) == 0
    missing = watching("nirgends")
    missing.until("nirgends gibt es nicht")
    assert missing.process.wait(timeout=60) == 1


KILLED = (
    STAND_IN
    + """
import os, signal, sys
from pathlib import Path
from bot import opening, wiring
from bot.settings import load_settings
from retrieval import generation_writer
from corpus.store import Store

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

where = sys.argv[1]
owner = {"commit": None, "_sync": generation_writer, "remove_old": generation_writer, "apply": Store}[where]
if where == "remove_old":  # the first call clears up before anything is written
    calls = iter([generation_writer.remove_old, dies])
    generation_writer.remove_old = lambda *given: next(calls)(*given)
elif owner:
    setattr(owner, where, dies)
else:
    from retrieval.lexical_writer import LexicalWriter
    plain = LexicalWriter.finish
    LexicalWriter.finish = lambda writer: (plain(writer), dies())
wiring.ingest(load_settings(), [Path("a")], prune=True)
"""
)


@pytest.mark.parametrize("where", slow_but(("apply",), ("commit", "_sync", "apply", "remove_old")))
def test_a_kill_during_an_update_leaves_the_last_state_answering(tmp_path: Path, where: str, wortlaut: Run) -> None:
    folder = articles(tmp_path / "a", eins="Der Rat tagte in Bonn.", zwei="Der Rat tagte in Köln.")
    wiring.ingest(load_settings(), [folder])
    before = wortlaut("ask", "--json", "Wo tagte der Rat?")
    assert "Bonn" in before[1]
    articles(folder, eins="Der Rat tagte in Ulm.")
    (folder / "zwei.txt").unlink()
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, "-c", KILLED, where], env=environment, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    after = wortlaut("ask", "--json", "Wo tagte der Rat?")
    if where == "remove_old":  # the switch was made
        assert ("Ulm" in after[1], "Bonn" in after[1], held().keys()) == (True, False, {"eins.txt"})
    else:
        assert (after, held().keys()) == (before, {"eins.txt", "zwei.txt"})
    assert json.loads(wortlaut("status", "--json")[1])["index"]["whole"]
    (folder / "drei.txt").write_text("Der Zug fuhr ab.", encoding="utf-8")
    wiring.ingest(load_settings(), [folder], prune=True)
    assert not list((load_settings().data_dir / "index").glob(".writing-*"))
    assert held().keys() == {"eins.txt", "drei.txt"}
    out = wortlaut("ask", "--json", "Wo tagte der Rat?")[1]
    assert ("Ulm" in out, "Bonn" in out) == (True, False)

"""The digest of the original's own bytes in a receipt: a reader's new version does not change it, one byte of the file does."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot import wiring
from bot.opening import open_store
from bot.receipts import receipts_of
from bot.settings import Settings
from corpus import collect as collecting
from corpus import input_digests
from corpus.article import Article
from corpus.input_digests import digest_of_bytes
from retrieval import Quote
from retrieval.receipts import Receipt
from retrieval.verification import verify_in_archive, verify_in_file
from tests.conftest import CACHE
from tests.test_cli import run

TEXT = "Der Rat tagte am Montag in Bonn. Er beschloss den Haushalt mit 500 Euro. Danach sprach die Ministerin lange.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texte" / "rat.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path, file: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "archiv", cache_dir=CACHE)
    wiring.ingest(made, [file.parent])
    return made


def the_article(settings: Settings, path: Path) -> Article:
    with open_store(settings).read() as snapshot:
        return snapshot.articles_at([str(path)])[str(path)]


def the_receipt(settings: Settings, path: Path) -> Receipt:
    (made,) = receipts_of([Quote(the_article(settings, path), 33, 72, (), 1.0)], open_store(settings))
    return Receipt.from_json(made.as_line())


def same_file(receipt: Receipt, settings: Settings, file: Path) -> tuple[bool | None, bool | None]:
    """In the archive, and against the file alone; the receipt is valid in both."""
    with open_store(settings).read() as snapshot:
        found = [*verify_in_archive([receipt], snapshot), *verify_in_file([receipt], file)]
    assert {each.outcome for each in found} == {"valid"}
    return found[0].same_file, found[1].same_file


def test_it_is_what_sha256sum_says(settings: Settings, file: Path) -> None:
    made = the_receipt(settings, file)
    assert made.file_digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert f'"file_digest": "sha256:{made.file_digest}"' in made.as_line()
    assert same_file(made, settings, file) == (True, True)


def test_a_reader_s_new_version_makes_no_other_file(settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = the_receipt(settings, file)
    monkeypatch.setattr(collecting, "READER_VERSION", collecting.READER_VERSION + 1)
    before = replace(made, file_digest=None)
    assert same_file(made, settings, file) == (True, True), "stored by the version before"
    later = settings.model_copy(update={"data_dir": settings.data_dir.with_name("später")})
    wiring.ingest(later, [file.parent])
    assert the_receipt(later, file).input_digest != made.input_digest
    assert same_file(made, later, file) == (True, True)
    assert same_file(before, later, file) == (None, None), "a receipt of before does not tell"
    assert the_receipt(later, file).file_digest == made.file_digest


def test_one_byte_that_leaves_the_text_is_another_file(settings: Settings, file: Path) -> None:
    made = the_receipt(settings, file)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert same_file(made, settings, file) == (True, False), "the archive has not read it anew"
    wiring.ingest(settings, [file.parent])
    assert same_file(made, settings, file) in ((True, False), (False, False))


def test_of_a_file_that_changed_since_it_was_read_nothing_is_told(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(TEXT + "\n", encoding="utf-8")
    made = the_receipt(settings, file)
    assert made.file_digest is None
    assert '"file_digest"' not in made.as_line()
    file.write_text(TEXT, encoding="utf-8")
    assert the_receipt(settings, file).file_digest == digest_of_bytes(file)
    monkeypatch.setattr(input_digests, "MOST_BYTES", len(TEXT) - 1)
    assert the_receipt(settings, file).file_digest is None
    file.unlink()
    assert the_receipt(settings, file).file_digest is None


def test_a_sidecar_is_no_byte_of_the_file(settings: Settings, file: Path) -> None:
    made = the_receipt(settings, file)
    file.with_suffix(".toml").write_text('source = "Testblatt"\n', encoding="utf-8")
    wiring.ingest(settings, [file.parent])
    assert the_receipt(settings, file).file_digest == made.file_digest
    assert same_file(made, settings, file) == (True, True)


def test_the_command_speaks_of_the_file_that_it_was_given(
    settings: Settings, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.json").write_text(the_receipt(settings, file).as_line(), encoding="utf-8")
    (tmp_path / "anderes.txt").write_text("Ein ganz anderer Text über das Wetter an der See.\n", encoding="utf-8")
    code, out, _ = run(capsys, "verify", str(tmp_path / "b.json"), "--file", str(tmp_path / "anderes.txt"))
    assert (code, "In dieser Datei steht kein solcher Text" in out, "--file" in out) == (3, True, False)
    code, _, err = run(capsys, "verify", str(tmp_path / "b.json"), "--file", str(tmp_path))
    assert (code, err.startswith(f"{tmp_path}: nicht lesbar")) == (1, True)

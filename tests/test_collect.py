import contextlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpus import collect as collecting
from corpus import opened
from corpus.build import article_id
from corpus.collect import Collected, FileNameTooLong, collect, list_files
from corpus.dates import DateInterval
from corpus.errors import (
    FileEmpty,
    FileNameUnreadable,
    FileTooLarge,
    FileUnreadable,
    FormatUnknown,
    MetadataError,
    PathMissing,
    ReadError,
)
from corpus.faults import FileRecord
from corpus.formats import SUFFIXES
from corpus.metadata import NOTHING, Metadata
from corpus.provenance import Provenance, Sourced


def write(folder: Path, **files: str | bytes) -> Path:
    """`write(folder, a_txt="…")` writes a.txt."""
    for name, content in files.items():
        path = folder / ".".join(name.rsplit("_", 1))
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def ingest(folder: Path, known: dict[str, FileRecord] | None = None, given: Metadata = NOTHING) -> Collected:
    return collect(list_files([folder]), known or {}, given)


def only_error(folder: Path) -> ReadError:
    ((_, error),) = ingest(folder).skipped
    return error


def test_files_are_listed_in_order_without_hidden_ones_and_sidecars(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.TXT",
        "a.toml",
        "b.toml",
        ".c.txt",
        "d.text",
        "lone.toml",
        "e.xls",
        "f",
        "sub/g.txt",
        ".git/h.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    listing = list_files([tmp_path])
    assert [str(p.relative_to(tmp_path)) for p in listing.files] == ["a.TXT", "b.txt", "d.text", "sub/g.txt"]
    assert [p.name for p in listing.unknown] == ["e.xls", "f", "lone.toml"]


def test_a_file_given_twice_is_listed_once(tmp_path: Path) -> None:
    write(tmp_path, a_txt="x")
    assert list_files([tmp_path / "a.txt", tmp_path, tmp_path / "." / "a.txt"]).files == (tmp_path.resolve() / "a.txt",)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing) as caught:
        list_files([tmp_path, tmp_path / "nirgends"])
    assert caught.value.say("de") == f"{tmp_path / 'nirgends'} gibt es nicht. Bitte den Pfad prüfen."


def test_an_unknown_format_is_skipped_with_its_reason(tmp_path: Path) -> None:
    write(tmp_path, a_xls="x", b_txt="Der Rat tagt.")
    result = ingest(tmp_path)
    assert [article.text for article in result.added] == ["Der Rat tagt."]
    ((path, error),) = result.skipped
    assert (Path(path).name, type(error)) == ("a.xls", FormatUnknown)
    assert error.say("de") == f"Format .xls wird nicht gelesen (gelesen werden: {', '.join(SUFFIXES)})"


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, a_txt="", b_txt="Der Rat tagt.", c_txt=b"\x00\x01")
    result = ingest(tmp_path)
    assert [article.text for article in result.added] == ["Der Rat tagt."]
    assert [(Path(path).name, error.say("de")) for path, error in result.skipped] == [
        ("a.txt", "leer"),
        ("c.txt", "keine Textdatei (Binärdaten)"),
    ]
    assert {Path(path).name: len(record.faults) for path, record in result.files.items()} == {
        "a.txt": 1,
        "b.txt": 0,
        "c.txt": 1,
    }


def test_progress_comes_after_each_file(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Ein Satz.", b_txt="Noch ein Satz.")
    seen: list[tuple[int, int]] = []
    collect(list_files([tmp_path]), {}, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_the_second_run_finds_nothing_new(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml='title = "Rat"')
    first = ingest(tmp_path)
    second = ingest(tmp_path, first.files)
    assert (len(first.added), first.changed, first.unchanged) == (1, [], [])
    assert (second.added, second.changed, second.unchanged) == ([], [], [str(tmp_path.resolve() / "a.txt")])
    assert second.files == first.files


@pytest.mark.parametrize(
    ("files", "given"),
    [
        ({"a_txt": "Der Rat tagt!"}, NOTHING),
        ({"a_toml": 'title = "Tat"'}, NOTHING),
        ({}, Metadata(source="Beispielblatt")),
    ],
)
def test_what_changes_an_article_makes_it_changed(tmp_path: Path, files: dict[str, str], given: Metadata) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml='title = "Rat"')
    known = ingest(tmp_path).files
    write(tmp_path, **files)
    result = ingest(tmp_path, known, given)
    assert (result.added, len(result.changed), result.unchanged) == ([], 1, [])


def test_a_removed_sidecar_and_a_new_reader_make_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml='title = "Rat"')
    known = ingest(tmp_path).files
    (tmp_path / "a.toml").unlink()
    assert [article.title for article in ingest(tmp_path, known).changed] == [None]
    write(tmp_path, a_toml='title = "Rat"')
    assert ingest(tmp_path, known).changed == []
    monkeypatch.setattr(collecting, "READER_VERSION", collecting.READER_VERSION + 1)
    assert len(ingest(tmp_path, known).changed) == 1


def test_an_article_keeps_its_id_when_its_text_changes(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.")
    first = ingest(tmp_path).added[0]
    write(tmp_path, a_txt="Der Rat ruht.")
    assert ingest(tmp_path).added[0].id == first.id == article_id(str(tmp_path.resolve() / "a.txt"))
    assert len(first.id) == 16
    assert article_id("/a.txt") != article_id("/b.txt")


def test_a_file_over_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MAX_BYTES", 2 * 1024 * 1024)
    write(tmp_path, a_txt="x" * (2 * 1024 * 1024))
    assert ingest(tmp_path).skipped == []
    write(tmp_path, a_txt="x" * (2 * 1024 * 1024 + 1))
    error = only_error(tmp_path)
    assert type(error) is FileTooLarge
    assert error.say("de") == "größer als 2 MB; bitte in einzelne Artikel teilen"
    assert error.say("en") == "larger than 2 MB; please split it into single articles"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="a file's handle cannot be found there")
@pytest.mark.parametrize("kind", ["jsonl", "zip"])
def test_an_error_of_the_disk_is_not_remembered_as_damage_of_the_file(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [json.dumps({"id": f"n{number}", "text": f"Der Rat tagt zum {number}. Mal."}) + "\n" for number in range(600)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number, row in enumerate(rows):
            archive.writestr(f"{number}.jsonl", row)
    write(tmp_path, a_jsonl="".join(rows))
    (tmp_path / ("a.zip" if kind == "jsonl" else "a.jsonl")).unlink()
    file = next(tmp_path.iterdir())
    monkeypatch.setattr(opened, "MAX_BYTES", 1000)
    plain = collecting.build_article

    def failing(*arguments: Any) -> Any:
        for handle in list(Path("/proc/self/fd").iterdir()):
            with contextlib.suppress(OSError):
                if handle.readlink() == file.resolve():
                    os.dup2(os.open(tmp_path, os.O_RDONLY), int(handle.name))  # a folder: what is read next gives an error
        return plain(*arguments)

    known = dict(ingest(tmp_path).files)
    assert len(known[str(file)].paths) == 600
    changed = {name: FileRecord("another", (), record.paths) for name, record in known.items()}
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "build_article", failing)
        found = ingest(tmp_path, changed)
    assert [(path, type(error)) for path, error in found.skipped] == [(str(file), FileUnreadable)]
    assert "Is a directory" in str(found.skipped[0][1])
    assert (found.files, found.vanished) == ({}, [])
    assert ingest(tmp_path, changed).files == known


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    error = only_error(tmp_path)
    assert type(error) is FileUnreadable
    assert "keine gewöhnliche Datei" in error.say("de")
    assert "not a regular file" in error.say("en")


def test_a_dangling_link_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nirgends.txt")
    assert type(only_error(tmp_path)) is FileUnreadable


def test_a_folder_with_a_files_name_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    write(tmp_path / "a.txt", b_txt="Der Rat tagt.")
    assert [article.text for article in ingest(tmp_path / "a.txt").added] == ["Der Rat tagt."]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_file_without_permission_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.")
    (tmp_path / "a.txt").chmod(0)
    error = only_error(tmp_path)
    assert type(error) is FileUnreadable
    assert error.say("de").endswith("Zugriffsrechte prüfen")


def test_a_file_that_vanishes_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.")
    listing = list_files([tmp_path])
    (tmp_path / "a.txt").unlink()
    result = collect(listing, {})
    assert [type(error) for _, error in result.skipped] == [FileUnreadable]


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_is_skipped_and_can_be_shown(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Der Rat tagt.")
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.p\xe9")).write_text("x")
    except OSError:
        pytest.skip("the file system refuses such names")
    skipped = ingest(tmp_path).skipped
    assert [(path.rsplit("/", 1)[1], type(error)) for path, error in skipped] == [
        ("caf\\udce9.p\\udce9", FormatUnknown),
        ("caf\\udce9.txt", FileNameUnreadable),
    ]
    assert skipped[1][1].say("de") == "der Dateiname ist nicht in UTF-8; bitte die Datei umbenennen"
    assert "\\udce9" in skipped[0][1].say("en").encode().decode()


@pytest.mark.skipif(os.name == "nt", reason="paths end sooner there")
def test_a_path_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    folder = tmp_path
    while len(str(folder).encode()) < 1_400:
        folder /= "ä" * 100
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Der Rat tagt.")
    (tmp_path / "b.txt").write_text("Der Rat tagt.")
    found = ingest(tmp_path)
    assert [type(error) for _, error in found.skipped] == [FileNameTooLong]
    assert [article.path for article in found.added] == [str(tmp_path / "b.txt")]


KNOWN = "title, source, date, authors, origin, url, language"


@pytest.mark.parametrize(
    ("sidecar", "de", "en"),
    [
        (
            'titel = "Rat"',
            f"a.toml: titel = 'Rat' ist ungültig; erwartet wird eines von {KNOWN}",
            f"expected is one of {KNOWN}",
        ),
        (
            'date = "30. Februar 2018"',
            "a.toml: date = '30. Februar 2018' ist ungültig; erwartet wird JJJJ, JJJJ-MM oder JJJJ-MM-TT",
            "expected is YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        ("date = true", "a.toml: date = 'True' ist ungültig", "YYYY-MM-DD"),
        ("title = 3", "a.toml: title = 3 ist ungültig; erwartet wird ein Text", "expected is a text"),
        ('source = " "', "a.toml: source = ' ' ist ungültig; erwartet wird ein Text", "expected is a text"),
        ('language = "fr"', "a.toml: language = 'fr' ist ungültig; erwartet wird de oder en", "expected is de or en"),
        ("authors = []", "a.toml: authors = [] ist ungültig; erwartet wird Namen", "expected is names"),
        ("authors = [1]", "a.toml: authors = 1 ist ungültig; erwartet wird ein Text", "expected is a text"),
        ("title = ", "erwartet wird gültiges TOML", "expected is valid TOML"),
        (b'title = "Gr\xf6\xdfe"', "erwartet wird gültiges TOML", "expected is valid TOML"),
    ],
)
def test_a_wrong_sidecar_is_named_with_what_it_should_be(tmp_path: Path, sidecar: str | bytes, de: str, en: str) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml=sidecar)
    error = only_error(tmp_path)
    assert type(error) is MetadataError
    assert error.say("de").startswith("a.toml: ")
    assert de in error.say("de")
    assert en in error.say("en")


def test_a_sidecar_that_is_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.")
    (tmp_path / "a.toml").mkdir()
    error = only_error(tmp_path)
    assert type(error) is FileUnreadable
    assert "a.toml" in error.say("de")


@pytest.mark.parametrize("written", ["2018-02-15", '"2018-02-15"', '"15. Februar 2018"'])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sidecars_date_may_be_written_in_any_form(tmp_path: Path, written: str, mark: str) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml=f'{mark}date = {written}\nauthors = ["Erika Mustermann", "Max Mustermann"]')
    (article,) = ingest(tmp_path).added
    assert article.published == Sourced(DateInterval.of(2018, 2, 15), Provenance.SIDECAR)
    assert article.authors == Sourced(("Erika Mustermann", "Max Mustermann"), Provenance.SIDECAR)


def test_a_year_as_a_number(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Der Rat tagt.", a_toml="date = 2018")
    assert ingest(tmp_path).added[0].published == Sourced(DateInterval.of(2018), Provenance.SIDECAR)


def test_an_article_knows_its_path_and_how_it_was_read(tmp_path: Path) -> None:
    write(tmp_path, a_txt="date 2018-99 Größe zählt.".encode("cp1252"))
    (article,) = ingest(tmp_path).added
    assert article.path == str(tmp_path.resolve() / "a.txt")
    assert article.notes == ("encoding:cp1252", "header:2018-99")
    assert type(only_error(write(tmp_path, a_txt=" "))) is FileEmpty

"""Files that are not what they should be: each is skipped with its own reason, the rest is read, nothing is filled or hangs."""

import gzip
import io
import os
import sys
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from corpus import containers, unpacking
from corpus.collect import Collected, collect, list_files
from corpus.errors import (
    ArticleMissing,
    ColumnMissing,
    FileBinary,
    FileDamaged,
    FileEmpty,
    FileEncoding,
    FileProtected,
    FileTooLarge,
    FileUnreadable,
    FormatUnknown,
    LibraryMissing,
    MemberUnsafe,
    NestedTooDeep,
    ReadError,
    TextLayerMissing,
    UnpacksTooMuch,
)
from corpus.formats import Reading, read_file
from corpus.readers import ReadArticle, table
from corpus.readers.base import MAX_BYTES
from tests.newsroom import Story, docx, epub, every_format, html, pdf, tarred, warc, zipped

STORY = Story(
    "Der Rat tagt", ("Der Rat tagte am Montag in Bonn, es ging um Geld.", "Der Haushalt wurde nach langer Debatte vertagt.")
)
PAGE = html(STORY).encode()
LINE = b'{"id": "1", "text": "Der Rat tagte."}\n'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "hahaha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


def outcome(name: str, raw: bytes) -> tuple[list[str], list[tuple[str, type[ReadError]]]]:
    """The texts that were read, and part and kind of what was not; an error that ends the reading has the part „!“."""
    texts: list[str] = []
    errors: list[tuple[str, type[ReadError]]] = []
    try:
        for made in read_file(name, io.BytesIO(raw), len(raw), Reading({})):
            if isinstance(made, ReadArticle):
                texts.append(made.text)
            else:
                errors.append((made.part, type(made.error)))
                assert made.error.say("de") != made.error.say("en")
    except ReadError as error:
        errors.append(("!", type(error)))
        assert error.say("de") != error.say("en")
    return texts, errors


def only(name: str, raw: bytes) -> type[ReadError]:
    texts, ((part, kind),) = outcome(name, raw)
    assert (texts, part) == ([], "!")
    return kind


def link(kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    made = tarfile.TarInfo("x.txt")
    made.type, made.linkname = kind, target
    return made


def encrypted_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["Der Rat tagte."]]))))
    writer.encrypt("geheim", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        *((f"a{suffix}", b"", FileEmpty) for suffix in (".md", ".html", ".json", ".csv", ".pdf", ".eml", ".mbox")),
        *((f"a{suffix}", b"", FileDamaged) for suffix in (".rss", ".docx", ".epub", ".warc", ".zip", ".tar")),
        ("a.html", b"<nav><a href=x>Start</a> <a href=y>Politik</a></nav>", ArticleMissing),
        ("a.html", b"\x89PNG\r\n\x1a\n\x00\x00", FileBinary),
        ("a.html", "<p>Привет, как дела?</p>".encode("cp1251"), FileEncoding),
        ("a.md", b"---\ntitle: x\n---\n", FileEmpty),
        ("a.json", b"{", FileDamaged),
        ("a.json", b"[" * 100_000, FileDamaged),
        ("a.csv", b"a;b\n1;2\n", ColumnMissing),
        ("a.csv", b"id;text\n", ArticleMissing),
        ("a.zip", zipped({}), ArticleMissing),
        ("a.csv", b"text\nD\x00r", FileBinary),
        ("a.rss", b"<html><body>x</body></html>", FileDamaged),
        ("a.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>", FileEmpty),
        ("a.pdf", pdf([[], []]), TextLayerMissing),
        ("a.pdf", b"%PDF-1.4\nx", FileDamaged),
        ("a.pdf", encrypted_pdf(), FileProtected),
        ("a.docx", zipped({"x": "y"}), FileDamaged),
        ("a.docx", docx(Story("", ("",))), ArticleMissing),
        ("a.epub", zipped({"META-INF/container.xml": "<x/>"}), FileDamaged),
        ("a.eml", b"kein Brief", FileDamaged),
        ("a.eml", b"Subject: x\n\n", ArticleMissing),
        ("a.mbox", b"kein Postfach\n", FileDamaged),
        ("a.warc", b"WARC/1.0\r\nx", ArticleMissing),
        ("a.zip", b"PK\x03\x04", FileDamaged),
        ("a.tar.gz", b"\x1f\x8b\x08", FileDamaged),
        ("a.jsonl.gz", gzip.compress(LINE)[:-4], FileDamaged),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_without_an_article_says_why(name: str, raw: bytes, error: type[ReadError]) -> None:
    texts, errors = outcome(name, raw)
    assert [kind for _, kind in errors] == [error]
    assert texts == ([] if name != "a.jsonl.gz" else texts)


@pytest.mark.parametrize(
    ("name", "raw", "texts", "errors"),
    [
        (
            "a.jsonl",
            LINE + b"{\n[1]\n" + b'{"x": 1}\n{"text": ""}\n' + LINE,
            ["Der Rat tagte."] * 2,
            [("@2", FileDamaged), ("@3", FileDamaged), ("@4", ColumnMissing), ("5", FileEmpty)],
        ),
        ("a.jsonl", b'{"text": "\\ud800 Rat"}\n', ["\ufffd Rat"], []),
        ("a.jsonl", b'{"text": "D\\u0000r"}\n', [], [("1", FileBinary)]),
        ("a.csv", b"id,text\n1,Eins.\n2,Zwei.,x\n3,Drei.\n", ["Eins.", "Drei."], [("@2", FileDamaged)]),
        ("a.mbox", b"From x\nSubject: a\n\n\n\nFrom y\nSubject: b\n\nHallo.\n", ["Hallo.\n"], [("@1", ArticleMissing)]),
        (
            "a.warc",
            warc(("https://x.example/1", 200, "text/html", b"<nav>x</nav>"), ("https://x.example/2", 200, "text/html", PAGE)),
            ["Der Rat tagt\n\n" + STORY.body],
            [("https://x.example/1", ArticleMissing)],
        ),
        (
            "a.zip",
            zipped(
                {
                    "../x.txt": "Böses.",
                    "/y.txt": "Böses.",
                    "C:\\z.txt": "Böses.",
                    "..\\w.txt": "Böses.",
                    "b.txt": "Gutes.",
                    "c.xls": "x",
                }
            ),
            ["Gutes."],
            [
                ("../x.txt", MemberUnsafe),
                ("/y.txt", MemberUnsafe),
                ("C:\\z.txt", MemberUnsafe),
                ("..\\w.txt", MemberUnsafe),
                ("c.xls", FormatUnknown),
            ],
        ),
        (
            "a.tar",
            tarred(
                {
                    "l": link(tarfile.SYMTYPE),
                    "h": link(tarfile.LNKTYPE),
                    "d": link(tarfile.CHRTYPE),
                    "f": link(tarfile.FIFOTYPE),
                    "../b.txt": b"x",
                    "c.txt": b"Gutes.",
                }
            ),
            ["Gutes."],
            [("x.txt", MemberUnsafe)] * 4 + [("../b.txt", MemberUnsafe)],
        ),
        (
            "a.zip",
            zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": "Tief."}), "e.txt": "Flach."})}),
            ["Flach."],
            [("b.zip#c.zip", NestedTooDeep)],
        ),
        (
            "a.zip",
            zipped({"b.pdf": b"%PDF", "c.zip": b"PK", "d.txt": "Gutes."}),
            ["Gutes."],
            [("b.pdf", FileDamaged), ("c.zip", FileDamaged)],
        ),
        (
            "a.tar.gz",
            gzip.compress(tarred({"a.txt": b"Gutes.", "b.txt": os.urandom(600_000)}))[:-2000],
            ["Gutes."],
            [("b.txt", FileDamaged), ("!", FileDamaged)],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_part_does_not_stop_the_others(
    name: str, raw: bytes, texts: list[str], errors: list[tuple[str, type[ReadError]]]
) -> None:
    assert outcome(name, raw) == (texts, errors)


def test_entities_are_not_expanded() -> None:
    entry = "<item><title>T</title><guid>1</guid><description>Der Rat tagt &i; &file;</description></item>"
    feed = f"{BOMB}<rss version='2.0'><channel><title>x</title>{entry}</channel></rss>"
    chapter = f"{BOMB}<html><body><p>Der Rat tagt &i; &file;</p></body></html>"
    document = f"{BOMB}<w:document xmlns:w='w'><w:body><w:p><w:t>Der Rat tagt &i; &file;</w:t></w:p></w:body></w:document>"
    for name, raw in (
        ("a.rss", feed.encode()),
        ("a.docx", zipped({"word/document.xml": document})),
        ("a.html", chapter.encode()),
        ("a.epub", zipped(_with_chapter(epub(STORY), chapter))),
    ):
        texts, _ = outcome(name, raw)
        assert all(len(text) < 2000 and "root:" not in text for text in texts)
        assert bool(texts) == (name == "a.epub")  # an HTML parser leaves them as they are; the others refuse them


def _with_chapter(book: bytes, chapter: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return members | {"OEBPS/text/c1.xhtml": chapter.encode()}


def zeros(size: int) -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1) as packed:
        for _ in range(size // 1024**2):
            packed.write(bytes(1024**2))
    return made.getvalue()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return zeros(60 * 1024**2)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.warc.gz", "a.tar.gz"])
def test_a_gzip_bomb_is_not_unpacked(name: str, bomb: bytes) -> None:
    tracemalloc.start()
    _, errors = outcome(name, bomb)  # 60 MB of 60 kB
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {kind for _, kind in errors} <= {ArticleMissing, UnpacksTooMuch, FileTooLarge, FileDamaged, FileBinary}
    assert peak < 55 * 1024**2


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {f"{n}.txt": b"Der Rat tagte. " * 200_000 for n in range(20)}
    raw = zipped(inner)
    texts, errors = outcome("a.zip", raw)
    assert len(texts) == max(MAX_BYTES, 200 * len(raw)) // 3_000_000
    assert errors == [("!", UnpacksTooMuch)]
    monkeypatch.setattr(unpacking, "MAX_MEMBERS", 3)
    texts, errors = outcome("a.zip", zipped({f"{n}.txt": b"Der Rat tagte." for n in range(5)}))
    assert (len(texts), errors) == (3, [("!", UnpacksTooMuch)])


def test_a_document_whose_size_is_a_lie_is_not_unpacked() -> None:
    raw = zipped({"word/document.xml": b"<x>" + b" " * (MAX_BYTES + 1)})
    assert only("a.docx", raw) is UnpacksTooMuch


def test_a_zip_with_a_password_says_so() -> None:
    raw = bytearray(zipped({"a.txt": b"Der Rat tagte."}))
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    assert outcome("a.zip", bytes(raw)) == ([], [("a.txt", FileProtected)])


def gathered(folder: Path) -> Collected:
    return collect(list_files([folder]), {})


def sparse(path: Path, size: int, begin: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(size)


def test_two_gigabytes_are_refused_or_streamed(tmp_path: Path) -> None:
    sparse(tmp_path / "a.txt", 2 * 1024**3)
    sparse(tmp_path / "b.pdf", 2 * 1024**3, b"%PDF-1.4\n")
    sparse(tmp_path / "c.jsonl", 60 * 1024**2, LINE)
    sparse(tmp_path / "d.zip", 60 * 1024**2, b"PK\x03\x04")
    sparse(tmp_path / "e.mbox", 5 * 1024**3)
    tracemalloc.start()
    result = gathered(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(Path(path).name, type(error)) for path, error in result.skipped] == [
        ("a.txt", FileTooLarge),
        ("b.pdf", FileTooLarge),
        ("c.jsonl#@2", FileTooLarge),
        ("d.zip", FileDamaged),
        ("e.mbox", FileTooLarge),
    ]
    assert [article.text for article in result.added] == ["Der Rat tagte."]
    assert peak < 80 * 1024**2


def test_a_field_of_a_table_may_be_enormous_but_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Der Rat tagte. " * 100_000
    assert outcome("a.csv", f'id,text\n1,"{long}"\n2,Zwei.\n'.encode()) == ([long, "Zwei."], [])
    monkeypatch.setattr(table, "MAX_BYTES", 1_000_000)
    assert outcome("a.csv", f'id,text\n1,Eins.\n2,"{long}"\n3,Drei.\n'.encode()) == (["Eins."], [("@2", FileTooLarge)])


def test_links_in_circles_and_pipes_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "d.zip")
    os.mkfifo(tmp_path / "e.jsonl.gz")
    (tmp_path / "f.txt").write_text("Der Rat tagte.")
    result = gathered(tmp_path)
    assert [article.text for article in result.added] == ["Der Rat tagte."]
    assert [(Path(path).name, type(error)) for path, error in result.skipped] == [
        ("a.txt", FileUnreadable), ("d.zip", FileUnreadable), ("e.jsonl.gz", FileUnreadable),
    ]  # fmt: skip
    assert [type(error) for _, error in gathered(tmp_path / "a.txt").skipped] == [FileUnreadable]


def test_a_folder_that_cannot_be_looked_into_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zu").mkdir()
    (tmp_path / "f.txt").write_text("Der Rat tagte.")
    scan = os.scandir

    def closed(path: str | Path) -> object:
        if Path(path).name == "zu":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    result = gathered(tmp_path)
    assert len(result.added) == 1
    ((path, error),) = result.skipped
    assert (Path(path).name, type(error)) == ("zu", FileUnreadable)
    assert "Permission denied" in error.say("de")


@pytest.mark.parametrize(("name", "library", "cure"), [("a.html", "trafilatura", 'pip install "wortlaut[html]"')])
def test_a_missing_library_names_its_cure(name: str, library: str, cure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LibraryMissing) as caught:
        list(read_file(name, io.BytesIO(PAGE), len(PAGE), Reading({})))
    assert library in caught.value.say("de")
    assert cure in caught.value.say("de")
    assert cure in caught.value.say("en")


def test_nothing_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, raw in every_format(STORY).items():
        outcome(name, raw)
    assert list(tmp_path.iterdir()) == []
    assert set(containers.CONTAINERS) == {".zip", ".tar", ".tgz", ".gz"}

"""Files made to harm end in their reason, soon: each was found by fuzzing and took minutes, or printed, before its mend."""

import io
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.torture.files import seeds
from benchmarks.torture.guarded import Guarded
from benchmarks.torture.inspected import read_and_inspect
from benchmarks.torture.mutants import mutants
from corpus.article import BlockKind
from corpus.blocks import find_blocks
from corpus.errors import FileDamaged, UnpacksTooMuch
from corpus.readers import ReadArticle
from corpus.readers.feed import read as read_feed
from corpus.readers.mail import read as read_mail
from corpus.readers.office import read_epub
from tests.newsroom import warc, zipped
from tests.test_bad_files import outcome

SOON = 5.0
"""Seconds; each took at least six times as long."""


def test_a_member_that_says_it_is_endless_ends_the_tar() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.pax_headers = {"size": "99999999999999999999"}
        archive.addfile(info)
    begun = time.monotonic()
    _, errors = outcome("a.tar", made.getvalue())
    assert errors[-1] == ("!", FileDamaged) and time.monotonic() - begun < SOON


def test_a_chapter_named_again_and_again_is_read_once() -> None:
    container = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    spine = "<itemref idref='a'/>" * 5_000
    book = f"<package><manifest><item id='a' href='c.xhtml'/></manifest><spine>{spine}</spine></package>"
    chapter = "<p>Der Rat tagte am Montag.</p>" * 2_000
    raw = zipped({"META-INF/container.xml": container, "b.opf": book, "c.xhtml": chapter})
    assert [each.part for each in read_epub(raw, {})] == ["c.xhtml"]


def test_a_book_unpacks_to_no_more_than_a_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.office.MAX_BYTES", 100_000)
    container = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    items = "".join(f"<item id='i{n}' href='{n}.xhtml'/>" for n in range(99))
    spine = "".join(f"<itemref idref='i{n}'/>" for n in range(99))
    book = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    chapters = {f"{n}.xhtml": "<p>" + "Der Rat tagte. " * 6_000 + "</p>" for n in range(99)}
    raw = zipped({"META-INF/container.xml": container, "b.opf": book, **chapters})
    made = []
    with pytest.raises(UnpacksTooMuch):
        made.extend(each for each in read_epub(raw, {}))
    assert len(raw) * 200 < 99 * 90_000


@pytest.mark.parametrize(
    "raw",
    [
        b"From: x\nSubject: x\nDate: " + b"1 " * 20_000 + b"\n\nDer Rat tagte.",
        b"From: " + b'"a" <a@b>, ' * 20_000 + b"\nSubject: x\n\nDer Rat tagte.",
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nText.\n" * 100_000,
    ],
)
def test_a_mail_that_would_take_minutes_is_refused(raw: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(FileDamaged):
        list(read_mail(raw, {}))
    assert time.monotonic() - begun < SOON


def test_a_mail_to_many_people_is_read() -> None:
    many = b", ".join(b"p%d@morgenblatt.example" % n for n in range(2_000))
    made = list(read_mail(b"From: x@y.example\nTo: " + many + b"\nSubject: Rat\n\nDer Rat tagte.\n", {}))
    assert [each.text for each in made if isinstance(each, ReadArticle)] == ["Der Rat tagte.\n"]


def test_an_element_of_thousands_of_attributes_is_refused() -> None:
    raw = b"<rss version='2.0'><channel><item " + b" ".join(b"a%d='1'" % n for n in range(40_000)) + b"><title>a</title></item>"
    begun = time.monotonic()
    with pytest.raises(FileDamaged):
        list(read_feed(raw, {}))
    assert time.monotonic() - begun < SOON


@pytest.mark.parametrize("text", ["a\n" * 200_000, "Von Anna Beispiel\n" * 20_000])
def test_lines_without_end_are_prose_soon(text: str) -> None:
    begun = time.monotonic()
    blocks, _ = find_blocks(text)
    assert time.monotonic() - begun < SOON
    assert len(blocks) == 1 and (blocks[0].start, blocks[0].end) == (0, len(text) - 1)


def test_what_follows_the_ten_thousandth_line_is_prose_by_paragraph() -> None:
    blocks, _ = find_blocks("Von Anna Beispiel\n\n" * 10_000 + "Eins\nZwei\n\nVon Bo Beispiel")
    assert [block.kind for block in blocks[-2:]] == [BlockKind.PROSE] * 2
    assert len(blocks) == 10_002


def test_a_wrong_length_in_a_web_archive_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    page = b"<html><body><p>Der Rat tagte am Montag in Koeln.</p></body></html>"
    raw = warc(("https://x.example/1", 200, "text/html", page), ("https://x.example/2", 200, "text/html", page))
    at = raw.index(b"Content-Length: ") + len(b"Content-Length: ")
    outcome("a.warc", raw[:at] + b"30" + raw[raw.index(b"\r\n", at) :])
    assert capfd.readouterr() == ("", "")


def test_mutants_of_every_format_are_read_or_refused(tmp_path: Path) -> None:
    import random

    some = list(mutants(seeds(), 150, random.Random(5)))
    for name, raw in some:
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_bytes(raw)
        read_and_inspect(folder)
    assert len({raw for _, raw in some}) > 140


def _sleeper() -> Callable[[float], float]:
    return lambda seconds: time.sleep(seconds) or seconds


def _filler() -> Callable[[int], int]:
    def fill(size: int) -> int:
        if size < 0:
            raise ValueError("kaputt")
        return len(bytearray(size))

    return fill


@pytest.mark.slow
def test_what_hangs_fails_or_grows_is_seen() -> None:
    with Guarded(_sleeper, limit=0.5) as guarded:
        assert guarded(5.0).problem == "hung"
        assert guarded(0.0).value == 0.0  # by a new process
    with Guarded(_filler, limit=20) as guarded:
        assert guarded(-1).problem.startswith("ValueError: 'kaputt'")
        assert guarded(200 * 1024**2).grown > 150 * 1024**2
        assert guarded(10).grown < 20 * 1024**2

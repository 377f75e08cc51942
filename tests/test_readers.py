import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import DateInterval, parse_date
from corpus.errors import FileBinary, FileEmpty, FileEncoding, ReadError
from corpus.metadata import Metadata
from corpus.provenance import Provenance
from corpus.readers import READERS, plain
from corpus.readers.base import ReadArticle
from corpus.readers.plain import decode


def read(raw: bytes) -> ReadArticle:
    (made,) = plain.read(raw, {})
    assert isinstance(made, ReadArticle)
    return made


def read_text(text: str, date: DateInterval | None = None, notes: tuple[str, ...] = ()) -> ReadArticle:
    return ReadArticle(text, claims=((Metadata(date=date), Provenance.HEADER),) if date else (), notes=notes)


GERMAN = "Übermäßig große Stühle, „schön“ – und teuer: 5 €."


@pytest.mark.parametrize(
    ("raw", "date", "text"),
    [
        (" date 2018-02 Brüssel. Der Rat tagt.", "2018-02", "Brüssel. Der Rat tagt."),
        ("date 2018-02-15\nDer Rat tagt.", "2018-02-15", "Der Rat tagt."),
        ("date: 2018\r\n\r\nDer Rat tagt.\r\n", "2018", "Der Rat tagt.\r\n"),
        ("\n DATE 15.02.2018 \t Der Rat tagt.", "2018-02-15", "Der Rat tagt."),
        ("date\t2020-02 Der  Rat\n", "2020-02", "Der  Rat\n"),
    ],
)
def test_a_header_gives_the_date_and_leaves_the_text(raw: str, date: str, text: str) -> None:
    assert read(raw.encode()) == read_text(text, parse_date(date), ())


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("date 2018-13 Der Rat tagt.", "header:2018-13"),
        ("date 30.02.2018 Der Rat tagt.", "header:30.02.2018"),
        ("date gestern Der Rat tagt.", "header:gestern"),
        ("date " + "9" * 50 + " Der Rat tagt.", "header:" + "9" * 40),
    ],
)
def test_a_malformed_header_stays_in_the_text_and_is_noted(raw: str, note: str) -> None:
    assert read(raw.encode()) == read_text(raw, None, (note,))


@pytest.mark.parametrize(
    "raw", ["Der Rat tagt. date 2018-02", "update 2018-02 Der Rat", "Daten 2018-02 liegen vor", "date2018-02 X"]
)
def test_what_is_no_header_is_text(raw: str) -> None:
    assert read(raw.encode()) == read_text(raw, None, ())


UNTOUCHED = "  Der  Rat\r\n\r\ntagt\u200b im Ma\u0308rz\u00a0\ufeff.\n\n"


def test_the_text_stays_as_it_is() -> None:
    assert read(UNTOUCHED.encode()).text == UNTOUCHED
    assert read(("date 2018-02 x" + UNTOUCHED).encode()).text == "x" + UNTOUCHED


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in (*range(32), 127) if n not in (9, 10, 13)])
)
PLAIN = TEXTS.filter(
    lambda text: any(c.isalnum() for c in text) and not text.lstrip().lower().startswith("date") and text[0] != "\ufeff"
)


@given(PLAIN)
def test_any_text_without_header_is_kept(text: str) -> None:
    assert read(text.encode()) == read_text(text, None, ())


@given(PLAIN.filter(lambda text: not text[0].isspace()))
def test_any_text_after_a_header_is_kept(text: str) -> None:
    assert read(f" date 2018-02 {text}".encode()) == read_text(text, DateInterval.of(2018, 2), ())


@given(PLAIN, st.sampled_from(["utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]))
def test_any_text_behind_a_byte_order_mark_is_kept(text: str, encoding: str) -> None:
    raw = text.encode(encoding) if encoding == "utf-8-sig" else ("\ufeff" + text).encode(encoding)
    assert read(raw).text == text


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (GERMAN.encode(), "utf-8"),
        (codecs.BOM_UTF8 + GERMAN.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), "utf-32-le"),
        (GERMAN.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(raw: bytes, encoding: str) -> None:
    assert decode(raw) == (GERMAN, encoding)
    assert read(raw).notes == (() if encoding == "utf-8" else (f"encoding:{encoding}",))


def test_a_header_is_read_in_any_encoding() -> None:
    expected = read_text("Größe", DateInterval.of(2018, 2), ("encoding:cp1252",))
    assert read(" date 2018-02 Größe".encode("cp1252")) == expected


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", FileEmpty),
        (b" \r\n\t ", FileEmpty),
        ("\u00a0\u2003".encode(), FileEmpty),
        (codecs.BOM_UTF8, FileEmpty),
        (codecs.BOM_UTF16_LE + "\n".encode("utf-16-le"), FileEmpty),
        (b"date 2018-02", FileEmpty),
        (b" date 2018-02\n\n", FileEmpty),
        (b"\x89PNG\r\n\x1a\n", FileBinary),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", FileBinary),
        (b"Der Rat\x00tagt.", FileBinary),
        (b"Der Rat tagt. " * 99 + b"\x00", FileBinary),
        ("Der Rat tagt.".encode("utf-16-le"), FileBinary),
        (bytes(range(1, 9)) * 10, FileBinary),
        (random.Random(7).randbytes(2000), FileBinary),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", FileEncoding),
        (codecs.BOM_UTF8 + "Größe".encode("cp1252"), FileEncoding),
        ("Привет, как дела?".encode("cp1251"), FileEncoding),
        ("Der Rat tagt im großen Saal".encode() + b"\x81", FileEncoding),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, error: type[ReadError]) -> None:
    with pytest.raises(ReadError) as caught:
        read(raw)
    assert type(caught.value) is error


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        assert read(raw).text.strip()
    except ReadError as error:
        assert type(error) in (FileEmpty, FileBinary, FileEncoding)


def test_formats() -> None:
    assert (READERS[".txt"], READERS[".text"]) == (plain.read, plain.read)

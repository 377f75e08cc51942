"""Receipts: one form to the byte, nothing of the machine in it, and codes that lead back."""

import hashlib
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.receipt_book import ReceiptBook
from bot.settings import Settings
from corpus.article import Article
from corpus.dates import DateInterval
from corpus.postgres import open_engine
from corpus.provenance import Provenance, Sourced
from retrieval import Quote, Retriever
from retrieval.receipt_codes import key_of, read_code
from retrieval.receipts import AROUND, Receipt, ReceiptDamaged, file_name, receipt_of

AT = datetime(2026, 3, 9, 7, 15, 30, 999, tzinfo=timezone(timedelta(hours=1)))
TEXT = "Der Rat tagte am Montag in Bonn. Er beschloss \u202eden Haushalt: 500 Euro.\nDanach war Schluss\x07 \U0001f642."
DAYS = DateInterval.of(2018, 2)


def article(text: str = TEXT, **facts: object) -> Article:
    told = {"title": Sourced("Der „Rat“", Provenance.HEADER), "source": Sourced("dpa/RND", Provenance.BYLINE)}
    told |= {"authors": Sourced(("A. Bee", "C. Dee"), Provenance.METADATA), "published": Sourced(DAYS, Provenance.URL)}
    return Article("0123456789abcdef", "/home/anna/geheim/a b.zip#x/1.txt", text, "de", part="x/1.txt", **(told | facts))


def made(start: int = 4, end: int = 31, **facts: object) -> Receipt:
    return receipt_of(article(**facts), start, end, at=AT, version="0.1.0", input_digest="e" * 64)


def test_a_receipt_says_what_is_known_and_nothing_of_the_machine() -> None:
    row = made().as_json()
    digest = row.pop("digest")
    assert row == {
        "format": "wortlaut-receipt/1",
        "code": key_of("0123456789abcdef", article().digest, 4, 31),
        "text": "Rat tagte am Montag in Bonn",
        "prefix": "Der ",
        "suffix": ". Er beschloss \u202eden Haushalt: 500 Euro.\nDanach war Schluss\x07 \U0001f642.",
        "start": 4,
        "end": 31,
        "article_id": "0123456789abcdef",
        "file": "a b.zip#x/1.txt",
        "text_digest": "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest(),
        "input_digest": "sha256:" + "e" * 64,
        "title": {"value": "Der „Rat“", "provenance": "header"},
        "source": {"value": "dpa/RND", "provenance": "byline"},
        "authors": {"value": ["A. Bee", "C. Dee"], "provenance": "metadata"},
        "published": {"value": "2018-02", "provenance": "url"},
        "not_before": None,
        "url": None,
        "retrieved": "2026-03-09T06:15:30Z",
        "version": "0.1.0",
    }
    line = made().as_line()
    sealed = line[: line.rindex(', "digest"')] + "}"
    assert digest == "sha256:" + hashlib.sha256(sealed.encode()).hexdigest(), "as docs/receipts.md tells to work it out"
    assert "anna" not in line
    assert "\u202e" not in line


def test_every_single_changed_byte_is_noticed() -> None:
    raw = made(0, len(TEXT)).as_line().encode()
    for at in range(len(raw)):
        for other in {raw[at] ^ 1, raw[at] ^ 0x20, ord("0"), ord(" ")} - {raw[at]}:
            changed = raw[:at] + bytes([other]) + raw[at + 1 :]
            with pytest.raises(ReceiptDamaged):
                Receipt.from_json(changed.decode("utf-8", "replace"))


SOME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300).filter(str.strip)


@given(SOME, st.data())
def test_any_span_of_any_text_is_read_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    receipt = receipt_of(article(text), start, end, at=AT, version="1")
    assert Receipt.from_json(receipt.as_line()) == receipt
    assert "\n" not in receipt.as_line()
    assert receipt.text == text[start:end]
    assert text[:start].endswith(receipt.prefix)
    assert text[end:].startswith(receipt.suffix)
    assert max(len(receipt.prefix), len(receipt.suffix)) <= AROUND


@pytest.mark.parametrize("days", ["2018", "2018-02", "2018-02-15", "1849-05-01", "2018-02-05/2018-03-01"])
def test_dates_are_read_back_as_precise_as_they_are(days: str) -> None:
    ends = days.split("/")
    interval = DateInterval.of(*map(int, days.split("-"))) if len(ends) == 1 else DateInterval(*map(_day, ends))
    receipt = made(published=Sourced(interval, Provenance.HEADER))
    assert receipt.as_json()["published"]["value"] == days
    read = Receipt.from_json(receipt.as_line()).published
    assert read is not None
    assert read.value == interval


def _day(text: str) -> object:
    return datetime.fromisoformat(text).date()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"start": -1}, {"start": 5}, {"end": 40}, {"text": "kurz"}, {"prefix": "Der Der "}, {"suffix": "x" * 65},
        {"text_digest": "E" * 64}, {"input_digest": "12"}, {"file": "/home/a.txt"}, {"file": ""}, {"version": ""},
        {"retrieved": AT}, {"retrieved": AT.replace(tzinfo=None, microsecond=0)}, {"article_id": ""}, {"start": True},
    ],
)  # fmt: skip
def test_nonsense_is_refused(nonsense: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        replace(made(), **nonsense)


def test_a_forged_receipt_with_a_digest_of_its_own_is_still_no_other_form() -> None:
    row = made().as_json()
    for change in (
        {"start": 4.0},
        {"end": "31"},
        {"format": "wortlaut-receipt/9"},
        {"published": {"value": "Mai"}},
        {"url": 3},
    ):
        with pytest.raises(ReceiptDamaged):
            Receipt.from_json(json.dumps(row | change, ensure_ascii=False))
    for text in ("", "[]", "{}", "null", "[" * 100_000, '{"format": "wortlaut-receipt/1"}', json.dumps(row, indent=1)):
        with pytest.raises(ReceiptDamaged):
            Receipt.from_json(text)


def test_the_name_of_a_windows_file_has_no_folders() -> None:
    assert file_name(replace(article(), path="C:\\Archiv\\a.txt", part="")) == "a.txt"


def test_codes_are_read_as_people_type_them() -> None:
    assert read_code(" k7q2 ") == "K7Q2"
    assert read_code("il-o0") == "1100"
    for none in ("", "K7Q", "K7Q2!", "UUUU", "K" * 17, "K7Ü2"):
        assert read_code(none) is None


@given(st.integers(0, 10**6), st.integers(1, 500))
def test_codes_have_no_letters_that_pass_for_others(start: int, length: int) -> None:
    key = key_of("a" * 16, "b" * 64, start, start + length)
    assert len(key) == 16
    assert read_code(key) == key
    number = int(hashlib.sha256(f"{'a' * 16} {'b' * 64} {start} {start + length}".encode()).hexdigest()[:20], 16)
    assert sum("0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(sign) * 32**at for at, sign in enumerate(reversed(key))) == number


def quote(start: int, some: Article | None = None) -> Quote:
    return Quote(some or article("x" * 10_000), start, start + 1, (), 1.0)


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the book is: "" for a file, else an empty schema of a server."""
    return str(request.getfixturevalue("database_url")) if request.param == "server" else ""


def test_the_book_gives_each_place_one_code_for_good_and_leads_back(tmp_path: Path, url: str) -> None:
    book, quotes = ReceiptBook(tmp_path, url=url), [quote(at) for at in range(3000)]
    code_of = book.codes(quotes)
    codes = [code_of(each) for each in quotes]
    assert len(set(codes)) == 3000
    for at, code in enumerate(codes):
        assert code
        assert key_of(quotes[at].article.id, quotes[at].article.digest, at, at + 1).startswith(code)
    longer = [code for code in codes if code and len(code) > 4]
    assert longer, "of 3,000 codes in a million some four collide"
    assert all(len(code) == 5 and code[:4] in codes for code in longer)
    assert [ReceiptBook(tmp_path, url=url).codes(quotes[at : at + 1])(quotes[at]) for at in (0, 2999)] == [
        codes[0],
        codes[2999],
    ]
    for at in (0, 7, codes.index(longer[0]), 2999):
        found = ReceiptBook(tmp_path, url=url).find(codes[at] or "")
        assert found
        assert (found.start, found.end, found.digest) == (at, at + 1, quotes[at].article.digest)
        whole = book.find(key_of(quotes[at].article.id, quotes[at].article.digest, at, at + 1))
        assert whole
        assert whole.start == at
        assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert book.find("ZZZZZZZZ") is None


def test_the_book_is_bounded_and_its_owners_alone(tmp_path: Path, url: str) -> None:
    book = ReceiptBook(tmp_path, most=10, url=url)
    for at in range(25):
        book.codes([quote(at)])
    kept = [at for at in range(25) if book.find(key_of("0123456789abcdef", quote(at).article.digest, at, at + 1))]
    assert kept == list(range(15, 25))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == (set() if url else {0o600})


def test_two_who_give_codes_at_once_give_the_same_ones(tmp_path: Path, database_url: str) -> None:
    quotes = [quote(at) for at in range(1500)]
    turns = [quotes, quotes[::-1], quotes[700:] + quotes[:700]]
    lots = [[turn[at : at + 50] for at in range(0, 1500, 50)] for turn in turns]

    def write(lots: list[list[Quote]]) -> dict[int, str | None]:
        book, made = ReceiptBook(tmp_path, url=database_url), {}
        for lot in lots:
            code_of = book.codes(lot)
            made |= {each.start: code_of(each) for each in lot}
        book.close()
        return made

    with ThreadPoolExecutor(3) as pool:
        first, second, third = pool.map(write, lots)
    assert first == second == third
    assert None not in first.values() and len(set(first.values())) == 1500


def test_a_book_that_is_locked_on_a_server_keeps_no_answer_waiting(tmp_path: Path, database_url: str) -> None:
    book = ReceiptBook(tmp_path, url=database_url)
    book.codes([quote(1)])
    engine = open_engine(database_url)
    with engine.begin() as other:
        other.exec_driver_sql("LOCK TABLE issued")
        begun = time.monotonic()
        assert book.codes([quote(1), quote(2)])(quote(2)) is None
        assert time.monotonic() - begun < 5
    assert book.codes([quote(2)])(quote(2))
    book.close()
    engine.dispose()


def test_without_a_book_there_is_no_code_and_no_error(tmp_path: Path) -> None:
    gone = ReceiptBook(tmp_path / "nirgends")
    assert gone.codes([quote(1)])(quote(1)) is None
    assert gone.find("K7Q2") is None
    (tmp_path / "receipts.db").write_bytes(b"das ist keine Datenbank" * 100)
    broken = ReceiptBook(tmp_path)
    assert broken.codes([quote(1)])(quote(1)) is None
    assert broken.find("K7Q2") is None


def test_a_book_that_is_locked_keeps_no_answer_waiting(tmp_path: Path) -> None:
    ReceiptBook(tmp_path).codes([quote(1)])
    with sqlite3.connect(tmp_path / "receipts.db") as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        code_of = ReceiptBook(tmp_path).codes([quote(1), quote(2)])
        assert time.monotonic() - begun < 5
        assert code_of(quote(2)) is None
        other.rollback()


def test_the_book_holds_no_word_of_an_article_or_a_question(
    sample_settings: Settings, sample_retriever: Retriever, tmp_path: Path
) -> None:
    answer = sample_retriever.answer("Wer leitet die Nato-Mission im Irak?")
    book = ReceiptBook(tmp_path)
    book.codes(answer.quotes)
    book.close()
    raw = (tmp_path / "receipts.db").read_bytes()
    for word in ("leitet", "Carignan", "Nato", "Bagdad", str(sample_settings.data_dir), "Abendkurier"):
        assert word.encode() not in raw

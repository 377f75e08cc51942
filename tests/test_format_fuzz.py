"""Any bytes in any format: articles, or errors that name their reason; never another exception."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.formats import SUFFIXES, Reading, read_file
from corpus.readers import ReadArticle, Unread
from tests.newsroom import Story, every_format

VALID = {
    name.partition(".")[2]: raw for name, raw in every_format(Story("Der Rat", ("Der Rat tagte am Montag in Köln.",))).items()
}
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(suffix: str, raw: bytes) -> Iterator[ReadArticle | Unread]:
    try:
        yield from read_file(f"a{suffix}", io.BytesIO(raw), len(raw), Reading({}))
    except ReadError as error:
        yield Unread("", error)


def check(suffix: str, raw: bytes) -> None:
    made = list(read(suffix, raw))
    assert made
    parts = [each.part for each in made if isinstance(each, ReadArticle)]
    assert len(parts) == len(set(parts))
    for each in made:
        if isinstance(each, ReadArticle):
            assert any(character.isalnum() for character in each.text)
            each.text.encode()
            each.part.encode()
            assert not each.pages or (each.pages[0] == 0 and sorted(each.pages) == list(each.pages))
        else:
            assert each.error.say("de")
            assert each.error.say("en")


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".tar.gz", ".warc.gz"])
@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(suffix: str, raw: bytes) -> None:
    check(suffix, raw)


@pytest.mark.parametrize("suffix", VALID)
@QUICK
@given(st.data())
def test_damaged_files(suffix: str, data: st.DataObject) -> None:
    raw = bytearray(VALID[suffix])
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=6)):
        raw[at] ^= 1 << data.draw(st.integers(0, 7))
    check(f".{suffix}", bytes(raw[: data.draw(st.integers(0, len(raw)))]))

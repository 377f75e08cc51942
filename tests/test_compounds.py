import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.compounds import compound_parts

KNOWN = {
    "ausbildung": 9,
    "mission": 30,
    "bund": 4,
    "wehr": 3,
    "soldat": 20,
    "haus": 5,
    "tür": 2,
    "bundeswehr": 50,
    "einsatz": 7,
}


def split(word: str) -> list[str]:
    return compound_parts(word, lambda part: part, lambda part: KNOWN.get(part, 0))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ausbildungsmission", ["ausbildung", "mission"]),
        ("bundeswehr", ["bund", "wehr"]),
        ("bundeswehrsoldat", ["bundeswehr", "soldat"]),
        ("soldatenausbildungseinsatz", ["soldat", "ausbildung", "einsatz"]),
        ("mission", []),
        ("missionar", []),
        ("haustür", []),  # parts of three letters are mostly chance
        ("vermission", []),
        ("", []),
        ("mission2018mission", []),
        ("haus" * 15, ["haus"] * 15),
        ("haus" * 16, []),  # longer than any word
    ],
)
def test_parts(word: str, parts: list[str]) -> None:
    assert split(word) == parts


@given(words=st.lists(st.sampled_from([word for word in KNOWN if len(word) > 3]), min_size=2, max_size=4))
def test_every_part_is_known_and_stands_in_the_word(words: list[str]) -> None:
    joined = "".join(words)
    parts = split(joined)
    assert len(parts) >= 2
    assert all(part in KNOWN and part in joined for part in parts)


def test_a_word_of_many_splits_is_split_in_no_time() -> None:
    """Each beginning is split once: without that these sixty letters take hundreds of thousands of steps."""
    asked = 0

    def frequency(part: str) -> int:
        nonlocal asked
        asked += 1
        return int(set(part) == set("ha") and len(part) in (4, 6, 8))

    assert compound_parts("ha" * 30, lambda part: part, frequency)
    assert asked < 5_000

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import all_words, stem
from retrieval.compounds import compound_parts, may_split_otherwise

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


PIECES = "rat räte rats haus häuser haft tür türen amt ämter bau bauen trophäen poesie stadt städte wehr 5g ungen"
WORDS = st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=4).map("".join)
ENDINGS = st.sampled_from(
    "e er ern em en es s st est end ung ungen ig igen isch lich lichkeit heit keit heiten nisse nisses".split()
)


def german(word: str) -> str:
    return stem(word, "de")


@given(st.lists(WORDS | st.text("abdehiklnrstuäöüß", min_size=3, max_size=9), min_size=1, max_size=12), st.data())
def test_no_word_that_splits_otherwise_is_overlooked(texts: list[str], data: st.DataObject) -> None:
    words = sorted(set(all_words(" ".join(texts), "de")))
    stems = sorted({german(word) for word in words})
    counts = st.fixed_dictionaries({one: st.integers(0, 5) for one in stems})
    old, new = data.draw(counts), data.draw(counts)
    changed = [one for one in stems if old[one].bit_length() != new[one].bit_length()]

    def parts(word: str, counted: dict[str, int]) -> list[str]:
        return compound_parts(word, german, lambda one: counted.get(one, 0))

    turned = {word for word in words if parts(word, old) != parts(word, new)}
    found = may_split_otherwise(words, changed)
    assert turned <= set(found)
    assert found == [word for word in words if word in found]


@given(st.text("abdehiklnrstuäöüßé", min_size=2, max_size=7), st.lists(ENDINGS, max_size=3).map("".join))
def test_what_is_supposed_of_stems(beginning: str, ending: str) -> None:
    for word in all_words(beginning + ending, "de"):
        one = german(word)
        if len(word) >= 4 and one == word[: len(one)]:
            assert len(one) > 3 or (len(one) == 3 and word[3] in "ehiklnsu")


def test_only_what_holds_a_changed_stem_may_split_otherwise() -> None:
    words = ["bauamt", "hausbauamt", "hausratte", "hausrattenfanger", "hochhausbau", "ratsamt", "trophaenhaus", "wehr"]
    assert may_split_otherwise(words, ["hausbau"]) == ["hausbauamt", "hochhausbau", "trophaenhaus"]  # respelt: may be anything
    assert may_split_otherwise(words, ["ratt", "um"]) == ["hausratte", "hausrattenfanger", "trophaenhaus"]
    assert may_split_otherwise(words, []) == ["trophaenhaus"]
    assert may_split_otherwise([], ["haus"]) == []

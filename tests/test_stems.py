from hypothesis import given
from hypothesis import strategies as st

from retrieval.stems import Stems

STEMS = st.text("abß", min_size=1, max_size=12) | st.text("ab", min_size=38, max_size=44)


def test_inside_compounds_by_hand() -> None:
    stems = Stems.of(["ausbildungsmission", "rat", "irak"])
    assert stems.held == {"ausbildungsmission", "rat", "irak"}
    assert stems.related("ausbild")
    assert stems.related("ausbildungsmissionen")
    assert not stems.related("beirat"), "three letters inside another say nothing"
    assert not stems.related("missionrat"), "a stem is not made of two"
    assert stems.begins("ausb")
    assert not stems.begins("mission")


@given(st.lists(STEMS, max_size=6), STEMS)
def test_as_each_stem_alone_says_it(texts: list[str], stem: str) -> None:
    stems = Stems.of(texts)
    assert stems.begins(stem) == any(other.startswith(stem) for other in texts)
    assert stems.related(stem) == any(stem in other or (len(other) >= 5 and other in stem) for other in texts)


@given(st.lists(STEMS, max_size=4), STEMS)
def test_a_stem_is_related_both_ways_when_both_are_long(texts: list[str], stem: str) -> None:
    if len(stem) >= 5:
        long = [text for text in texts if len(text) >= 5]
        assert Stems.of(long).related(stem) == any(Stems.of([stem]).related(text) for text in long)

"""What the next question can lean on: its words, that it is bounded, and that it is kept as it was."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Answer
from retrieval.turn import MOST_CHARACTERS, MOST_NAMES, MOST_TERMS, Turn, terms_of
from retrieval.understood import Carried
from tests.turns import COVERAGE, asked, turn

FEBRUARY = "Wie viele Soldaten waren im Februar 2018 im Irak?"
LEADS = "Wer leitet die Mission im Irak?"


def test_terms_are_content_words_without_period_and_source() -> None:
    assert terms_of("Wie viele Soldaten waren im Februar 2018 laut dpa im Irak?", "de", ["Februar 2018", "dpa"]) == (
        "Soldaten",
        "Irak",
    )
    assert terms_of("How many of the soldiers left Iraq?", "en") == ("soldiers", "left", "Iraq")
    assert terms_of("Und wer?", "de") == terms_of("", "de") == ()


def test_a_turn_comes_back_as_it_was_stored() -> None:
    for made in (turn(FEBRUARY, "Was sagt die ARD dazu?"), turn(LEADS), Turn("", ())):
        assert Turn.read(made.stored()) == made == Turn.from_json(json.loads(json.dumps(made.as_json())))
    carried = Carried("Wer?", ("leitet",), "leitet Wer noch?", True, True, False)
    assert Carried.from_json(carried.as_json()) == carried


questions = st.text(st.characters(blacklist_categories=("Cs",)), max_size=300) | st.lists(
    st.sampled_from(
        "Und aus in im laut wer wann wie viele davon dort er sie es das Soldaten Kanada Irak Februar 2018 ARD dpa kommen die "
        ", ? and of them since when there it Iraq from".split()
    ),
    max_size=14,
).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(questions, min_size=2, max_size=6))
def test_whatever_is_asked_nothing_breaks_and_what_is_carried_was_asked(said: list[str]) -> None:
    before: Turn | None = None
    earlier = ""
    for question in said:
        made = asked(question, before)
        carried = made.understood.carried
        if carried:
            assert before and carried.question == before.question and carried.query == made.query
            assert all(term in earlier for term in carried.terms)
            assert len(made.query) <= MOST_CHARACTERS + (MOST_TERMS + MOST_NAMES) * 61 + len(question)
        else:
            assert made.query == question
        before = Turn.of(Answer(question, made.understood, (), 0.9, None, COVERAGE))
        earlier += f" {question}"
        assert len(before.question) <= MOST_CHARACTERS and len(before.terms) <= MOST_TERMS
        assert Turn.read(before.stored()) == before


@given(st.text())
def test_any_stored_text_is_a_turn(text: str) -> None:
    assert len(Turn.read(text).question) <= MOST_CHARACTERS

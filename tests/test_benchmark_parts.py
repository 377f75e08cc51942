"""The parts of the benchmarks that figures hang on."""

import importlib
import pkgutil

import numpy as np
import pytest

import benchmarks
from benchmarks.curves import calibration_error, reliability
from benchmarks.fit_confidence import calibration, threshold
from benchmarks.follow_ups import Pair, report, turns_before
from benchmarks.follow_ups import figures as follow_up_figures
from benchmarks.removal import WithoutPassages, blanked
from benchmarks.scored import Scored
from benchmarks.swapped import Entity, choose, figures, replaced, shared_names
from bot.settings import Settings
from corpus.article import Passage


def test_reliability_and_calibration_error_by_hand() -> None:
    probabilities, outcomes = np.array([0.05, 0.15, 0.15, 1.0]), np.array([False, True, False, True])
    weights = np.array([4.0, 1.0, 3.0, 2.0])
    expected = [(0.05, 0.0, 0.4), (0.15, 0.25, 0.4), (1.0, 1.0, 0.2)]
    for point, wanted in zip(reliability(probabilities, outcomes, weights), expected, strict=True):
        assert point == pytest.approx(wanted)
    assert calibration_error(probabilities, outcomes, weights) == pytest.approx(0.05 * 0.4 + 0.1 * 0.4)


def test_entities_of_a_question() -> None:
    years = [Entity("2019", "year"), Entity("1.200", "number of 4"), Entity("7", "number of 1")]
    assert figures("Was kosteten 2019 die 1.200, 7 oder B52?") == years
    german, english = "Wann zog Jared Allen aus Fresno in die Stadt?", "When did Jared Allen leave Fresno for town?"
    assert shared_names(german, english) == [
        Entity("Jared Allen", "name of 2"),
        Entity("Fresno", "name of 1 after a preposition"),
    ]


def test_what_is_swapped_in_is_neither_in_the_article_nor_in_the_question() -> None:
    pool = {"year": ["1900", "2016", "2017", "2018", "2019"]}
    question = "Was geschah 2018, ein Jahr vor 2019 ?"
    made = {choose(str(number), question, [Entity("2018", "year")], pool, "2017 war es ruhig") for number in range(20)}
    assert made == {(Entity("2018", "year"), "2016")}  # 1900 is too far off
    assert choose("1", question, [Entity("2018", "year")], {"year": ["2017"]}, "2017") is None
    assert replaced("Die 12018 und die 2018.", "2018", "2016") == "Die 12018 und die 2016."


def test_what_is_gone_is_blank_unless_another_passage_holds_it() -> None:
    gone, kept = Passage(1, "1", 4, 13, ((4, 13),)), Passage(2, "1", 9, 16, ((9, 16),))
    assert blanked("Eins Zwei\nDrei Vier", [gone], [kept]) == "Eins     \nDrei Vier"
    assert blanked("Eins Zwei\nDrei Vier", [gone], []) == "Eins     \n   i Vier"


def test_what_a_case_counts() -> None:
    archive = np.array(["small"] * 3 + ["large"] * 2 + ["sample"] * 3)
    why = np.array(["answerable", "answerable", "swapped", "answerable", "no article", "answerable", "answerable", "near miss"])
    rows, fold, right = np.zeros((8, 1)), np.zeros(8, dtype=np.int64), np.zeros(8, dtype=np.bool_)
    # two answerable sample questions count a thousandth each, and the other archives half of the rest
    half = (1 - 0.002) / 2
    expected = [half * 0.25, half * 0.25, half * 0.15, half * 0.5, half * 0.15, 0.0005, 0.0005, 0.0]
    assert Scored(archive, rows, why, fold, right).weights == pytest.approx(expected)


def test_a_threshold_keeps_what_it_says() -> None:
    logits = np.arange(200.0)
    assert (logits >= threshold(logits, 0.99)).sum() == 199
    assert threshold(np.array([3.0, 1.0, 2.0]), 0.97) == 1.0


def test_calibrated_odds_are_those_of_the_outcomes() -> None:
    logits = np.array([-1.0] * 10 + [1.0] * 10)
    answerable = np.array([True] * 2 + [False] * 8 + [True] * 9 + [False])
    stretch, shift = calibration(logits, answerable, np.ones(20))
    # shift - stretch = ln(2/8), shift + stretch = ln(9/1)
    assert (stretch, shift) == pytest.approx((np.log(36) / 2, np.log(9 / 4) / 2), abs=1e-3)


def test_what_follow_ups_lose_by_hand() -> None:
    rows = {
        "a": {"question": "Wer?"},
        "b": {"question": "Und wo?", "follow_up_of": "a"},
        "c": {"question": "Und wann?", "follow_up_of": "b"},
        "d": {"question": "Was?", "after": "c"},
    }
    assert turns_before(rows["d"], rows) == ["Wer?", "Und wo?", "Und wann?"]
    assert turns_before(rows["a"], rows) == []
    lost = Pair("c", ("Wer?", "Und wo?"), "Und wann?", "Wann ging er?", False, True, False, "Wer Und wann?")
    won = Pair("b", ("Wer?",), "Und wo?", "Wo war er?", True, True, False, None)
    other = Pair("d", ("Wer?",), "Was?", "Was?", True, True, False, "Wer Was?")
    made = follow_up_figures([lost, won], [other])
    assert made["differing"][0]["id"] == "c" and [pair["id"] for pair in made["differing"]] == ["c", "d"]
    assert {name: value for name, value in made.items() if name != "differing"} == {
        "follow_ups": 2,
        "in_conversation": 0.5,
        "in_full": 1.0,
        "carried_nothing": 1,
        "unrelated": 1,
        "same_quotes": 0.0,
        "lost": 0,
    }
    assert report(made).splitlines()[2:] == ["- c: Wer? / Und wo? | Und wann? -> Wer Und wann?", "~ d: Wer? | Was? -> Wer Was?"]


def test_passages_left_out_are_found_by_neither_leg_and_stand_in_no_article(sample_settings: Settings) -> None:
    retriever = WithoutPassages.open(sample_settings.data_dir, cache=sample_settings.cache_dir, reader="never")
    question = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
    found = retriever.evidence(question)
    passages = {candidate.passage.id: candidate.passage for candidate in found.pool[:2]}
    retriever.without = set(passages)
    after = retriever.evidence(question)
    assert passages.keys().isdisjoint(candidate.passage.id for candidate in after.pool)
    assert after.passages == found.passages - 2
    for candidate in after.pool:
        for gone in passages.values():
            if gone.article_id == candidate.article.id:
                kept = [one for one in retriever.passages.values() if one.article_id == gone.article_id and one.id != gone.id]
                alone = [at for at in range(gone.start, gone.end) if not any(one.start <= at < one.end for one in kept)]
                assert not "".join(candidate.article.text[at] for at in alone).strip()
    retriever.without = ()
    again = retriever.evidence(question)
    assert [candidate.passage.id for candidate in again.pool] == [candidate.passage.id for candidate in found.pool]


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)))
def test_every_benchmark_finds_what_it_takes_from_the_program(name: str) -> None:
    try:
        importlib.import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as error:  # a library of an extra that is not installed here
        assert (error.name or "").partition(".")[0] not in {"benchmarks", "bot", "corpus", "retrieval"}

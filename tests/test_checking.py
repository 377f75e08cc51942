"""Quotations held against the print: words, alignment, verdicts."""

import itertools
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.alteration_ways import WAYS
from benchmarks.alterations import figures_of, made
from bot.settings import Settings
from retrieval.checking.align import ANYWHERE_COST, CASE_COST, MARK_COST, ONWARD_COST, align
from retrieval.checking.checker import MOST_CHARACTERS, Checker
from retrieval.checking.words import words_of

HERE = "Daran beteiligt sind etwa 500 Soldaten; 200 sind als Ausbilder vor Ort. Die Mission endet nicht vor 2020."
THERE = "Kanada übernimmt die Führung der neuen Nato-Mission im Irak. Die Mission kostet viel."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("„Das ist so“, sagte er – laut …", '"Das ist so", sagte er - laut ...'),
        ("20 000 Soldaten", "20\u00a0000  Soldaten"),
        ("20000 Soldaten", "20 000 Soldaten"),
        ("die Ausbildungsmission", "die Ausbil-\ndungsmission"),
        ("die Ausbildungsmission", "die Ausbil\u00addungs\u200bmission"),
        ("Häuser und Straßen", unicodedata.normalize("NFD", "Häuser und Straßen")),
        ("10 % der Lkw", "10% der Lkw"),
        ("der Aufsatz über ﬁnanzen", "der Aufsatz über finanzen"),
        ("geht’s so", "geht's so"),
    ],
)
def test_typography_makes_no_other_words(one: str, other: str) -> None:
    assert words_of(one).keys == words_of(other).keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 Soldaten", "600 Soldaten"),
        ("1,5 Millionen", "15 Millionen"),
        ("2018-19", "201819"),
        ("sie kommen", "Sie kommen"),
        ("in dem Land", "indem Land"),
        ("Männer, Frauen", "Männer Frauen"),
        ("m²", "m2"),
        ("die US-Soldaten", "die US Soldaten"),
    ],
)
def test_all_else_does(one: str, other: str) -> None:
    assert words_of(one).keys != words_of(other).keys


@given(st.text(max_size=80))
def test_words_lie_in_the_text_in_order_and_leave_out_nothing_that_is_seen(text: str) -> None:
    words = words_of(text)
    assert all(a < b <= c < d for (a, b), (c, d) in itertools.pairwise(words.spans)) or len(words) < 2
    taken = {n for low, high in words.spans for n in range(low, high)}
    assert not [sign for n, sign in enumerate(text) if n not in taken and sign.isalnum()]
    assert words_of(text, 7).spans == tuple((low + 7, high + 7) for low, high in words.spans)


def _steps(claim: str, *printed: str) -> tuple[float, list[tuple[str, int | None, int | None]]]:
    made = align(words_of(claim), [words_of(text) for text in printed])
    return made.cost, [(move.step, move.claimed, move.printed) for move in made.moves if move.step != "same"]


def test_costs_of_alignments_by_hand() -> None:
    assert _steps("Daran beteiligt sind etwa 600 Soldaten", HERE, THERE) == (1.0, [("changed", 4, 4)])
    assert _steps("Die Mission endet vor 2020", HERE)[0] == 1.0
    assert _steps("übernimmt die führung", THERE)[0] == pytest.approx(CASE_COST)
    assert _steps("Soldaten, 200 sind", HERE)[0] == pytest.approx(MARK_COST)
    cost, steps = _steps("Daran beteiligt sind etwa 500 Die Mission endet nicht", HERE)
    assert (cost, [step for step, _, _ in steps]) == (pytest.approx(ONWARD_COST), ["jump"])
    cost, steps = _steps("200 sind als Ausbilder vor Ort. Kanada übernimmt die Führung", HERE, THERE)
    assert (cost, [step for step, _, _ in steps]) == (pytest.approx(ANYWHERE_COST), ["jump"])


def test_without_jumps_it_is_the_edit_distance_to_the_nearest_stretch() -> None:
    chance = random.Random(5)
    for _ in range(150):
        claim = [chance.choice("abcd") for _ in range(chance.randrange(1, 6))]
        text = [chance.choice("abcde") for _ in range(chance.randrange(1, 9))]
        stretches = [text[a:b] for a in range(len(text) + 1) for b in range(a, len(text) + 1)]
        oracle = min(_edit_distance(claim, stretch) for stretch in stretches)
        cost = _steps(" ".join(claim), " ".join(text))[0]
        assert cost == oracle if oracle <= ONWARD_COST else ONWARD_COST <= cost <= oracle


def _edit_distance(one: list[str], other: list[str]) -> float:
    row = list(range(len(other) + 1))
    for n, word in enumerate(one, start=1):
        row, before = [n], row
        for m, there in enumerate(other, start=1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (word != there)))
    return float(row[-1])


@pytest.fixture(scope="module")
def checker(sample_settings: Settings) -> Checker:
    return Checker.open(sample_settings.data_dir)


PRINTED = "Kanada übernimmt die Führung der neuen Nato-Mission im Irak."


@pytest.mark.parametrize(
    ("text", "verdict", "first"),
    [
        (PRINTED, "exact", None),
        (f"„{PRINTED}“", "exact", None),
        ("die Führung der neuen Nato-Mission", "exact", None),
        ("Kanada übernimmt nicht die Führung der neuen Nato-Mission im Irak.", "altered", ("negation", "nicht", "")),
        ("Frankreich übernimmt die Führung der neuen Nato-Mission im Irak.", "altered", ("name", "Frankreich", "Kanada")),
        ("Kanada übernahm die Führung der neuen Nato-Mission im Irak.", "altered", ("word", "übernahm", "übernimmt")),
        ("Kanada übernimmt die führung der neuen Nato-Mission im Irak.", "altered", ("case", "führung", "Führung")),
        ("Kanada übernimmt die Führung […] im Irak.", "shortened", ("cut", "", "der neuen Nato-Mission")),
        ("Kanada übernimmt die Führung im Irak.", "shortened", ("cut", "", "der neuen Nato-Mission")),
        ("Der Mond ist aus grünem Käse, meldete gestern niemand.", "not found", None),
    ],
)
def test_verdicts(checker: Checker, text: str, verdict: str, first: tuple[str, str, str] | None) -> None:
    found = checker.check(text)
    assert found.verdict == verdict
    (one,) = found.quotations
    assert [(each.kind, each.claimed, each.printed) for each in one.differences[:1]] == ([first] if first else [])
    for match in one.matches:
        assert match.text == match.article.text[match.start : match.end]
    for each in one.differences:
        assert text[slice(*each.at)] == each.claimed


def test_all_places_of_an_exact_quotation_are_named(checker: Checker) -> None:
    (one,) = checker.check(PRINTED).quotations
    assert one.matches
    assert all(words_of(match.text).keys == words_of(PRINTED).keys[:-1] for match in one.matches)


def test_whose_it_is_said_to_be(checker: Checker) -> None:
    quoted = "ein Mitgliedsausweis ohne Muskelkraft"
    assert checker.check(quoted).verdict == "exact"
    assert checker.check(f"„{quoted}“, sagte Angela Merkel.").verdict == "misattributed"
    outlets = {match.article.source.value for match in checker.check(quoted).quotations[0].matches if match.article.source}
    assert outlets
    assert checker.check(quoted, source=outlets.pop()).verdict == "exact"
    assert checker.check(quoted, source="Frankfurter Allgemeine Zeitung").verdict == "misattributed"


def test_a_speaker_named_elsewhere_in_the_article_is_none_of_the_quotation(checker: Checker) -> None:
    claim = PRINTED.replace("übernimmt", "übernimmt nicht").rstrip(".")
    (one,) = checker.check(f"„{claim}“, sagte Jens Stoltenberg.").quotations
    assert (one.verdict, one.claim.text, one.claim.speaker) == ("altered", claim, "Jens Stoltenberg")
    assert [(each.kind, each.claimed, each.printed) for each in one.differences[:1]] == [("negation", "nicht", "")]
    assert one.matches[0].text == PRINTED.rstrip(".")


def test_each_quotation_of_a_text_is_checked(checker: Checker) -> None:
    text = (
        "Ein Nato-Diplomat nannte das einmal „ein Mitgliedsausweis ohne Muskelkraft“.\n\nEin anderer sagte, es sei „eine Pause "
        "mit offener Tür und ohne jeden Sinn“ gewesen."
    )
    found = checker.check(text)
    assert found.quotations[0].verdict == "exact"
    assert len(found.quotations) == 2
    assert found.verdict != "exact"
    for each in found.quotations:
        assert text[each.claim.start : each.claim.end] == each.claim.text


@pytest.mark.parametrize(
    ("text", "verdict", "remark"),
    [
        ("", "unchecked", "no_words"),
        ("„…“ – !?", "unchecked", "no_words"),
        ("x " * MOST_CHARACTERS, "unchecked", "too_long"),
        ("Nato Mission", "not found", "short"),
        ("die Mission", "exact", "short"),
        ("Le ministre a refusé de répondre aux questions des journalistes", "not found", None),
    ],
)
def test_what_can_hardly_be_checked_is_said(checker: Checker, text: str, verdict: str, remark: str | None) -> None:
    (one,) = checker.check(text).quotations
    assert (one.verdict, remark in one.remarks or remark is None) == (verdict, True)


def test_machine_made_alterations(sample_settings: Settings, checker: Checker, tmp_path: Path) -> None:
    from collections import Counter, defaultdict

    called: dict[str, Counter[str]] = defaultdict(Counter)
    cases = list(made(sample_settings.data_dir, None, 15, seed=11))
    for case in cases:
        called[case.way][checker.check(case.text, speaker=case.speaker, source=case.source).verdict] += 1
    figures = figures_of(cases, called, [0.0])
    assert set(called) == set(WAYS)
    assert figures["typography_called_otherwise"] == 0
    assert figures["altered_called_exact"] == 0
    assert figures["right"] >= 0.97

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.peers.paragraphs import paragraphs
from benchmarks.runs import read_run, refused, score, strict_at_equal, write_run
from benchmarks.xquad import BenchQuestion

QUESTIONS = [
    BenchQuestion("q1", "Wer kam?", "a.txt", "es kam anna an"),
    BenchQuestion("q2", "Wer ging?", "b.txt", "dann ging ben"),
    BenchQuestion("q3", "Wer blieb?", "c.txt", "nur carl blieb"),
    BenchQuestion("q4", "Wer schlief?", "d.txt", "doch dora schlief"),
]
RUN = {
    "q1": [("a.txt", "Es  kam\nAnna an, um drei."), ("a.txt", "x")],  # in 14 characters once white space counts as one
    "q2": [("b.txt", "Und dann ging Ben.")],  # in 17
    "q3": [("b.txt", "nur Carl blieb"), ("c.txt", "nur Carl blieb")],  # another article's words, then the right ones
    "q4": [],
}


@pytest.mark.parametrize(("characters", "right"), [(13, 0), (14, 1), (16, 1), (17, 2), (1000, 2)])
def test_strict_at_equal_counts_first_quotes_that_reach_the_answer(characters: int, right: int) -> None:
    assert strict_at_equal(RUN, QUESTIONS, characters) == right / 4


def test_a_question_that_the_run_lacks_is_a_miss_and_refused() -> None:
    assert strict_at_equal({"q1": RUN["q1"]}, QUESTIONS, 1000) == 1 / 4
    assert refused({"q1": RUN["q1"]}, QUESTIONS) == 3
    assert refused(RUN, QUESTIONS) == 1


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    answers = {question.question: RUN[question.id] for question in QUESTIONS}
    asked: list[int] = []
    done: list[tuple[int, int]] = []

    def ask(question: str, k: int) -> Sequence[tuple[str, str]]:
        asked.append(k)
        return answers[question]

    target = tmp_path / "run.jsonl"
    write_run(ask, QUESTIONS, target, lambda *numbers: done.append(numbers))
    assert asked == [5] * 4
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert read_run(target) == RUN
    assert [path.name for path in tmp_path.iterdir()] == ["run.jsonl"]
    first = json.loads(target.read_text(encoding="utf-8").splitlines()[0])
    assert first == {"id": "q1", "quotes": [{"path": name, "text": text} for name, text in RUN["q1"]]}


def test_a_run_that_was_cut_short_is_not_kept(tmp_path: Path) -> None:
    def ask(question: str, k: int) -> Sequence[tuple[str, str]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_run(ask, QUESTIONS, tmp_path / "run.jsonl")
    assert not (tmp_path / "run.jsonl").exists()


SCORER = """
import argparse, json, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("runs", nargs="+")
parser.add_argument("--questions")
parser.add_argument("--json")
args = parser.parse_args()
lines = len(pathlib.Path(args.runs[0]).read_text().splitlines())
questions = len(pathlib.Path(args.questions).read_text().splitlines())
pathlib.Path(args.json).write_text(json.dumps({pathlib.Path(args.runs[0]).name: {"strict@1": lines / questions, "len": 12.6}}))
"""


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A bench folder of two articles and two questions, with a scorer that counts lines."""
    folder = tmp_path / "bench"
    (folder / "xquad_de/articles").mkdir(parents=True)
    (folder / "score.py").write_text(SCORER, encoding="utf-8")
    texts = {
        "a.txt": "Am Montag kam Anna an. Es regnete.",
        "b.txt": "Die Stadt baut ein Bad.\n\nDas Bad kostet drei Millionen Euro.",
    }
    for name, text in texts.items():
        (folder / "xquad_de/articles" / name).write_text(f" date 2020-05\n{text}\n", encoding="utf-8")
    rows = [
        {"id": "1", "question": "Wer kam am Montag an?", "article_id": "a.txt", "gold_window": "Am Montag kam Anna an."},
        {"id": "2", "question": "Was kostet das Bad?", "article_id": "b.txt", "gold_window": "kostet drei Millionen Euro."},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "xquad_de/questions.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_the_scorer_is_called_by_its_path(bench: Path, tmp_path: Path) -> None:
    run = tmp_path / "wortlaut-small-de.jsonl"
    run.write_text("{}\n", encoding="utf-8")
    assert score(bench, "de", run) == {"strict@1": 0.5, "len": 12.6}


def command(monkeypatch: pytest.MonkeyPatch, bench: Path, *options: str) -> None:
    monkeypatch.setattr("sys.argv", ["quality", "--bench", str(bench), "--size", "small", "--languages", "de", *options])
    quality.main()


def test_wortlaut_is_asked_and_cut_to_its_own_length(
    bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command(monkeypatch, bench, "--runs", str(tmp_path / "runs"), "--json", str(tmp_path / "figures.json"))
    # The first quotes hold the answers (equal@1 below), but not within 13 characters, the length that the scorer names.
    assert capsys.readouterr().out.splitlines()[:3] == [
        "| de | strict@1 | len | equal@1 | cut | refused |",
        "|---|---|---|---|---|---|",
        "| small, wortlaut | 1.000 | 13 | 0.000 | 13 | 0 |",
    ]
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures == {"de": {"small": {"wortlaut": {"strict@1": 1.0, "len": 12.6, "equal@1": 0.0, "cut": 13, "refused": 0}}}}
    run = read_run(tmp_path / "runs/wortlaut-small-de.jsonl")
    assert [run["1"][0][0], run["2"][0][0]] == ["a.txt", "b.txt"]
    command(monkeypatch, bench, "--runs", str(tmp_path / "runs"), "--kept", "--equal", "300")
    assert capsys.readouterr().out.splitlines()[2] == "| small, wortlaut | 1.000 | 13 | 1.000 | 300 | 0 |"


def test_progress_is_reported_by_tenths(capsys: pytest.CaptureFixture[str]) -> None:
    progress = quality.tenths("reading")
    for done in (1, 2, 3, 13, 25):
        progress(done, 25)
    assert capsys.readouterr().err == "reading: 3 of 25\nreading: 13 of 25\nreading: 25 of 25\n"


def test_a_kept_run_is_scored_and_not_made_anew(
    bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"id": "1", "quotes": [{"path": "a.txt", "text": "Am Montag kam Anna an."}]}, {"id": "2", "quotes": []}]
    kept = tmp_path / "wortlaut-small-de.jsonl"
    kept.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    command(monkeypatch, bench, "--runs", str(tmp_path), "--kept", "--equal", "22")
    assert capsys.readouterr().out.splitlines()[2] == "| small, wortlaut | 1.000 | 13 | 0.500 | 22 | 1 |"
    command(monkeypatch, bench, "--runs", str(tmp_path), "--kept", "--equal", "21")
    assert capsys.readouterr().out.splitlines()[2] == "| small, wortlaut | 1.000 | 13 | 0.000 | 21 | 1 |"
    assert not (tmp_path / "archive-small").exists()


def test_a_peer_that_is_not_installed_says_so_in_a_sentence(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "bm25s", None)
    monkeypatch.delitem(sys.modules, "benchmarks.peers.bm25_paragraphs", raising=False)
    with pytest.raises(SystemExit) as end:
        command(monkeypatch, bench, "--systems", "bm25")
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert said == "bm25 cannot be measured, the module bm25s is not installed: python -m pip install '.[peers]'\n"


@pytest.mark.parametrize(
    ("options", "said"), [(("--kept",), "--kept needs --runs"), (("--size", "both"), "news_distractors is missing")]
)
def test_what_cannot_be_measured_is_said_before_anything_runs(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as end:
        command(monkeypatch, bench, *options)
    assert end.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("options", [("--systems", "wortlaut,elastic"), ("--languages", "fr"), ("--size", "huge")])
def test_an_unknown_name_is_refused(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as end:
        command(monkeypatch, bench, *options)
    assert end.value.code == 2
    assert options[1].split(",")[-1] in capsys.readouterr().err


def test_paragraphs_are_parted_by_blank_lines() -> None:
    articles = [("a.txt", "Eins\nnoch eins\n\nzwei\n \n\n drei \n"), ("b.txt", "\n\n")]
    assert paragraphs(articles) == [("a.txt", "Eins\nnoch eins"), ("a.txt", "zwei"), ("a.txt", "drei")]

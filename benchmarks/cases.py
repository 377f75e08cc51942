"""Questions asked where the archive answers them and where it cannot, with the evidence that was found.

A question of the bench is asked of the whole archive, without its gold article, without its gold paragraph, and with an
entity swapped (`benchmarks.swapped`). Gathering takes minutes and the evidence is kept in a file of the work folder.
"""

import dataclasses
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_judge import RELATIONS, build_archive, holds_gold, is_right
from benchmarks.judged import FOLDS
from benchmarks.removal import WithoutPassages
from benchmarks.swapped import bench_swaps, sample_swaps
from benchmarks.xquad import BenchQuestion, article_files, normal, read_questions
from bot.wiring import sample_folder
from retrieval.evaluation import read_judged
from retrieval.evidence import FEATURES, Evidence, Relation
from retrieval.turn import Turn

Why = Literal["answerable", "no article", "no paragraph", "swapped", "near miss"]
NO_VECTORS = np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Case:
    """A question asked once. `right` says which candidates hold the answer; `relation` is that of the bench's questions."""

    id: str
    why: Why
    relation: Relation
    fold: int
    evidence: Evidence
    right: NDArray[np.bool_]

    @property
    def answerable(self) -> bool:
        """Whether the archive that was asked answers the question."""
        return self.why == "answerable"


def bench_cases(bench: Path, size: str, relation: Relation, work: Path, every: int = 1) -> list[Case]:
    """Bench questions of one relation of the archive of `size`; from the work folder where they are there already.

    `every` takes every so many questions only, where time is short.
    """
    kept = work / f"cases-{size}-{relation}{f'-{every}' if every > 1 else ''}.pickle"
    archive, language = work / f"archive-{size}", RELATIONS[relation]
    if kept.exists():
        return _load(kept)
    build_archive(article_files(bench, size), archive).close()
    retriever = _open(archive)
    folds = {path.name: number % FOLDS for number, path in enumerate(article_files(bench, "small"))}
    swaps = {swap.id: swap for swap in bench_swaps(bench)}
    made: list[Case] = []
    for question in read_questions(bench, language)[::every]:
        asked: list[tuple[Why, str, set[int]]] = [("answerable", question.question, set())]
        asked += [(why, question.question, passages) for why, passages in _removals(retriever, question)]
        if question.id in swaps:
            asked.append(("swapped", swaps[question.id].questions[language], set()))
        for why, text, without in asked:
            retriever.without = without
            evidence = retriever.evidence(text)
            right = [why == "answerable" and is_right(evidence, at, question) for at in range(len(evidence.candidates))]
            made.append(Case(question.id, why, relation, folds[question.article], evidence, np.array(right)))
    return _keep(made, kept)


def sample_cases(bench: Path, work: Path) -> list[Case]:
    """The sample questions, those that the archive nearly answers ("near miss") and the swapped ones among them."""
    kept, archive = work / "cases-sample.pickle", work / "archive-sample"
    if kept.exists():
        return _load(kept)
    folder = sample_folder()
    build_archive(sorted(folder.glob("*.txt")), archive).close()
    retriever = _open(archive)
    folds = {path.name: number % FOLDS for number, path in enumerate(sorted(folder.glob("*.txt")))}
    judged = read_judged(folder.parent / "questions.jsonl")
    turns = {question.id: Turn.plain(question.question) for question in judged}
    made: list[Case] = []
    for number, question in enumerate(judged):
        fold = folds[question.gold[0].article] if question.gold else number % FOLDS
        evidence = retriever.evidence(question.question, before=turns.get(question.follow_up_of or ""))
        right = [holds_gold(evidence, candidate, question) for candidate in evidence.candidates]
        made.append(Case(question.id, "answerable" if question.gold else "near miss", "same", fold, evidence, np.array(right)))
    kinds = {case.id: case.fold for case in made}
    for swap in sample_swaps(bench):
        (text,) = swap.questions.values()
        evidence = retriever.evidence(text)
        wrong = np.zeros(len(evidence.candidates), dtype=np.bool_)
        made.append(Case(swap.id, "swapped", "same", kinds[swap.id], evidence, wrong))
    return _keep(made, kept)


def _open(archive: Path) -> WithoutPassages:
    from retrieval.encoder import default_cache

    return WithoutPassages.open(archive, cache=default_cache(), reader="never")


def _removals(retriever: WithoutPassages, question: BenchQuestion) -> Iterator[tuple[Why, set[int]]]:
    """The passages of the gold article, and those that touch the paragraph of the answer."""
    article = retriever.names[question.article]
    text, _ = retriever.texts[article]
    passages = [passage for passage in retriever.passages.values() if passage.article_id == article]
    yield "no article", {passage.id for passage in passages}
    start = 0
    touched: set[int] = set()
    for paragraph in text.splitlines(keepends=True):
        end = start + len(paragraph)
        if question.window in normal(paragraph):
            touched |= {passage.id for passage in passages if passage.start < end and start < passage.end}
        start = end
    if touched:
        yield "no paragraph", touched


def _keep(cases: Sequence[Case], path: Path) -> list[Case]:
    """Write cases without sentence vectors, each article and passage once."""
    articles: dict[object, object] = {}
    made = []
    for case in cases:
        pool = [
            dataclasses.replace(
                candidate,
                article=articles.setdefault((candidate.article.id, candidate.article.text), candidate.article),
                passage=articles.setdefault(candidate.passage.id, candidate.passage),
                sentence_vectors=NO_VECTORS,
            )
            for candidate in case.evidence.pool
        ]
        made.append(dataclasses.replace(case, evidence=dataclasses.replace(case.evidence, pool=pool)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump((FEATURES, made), file, protocol=pickle.HIGHEST_PROTOCOL)
    return made


def _load(path: Path) -> list[Case]:
    with path.open("rb") as file:
        features, cases = pickle.load(file)
    if features != FEATURES:
        raise ValueError(f"{path} holds other features than retrieval.evidence has now: delete it and gather anew")
    loaded: list[Case] = cases
    return loaded

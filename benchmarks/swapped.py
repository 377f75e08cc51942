"""Questions made unanswerable: one name, number or year of a question exchanged for another of its kind.

    python -m benchmarks.swapped --bench PATH [--show 40]

The hardest kind of unanswerable question: nearly every word still fits the gold paragraph. A name is a run of capitalised
words, not the first of the sentence, that the German question and its English twin share; its kind is how many words it
has and, for one, whether it follows a preposition of place. A year is of four digits, 1000 to 2099; a number is any other
figure, and its kind is the number of its digits. What is swapped in stands in a question or article of the bench but not
in the gold article, and is chosen by the question's id alone: the same file gives the same questions. Both twins are
swapped alike. The bench's text is read at run time and kept nowhere.
"""

import argparse
import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.xquad import article_files, read_questions
from bot.wiring import sample_folder
from corpus.language import guess_language
from retrieval.evaluation import read_judged

_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d{3})*(?![\w])")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_CAPITAL = r"[A-ZÄÖÜ][\w’'-]*[\w]"
_RUN = re.compile(rf"(?<=[\w,] ){_CAPITAL}(?: {_CAPITAL})*")
_PLACE = re.compile(r"\b(?:in|aus|nach|von|from|at) $", re.IGNORECASE)


@dataclass(frozen=True)
class Entity:
    """A name, number or year as a question has it, and what it can be exchanged for: another of the same `kind`."""

    text: str
    kind: str


@dataclass(frozen=True)
class Swap:
    """The question `id` with `old` exchanged for `new`, by language."""

    id: str
    old: str
    new: str
    kind: str
    questions: Mapping[str, str]


def figures(text: str) -> list[Entity]:
    """The years and other figures of a text, in order."""
    made = []
    for match in _FIGURE.finditer(text):
        figure = match.group()
        digits = len(figure.replace(".", "").replace(",", ""))
        made.append(Entity(figure, "year" if _YEAR.fullmatch(figure) else f"number of {digits}"))
    return made


def shared_names(german: str, english: str) -> list[Entity]:
    """The names that both have, longest runs first come first served."""
    made = []
    for match in _RUN.finditer(german):
        name = match.group()
        if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", english) and not english.startswith(name):
            words = name.count(" ") + 1
            place = " after a preposition" if words == 1 and _PLACE.search(german[: match.start()]) else ""
            made.append(Entity(name, f"name of {words}{place}"))
    return made


def choose(
    identifier: str, question: str, entities: list[Entity], pool: Mapping[str, Sequence[str]], held: str
) -> tuple[Entity, str] | None:
    """One of the question's entities and what to put in its place: nothing that stands in `held` or in the question."""
    choice = random.Random(int(hashlib.sha256(identifier.encode()).hexdigest()[:16], 16))
    choice.shuffle(entities)
    for entity in entities:
        fresh = [new for new in pool.get(entity.kind, ()) if _near(entity, new) and new.casefold() not in held.casefold()]
        fresh = [new for new in fresh if not set(new.split()) & set(question.split())]
        if fresh:
            return entity, choice.choice(fresh)
    return None


def entity_pool(questions: Iterable[tuple[str, str]], texts: Iterable[str]) -> dict[str, list[str]]:
    """By kind: the names of all (German, English) questions, the figures of all texts."""
    found: dict[str, set[str]] = defaultdict(set)
    for german, english in questions:
        for entity in shared_names(german, english):
            found[entity.kind].add(entity.text)
    for text in texts:
        for entity in figures(text):
            found[entity.kind].add(entity.text)
    return {kind: sorted(names) for kind, names in found.items()}


def replaced(question: str, old: str, new: str) -> str:
    """The first `old` that is a word of its own becomes `new`."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda match: new, question, count=1)


def bench_swaps(bench: Path) -> list[Swap]:
    """The swapped XQuAD questions, German and English."""
    twins = list(zip(read_questions(bench, "de"), read_questions(bench, "en"), strict=True))
    texts = {path.name: path.read_text(encoding="utf-8") for path in article_files(bench, "small")}
    pool = entity_pool([(german.question, english.question) for german, english in twins], texts.values())
    made = []
    for twin in twins:
        german, english = (question.question for question in twin)
        inside = {entity.text for entity in figures(english)}
        entities = [entity for entity in figures(german) if entity.text in inside] + shared_names(german, english)
        chosen = choose(twin[0].id, f"{german} {english}", entities, pool, texts[twin[0].article])
        if chosen:
            old, new = chosen[0].text, chosen[1]
            questions = {"de": replaced(german, old, new), "en": replaced(english, old, new)}
            made.append(Swap(twin[0].id, old, new, chosen[0].kind, questions))
    return made


def sample_swaps(bench: Path) -> list[Swap]:
    """Sample questions with a bench entity that the whole sample archive lacks: its articles are all of one story.

    They have no twins: a name is one that the German question shares with the English articles.
    """
    twins = zip(read_questions(bench, "de"), read_questions(bench, "en"), strict=True)
    texts = [path.read_text(encoding="utf-8") for path in article_files(bench, "small")]
    pool = entity_pool([(german.question, english.question) for german, english in twins], texts)
    folder = sample_folder()
    archive = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    english_text = " ".join(text for text in archive if guess_language(text) == "en")
    made = []
    for question in read_judged(folder.parent / "questions.jsonl"):
        if not question.gold or question.follow_up_of:
            continue
        text = question.question
        entities = figures(text) + shared_names(text, english_text if question.language == "de" else f"… {text}")
        chosen = choose(question.id, text, entities, pool, " ".join(archive))
        if chosen:
            swapped = {question.language: replaced(text, chosen[0].text, chosen[1])}
            made.append(Swap(question.id, chosen[0].text, chosen[1], chosen[0].kind, swapped))
    return made


def _near(entity: Entity, new: str) -> bool:
    """A year at most fifty years off; anything else of the same kind."""
    if new == entity.text:
        return False
    return abs(int(new) - int(entity.text)) <= 50 if entity.kind == "year" else True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--show", type=int, default=0, help="print so many, drawn at random, to be checked by hand")
    args = parser.parse_args()
    for name, swaps in (("XQuAD", bench_swaps(args.bench)), ("sample", sample_swaps(args.bench))):
        print(f"{name}: {len(swaps)} swapped", dict(Counter(made.kind for made in swaps).most_common()))
        for made in random.Random(1).sample(swaps, min(args.show, len(swaps))):
            print(f"  {made.id}  {made.old} -> {made.new} ({made.kind})", *made.questions.values(), sep="\n    ")


if __name__ == "__main__":
    main()

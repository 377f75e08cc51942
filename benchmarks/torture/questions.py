"""Hostile questions at an archive with hostile articles: an answer or a refusal that says why, soon, each quote verbatim.

python -m benchmarks.torture --part questions
"""

import random
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.torture.guarded import Guarded
from benchmarks.torture.hostile_files import STORY
from benchmarks.torture.hostile_questions import Asked, hostile_questions
from benchmarks.torture.killers import runs
from benchmarks.torture.tally import Tally
from benchmarks.torture.world import World, articles_of, place, places, wrong
from bot import wiring
from corpus.errors import QuestionError
from corpus.filters import filter_from
from retrieval import Retriever
from retrieval.turn import Turn

COUNT, QUICK = 10_000, 500
LIMIT, SLOW, SLOW_SHARE = 10.0, 2.0, 0.001
"""Seconds after which a question hangs; and the seconds within which all but a thousandth are answered."""
MEMORY = 300 * 1024**2
_SEED = 20
_STEP = 4
"""Each fourth run gets an article: a question that finds nothing but those is judged over thousands of sentences."""


def run(scratch: Path, quick: bool, say: Callable[[str], None]) -> list[Tally]:
    """One tally of all questions."""
    world = archive(scratch, 1_500)
    tally = Tally("questions", "fuzzed questions")
    known = articles_of(world.data)
    seconds: list[tuple[float, str]] = []
    most = answered = 0
    with Guarded(partial(asker, world.data), limit=60.0) as guarded:
        guarded(Asked("Wer leitet die Nato-Mission im Irak?"))  # opens what is opened once
        for asked in hostile_questions(QUICK if quick else COUNT, random.Random(_SEED)):
            outcome = guarded(asked)
            tally.injected += 1
            tally.runs += 1
            seconds.append((outcome.seconds, asked.text[:60]))
            most = max(most, outcome.grown)
            if outcome.problem == "hung" or outcome.seconds > LIMIT:
                tally.hung += 1
                tally.note(f"{outcome.seconds:.1f} s: {asked!r:.300}")
            elif outcome.problem or outcome.grown > MEMORY:
                tally.fail(f"{outcome.problem or f'{outcome.grown / 1024**2:.0f} MB'}: {asked!r:.300}")
            else:
                answered += bool(outcome.value)
                for one in wrong(outcome.value, known):
                    tally.wrong += 1
                    tally.note(f"{one[0]} {one[1:3]}: {asked!r:.200}")
            if tally.runs % 1000 == 0:
                say(f"  questions: {tally.runs}")
    seconds.sort(reverse=True)
    if seconds[int(SLOW_SHARE * len(seconds))][0] > SLOW:
        tally.fail(f"one in a thousand takes longer than {SLOW} s")
    named = ", ".join(f"{spent:.2f} s {text!r}" for spent, text in seconds[:3])
    tally.note(f"{answered:,} with quotes; slowest {named}; most memory {most / 1024**2:.0f} MB")
    return [tally]


def archive(scratch: Path, length: int) -> World:
    """The sample archive, and beside it articles of about `length` characters of what careless code dislikes."""
    world = World(scratch)
    world.articles.mkdir(parents=True)
    made = runs(length, heads=("Er sagte: „",), tails=("\n\n" + STORY,))
    for number, (_, text) in enumerate(islice(made, 0, None, _STEP)):
        (world.articles / f"run{number}.txt").write_bytes(text.encode("utf-8", "replace"))
    wiring.ingest(world.settings(), [wiring.sample_folder(), world.articles])
    return world


def asker(data: Path) -> Callable[[Asked], list[Any]]:
    """What asks the archive under `data` and gives the places quoted, none where the question is refused."""
    retriever = Retriever.open(data)
    turns: list[Turn] = []

    def ask(asked: Asked) -> list[Any]:
        before = turns[-1] if asked.follows and turns else None
        try:
            only = filter_from(asked.since, asked.until, asked.source)
            if asked.timeline:
                made = retriever.timeline(asked.text, before=before, only=only)
                made.as_json("de", 5)
                return [place(each) for entry in made.numbered for each in entry.quotes]
            answer = retriever.answer(asked.text, top_k=asked.top_k, before=before, only=only)
        except QuestionError as error:
            assert error.say("de") != error.say("en")
            return []
        turns[:] = [Turn.of(answer)]
        answer.as_json("en")
        return list(places(answer))

    return ask

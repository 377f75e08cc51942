"""What a dossier tells: every question asked, every time line drawn up, every quotation checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.dossier.questions import Item
from corpus.clock import now
from corpus.filters import NO_FILTER, Filter
from retrieval.turn import Turn

if TYPE_CHECKING:
    from corpus.store import Coverage
    from retrieval import Answer, Retriever, Timeline
    from retrieval.checking.result import Check

Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""


@dataclass(frozen=True)
class Part:
    """An item with what came of it at that moment; a section's is None."""

    item: Item
    at: datetime
    found: "Answer | Timeline | Check | None" = None


@dataclass(frozen=True)
class Dossier:
    """All that the page says. `coverage` is the whole archive's, `version` that of Wortlaut."""

    title: str
    parts: tuple[Part, ...]
    coverage: "Coverage"
    made: datetime
    version: str
    only: Filter = NO_FILTER


@dataclass(frozen=True)
class How:
    """How questions are asked: so many quotes each, under that filter, with or without what they name themselves."""

    top_k: int = 5
    only: Filter = NO_FILTER
    narrow: bool = True


def gather(
    items: Sequence[Item],
    retriever: "Retriever",
    check: "Callable[[str], Check]",
    how: How,
    progress: Progress = lambda done, total: None,
) -> tuple[Part, ...]:
    """Each item with what came of it, in their order. Raises what asking raises: a dossier is whole or there is none."""
    made: list[Part] = []
    turns: dict[str, Turn] = {}
    for number, item in enumerate(items):
        progress(number, len(items))
        at = now()
        if item.kind == "question":
            before = turns.get(item.follow_up_of)
            answer = retriever.answer(item.text, top_k=how.top_k, before=before, only=how.only, narrow=how.narrow)
            turns[item.id] = Turn.of(answer)
            made.append(Part(item, at, answer))
        elif item.kind == "timeline":
            made.append(Part(item, at, retriever.timeline(item.text, only=how.only, narrow=how.narrow)))
        elif item.kind == "check":
            made.append(Part(item, at, check(item.text)))
        else:
            made.append(Part(item, at))
    progress(len(items), len(items))
    return tuple(made)

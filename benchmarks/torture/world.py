"""A small newsroom whose every state is known: articles before and after a change, and what is answered from each.

A fault is injected while the archive goes from one to the other; whatever it then holds and answers is held against these.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot import wiring
from bot.settings import Settings
from corpus.article import Article
from corpus.store import Store
from retrieval import Retriever
from retrieval.answer import Answer
from retrieval.quote import Quote

QUESTIONS = (
    "Wer übernahm im November 2019 das Kommando der Nato-Mission?",
    "Wie viele Länder schlossen sich im September 2014 in Wales gegen den IS zusammen?",
    "Welcher Teilnehmer der Gründungsrunde in Newport gehört nicht zur Nato?",
    "Wie viele Soldaten aus Kanada sind an der Mission beteiligt?",
    "Was kostet die Mission?",
    "Who leads the Nato mission in Iraq?",
)
FIRST, ADDED, CHANGED, REMOVED = 12, 4, 3, 2
"""Articles of the sample archive that are there before, that come, change and go."""

Place = tuple[str, int, int, str, str | None, str | None]
"""A quote: path, half-open span in characters, text, source and date as they are shown (None where unknown)."""


@dataclass(frozen=True)
class State:
    """What an archive holds and says: digest and passages' spans of each article by path, the quotes for each question."""

    digests: Mapping[str, str]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    answers: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True)
class World:
    """A folder of articles with settings of its own archive. `before` and `after` are folders with the two versions."""

    home: Path

    @property
    def articles(self) -> Path:
        """The folder that is ingested."""
        return self.home / "articles"

    @property
    def data(self) -> Path:
        """The archive."""
        return self.home / "archive"

    def settings(self, **others: object) -> Settings:
        """Of this archive; the models' cache is the one that is set."""
        return Settings(data_dir=self.data, **others)

    def lay(self, version: str) -> None:
        """Make the articles' folder that of `version`, "before" or "after"."""
        self.articles.mkdir(parents=True, exist_ok=True)
        wanted = versions()[version]
        for path in self.articles.iterdir():
            if path.name not in wanted:
                path.unlink()
        for name, text in wanted.items():
            path = self.articles / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")

    def ingest(self, **others: object) -> None:
        """Read the folder in, undisturbed; `others` are settings."""
        wiring.ingest(self.settings(**others), [self.articles], prune=True)

    def empty(self) -> None:
        """Take the archive away."""
        shutil.rmtree(self.data, ignore_errors=True)

    def keep(self, name: str) -> None:
        """Copy the archive aside under that name."""
        shutil.copytree(self.data, self.home / name)

    def restore(self, name: str) -> None:
        """Make the archive the one that was kept under that name."""
        self.empty()
        shutil.copytree(self.home / name, self.data)


@cache
def versions() -> Mapping[str, Mapping[str, str]]:
    """File name → content before and after the change."""
    folder = wiring.sample_folder()
    texts = sorted(path for path in folder.iterdir() if path.suffix == ".txt")
    before, after = texts[:FIRST], texts[REMOVED : FIRST + ADDED]
    files = {path.name: path.read_text(encoding="utf-8") for path in texts[: FIRST + ADDED]}
    sidecars = {
        beside.name: beside.read_text(encoding="utf-8")
        for path in texts[: FIRST + ADDED]
        if (beside := path.with_suffix(".toml")).exists()
    }

    def taken(paths: Sequence[Path]) -> dict[str, str]:
        names = [path.name for path in paths]
        return {name: files[name] for name in names} | {
            name: text for name, text in sidecars.items() if Path(name).with_suffix(".txt").name in names
        }

    changed = [path.name for path in after[:CHANGED]]
    return {
        "before": taken(before),
        "after": taken(after)
        | {name: files[name] + "\n\nDas Ministerium hat die Angaben später bestätigt.\n" for name in changed},
    }


def look(data: Path, retriever: Retriever | None = None, questions: Iterable[str] = QUESTIONS) -> State:
    """What the archive under `data` holds and answers. Raises what opening and asking it raise."""
    store = Store.open(data)
    try:
        with store.read() as snapshot:
            ids = snapshot.article_paths()
            digests = {article.path: article.digest for article in snapshot.articles(ids).values()}
            passages = sorted(snapshot.all_passages(), key=lambda one: one.start)
    finally:
        store.close()
    spans = {path: tuple((one.start, one.end) for one in passages if one.article_id == key) for key, path in ids.items()}
    asked = retriever or Retriever.open(data)
    try:
        answers = {question: places(asked.answer(question)) for question in questions}
    finally:
        if retriever is None:
            asked.close()
    return State(digests, spans, answers)


def places(answer: Answer) -> tuple[Place, ...]:
    """Where the answer's quotes stand; those of the nearest miss where it has none."""
    quotes = answer.quotes or ((answer.nearest,) if answer.nearest else ())
    return tuple(place(quote) for quote in quotes)


def place(quote: Quote) -> Place:
    """Where a quote stands, with what is shown beside it."""
    article = quote.article
    published = article.published
    return (
        article.path,
        quote.start,
        quote.end,
        quote.text,
        article.source.value if article.source else None,
        str(published.value) if published else None,
    )


def wrong(found: Iterable[Place], known: Iterable[Article]) -> list[Place]:
    """The quotes that none of the articles known (in all their versions) holds at that place with that source and date."""
    by_path: dict[str, list[Article]] = {}
    for article in known:
        by_path.setdefault(article.path, []).append(article)

    def is_in(one: Place, article: Article) -> bool:
        _, start, end, text, source, published = one
        return article.text[start:end] == text and (source, published) == (
            article.source.value if article.source else None,
            str(article.published.value) if article.published else None,
        )

    return [one for one in found if not any(is_in(one, article) for article in by_path.get(one[0], ()))]


def articles_of(data: Path) -> list[Article]:
    """All articles that the archive holds."""
    store = Store.open(data)
    try:
        with store.read() as snapshot:
            return list(snapshot.articles(snapshot.article_paths()).values())
    finally:
        store.close()

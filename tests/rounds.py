"""What tests of ingest share: a small newsroom, an encoder that notes what it encodes, and all that an archive holds."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.opening import open_retriever, open_store
from bot.settings import Settings
from retrieval.encoder import Kind, Vectors
from retrieval.generation import Generation, index_folder
from retrieval.passages import passage_text
from tests.conftest import HashEncoder

PLACES = ("Bonn", "Köln", "Ulm", "Hof", "Kiel", "Jena", "Bremen", "Mainz")
QUESTIONS = ("Wann tagte der Rat in Ulm?", "Wer sprach in Kiel?", "Was beschloss der Rat in Mainz?")


class Counting(HashEncoder):
    """Notes what it has encoded, and can be told to fail."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fails_after: int | None = None
        self.calls = 0

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        if kind == "passage":
            if self.calls == self.fails_after:
                self.fails_after = None
                raise KeyboardInterrupt
            self.calls += 1
            self.texts += texts
        return super().encode(texts, kind, progress)


def counting_encoder(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """It takes the real one's place, and two passages are a batch."""
    made = Counting()
    for module in ("retrieval.encoder", "retrieval.retriever"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda *_: made)
    monkeypatch.setattr("retrieval.filling.BATCH_PASSAGES", 2)
    return made


def text(place: str) -> str:
    return f"Der Rat tagte am Montag in {place}. Die Vorsitzende sprach in {place} zwei Stunden.\n\nBeschlossen wurde nichts."


def newsroom(folder: Path) -> Path:
    """Files of one article, and one of many."""
    folder.mkdir(exist_ok=True)
    for place in PLACES[:4]:
        (folder / f"{place}.txt").write_text(text(place), encoding="utf-8")
    export(folder, *PLACES[4:])
    (folder / "leer.txt").touch()
    return folder


def export(folder: Path, *places: str) -> None:
    rows = [json.dumps({"id": place, "title": f"Rat in {place}", "text": text(place)}) for place in places]
    (folder / "export.jsonl").write_text("\n".join(rows), encoding="utf-8")


def held(archive: Path) -> dict[str, Any]:
    """The archive's articles by path, each passage with its vectors, and what questions are answered."""
    made: dict[str, Any] = {}
    store = open_store(Settings(data_dir=archive))
    with store.read() as snapshot:
        generation = Generation.open(index_folder(archive), snapshot.generation or "")
        articles = {article.id: article for article in snapshot.all_articles()}
        for article in articles.values():
            made[article.path] = [article.text]
        for passage in snapshot.all_passages():
            vectors = generation.dense.vectors([passage.id])[0].tolist(), generation.sentences.of(passage.id).tolist()
            made[articles[passage.article_id].path].append((passage_text(articles[passage.article_id], passage), *vectors))
    store.close()
    assert generation.dense.count == generation.lexical.count == sum(len(each) - 1 for each in made.values())
    retriever = open_retriever(Settings(data_dir=archive, reader="never"))
    for question in QUESTIONS:
        quotes = retriever.answer(question).quotes
        made[question] = [(quote.article.path, quote.start, quote.end, round(quote.score, 5)) for quote in quotes]
    return made


def ingest(archive: Path, folder: Path, **options: Any) -> wiring.IngestReport:
    return wiring.ingest(Settings(data_dir=archive), [folder], **options)


def told(report: wiring.IngestReport) -> dict[str, Any]:
    c = report.collected
    skipped = [(path, type(error)) for path, error in c.skipped]
    return {
        "added": sorted(c.added), "changed": sorted(c.changed), "unchanged": sorted(c.unchanged), "skipped": skipped,
        "removed": sorted(report.removed), "passages": report.passages, "rebuilt": report.rebuilt, "code": report.exit_code,
    }  # fmt: skip


def sentences(count: int, word: str) -> list[str]:
    speech = "sprach der Rat ausführlich über den Haushalt der kommenden Jahre."
    return [f"Im Saal {number} von {word} {speech}" for number in range(count)]

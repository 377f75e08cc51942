"""Wortlaut: what its encoder takes, and what an answer takes, part by part."""

import io
import json
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.speed.parts import PARTS, Parts


class Served:
    """See benchmarks.speed.serve."""

    def __init__(self, name: str, model: str) -> None:
        from bot.settings import load_settings

        self._settings = load_settings()
        self._encoder: Any = None
        self._retriever: Any = None

    def prepare(self, files: list[str], folder: str) -> dict[str, Any]:
        """Write the articles' texts, and those of their passages and sentences as an ingest encodes them, into `folder`.

        Answers with the model's folder for sentence-transformers, its shape, the texts' tokens, and the encoder's form.
        """
        from corpus.collect import collect, list_files
        from retrieval.models.bundled import runtime_folder, weights_path
        from retrieval.models.q4 import read_packed
        from retrieval.passages import encoded_text, split_passages

        added = collect(list_files([Path(file) for file in files]), {}).added
        split = [(article, passage) for article in added for passage in split_passages(article, 1)]
        sentences = [article.text[start:end] for article, passage in split for start, end in passage.sentences]
        texts = [encoded_text(*each) for each in split] + sentences
        written = {"texts.json": texts, "articles.json": [(Path(article.path).name, article.text) for article in added]}
        for name, content in written.items():
            (Path(folder) / name).write_text(json.dumps(content), encoding="utf-8")
        packed = weights_path()
        assert packed
        shape = read_packed(packed).shape
        self._open_encoder()
        return {
            "model": str(runtime_folder(self._settings.cache_dir).parent / "sentence-transformers"),
            "shape": {"layers": shape.layers, "hidden": shape.hidden, "feed_forward": shape.feed_forward},
            "form": self._encoder.form,
            "articles": len(added),
            "characters": sum(len(article.text) for article in added),
            "passages": len(split),
            "sentences": len(sentences),
            "tokens": [len(ids) for ids in self._encoder.pieces.inputs(texts, "passage")],
        }

    def encode(self, texts: str) -> dict[str, float]:
        """Encode all passage texts of a file, as the indexer gives them: passages first, then sentences."""
        read: list[str] = json.loads(Path(texts).read_text(encoding="utf-8"))
        self._open_encoder()
        self._encoder.encode(read[:400], "passage")  # opens what is opened at the first large batch
        started, spent = time.perf_counter(), time.process_time()
        self._encoder.encode(read, "passage")
        return {"wall": time.perf_counter() - started, "processor": time.process_time() - spent}

    def open(self, folder: str) -> None:
        """Open the archive, its parts watched."""
        from bot.formatting.terminal import stdout_console
        from bot.opening import open_retriever

        self._console = stdout_console()
        self._parts = Parts()
        for part, places in PARTS.items():
            for module, owner, name in places:
                found = import_module(module)
                self._parts.watch(part, getattr(found, owner) if owner else found, name)
        self._retriever = open_retriever(self._settings.model_copy(update={"data_dir": Path(folder)}))

    def ask(self, question: str) -> dict[str, Any]:
        """The answer as the terminal shows it, with the seconds of each part."""
        from bot.formatting.terminal import render_answer
        from bot.texts import Texts

        self._console.file = io.StringIO()
        self._parts.clear()
        started = time.perf_counter()
        answer = self._retriever.answer(question)
        with self._parts.part("format"):
            self._console.print(render_answer(answer, Texts("de")))
        wall = time.perf_counter() - started
        return {"wall": wall, "parts": self._parts.spent | {"rest": wall - sum(self._parts.spent.values())}}

    def gemm(self, layers: list[list[int]], rows: int) -> dict[str, float]:
        """Multiply-adds a second at a layer's sizes, in the encoder's precision, by wall and by processor time."""
        from benchmarks.speed.yardstick import onnx_products, rated

        self._open_encoder()
        count, run = onnx_products(layers, rows, self._encoder.form)
        return rated(run, count)

    def _open_encoder(self) -> None:
        from retrieval.encoder import load_encoder

        if self._encoder is None:
            self._encoder = load_encoder("bundled", self._settings.cache_dir, form=self._settings.encoder_form)

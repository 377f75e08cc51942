"""sentence-transformers (torch, float32) with a flat FAISS index: the texts that Wortlaut encodes, and no more."""

import json
import statistics
import time
from pathlib import Path
from typing import Any

INDEX, TEXTS = "vectors.faiss", "texts.json"


class Served:
    """See benchmarks.speed.serve."""

    def __init__(self, name: str, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu", local_files_only=True)
        self._index: Any = None
        self._texts: list[str] = []

    def encode(self, texts: str, batch: int, threads: int = 0, part: int = 1) -> dict[str, float]:
        """Encode every `part`-th passage text of a file, in so many threads where given; it sorts them by length itself."""
        import torch

        if threads:
            torch.set_num_threads(threads)
        read: list[str] = json.loads(Path(texts).read_text(encoding="utf-8"))[::part]
        started, spent = time.perf_counter(), time.process_time()
        self._vectors = self._model.encode(read, prompt_name="passage", batch_size=batch)
        return {"wall": time.perf_counter() - started, "processor": time.process_time() - spent}

    def question_threads(self, counts: list[int]) -> dict[str, int]:
        """The number of threads that a question is encoded fastest in, by the medians of five tries each."""
        import torch

        taken: dict[int, list[float]] = {count: [] for count in counts}
        for count, tries in [*taken.items()] * 5:
            torch.set_num_threads(count)
            started = time.perf_counter()
            self._model.encode(["Wie viele Menschen arbeiten heute an der neuen Brücke?"], prompt_name="query")
            tries.append(time.perf_counter() - started)
        return {"best": min(taken, key=lambda count: statistics.median(taken[count]))}

    def ingest(self, texts: str, folder: str, batch: int) -> dict[str, float]:
        """Encode all texts of a file, and write the index and them."""
        import faiss

        took = self.encode(texts, batch)
        index = faiss.IndexFlatIP(self._vectors.shape[1])
        index.add(self._vectors)
        faiss.write_index(index, str(Path(folder) / INDEX))
        (Path(folder) / TEXTS).write_bytes(Path(texts).read_bytes())
        return took

    def open(self, folder: str) -> None:
        """Read what `ingest` wrote."""
        import faiss

        self._index = faiss.read_index(str(Path(folder) / INDEX))
        self._texts = json.loads((Path(folder) / TEXTS).read_text(encoding="utf-8"))

    def ask(self, question: str) -> dict[str, Any]:
        """The five nearest texts."""
        started = time.perf_counter()
        vector = self._model.encode([question], prompt_name="query")
        encoded = time.perf_counter()
        _, ids = self._index.search(vector, 5)
        found = [self._texts[number] for number in ids[0]]
        ended = time.perf_counter()
        return {"wall": ended - started, "parts": {"encode": encoded - started, "dense": ended - encoded}, "found": len(found)}

    def gemm(self, layers: list[list[int]], rows: int) -> dict[str, float]:
        """Multiply-adds a second of torch's float32 products at a layer's sizes, by wall and by processor time, in one
        thread or one a core, whichever is faster.
        """
        import torch

        from benchmarks.speed.yardstick import machine, rated

        weights = [(torch.randn(rows, width), torch.randn(width, out)) for width, out in layers]
        count = rows * sum(width * out for width, out in layers)
        before, made = torch.get_num_threads(), []
        for threads in {1, machine()["cores"]}:
            torch.set_num_threads(threads)
            made.append(rated(lambda: [torch.mm(*pair) for pair in weights], count))
        torch.set_num_threads(before)
        return {clock: max(each[clock] for each in made) for clock in ("wall", "processor")}

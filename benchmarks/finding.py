"""How often the gold passage is among the first found, by each leg and fused: what the judge has to choose from.

    python -m benchmarks.finding --bench PATH [--size small|large] [--runs FOLDER]

Questions in German, in English, and in German with one random edit (seeded) in the longest word of each. A passage is gold
when it stands in the question's article and holds the answer with a little of its sentence.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_judge import build_archive
from benchmarks.xquad import article_files, normal, read_questions
from corpus.language import Language
from corpus.store import Store
from retrieval.encoder import default_cache, load_encoder
from retrieval.fusion import LEXICAL_WEIGHT, fuse, with_sentence
from retrieval.generation import Generation, index_folder
from retrieval.passages import passage_text
from retrieval.reach import ASKED

CUTS = (1, 5, 20, 50)
FACTORS = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Of the weight in force that BM25 has."""
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"


def with_typo(question: str, chance: random.Random) -> str:
    """`question` with a letter of its longest word, not the first, lost, added, changed or swapped with the next."""
    word = max(re.finditer(r"[^\W\d_]+", question), key=lambda match: len(match.group()))
    while True:
        at = chance.randrange(word.start() + 1, word.end() + (len(word.group()) == 1))
        before, after, letter = question[:at], question[at:], chance.choice(LETTERS)
        made = [before + letter + after, before + after[1:], before + letter + after[1:], before + after[1::-1] + after[2:]]
        wrong = chance.choice(made if at + 1 < word.end() else made[:3])
        if wrong != question:
            return wrong


def recall(found: Sequence[Iterable[int]], gold: Sequence[set[int]]) -> str:
    """The share of questions, of those with a gold passage, that have one among the first of `found`, at each cut."""
    pairs = [(list(ranking), right) for ranking, right in zip(found, gold, strict=True) if right]
    return " / ".join(f"{sum(bool(right & set(ranking[:cut])) for ranking, right in pairs) / len(pairs):.3f}" for cut in CUTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder with xquad_de/")
    parser.add_argument("--size", choices=["small", "large"], default="small")
    parser.add_argument("--runs", type=Path, help="keep the archive in this folder")
    args = parser.parse_args()
    encoder = load_encoder("bundled", default_cache())
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(args.runs or scratch) / f"archive-{args.size}"
        build_archive(article_files(args.bench, args.size), folder).close()
        with Store.open(folder).read() as snapshot:
            articles = {article.id: article for article in snapshot.all_articles()}
            passages = list(snapshot.all_passages())
            generation = Generation.open(index_folder(folder), snapshot.generation or "", model=encoder.identity)
        texts: dict[str, list[tuple[int, str]]] = {}
        for passage in passages:
            article = articles[passage.article_id]
            texts.setdefault(Path(article.path).name, []).append((passage.id, normal(passage_text(article, passage))))
        german, english = (read_questions(args.bench, language) for language in ("de", "en"))
        gold = [{key for key, text in texts[asked.article] if asked.window in text} for asked in german]
        print(f"the first {' / '.join(map(str, CUTS))} of {len(passages)} passages")
        asked_in: list[tuple[str, Language, list[str]]] = [
            ("de", "de", [asked.question for asked in german]),
            ("en", "en", [asked.question for asked in english]),
            ("de, typo", "de", [with_typo(asked.question, chance) for asked in german]),
        ]
        for name, language, questions in asked_in:
            vectors = encoder.encode(questions, "query")
            dense = [generation.dense.search(vector, ASKED.leg) for vector in vectors]
            started = time.process_time()
            lexical = [generation.lexical.search(question, ASKED.leg, asked=language) for question in questions]
            milliseconds = 1000 * (time.process_time() - started) / len(questions)
            print(f"{name}: dense {recall(dense, gold)}", flush=True)
            print(f"{name}: BM25 {recall(lexical, gold)}, {milliseconds:.1f} ms")
            legs = list(zip(vectors, dense, lexical, strict=True))
            for factor in FACTORS:
                weight = factor * LEXICAL_WEIGHT["same" if language == "de" else "cross"]
                found = [_ranked(generation, *leg, weight) for leg in legs]
                print(f"{name}: passages, {factor} BM25 {recall([first for first, _ in found], gold)}", flush=True)
                print(f"{name}: and sentences, {factor} BM25 {recall([second for _, second in found], gold)}", flush=True)


def _ranked(
    generation: Generation, vector: NDArray[np.float32], dense: dict[int, float], lexical: dict[int, float], weight: float
) -> tuple[list[int], list[int]]:
    """All that either leg found, ranked by whole passages, and the first of it by their best sentences, too."""
    missing = [key for key in lexical if key not in dense]
    rows = generation.dense.vectors(missing) if missing else []
    cosines = dense | {key: float(row @ vector) for key, row in zip(missing, rows, strict=True)}
    weights = dict.fromkeys(cosines, weight)
    first = list(fuse(cosines, lexical, weights))
    nearer = {
        key: with_sentence(cosines[key], float((generation.sentences.of(key) @ vector).max()))
        for key in first[: ASKED.shortlist]
    }
    return first, list(fuse(nearer, lexical, weights))


if __name__ == "__main__":
    main()

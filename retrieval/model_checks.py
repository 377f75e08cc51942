"""The model held against the index: it computes, it is the one that made the vectors, and its files are whole."""

import filecmp
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.article import Article, Passage
from corpus.check import Check
from corpus.errors import IndexDamaged
from retrieval.encoder import Encoder, Vectors
from retrieval.models.adapted import reader_home
from retrieval.models.bundled import bundled_home, made_once, weights_path
from retrieval.models.eight_bit import eight_bit_home
from retrieval.models.pieces import pieces_home
from retrieval.models.vocabulary import write_vocabulary
from retrieval.passage_index import PassageIndex
from retrieval.passages import encoded_text

REFERENCE = "Die Mission im Irak hat rund 500 Soldaten."
LEAST_COSINE = 0.99
"""The same model in its other arithmetic stays above (docs/reliability.md); another model is far below."""
_SAMPLED = 12


def check_encoder(encoder: Encoder, check: Check) -> None:
    """Whether it makes unit vectors of its dimension from both kinds of text."""
    for kind in ("query", "passage"):
        made = encoder.encode([REFERENCE], kind)
        check.looked += 1
        length = float(np.linalg.norm(made[0].astype(np.float64)))
        if made.shape != (1, encoder.dimension) or not abs(length - 1) < 1e-3:
            said = f"{made.shape}, |v| = {length:.3f}"
            check.fault(f"kein Einheitsvektor ({said})", f"no unit vector ({said})")


@dataclass
class Sample:
    """Passages from all over the archive, encoded again at the end: another model's vectors are noticed, whatever the manifest
    says. Of `articles` in all, about twelve are taken.
    """

    opened: PassageIndex
    articles: int
    check: Check
    _texts: list[tuple[Passage, str, str, tuple[Vectors, Vectors]]] = field(default_factory=list)
    _seen: int = 0

    def look(self, articles: Sequence[Article], passages: Mapping[str, Sequence[Passage]]) -> None:
        """Take some of the passages of these articles."""
        step = max(1, self.articles // _SAMPLED)
        for article in articles:
            if self._seen % step == 0 and passages[article.id]:
                passage = passages[article.id][len(passages[article.id]) // 2]
                start, end = passage.sentences[0]
                with suppress(IndexDamaged, RuntimeError, KeyError):  # told where the ids are checked
                    sentences = self.opened.sentence_vectors([passage.id])[passage.id]
                    stored = self.opened.passage_vectors([passage.id])[0], sentences[0]
                    self._texts.append((passage, encoded_text(article, passage), article.text[start:end], stored))
            self._seen += 1

    def finish(self, encoder: Encoder) -> None:
        """Encode them and compare."""
        if self.opened.model != encoder.identity:
            theirs, ours = self.opened.model, encoder.identity
            self.check.fault(f"sie sind vom Modell {theirs}, eingestellt ist {ours}", f"of the model {theirs}, set is {ours}")
            return
        if self.opened.dimension != encoder.dimension:
            self.check.fault(f"{self.opened.dimension} ≠ {encoder.dimension}")
            return
        fresh = encoder.encode([text for _, whole, first, _ in self._texts for text in (whole, first)], "passage")
        for number, (passage, _, _, stored) in enumerate(self._texts):
            self.check.looked += 1
            cosine = min(_cosine(fresh[2 * number + at], stored[at]) for at in (0, 1))
            if not cosine > LEAST_COSINE:
                said = f"{cosine:.2f}"
                self.check.fault(
                    f"Passage {passage.id}: das Modell gibt einen anderen Vektor (Kosinus {said})",
                    f"passage {passage.id}: the model gives another vector (cosine {said})",
                )


def _cosine(one: Vectors, other: Vectors) -> float:
    a, b = one.astype(np.float64), other.astype(np.float64)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-9))


def check_pieces(cache: Path, check: Check) -> None:
    """Whether the tokenizer's table is what the tokenizer gives. Where it is damaged, questions go the slow way, and one that
    opens all the same would cut them otherwise.
    """
    tokenizer, home = _pieces(cache)
    if not home.exists():
        return
    check.looked += 1
    with tempfile.TemporaryDirectory() as work:
        fresh = Path(work)
        write_vocabulary(tokenizer, fresh)
        names = [path.name for path in fresh.iterdir()]
        _, differing, missing = filecmp.cmpfiles(fresh, home, names, shallow=False)
    for name in sorted([*differing, *missing]):
        check.fault(f"{home.name}/{name}: anders als der Tokenizer", f"{home.name}/{name}: unlike the tokenizer")


def remake_pieces(cache: Path) -> None:
    """Make the tokenizer's table anew. Raises ModelError."""
    tokenizer, home = _pieces(cache)
    shutil.rmtree(home)
    made_once(home, lambda work: write_vocabulary(tokenizer, work), lambda code: None)


def remove_models(cache: Path) -> None:
    """Remove the bundled models from the cache: they are made again from the installed package."""
    weights = weights_path()
    if weights is not None:
        for home in (bundled_home(cache, weights), eight_bit_home(cache), reader_home(cache)):
            shutil.rmtree(home, ignore_errors=True)


def _pieces(cache: Path) -> tuple[Path, Path]:
    weights = weights_path()
    home = bundled_home(cache, weights) if weights else cache
    tokenizer = home / "runtime" / "tokenizer.model"
    return tokenizer, pieces_home(tokenizer)

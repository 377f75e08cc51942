"""Articles and vectors for archives of any size, out of the bench folder's articles.

An article's sentences are those of one article of the folder in a new order. So that two articles are no copies of each
other and the vocabulary grows as an archive's does, every fourth word of a sentence is another one of the folder, the
frequent ones more often, and one in thirty of these is made of two. Dates lie in twenty years, sources are one hundred outlets.

A vector lies at the cosine 0.9 of a real one, in a random direction: a sentence's of that of the sentence it was made of, a
passage's of that of any passage or sentence of the article that its sentences come from.
"""

import json
import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from corpus.article import Article, Block, BlockKind
from corpus.dates import DateInterval
from corpus.provenance import Provenance, Sourced
from retrieval.encoder import Encoder, Kind, Vectors
from retrieval.sentences import split_sentences

SENTENCES = 26
"""An article's: about four passages."""
NEARNESS = 0.9
_OTHER_ARTICLES = 250
_PASSAGE = 700
_SOURCES = 100
_DAYS = 20 * 365
_FIRST = date(2004, 1, 1)
_TITLE = re.compile(r"Meldung (\d+)\. ")


@dataclass(frozen=True)
class Base:
    """Real sentences and passages of `articles` texts with their vectors, and real questions with theirs."""

    sentences: list[list[str]]
    sentence_vectors: list[Vectors]
    passage_vectors: list[Vectors]
    words: list[str]
    questions: list[str]
    question_vectors: Vectors


def load_base(bench: Path, file: Path, encoder: Encoder) -> Base:
    """The base from the bench folder. Encoding takes minutes, so it is kept in `file`."""
    paths = sorted((bench / "xquad_de" / "articles").glob("*.txt"))
    paths += sorted((bench / "news_distractors").glob("*.txt"))[:_OTHER_ARTICLES]
    sentences, passages = [], []
    for path in paths:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines()[1:] if len(line) > 80]
        found = [line[start:end] for line in lines for start, end in split_sentences(line, "de")]
        if len(found) >= 4:
            sentences.append(found)
            passages.append([line[:_PASSAGE] for line in lines])
    raw = (bench / "xquad_de" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in raw[::4]]
    flat = [one for each in sentences for one in each]
    if not file.exists():
        made = [encoder.encode(flat, "passage"), encoder.encode([one for each in passages for one in each], "passage")]
        np.savez(file, sentences=made[0], passages=made[1], questions=encoder.encode(questions, "query"))
    kept = np.load(file)
    words = re.findall(r"\b[A-ZÄÖÜa-zäöüß][a-zäöüß]{3,14}\b", " ".join(flat))
    return Base(
        sentences,
        np.split(kept["sentences"], np.cumsum([len(each) for each in sentences])[:-1]),
        np.split(kept["passages"], np.cumsum([len(each) for each in passages])[:-1]),
        words,
        questions,
        kept["questions"],
    )


class Maker:
    """Makes articles by number, and knows of which real sentence each of theirs is made: it is their encoder, too."""

    def __init__(self, base: Base, identity: str, dimension: int) -> None:
        self.identity, self.dimension = identity, dimension
        self._base = base
        self._made_of: dict[str, tuple[int, int]] = {}
        self._article_of: dict[int, int] = {}

    def articles(self, numbers: Sequence[int]) -> Iterator[Article]:
        """These articles; what is known of those before is forgotten."""
        self._made_of.clear()
        self._article_of.clear()
        for number in numbers:
            yield self._article(number)

    def encode(self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """A vector for each text: near a real one of the sentence, or of a passage of the article, that it is made of."""
        made = np.stack([self._near(text) for text in texts])
        noise = np.random.default_rng(zlib.crc32(texts[0].encode())).standard_normal(made.shape, dtype=np.float32)
        noise -= (noise * made).sum(axis=1, keepdims=True) * made
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        progress(len(texts))
        return NEARNESS * made + np.float32((1 - NEARNESS**2) ** 0.5) * noise

    def _near(self, text: str) -> Vectors:
        found = self._made_of.get(text)
        if found:
            return self._base.sentence_vectors[found[0]][found[1]]
        title = _TITLE.match(text)
        article = self._article_of[int(title[1])] if title else len(text) % len(self._base.sentences)
        vectors, more = self._base.passage_vectors[article], self._base.sentence_vectors[article]
        chosen = zlib.crc32(text.encode()) % (len(vectors) + len(more))
        return vectors[chosen] if chosen < len(vectors) else more[chosen - len(vectors)]

    def _article(self, number: int) -> Article:
        draw = random.Random(number)
        of = self._article_of[number] = draw.randrange(len(self._base.sentences))
        title = f"Meldung {number}"
        text, blocks = title, [Block(0, len(title), BlockKind.TITLE)]
        chosen = draw.choices(range(len(self._base.sentences[of])), k=SENTENCES)
        for at in range(0, SENTENCES, 4):
            made = [(self._changed(self._base.sentences[of][one], draw), one) for one in chosen[at : at + 4]]
            self._made_of |= {sentence: (of, one) for sentence, one in made}
            start = len(text) + 2
            text += "\n\n" + " ".join(sentence for sentence, _ in made)
            blocks.append(Block(start, len(text), BlockKind.PROSE))
        day = _FIRST + timedelta(days=draw.randrange(_DAYS))
        return Article(
            id=f"{number:016x}",
            path=f"scale/{number:07d}.txt",
            text=text,
            language="de",
            title=Sourced(title, Provenance.HEADER),
            source=Sourced(f"Blatt {draw.randrange(_SOURCES):02d}", Provenance.HEADER),
            published=Sourced(DateInterval(day, day), Provenance.HEADER),
            blocks=tuple(blocks),
        )

    def _changed(self, sentence: str, draw: random.Random) -> str:
        words = sentence.split(" ")
        for at in range(draw.randrange(4), len(words) - 1, 4):
            other = draw.choice(self._base.words)
            words[at] = other if draw.random() > 1 / 30 else other + draw.choice(self._base.words).lower()
        return " ".join(words)

"""What the reader learns from: XQuAD in four languages and SelQA, cut into sentences, and examples made of them."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.xquad import HELD_OUT, article_files
from retrieval.encoder import Encoder
from retrieval.models.pieces import Pieces
from retrieval.reader import reading_input
from retrieval.sentences import split_sentences

LANGUAGES = {"de": 3, "en": 2, "es": 1, "ro": 1}
"""How often a language is drawn."""
MOST_TOKENS = 330


@dataclass
class Section:
    """A text as sentences, with their vectors; `group` is the article whose sentences compete."""

    group: tuple[str, int]
    sentences: list[str]
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass
class Asked:
    """A question, its section, the sentences that answer, and the answer's characters within the first of them if known."""

    id: str
    language: str
    question: str
    section: int
    right: list[int]
    answer: tuple[int, int] | None
    vector: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


@dataclass
class Example:
    """Token ids, each token's sentence, each sentence's cosine, the right sentences, the answer's first and last token."""

    ids: list[int]
    part: NDArray[np.int64]
    cosines: NDArray[np.float32]
    right: list[int]
    span: tuple[int, int] | None


def read_data(bench: Path) -> tuple[list[Section], list[Asked], list[Asked]]:
    """Sections, questions to train on, questions held out (German on German)."""
    sections: list[Section] = []
    asked: list[Asked] = []
    places: dict[tuple[str, int, int], int] = {}
    for language, number, paragraph, text, questions in _paragraphs(bench):
        spans = split_sentences(text, "de" if language == "de" else "en")
        places[language, number, paragraph] = len(sections)
        sections.append(Section((language, number), [text[start:end] for start, end in spans]))
        for key, question, start, end in questions:
            holding = [index for index, span in enumerate(spans) if span[0] <= start < span[1]]
            if holding:
                left = spans[holding[0]][0]
                inside = (start - left, min(end, spans[holding[0]][1]) - left)
                asked.append(Asked(key, language, question, len(sections) - 1, holding, inside))
    held = [a for a in asked if sections[a.section].group[1] % HELD_OUT == 0]
    train = [a for a in asked if sections[a.section].group[1] % HELD_OUT]
    for number, line in enumerate((bench / "selqa" / "selqa.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        sections.append(Section(("selqa", number), row["sentences"]))
        train.append(Asked(row["id"], "selqa", row["question"], len(sections) - 1, row["answers"], None))
    return sections, train, [a for a in held if a.language == "de"]


def _paragraphs(bench: Path) -> Iterator[tuple[str, int, int, str, list[tuple[str, str, int, int]]]]:
    """Language, article number, paragraph number, text, and (id, question, start, end) of its questions."""
    files = article_files(bench, "small")
    numbers = {path.name: number for number, path in enumerate(files)}
    german: dict[tuple[int, int], list[tuple[str, str, int, int]]] = {}
    texts = [path.read_text(encoding="utf-8").split("\n", 1)[1].strip().split("\n\n") for path in files]
    for line in (bench / "xquad_de" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place = numbers[row["article_id"]], row["paragraph"]
        window, answer = row["gold_window"], row["answers"][0]
        at = texts[place[0]][place[1]].strip().find(window)
        inside = [match.start() for match in re.finditer(re.escape(answer), window)]
        if at >= 0 and inside:  # the window has as much text on either side of the answer
            start = at + min(inside, key=lambda x: abs(2 * x + len(answer) - len(window)))
            german.setdefault(place, []).append((row["id"], row["question"], start, start + len(answer)))
    for number, paragraphs in enumerate(texts):
        for paragraph, text in enumerate(paragraphs):
            yield "de", number, paragraph, text.strip(), german.get((number, paragraph), [])
    for language in LANGUAGES:
        if language == "de":
            continue
        data = json.loads((bench / "xquad_multilingual" / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        for number, article in enumerate(data):
            for paragraph, part in enumerate(article["paragraphs"]):
                questions = []
                for row in part["qas"]:
                    answer = row["answers"][0]
                    end = answer["answer_start"] + len(answer["text"])
                    questions.append((row["id"], row["question"], answer["answer_start"], end))
                yield language, number, paragraph, part["context"], questions


def encode(encoder: Encoder, sections: Sequence[Section], asked: Sequence[Asked]) -> None:
    """Give every sentence and question its vector."""
    vectors = encoder.encode([sentence for section in sections for sentence in section.sentences], "passage")
    at = 0
    for section in sections:
        section.vectors = vectors[at : at + len(section.sentences)]
        at += len(section.sentences)
    for a, vector in zip(asked, encoder.encode([a.question for a in asked], "query"), strict=True):
        a.vector = vector


class Maker:
    """Makes examples of questions."""

    def __init__(self, pieces: Pieces, sections: Sequence[Section], seed: int) -> None:
        self._pieces = pieces
        self._sections = sections
        self._groups: dict[tuple[str, int], list[int]] = {}
        for number, section in enumerate(sections):
            self._groups.setdefault(section.group, []).append(number)
        self.random = random.Random(seed)

    def example(self, asked: Asked, target: Asked, size: int, *, training: bool) -> Example | None:
        """The question of `asked` on the section of `target`, the same question in perhaps another language.

        In training the sentences are drawn from the nearest, the right one among them; otherwise they are the nearest.
        """
        nearest = self._nearest(asked, target)
        right = {(target.section, sentence) for sentence in target.right}
        if training:
            chosen = self.random.sample(nearest[: size + 3], min(size, len(nearest)))
            if not right & {place for _, place in chosen}:
                chosen[self.random.randrange(len(chosen))] = next(item for item in nearest if item[1] in right)
        else:
            chosen = nearest[:size]
        order = list(dict.fromkeys(place[0] for _, place in sorted(chosen, key=lambda item: -item[0])))
        if training and self.random.random() < 0.3:
            self.random.shuffle(order)
        chosen.sort(key=lambda item: (order.index(item[1][0]), item[1][1]))
        sentences = [self._sections[section].sentences[sentence] for _, (section, sentence) in chosen]
        ids, part = reading_input(self._pieces, asked.question, sentences)
        if training and len(ids) > MOST_TOKENS:
            return None
        found = [number for number, (_, place) in enumerate(chosen) if place in right]
        span = None
        if target.answer and found:
            first = int(np.argmax(part == found[0]))
            span = self._token_span(sentences[found[0]], target.answer, first, int(np.sum(part == found[0])))
        cosines = np.array([cosine for cosine, _ in chosen], dtype=np.float32)
        return Example(ids, part, cosines - cosines.max(), found, span)

    def _nearest(self, asked: Asked, target: Asked) -> list[tuple[float, tuple[int, int]]]:
        places = []
        for number in self._groups[self._sections[target.section].group]:
            cosines = self._sections[number].vectors @ asked.vector
            places += [(float(cosine), (number, sentence)) for sentence, cosine in enumerate(cosines)]
        return sorted(places, key=lambda item: (-item[0], item[1]))

    def _token_span(self, sentence: str, answer: tuple[int, int], first: int, count: int) -> tuple[int, int] | None:
        """The tokens that overlap the answer's characters."""
        touched = [
            index
            for index, (start, end) in enumerate(self._pieces.spans(sentence)[:count])
            if start < answer[1] and end > answer[0]
        ]
        return (first + touched[0], first + touched[-1]) if touched else None

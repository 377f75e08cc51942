"""A small archive that grows and shrinks at random, over either search engine: what the contract between them is tried on."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from corpus.article import Article, Block, BlockKind, Passage
from corpus.dates import DateInterval
from corpus.language import Language
from corpus.provenance import Provenance, Sourced
from corpus.store import Snapshot, Store
from retrieval.analysis import all_words, stem
from retrieval.encoder import Encoder, Vectors
from retrieval.engines import engine_for
from retrieval.indexer import IndexReport, update_index
from retrieval.passage_index import PassageIndex, Sought
from retrieval.passages import context_text, encoded_text, passage_text
from retrieval.probe import open_for
from retrieval.vocabulary import CONTEXTS

GERMAN = (
    "Soldat Soldaten Irak Mission Missionen Ausbildung Ausbildungsmission Hafen Minister Ministerin General Bundeswehr der die "
    "nicht Kanada Koalition Häuser Straße Zeitung Ölpreis 2018 4000 Rat tagte führte wählten Frieden Friedensplan"
).split()
ENGLISH = "soldiers soldier mission training trained Iraq Canada minister the not council peace 2018 voted general".split()
NAMES = ("dpa", "Der Spiegel", 'Das "Blatt"', "Ä\\B (Ort)", "it's", "Nachrichten-Agentur")
FIRST = date(2017, 11, 20)


def made(name: str, chance: random.Random) -> Article:
    """An article of one to three paragraphs, in German or English, with or without a date, source and origin."""
    language: Language = chance.choice(("de", "de", "en"))
    words = GERMAN if language == "de" else ENGLISH
    text, blocks = "", []
    for _ in range(chance.randint(1, 3)):
        lengths = [chance.randint(4, 30) for _ in range(chance.randint(1, 9))]
        paragraph = " ".join(" ".join(chance.choices(words, k=length)).capitalize() + "." for length in lengths)
        blocks.append(Block(len(text), len(text) + len(paragraph), BlockKind.PROSE))
        text += paragraph + "\n\n"
    first = FIRST + timedelta(days=chance.randint(0, 80))
    days = DateInterval(first, first + timedelta(days=chance.choice((0, 0, 3, 40, 400))))
    return Article(
        name,
        f"/archiv/{name}.txt",
        text,
        language,
        title=Sourced(" ".join(chance.choices(words, k=3)), Provenance.HEADER) if chance.random() < 0.5 else None,
        source=Sourced(chance.choice(NAMES), Provenance.USER) if chance.random() < 0.7 else None,
        origin=Sourced(chance.choice(NAMES), Provenance.USER) if chance.random() < 0.3 else None,
        published=Sourced(days, Provenance.USER) if chance.random() < 0.7 else None,
        not_before=FIRST + timedelta(days=chance.randint(0, 80)) if chance.random() < 0.5 else None,
        blocks=tuple(blocks),
    )


class World:
    """An archive below `folder`, or in a `database`; `url` is that of its engine."""

    def __init__(self, folder: Path, url: str, encoder: Encoder, seed: int = 1, database: str = "") -> None:
        self.store = Store.open(folder, create=True, url=database)
        self.url = url
        self.engine = engine_for(self.store, url)
        self.encoder = encoder
        self.chance = random.Random(seed)
        self.articles: dict[str, Article] = {}

    def close(self) -> None:
        self.engine.close()
        self.store.close()

    def update(self, add: int = 0, remove: int = 0, change: int = 0, **options: bool) -> IndexReport:
        """Add so many articles, remove and change so many of those that are there."""
        gone = self.chance.sample(sorted(self.articles), min(remove, len(self.articles)))
        left = sorted(self.articles.keys() - set(gone))
        names = [f"a{self.chance.getrandbits(40):010x}" for _ in range(add)]
        names += self.chance.sample(left, min(change, len(left)))
        fresh = [made(name, self.chance) for name in names]
        report = self.write(fresh, gone, **options)
        self.articles |= {each.id: each for each in fresh}
        for key in gone:
            del self.articles[key]
        return report

    def write(self, articles: list[Article], gone: list[str], **options: bool) -> IndexReport:
        digests = {article.path: "d" for article in articles}
        return update_index(self.store, self.encoder, articles, digests, gone, engine=self.engine, **options)

    @contextmanager
    def opened(self) -> Iterator[tuple[Snapshot, PassageIndex]]:
        with self.store.read() as snapshot:
            yield snapshot, open_for(self.encoder, self.engine, snapshot, snapshot.generation or "")

    def sought(self, text: str, asked: Language = "de") -> Sought:
        return Sought(text, asked, self.encoder.encode([text], "query")[0])


def passages_of(snapshot: Snapshot) -> dict[int, tuple[Article, Passage]]:
    articles = {article.id: article for article in snapshot.all_articles()}
    return {passage.id: (articles[passage.article_id], passage) for passage in snapshot.all_passages()}


def halves(vectors: Vectors) -> Vectors:
    """As they are kept."""
    return vectors.astype(np.float16).astype(np.float32)


def vectors_of(encoder: Encoder, held: dict[int, tuple[Article, Passage]]) -> dict[int, Vectors]:
    texts = [encoded_text(article, passage) for article, passage in held.values()]
    return dict(zip(held, halves(encoder.encode(texts, "passage")), strict=True))


def fields_of(article: Article, passage: Passage) -> dict[str, list[str]]:
    """The stems of a passage's words and of its context, by field."""
    language = article.language
    texts = {language: passage_text(article, passage), CONTEXTS[language]: context_text(article, passage)}
    return {field: [stem(word, language) for word in all_words(text, language)] for field, text in texts.items()}


def counted(held: dict[int, tuple[Article, Passage]]) -> Counter[tuple[str, str]]:
    """In how many passages each stem stands, by field."""
    found: Counter[tuple[str, str]] = Counter()
    for article, passage in held.values():
        found.update((field, term) for field, terms in fields_of(article, passage).items() for term in set(terms))
    return found


def bm25(documents: list[list[str]], term: str) -> dict[int, float]:
    """Scores of one term, k1 = 1.2, b = 0.75: what a textbook says."""
    holding = sum(term in words for words in documents)
    idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
    mean = sum(map(len, documents)) / len(documents)
    scores = {}
    for number, words in enumerate(documents):
        if count := words.count(term):
            scores[number] = idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words) / mean))
    return scores

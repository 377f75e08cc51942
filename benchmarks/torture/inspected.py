"""What must hold of whatever is read out of a file: it can be stored, split, told apart and shown, each quotation verbatim."""

import json
from itertools import pairwise
from pathlib import Path

from bot.formatting.plain import source_line, visible
from bot.telegram.markup import escape
from bot.texts import Texts
from corpus.article import Article
from corpus.collect import collect, list_files
from corpus.errors import ReadError
from corpus.export import article_record, json_line
from retrieval.passages import encoded_text, split_passages
from retrieval.quote import Quote
from retrieval.voice import voice_of

_MOST_ARTICLES = 40
"""Of a file of many, the first and the last are looked at."""
_MOST_CHARACTERS = 400_000
"""Of a longer text the passages alone are looked at: no answer quotes more than a few sentences."""


def read_and_inspect(folder: Path) -> tuple[int, int]:
    """Read the folder's files as `wortlaut ingest` does; how many articles of how many characters.

    Raises AssertionError where one is broken.
    """
    found = collect(list_files([folder]), {})
    for path, error in found.skipped:
        assert isinstance(error, ReadError), type(error)
        assert path and error.say("de") and error.say("en")
    made = [*found.added, *found.changed]
    for article in made if len(made) <= _MOST_ARTICLES else [*made[: _MOST_ARTICLES // 2], *made[-_MOST_ARTICLES // 2 :]]:
        inspect(article, folder)
    return len(made), sum(len(article.text) for article in made)


def inspect(article: Article, folder: Path) -> None:
    """Raises AssertionError where something does not hold."""
    text = article.text
    text.encode("utf-8")
    assert article.path.startswith(f"{folder}/") and ".." not in Path(article.file).parts
    assert all(0 <= block.start < block.end <= len(text) for block in article.blocks)
    assert all(one.end <= other.start for one, other in pairwise(article.blocks))
    passages = list(split_passages(article, 0))
    sentences = [span for passage in passages for span in passage.sentences]
    assert all(one[1] <= other[0] for one, other in pairwise(sentences)), "sentences overlap"
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert all(
            0 <= start < end <= len(text) and text[start:end].strip() == text[start:end] for start, end in passage.sentences
        )
    record = json.loads(json_line(article_record(article)))
    assert record["text"] == text
    for passage in [*passages[:2], *passages[-2:]] if len(text) <= _MOST_CHARACTERS else []:
        encoded_text(article, passage).encode("utf-8")
        quote = Quote(article, passage.start, passage.end, passage.sentences[:1], 1.0)
        assert quote.text == text[passage.start : passage.end]
        voice = voice_of(article, passage.start)
        assert voice.speaker is None or 0 <= voice.speaker[0] < voice.speaker[1] <= len(text)
        escape(quote.text).encode("utf-8")
        for language in ("de", "en"):
            line = source_line(quote, Texts(language))
            assert line == visible(line) and "\n" not in line, "a source line is not one line"

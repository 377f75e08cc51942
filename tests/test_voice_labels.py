"""The hand-labelled sentences that the attribution of speech is measured with: that they stand where they say."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, BlockKind
from corpus.build import build_article
from corpus.readers import ReadArticle, plain
from corpus.sidecar import read_sidecar
from retrieval.sentences import split_sentences

DATA = Path(__file__).parent / "data"
ARTICLES = Path(__file__).parents[1] / "corpus/sample/articles"
VOICES = {"own", "direct", "reported"}
ARTICLE_WORDS = {"der", "die", "das", "dem", "den", "ein", "eine", "einer", "the", "a", "an"}


def read_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


SAMPLE = read_rows("voices.jsonl")
REAL = read_rows("voices_real.jsonl")
COUNTS = {
    ("dev", "de", "own"): 148,
    ("dev", "de", "direct"): 35,
    ("dev", "de", "reported"): 77,
    ("dev", "en", "own"): 13,
    ("dev", "en", "direct"): 6,
    ("dev", "en", "reported"): 10,
    ("heldout", "de", "own"): 130,
    ("heldout", "de", "direct"): 35,
    ("heldout", "de", "reported"): 56,
    ("heldout", "en", "own"): 27,
    ("heldout", "en", "direct"): 8,
    ("heldout", "en", "reported"): 11,
}
"""So that a label is not changed unnoticed: the figures in the documentation were measured with these."""
NAMES = sorted({row["article"] for row in SAMPLE})


@cache
def article(name: str) -> Article:
    path = ARTICLES / name
    beside, _ = read_sidecar(path)
    (found,) = plain.read(path.read_bytes(), {})
    assert isinstance(found, ReadArticle)
    return build_article(path, found, beside)


def labels_of(name: str) -> list[dict[str, Any]]:
    return [row for row in SAMPLE if row["article"] == name]


@pytest.mark.parametrize("name", NAMES)
def test_sentences_and_speakers_stand_in_the_article(name: str) -> None:
    source = article(name)
    for row in labels_of(name):
        assert source.text[row["start"] : row["end"]] == row["text"]
        assert source.language == row["lang"]
        if speaker := row["speaker"]:
            start, end = speaker["start"], speaker["end"]
            assert source.text[start:end] == speaker["text"]
            # A name is not cut: no letter stands beside it.
            assert not source.text[start - 1 : start].isalnum() and not source.text[end : end + 1].isalnum(), speaker


@pytest.mark.parametrize("name", NAMES)
def test_whole_articles_are_labelled(name: str) -> None:
    """Every sentence of the prose as it is split today has one label, so that the own voice has its natural share."""
    source = article(name)
    split = {
        (block.start + start, block.start + end)
        for block in source.blocks
        if block.kind is BlockKind.PROSE
        for start, end in split_sentences(source.text[block.start : block.end], source.language)
    }
    labelled = [(row["start"], row["end"]) for row in labels_of(name)]
    assert labelled == sorted(set(labelled))
    assert set(labelled) <= split
    # The place names that open a report are no statement.
    assert {source.text[start:end] for start, end in split - set(labelled)} <= {"Bagdad/Brüssel.", "Brüssel."}


@pytest.mark.parametrize("rows", [SAMPLE, REAL], ids=["sample", "real"])
def test_labels_keep_the_conventions(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert row["voice"] in VOICES
        assert 0 <= row["start"] < row["end"]
        if speaker := row["speaker"]:
            assert row["voice"] != "own", row
            assert speaker["end"] - speaker["start"] == len(speaker["text"].strip())
            assert speaker["text"].split()[0].lower() not in ARTICLE_WORDS, speaker


def test_halves_share_no_article_and_each_has_both_languages_and_every_voice() -> None:
    articles = {part: {row["article"] for row in SAMPLE if row["part"] == part} for part in ("dev", "heldout")}
    assert articles["dev"].isdisjoint(articles["heldout"])
    counts = Counter((row["part"], row["lang"], row["voice"]) for row in SAMPLE)
    assert counts == COUNTS
    assert sum(COUNTS.values()) == len(SAMPLE)


def test_labels_of_real_articles_hold_no_text_of_theirs() -> None:
    assert all(set(row) == {"article", "start", "end", "voice", "speaker", "lang"} for row in REAL)
    assert max(len(row["speaker"]["text"].split()) for row in REAL if row["speaker"]) <= 6

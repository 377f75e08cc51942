"""Whose words sentences are, held against sentences labelled by hand.

    python -m benchmarks.voice LABELS.jsonl --articles FOLDER [--articles FOLDER …] [--json]

A line of LABELS is a sentence: `article` (a file's name), `start` and `end` (characters of the article's text), `voice`
(own, direct, reported), `speaker` (`start`, `end`, `text`) or null, and `text`. The folders are read as `wortlaut ingest` reads
them. Prints precision, recall and F1 of direct and reported speech, each and together, how often the speaker is the one
labelled (exactly, and with a word of four letters in common), and every sentence that is wrong. Speech together asks only
whether it is speech; exact asks which, too.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.collect import collect, list_files
from retrieval.voice import Voice, voice_of

_SPEECH = ("direct", "reported")
_LONG_WORD = re.compile(r"\w{4,}|\b[A-Z]{2,}\b")


def read_articles(folders: Sequence[Path]) -> dict[str, Article]:
    """The folders' articles by file name."""
    return {Path(article.path).name: article for folder in folders for article in collect(list_files([folder]), {}).added}


def f1(found: Sequence[str], wanted: Sequence[str], kinds: Sequence[str], strict: bool) -> dict[str, float]:
    """Precision, recall and F1 of those kinds; without `strict` one of them is as right as the other."""

    def right(one: str, other: str) -> bool:
        return one in kinds and (one == other if strict else other in kinds)

    hits = sum(right(one, other) for one, other in zip(found, wanted, strict=True))
    told, labelled = (sum(kind in kinds for kind in all_) for all_ in (found, wanted))
    return {
        "precision": hits / told if told else 0.0,
        "recall": hits / labelled if labelled else 0.0,
        "f1": 2 * hits / (told + labelled) if told + labelled else 0.0,
    }


def overlap(one: str, other: str) -> bool:
    """Whether two names have a long word or an acronym in common."""
    return bool(set(_LONG_WORD.findall(one.lower())) & set(_LONG_WORD.findall(other.lower()))) or one == other


def _name(article: Article, voice: Voice) -> str:
    return article.text[slice(*voice.speaker)] if voice.speaker else ""


def _same_place(row: dict[str, Any], voice: Voice) -> bool:
    labelled = row["speaker"]
    return voice.speaker == ((labelled["start"], labelled["end"]) if labelled else None)


def measure(rows: Sequence[dict[str, Any]], articles: dict[str, Article]) -> dict[str, Any]:
    """All figures, and the sentences told wrongly."""
    voices = [voice_of(articles[row["article"]], row["start"]) for row in rows]
    names = [_name(articles[row["article"]], voice) for row, voice in zip(rows, voices, strict=True)]
    labelled = [row["speaker"]["text"] if row["speaker"] else "" for row in rows]
    kinds, wanted = [voice.kind for voice in voices], [row["voice"] for row in rows]
    speech = [n for n, row in enumerate(rows) if row["voice"] != "own" and kinds[n] != "own"]
    return {
        "sentences": len(rows),
        **{kind: f1(kinds, wanted, (kind,), True) for kind in _SPEECH},
        "speech": f1(kinds, wanted, _SPEECH, False),
        "speech of the right kind": f1(kinds, wanted, _SPEECH, True),
        "speaker at the same place": sum(_same_place(rows[n], voices[n]) for n in speech) / len(speech),
        "speaker exactly": sum(names[n] == labelled[n] for n in speech) / len(speech),
        "speaker in part": sum(overlap(names[n], labelled[n]) for n in speech) / len(speech),
        "wrong": [
            {
                "article": row["article"],
                "start": row["start"],
                "text": articles[row["article"]].text[row["start"] : row["end"]],
                "labelled": [row["voice"], label],
                "found": [voice.kind, name],
            }
            for row, voice, name, label in zip(rows, voices, names, labelled, strict=True)
            if (voice.kind, name) != (row["voice"], label)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Hold whose words sentences are against labels by hand.",
        epilog="example: python -m benchmarks.voice labels.jsonl --articles corpus/sample/articles",
    )
    parser.add_argument("labels", type=Path)
    parser.add_argument("--articles", type=Path, action="append", required=True, help="a folder of articles; may be repeated")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    articles = read_articles(options.articles)
    rows = [json.loads(line) for line in options.labels.read_text(encoding="utf-8").splitlines() if line.strip()]
    missing = sorted({row["article"] for row in rows} - articles.keys())
    if missing:
        sys.exit(f"These articles are in none of the folders: {', '.join(missing)}. Name their folder with --articles.")
    figures = measure(rows, articles)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{name:26} " + "  ".join(f"{part} {figure:.3f}" for part, figure in value.items()))
        elif name != "wrong":
            print(f"{name:26} {value:.3f}" if isinstance(value, float) else f"{name:26} {value}")
    for row in figures["wrong"]:
        print(f"\n{row['article']} {row['start']}: {row['text']}\n  labelled {row['labelled']}\n  found    {row['found']}")


if __name__ == "__main__":
    main()

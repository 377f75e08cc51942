"""The bench folder's German XQuAD: articles, questions, gold windows. Its README says what is where."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

HELD_OUT = 3
"""The articles whose number this divides are not trained on by the reader."""
QUESTION_FILES = {"de": "questions.jsonl", "en": "questions_en.jsonl"}


@dataclass(frozen=True)
class BenchQuestion:
    """A question with its gold article (a file name) and the answer with a little of its sentence around it."""

    id: str
    question: str
    article: str
    window: str


def read_questions(bench: Path, language: str) -> list[BenchQuestion]:
    """The 1,190 questions in "de" or "en"."""
    lines = (bench / "xquad_de" / QUESTION_FILES[language]).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [BenchQuestion(row["id"], row["question"], row["article_id"], normal(row["gold_window"])) for row in rows]


def article_folders(bench: Path, size: str) -> list[Path]:
    """The folders of the "small" or "large" archive's articles."""
    return [bench / "xquad_de/articles"] + ([bench / "news_distractors"] if size == "large" else [])


def article_files(bench: Path, size: str) -> list[Path]:
    """The articles of the "small" or "large" archive."""
    return [path for folder in article_folders(bench, size) for path in sorted(folder.glob("*.txt"))]


def normal(text: str) -> str:
    """NFC, one space for any white space, case folded: the form in which windows are compared."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()

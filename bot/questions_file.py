"""A file of questions as JSON Lines: `{id, question, follow_up_of?}`, a line each."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import PathUnreadable, WortlautError


class QuestionsFileError(WortlautError):
    """A line of a questions file that is not one."""

    de = "{path}, Zeile {line}: {reason}. Erwartet wird je Zeile ein JSON-Objekt mit id und question."
    en = "{path}, line {line}: {reason}. Each line must be a JSON object with id and question."


class FollowsNothing(WortlautError):
    """A follow-up in a questions file to a question that is not before it."""

    de = "{path}, Zeile {line}: follow_up_of nennt {before}, aber diese id muss in einer Zeile davor stehen."
    en = "{path}, line {line}: follow_up_of names {before}, but that id must stand in a line before."


def lines_of(path: Path) -> list[str]:
    """The file's lines; a U+2028 within JSON ends none. Raises PathUnreadable."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PathUnreadable(path=path, reason=getattr(error, "strerror", None) or "UTF-8") from error


def read_questions(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of each line that is not blank, and its `id`, `question` and, where it follows up, `follow_up_of`.

    Raises PathUnreadable, QuestionsFileError, FollowsNothing.
    """
    seen: set[str] = set()
    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionsFileError(path=path, line=number, reason=getattr(error, "msg", "JSON")) from error
        if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("question"), str):
            raise QuestionsFileError(path=path, line=number, reason="id/question")
        if row.get("follow_up_of") is None:
            row.pop("follow_up_of", None)
        for key in {"id", "question", "follow_up_of"} & row.keys():
            text = row[key] if isinstance(row[key], str) else json.dumps(row[key])
            row[key] = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text
        if "follow_up_of" in row and row["follow_up_of"] not in seen:
            raise FollowsNothing(path=path, line=number, before=json.dumps(row["follow_up_of"], ensure_ascii=False))
        seen.add(row["id"])
        yield number, row
    if not seen:
        raise QuestionsFileError(path=path, line=1, reason="leer / empty")

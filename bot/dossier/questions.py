"""What a dossier is to hold: a file of lines, each a question, a time line, a quotation to check or a section's heading."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.questions_file import lines_of, read_questions
from corpus.errors import QuestionEmpty, QuestionError, WortlautError
from corpus.patterns import regex
from retrieval.question import checked

Kind = Literal["section", "question", "timeline", "check"]

_SECTION = regex(r"##(?!#)\s*(.*)")
_ASKED = regex(r"(?i)(Zeitleiste|timeline|Prüfen|check)\s*:\s*(.*)")
_KINDS: dict[str, Kind] = {"zeitleiste": "timeline", "timeline": "timeline", "prüfen": "check", "check": "check"}


class DossierLineError(WortlautError):
    """A line of the file that asks nothing."""

    de = "{path}, Zeile {line}: {reason} Je Zeile: eine Frage, „Zeitleiste: THEMA“, „Prüfen: ZITAT“ oder „## Überschrift“."
    en = "{path}, line {line}: {reason} Each line: a question, “timeline: TOPIC”, “check: QUOTATION” or “## heading”."

    def __init__(self, path: Path, line: int, reason: WortlautError) -> None:
        self._reason = reason
        super().__init__(path=path, line=line)

    def say(self, lang: str) -> str:
        """The sentence in `lang`, with what is wrong in it."""
        template = self.de if lang == "de" else self.en
        return template.format(**self.data, reason=self._reason.say(lang))


class NothingAsked(WortlautError):
    """A file without a question, or a line with nothing behind its colon."""

    de = "Hier steht nichts, wonach zu fragen wäre."
    en = "There is nothing to ask for."


@dataclass(frozen=True)
class Item:
    """A line of the file. `id` and `follow_up_of` are those of JSON Lines."""

    kind: Kind
    text: str
    line: int
    id: str = ""
    follow_up_of: str = ""


def read_items(path: Path) -> tuple[Item, ...]:
    """What the file asks for, in its order; JSON Lines where its first line begins with a brace.

    Raises PathUnreadable, DossierLineError; for JSON Lines QuestionsFileError and FollowsNothing, too.
    """
    lines = lines_of(path)
    first = next((line.strip() for line in lines if line.strip()), "")
    found = tuple(_of_json(path) if first.startswith("{") else _of_text(path, lines))
    if all(item.kind == "section" for item in found):
        raise DossierLineError(path, max(1, len(lines) - 1), NothingAsked())
    return found


def _of_json(path: Path) -> Iterator[Item]:
    for line, row in read_questions(path):
        yield Item("question", _asked(row["question"], path, line), line, row["id"], row.get("follow_up_of", ""))


def _of_text(path: Path, lines: list[str]) -> Iterator[Item]:
    for number, written in enumerate(lines, start=1):
        line = written.strip()
        section, asked = _SECTION.fullmatch(line), _ASKED.fullmatch(line)
        if section and not section[1]:
            raise DossierLineError(path, number, NothingAsked())
        if section:
            yield Item("section", section[1], number)
        elif asked:
            kind = _KINDS[asked[1].casefold()]
            if not asked[2]:
                raise DossierLineError(path, number, NothingAsked())
            yield Item(kind, asked[2] if kind == "check" else _asked(asked[2], path, number), number)
        elif line and not line.startswith("#"):
            yield Item("question", _asked(line, path, number), number)


def _asked(text: str, path: Path, line: int) -> str:
    try:
        return checked(text)
    except QuestionEmpty as error:
        raise DossierLineError(path, line, NothingAsked()) from error
    except QuestionError as error:
        raise DossierLineError(path, line, error) from error

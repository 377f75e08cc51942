"""Everything Wortlaut says, in German and English: the catalogue of `bot/wording`. Errors carry their own sentences."""

from typing import Literal

from bot.wording.answers import ANSWERS
from bot.wording.archive import ARCHIVE
from bot.wording.chat import CHAT
from bot.wording.checking import CHECKING
from bot.wording.disagreement import DISAGREEMENT
from bot.wording.doctor import DOCTOR
from bot.wording.dossier import DOSSIER
from bot.wording.exporting import EXPORTING
from bot.wording.names import BLOCKS, NOTES, PROVENANCE
from bot.wording.receipts import RECEIPTS
from bot.wording.reports import REPORTS
from bot.wording.telegram import TELEGRAM
from bot.wording.timeline import TIMELINE
from bot.wording.understanding import UNDERSTANDING
from bot.wording.voice import VOICE
from corpus.provenance import Provenance

Lang = Literal["de", "en"]

TEXTS: dict[str, tuple[str, str]] = (
    ANSWERS
    | UNDERSTANDING
    | DISAGREEMENT
    | CHECKING
    | CHAT
    | ARCHIVE
    | RECEIPTS
    | REPORTS
    | DOCTOR
    | TELEGRAM
    | TIMELINE
    | VOICE
    | DOSSIER
    | EXPORTING
)


class Texts:
    """The catalogue in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._column = 0 if lang == "de" else 1

    def __call__(self, key: str, *values: object, **named: object) -> str:
        """The text under `key`, filled in. Raises KeyError for an unknown key."""
        return TEXTS[key][self._column].format(*values, **named)

    def counted(self, key: str, number: int, *values: object) -> str:
        """The text under `key` with that number: „1 Quelle“, „4 Quellen“."""
        return self(f"{key}_{'one' if number == 1 else 'many'}", number, *values)

    def provenance(self, provenance: Provenance) -> str:
        """The name of a provenance for people."""
        return PROVENANCE[provenance][self._column]

    def block(self, kind: str) -> str:
        """The name of a kind of block for people."""
        return BLOCKS[kind][self._column]

    def note(self, note: str) -> str:
        """A reader's note („encoding:cp1252“) as a sentence."""
        code, _, value = note.partition(":")
        return NOTES[code][self._column].format(value)

"""Who talks in the tests' Telegram, and what they see."""

from dataclasses import dataclass
from typing import Any

from tests.telegram_rules import Parsed, cleaned

BOT = {"id": 4242, "is_bot": True, "first_name": "Wortlaut", "username": "WortlautBot", "can_join_groups": True}


@dataclass
class Sent:
    """A message of the bot as people see it; `edits` counts how often it was changed."""

    id: int
    chat_id: int
    parsed: Parsed
    keyboard: list[list[dict[str, Any]]]
    reply_to: int | None
    edits: int = 0
    photo: bytes | None = None
    document: tuple[str, bytes] | None = None

    @property
    def text(self) -> str:
        return cleaned(self.parsed.text)

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def data(self, label: str) -> str:
        """The data of the button that begins with `label`."""
        (found,) = [b for row in self.keyboard for b in row if b["text"].startswith(label)]
        return str(found["callback_data"])


@dataclass(frozen=True)
class Human:
    """A person; `private` is their chat with the bot."""

    id: int
    name: str = "Anna"
    lang: str = "de"

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.lang}


def found_entities(text: str) -> list[dict[str, Any]]:
    """Commands at the beginning and mentions, as Telegram finds them in what people write."""
    made = []
    for word in {word.strip(",:.?!") for word in text.split()}:
        at = len(text[: text.index(word)].encode("utf-16-le")) // 2 if word else 0
        if word.startswith("/") and at == 0 and len(word) > 1:
            made.append({"type": "bot_command", "offset": 0, "length": len(word)})
        elif word.startswith("@") and len(word) > 1:
            made.append({"type": "mention", "offset": at, "length": len(word)})
    return made

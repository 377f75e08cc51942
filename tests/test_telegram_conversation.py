"""A long conversation with the running bot, asserted word for word: private, group, inline, and a restart in the middle.

`WORTLAUT_WRITE_TRANSCRIPT=1 pytest tests/test_telegram_conversation.py` writes the transcript anew.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.telegram_bot import BotProcess
from tests.telegram_people import Human, Sent
from tests.telegram_server import TelegramServer

TRANSCRIPT = Path(__file__).parent / "data" / "telegram_transcript.txt"
WRITE = os.environ.get("WORTLAUT_WRITE_TRANSCRIPT")
CODE = re.compile(r"\b(Beleg|receipt) [0-9A-HJKMNP-TV-Z]{4,5}\b")
"""Made of the articles' ids, which are made of their paths."""
ANNA, BEN = Human(7, "Anna"), Human(8, "Ben", "en")
GROUP = -1007
ASKED = "Wer übernahm im November 2019 das Kommando der Nato-Mission?"
STICKER = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "type": "regular"} | dict.fromkeys(
    ("is_animated", "is_video"), False
)
FAMILY = "👩‍👩‍👧‍👦"


class Script:
    """Runs steps one after another and writes down what each side says."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.lines: list[str] = []
        self.steps = 0
        self._seen = 0

    def step(self, shown: str, act: Callable[[], Any], done: Callable[[Any], bool]) -> None:
        """One thing a person does; `done` says when the bot has reacted to it."""
        self.steps += 1
        self.lines.append(f"{self.steps}. {shown}")
        self._skip()
        made = act()
        self.server.wait(lambda: done(made))
        for method, sent in self.server.calls[self._seen :]:
            self.lines += _written(method, sent)
        self._skip()

    def _skip(self) -> None:
        self._seen = len(self.server.calls)

    def says(self, who: Human, text: str, group: int | None = None, silent: bool = False, **extra: Any) -> None:
        """A message, and the bot's one answer to it, or none."""
        chat = group or who.id
        before = len(self.server.shown(chat))
        where = "Gruppe, " if group else ""
        self.step(
            f"{where}{who.name}: {text if len(text) < 200 else f'{text[:7]} … ({len(text)} Zeichen)'}",
            lambda: self.server.say(who, text, group=group, **extra),
            lambda _: silent or len(self.server.shown(chat)) > before,
        )

    def timeline(self, who: Human, text: str, ending: str) -> None:
        """A command that is answered by a picture and messages, until one has a line that begins with `ending`."""
        before = len(self.server.shown(who.id))
        self.step(
            f"{who.name}: {text}",
            lambda: self.server.say(who, text),
            lambda _: any(f"\n{ending}" in sent.text for sent in self.server.shown(who.id)[before:]),
        )

    def sends(self, who: Human, what: str, kind: str = "message", silent: bool = False, **extra: Any) -> None:
        """Something that is no new text."""
        before = len(self.server.shown(who.id))
        self.step(
            f"{who.name} ({what})",
            lambda: self.server.say(who, kind=kind, **extra),
            lambda _: silent or len(self.server.shown(who.id)) > before,
        )

    def presses(self, who: Human, message: Sent, label: str, data: str | None = None, **extra: Any) -> None:
        """A button, until it is acknowledged."""
        self.step(
            f"{who.name} drückt [{label}]",
            lambda: self.server.press(who, message, data or message.data(label), **extra),
            lambda number: number in self.server.toasts,
        )

    def last(self, chat_id: int) -> Sent:
        return self.server.shown(chat_id)[-1]


def _written(method: str, sent: dict[str, Any]) -> list[str]:
    """A call of the bot as lines of the transcript."""
    rows = (sent.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = ["    " + " ".join(f"[{button['text']}]" for button in row) for row in rows]
    if method in ("sendMessage", "editMessageText"):
        head = "Bot ändert" if method == "editMessageText" else "Bot antwortet" if "reply_parameters" in sent else "Bot"
        text = sent["text"].splitlines()
        return [f"  {head}: {text[0]}", *(f"    {line}" for line in text[1:]), *buttons]
    if method == "sendPhoto":
        return [
            f"  Bot schickt ein Bild: {sent['caption'].splitlines()[0]}",
            *(f"    {x}" for x in sent["caption"].splitlines()[1:]),
        ]
    if method == "editMessageReplyMarkup":
        return ["  Bot nimmt die Knöpfe weg"]
    if method == "answerCallbackQuery":
        return [f"  Hinweis: {sent['text']}"] if sent.get("text") else []
    if method == "answerInlineQuery":
        button = [f"  Bot bietet den Knopf [{sent['button']['text']}]"] if sent.get("button") else []
        offered = [[r["title"], r["description"], r["input_message_content"]["message_text"]] for r in sent["results"]]
        return [
            line for result in offered for line in [f"  Bot bietet: {result[0]}", *(f"    {part}" for part in result[1:])]
        ] + button
    return []


@pytest.mark.slow
def test_a_long_conversation_word_for_word(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    base = server.start()
    script = Script(server)
    with BotProcess(telegram_settings, base, tmp_path / "first.log", rate=500) as bot:
        bot.wait_until_ready(server)
        _before_the_restart(script)
        first = server.shown(ANNA.id)[1]
        assert bot.stop() == 0
    script.lines.append("--- Neustart ---")
    with BotProcess(telegram_settings, base, tmp_path / "second.log", rate=500) as bot:
        bot.wait_until_ready(server)
        _after_the_restart(script, first)
        assert bot.stop() == 0
    server.stop()
    said = (tmp_path / "first.log").read_text(encoding="utf-8") + (tmp_path / "second.log").read_text(encoding="utf-8")
    assert server.rejected == []
    assert ASKED not in said and "Traceback" not in said and "geheim" not in said
    written = CODE.sub(r"\1 CODE", "\n".join(script.lines) + "\n")
    if WRITE:
        TRANSCRIPT.write_text(written, encoding="utf-8")
    assert script.steps >= 30
    assert written == TRANSCRIPT.read_text(encoding="utf-8")


def _before_the_restart(script: Script) -> None:
    script.says(ANNA, "/start")
    script.says(ANNA, ASKED)
    answer = script.last(ANNA.id)
    script.presses(ANNA, answer, "Zitat 2")
    script.presses(ANNA, answer, "◀ Zitat 1")
    script.presses(ANNA, answer, "Kontext")
    script.presses(ANNA, answer, "Kopieren")
    script.presses(ANNA, answer, "👍")
    script.presses(ANNA, answer, "👎")
    script.says(ANNA, "Und von wem?")
    script.says(ANNA, "/quellen")
    script.says(ANNA, "/seit 2019")
    script.says(ANNA, "/bis 2018")
    script.says(ANNA, "/quelle abendkurier")
    script.says(ANNA, ASKED)
    script.presses(ANNA, script.last(ANNA.id), "Ohne Zeitraum und Quelle")
    script.says(ANNA, "/quelle aus")
    script.presses(ANNA, script.last(ANNA.id), "Filter aufheben")
    script.says(ANNA, "/seit gestern")
    script.says(ANNA, "Wie heißt der Bürgermeister von Bielefeld?")
    script.presses(ANNA, script.last(ANNA.id), "👍")
    script.says(ANNA, "/archiv")
    script.says(ANNA, "/sprache en")
    script.says(ANNA, "Who took command of the Nato mission in November 2019?")
    script.says(ANNA, "/language de")
    script.says(ANNA, "/tanzen")
    script.says(ANNA, "/frage")
    script.sends(ANNA, "Sticker", sticker=STICKER)
    script.sends(ANNA, "Sprachnachricht", voice={"file_id": "a", "file_unique_id": "b", "duration": 3})
    script.sends(ANNA, "bearbeitet ihre Frage", kind="edited_message", text="Wer übernahm das Kommando?")
    script.sends(
        ANNA, "heftet etwas an", silent=True, pinned_message={"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}
    )
    script.says(ANNA, "?!")
    script.says(ANNA, FAMILY * 372)
    script.says(ANNA, "ä" * 4096)
    script.presses(ANNA, answer, "gefälscht", data="p2:AAAAAAAAAAAA")
    script.presses(ANNA, answer, "gefälscht", data="'; DROP TABLE answers --")
    script.presses(BEN, answer, "fremd: Zitat 2", data=answer.data("Zitat 2"), chat_id=BEN.id)


def _after_the_restart(script: Script, first: Sent) -> None:
    script.presses(ANNA, first, "Zitat 2")
    script.presses(ANNA, first, "Zitat 5 (über die Mitte hinweg)", data=first.data("Zitat 3").replace("p3", "p5"))
    script.presses(ANNA, first, "Mehr")
    script.presses(ANNA, first, "Zitat 99 (gefälscht)", data=first.data("Zitat 7").replace("p7", "p99"))
    script.presses(ANNA, first, "◀ Zitat 5")
    script.says(ANNA, "Und wann war das?")
    script.says(ANNA, "Guten Morgen zusammen!", group=GROUP, silent=True)
    script.says(BEN, "@WortlautBot: Who took command of the Nato mission in November 2019?", group=GROUP)
    script.says(BEN, "And from whom?", group=GROUP, reply_to_message=_reply_to(script.last(GROUP)))
    script.says(
        ANNA,
        "/frage@WortlautBot Wie viele Länder schlossen sich im September 2014 in Wales gegen den IS zusammen?",
        group=GROUP,
    )
    script.says(ANNA, "/frage@AndererBot Wie viele?", group=GROUP, silent=True)
    script.says(ANNA, "/frage", group=GROUP)
    script.step(
        "Ben tippt @WortlautBot Who leads the Nato mission in Iraq?",
        lambda: script.server.inline(BEN, "Who leads the Nato mission in Iraq?"),
        lambda number: number in script.server.inline_answers,
    )
    script.says(BEN, "/start")
    script.timeline(ANNA, "/zeitleiste Wie viele Menschen protestierten im Januar 2020 in Bagdad?", ending="≠")
    script.says(ANNA, "/neu")
    script.says(ANNA, "/vergiss")
    script.presses(ANNA, first, "Zitat 6")


def _reply_to(message: Sent) -> dict[str, Any]:
    bot = {"id": 4242, "is_bot": True, "first_name": "Wortlaut", "username": "WortlautBot"}
    return {
        "message_id": message.id,
        "date": 1,
        "chat": {"id": message.chat_id, "type": "supergroup"},
        "from": bot,
        "text": message.text,
    }

"""`/pruefen` on Telegram: the running bot, private and in a group, with a text or as a reply to one."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.telegram_bot import BotProcess
from tests.telegram_people import Human, Sent
from tests.telegram_server import TelegramServer

ANNA, BEN, GROUP = Human(7), Human(8, "Ben", "en"), -1007
ALTERED = "Der Irak stand auf Seite acht der Tagesordnung"
PRINTED = "Der Irak stand auf Seite neun der Tagesordnung"


def _asked(server: TelegramServer, who: Human, text: str, group: int | None = None, **extra: Any) -> Sent:
    chat = group or who.id
    before = len(server.shown(chat))
    server.say(who, text, group=group, **extra)
    server.wait(lambda: len(server.shown(chat)) > before)
    return server.shown(chat)[before]


def _message(text: str, chat: int, kind: str) -> dict[str, Any]:
    sender = {"id": 99, "is_bot": False, "first_name": "Eva"}
    return {"message_id": 900, "date": 1, "chat": {"id": chat, "type": kind}, "from": sender, "text": text}


@pytest.mark.slow
def test_the_running_bot_checks_what_is_sent_and_what_is_replied_to(telegram_settings: Settings, tmp_path: Path) -> None:
    server = TelegramServer()
    with BotProcess(telegram_settings, server.start(), tmp_path / "bot.log", rate=500) as bot:
        bot.wait_until_ready(server)
        altered = _asked(server, ANNA, f"/pruefen „{ALTERED}“, sagte ein Nato-Diplomat.")
        lines = altered.text.splitlines()
        assert lines[:3] == ["Verändert", "Der Druck lautet anders.", "• Zahl: „acht“ statt „neun“"]
        assert lines[lines.index("Gedruckt:") + 1].startswith(PRINTED)
        assert lines[-1].endswith("07_warschau.txt")
        assert altered.buttons == []
        exact = _asked(server, BEN, f"/check@WortlautBot {PRINTED}", group=GROUP)
        assert exact.text.splitlines()[:2] == ["Printed word for word", "It stands in the archive just so."]
        said = f"Angela Merkel sagte: „{PRINTED}“."
        replied = _asked(server, ANNA, "/pruefen", reply_to_message=_message(said, 7, "private"))
        assert replied.text.startswith("Anderer Sprecher\n") and "im Druck „Nato-Diplomat“" in replied.text
        chosen = {"text": "die Leute sind noch da", "position": 3}
        part = _asked(server, ANNA, "/pruefen", group=GROUP, reply_to_message=_message(said, GROUP, "supergroup"), quote=chosen)
        assert part.text.startswith("Wörtlich gedruckt\n") and "09_sieg_und_zweifel.txt" in part.text
        assert _asked(server, ANNA, "/pruefen").text.startswith("Was soll geprüft werden?")
        nothing = _asked(server, ANNA, "/pruefen <b>&amp; ?!")
        assert nothing.text.splitlines()[0] == "Nicht gefunden"
        assert _asked(server, ANNA, "/pruefen –&–").text.splitlines()[0] == "Nicht prüfbar"
        before = len(server.shown(ANNA.id))
        many = "\n\n".join(f"Er sagte: „{ALTERED}“, und zwar das {n}. Mal." for n in range(15))
        assert len(many) < 4096
        server.say(ANNA, f"/pruefen {many}")
        server.wait(lambda: any("nicht gezeigt" in sent.text for sent in server.shown(ANNA.id)[before:]))
        assert server.shown(ANNA.id)[before].text.startswith(
            "15 Zitate geprüft: 15 × Verändert.\n\nZitat 1 von 15: Verändert\n"
        )
        assert bot.stop() == 0
        assert "Traceback" not in bot.said() and "Tagesordnung" not in bot.said()
    server.stop()
    assert server.rejected == []

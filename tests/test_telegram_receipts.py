"""Receipts on Telegram, with the bot as people run it: a code under each quote, and the receipt as text and file."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.telegram.receipts import receipt_html
from bot.texts import Texts
from corpus.article import Article
from retrieval.receipts import Receipt
from tests.telegram_bot import BotProcess
from tests.telegram_people import Human, Sent
from tests.telegram_rules import parse_html, utf16
from tests.telegram_server import TelegramServer
from tests.test_cli import run
from tests.test_verify import receipt

ANNA = Human(7)
BEN = Human(8, "Ben", "en")
QUESTION = "Wer leitet die Nato-Mission im Irak?"


@pytest.mark.slow
def test_a_code_leads_back_in_the_chat_and_on_the_command_line(
    telegram_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = TelegramServer()
    base = server.start()

    def answers(who: Human, text: str, count: int) -> list[Sent]:
        """The next `count` messages after what the person says."""
        before = len(server.shown(who.id))
        server.say(who, text)
        server.wait(lambda: len(server.shown(who.id)) >= before + count)
        return server.shown(who.id)[before:]

    try:
        with BotProcess(telegram_settings, base, tmp_path / "log") as bot:
            bot.wait_until_ready(server)
            (answer,) = answers(ANNA, QUESTION, 1)
            (code,) = re.findall(r"· Beleg ([0-9A-Z]{4,5})\b", answer.text)
            text, file = answers(ANNA, f"/beleg {code.lower()}", 2)
            assert text.text.startswith(f"Beleg {code}\n")
            (quoted,) = answer.parsed.covered("blockquote")
            assert quoted in text.text
            assert file.document is not None
            name, content = file.document
            assert name == f"beleg-{code}.json"
            made = Receipt.from_json(content.decode().removesuffix("\n"))
            assert made.text == quoted
            assert f"sha256:{made.text_digest}" in text.text

            server.press(ANNA, answer, answer.data("Zitat 2"))
            server.wait(lambda: answer.edits == 1)
            (second,) = re.findall(r"· Beleg ([0-9A-Z]{4,5})\b", answer.text)
            assert second != code

            (said,) = answers(BEN, f"/receipt {second}", 2)[:1]
            assert said.text.startswith(f"Receipt {second}\n")
            assert answers(ANNA, "/beleg", 1)[0].text == "Welcher Beleg? Beispiel: /beleg K7Q2"
            assert "Einen Beleg ZZZZ gibt es nicht." in answers(ANNA, "/beleg ZZZZ", 1)[0].text
            server.fault("sendDocument", "400")
            refused = answers(ANNA, f"/beleg {code}", 2)[1]
            assert f"wortlaut receipt {code} -o beleg.json" in refused.text
            assert not server.rejected
            assert bot.stop() == 0
    finally:
        server.stop()
    monkeypatch.setenv("WORTLAUT_DATA_DIR", str(telegram_settings.data_dir))
    (tmp_path / "b.json").write_bytes(content)
    assert run(capsys, "verify", str(tmp_path / "b.json"))[0] == 0
    assert run(capsys, "receipt", code, "--json")[1].encode() == content, "one receipt, whoever asks for it"


@pytest.mark.parametrize("letter", ["a", "&", "<", "🙂", "\n", "\u202e"])
def test_a_receipt_fits_a_message_however_long_its_quotation(letter: str) -> None:
    text = "Anfang. " + letter * 9000 + ". Schluss."
    made = receipt(Article("a" * 16, f"/x/{'n' * 200}.txt", text, "de"), 0, len(text))
    shown = parse_html(receipt_html("K7Q2", made, Texts("de"))).text
    assert utf16(shown) <= 4096
    kept = re.search(r"Gekürzt: (\d+) von (\d+) Zeichen", shown)
    assert kept
    assert int(kept[2]) == len(text)
    assert text[: int(kept[1])].strip() in shown

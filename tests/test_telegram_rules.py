"""The tests' reading of Telegram's rules: what Telegram rejects is rejected, what it takes is taken."""

from typing import Any

import pytest

from tests.telegram_rules import Parsed, Rejected, check


def check_text(markup: str) -> Parsed:
    made = check("sendMessage", {"chat_id": 1, "text": markup, "parse_mode": "HTML"})
    assert made is not None
    return made


@pytest.mark.parametrize(
    "markup",
    ["<u>a", "a</b>", "<b><i>a</b></i>", "<script>a</script>", "<blockquote><blockquote>a</blockquote></blockquote>", "a < b"],
)
def test_the_rules_reject_what_telegram_rejects(markup: str) -> None:
    with pytest.raises(Rejected):
        check_text(markup)


def test_the_rules_count_as_telegram_does() -> None:
    assert check_text("<b>" + "&lt;" * 4096 + "</b>").text == "<" * 4096
    for text in ("&lt;" * 4097, "😀" * 2049, " \u2028", "<b>a</b> " * 101):
        with pytest.raises(Rejected):
            check_text(text)


def test_the_rules_reject_wrong_calls() -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("sendMesage", {}),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_to": 3}),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "ä" * 33}]]}},
        ),
        ("sendPhoto", {"chat_id": 1, "photo": "x", "caption": "a" * 1025}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}),
        ("setWebhook", {"url": "http://example.org"}),
        ("setMyCommands", {"commands": [{"command": "Käse", "description": "x"}]}),
    ]
    for method, sent in wrong:
        with pytest.raises(Rejected):
            check(method, sent)

"""What Telegram takes: an independent reading of its rules, which rejects every payload that Telegram would reject."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PARAMETERS = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "setWebhook": {
        "url",
        "secret_token",
        "allowed_updates",
        "max_connections",
        "ip_address",
        "drop_pending_updates",
        "certificate",
    },
    "deleteWebhook": {"drop_pending_updates"},
    "sendMessage": set(
        "chat_id text parse_mode entities link_preview_options reply_parameters reply_markup disable_notification "
        "protect_content message_thread_id".split()
    ),
    "editMessageText": set(
        "chat_id message_id inline_message_id text parse_mode entities link_preview_options reply_markup".split()
    ),
    "editMessageReplyMarkup": {"chat_id", "message_id", "inline_message_id", "reply_markup"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "sendChatAction": {"chat_id", "action", "message_thread_id"},
    "answerInlineQuery": {"inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button"},
    "sendDocument": set("chat_id document caption parse_mode reply_parameters reply_markup message_thread_id".split()),
    "sendPhoto": set("chat_id photo caption parse_mode reply_parameters reply_markup message_thread_id".split()),
}
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Rejected(Exception):
    """What Telegram answers with status 400."""


@dataclass(frozen=True)
class Entity:
    """A stretch of the text in UTF-16 units, as Telegram returns it."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass
class Parsed:
    """Text without tags, and its entities in the order of their beginnings."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)

    def covered(self, kind: str) -> list[str]:
        """The texts of all entities of one kind."""
        raw = self.text.encode("utf-16-le", "surrogatepass")
        return [
            raw[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le", "surrogatepass")
            for e in self.entities
            if e.type == kind
        ]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(markup: str) -> Parsed:
    """Read Telegram's HTML. Raises Rejected for unknown, unbalanced or wrongly nested tags."""
    made, stack = Parsed(), list[tuple[str, int, str, str | None]]()
    at, pieces, offset = 0, list[str](), 0
    while at < len(markup):
        character = markup[at]
        if character == "<":
            end = markup.find(">", at)
            if end < 0:
                raise Rejected(f"can't parse entities: unclosed start tag at {at}")
            inside = markup[at + 1 : end]
            at = end + 1
            if inside.startswith("/"):
                if not stack or stack[-1][0] != inside[1:].strip().lower():
                    raise Rejected(f"can't parse entities: unexpected end tag {inside}")
                _, begun, kind, url = stack.pop()
                if offset > begun:
                    made.entities.append(Entity(kind, begun, offset - begun, url))
                continue
            if "blockquote" in inside and any(open_name == "blockquote" for open_name, *_ in stack):
                raise Rejected("can't parse entities: blockquotes can't be nested")
            stack.append(_opened(inside, offset))
            continue
        piece, at = _next(markup, at)
        pieces.append(piece)
        offset += utf16(piece)
    if stack:
        raise Rejected(f"can't parse entities: can't find end tag of {stack[-1][0]}")
    made.text = "".join(pieces)
    made.entities.sort(key=lambda entity: (entity.offset, -entity.length))
    return made


def _opened(inside: str, offset: int) -> tuple[str, int, str, str | None]:
    """The name of a start tag, where its entity begins, of what type it is, and where it links to."""
    match = re.fullmatch(r"([a-z-]+)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*", inside)
    if match is None or match[1] not in TAGS:
        raise Rejected(f"can't parse entities: unsupported start tag {inside!r}")
    name, attributes = match[1], match[2].strip()
    href = re.fullmatch(r'href="([^"]*)"', attributes)
    if name == "a" and href:
        return name, offset, "text_link", _unescaped(href[1])
    if name == "blockquote" and attributes == "expandable":
        return name, offset, "expandable_blockquote", None
    if attributes or name == "a":
        raise Rejected(f"can't parse entities: attribute {attributes!r}")
    return name, offset, {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}.get(name, name), None


def _next(markup: str, at: int) -> tuple[str, int]:
    if markup[at] == "&":
        match = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));").match(markup, at)
        if match and (match[3] is None or match[3] in NAMED):
            text = NAMED[match[3]] if match[3] else chr(int(match[1]) if match[1] else int(match[2], 16))
            return text, match.end()
    return markup[at], at + 1


def _unescaped(text: str) -> str:
    at, made = 0, ""
    while at < len(text):
        piece, at = _next(text, at)
        made += piece
    return made


def cleaned(text: str) -> str:
    """The text as it arrives: what the server takes out of it or replaces."""
    text = re.sub("[\x00-\x09\x0b\x0c\x0e-\x1f]", " ", text.replace("\r", ""))
    text = re.sub("[\u2028-\u202e\u0333\u033f\u030a]", "", text)
    return re.sub("[\u200e\u200f]+(?=[\u200e\u200f])", lambda match: "\u200c" * len(match.group()), text).strip()


def check(method: str, sent: dict[str, Any]) -> Parsed | None:
    """Raises Rejected as Telegram would; returns the parsed text of what has one."""
    if method not in PARAMETERS:
        raise Rejected("Not Found: method not found")
    unknown = sent.keys() - PARAMETERS[method]
    if unknown:
        raise Rejected(f"unknown parameters {sorted(unknown)}")
    _check_markup(sent.get("reply_markup"))
    if method in ("sendMessage", "editMessageText"):
        return _check_text(sent.get("text"), sent.get("parse_mode"), 4096)
    if method == "sendPhoto":
        return _check_text(sent["caption"], sent.get("parse_mode"), 1024) if sent.get("caption") else None
    if method == "sendDocument" and not sent.get("document"):
        raise Rejected("there is no document in the request")
    if method == "answerCallbackQuery" and len(sent.get("text") or "") > 200:
        raise Rejected("MESSAGE_TOO_LONG")
    if method == "answerInlineQuery":
        _check_results(_list(sent["results"]))
    if method == "setMyCommands":
        _check_commands(_list(sent["commands"]))
    if method == "setWebhook" and sent.get("url"):
        if not sent["url"].startswith("https://"):
            raise Rejected("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", sent.get("secret_token") or "-"):
            raise Rejected("secret token contains unallowed characters")
    return None


def _check_text(text: Any, mode: str | None, limit: int) -> Parsed:
    if not isinstance(text, str):
        raise Rejected("message text is empty")
    if mode not in (None, "HTML"):
        raise Rejected("unsupported parse_mode")
    if utf16(text) > 35_000:
        raise Rejected("message is too long")
    parsed = parse_html(text) if mode == "HTML" else Parsed(text)
    if not cleaned(parsed.text):
        raise Rejected("message text is empty")
    if utf16(cleaned(parsed.text)) > limit or utf16(parsed.text) > limit:
        raise Rejected("message is too long")
    if len(parsed.entities) > 100:
        raise Rejected("too many entities")
    return parsed


def _check_markup(markup: Any) -> None:
    if markup is None:
        return
    rows = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    if sum(len(row) for row in rows) > 100 or any(len(row) > 8 for row in rows):
        raise Rejected("reply markup is too long")
    for button in (button for row in rows for button in row):
        kinds = button.keys() & {"callback_data", "url", "copy_text", "switch_inline_query"}
        if not button.get("text") or len(kinds) != 1:
            raise Rejected(f"a button has a text and does one thing: {button}")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Rejected("BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= utf16(button["copy_text"]["text"]) <= 256:
            raise Rejected("BUTTON_COPY_TEXT_INVALID")


def _check_results(results: list[dict[str, Any]]) -> None:
    if len(results) > 50:
        raise Rejected("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise Rejected("RESULT_ID_DUPLICATE")
    for result in results:
        if result["type"] != "article" or not result["title"] or not 1 <= len(result["id"].encode()) <= 64:
            raise Rejected("RESULT_INVALID")
        content = result["input_message_content"]
        _check_text(content["message_text"], content.get("parse_mode"), 4096)


def _check_commands(commands: list[dict[str, str]]) -> None:
    for command in commands:
        if not COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise Rejected("BOT_COMMAND_INVALID")


def _list(value: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value
    return made

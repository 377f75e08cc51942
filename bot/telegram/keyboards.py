"""Buttons, and the few bytes that come back when one is pressed: what to do, with which quote, of which answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.telegram.kept import Kept
from bot.telegram.limits import MAX_COPY, units
from bot.telegram.messages import copy_text
from bot.texts import Texts
from corpus.patterns import regex

if TYPE_CHECKING:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    from retrieval import Quote

_DATA = regex(r"([a-z])(\d{1,3}):([A-Za-z0-9_-]{1,32})")


class Action(StrEnum):
    """What a button does."""

    PAGE = "p"
    CONTEXT = "c"
    COPY = "k"
    FREE = "o"
    UP = "u"
    DOWN = "d"
    SHOW = "a"
    CLEAR = "x"


@dataclass(frozen=True)
class Press:
    """A button's data. `token` is the answer's (who has none of this chat has no use for any other); of CLEAR a person's id."""

    action: Action
    number: int
    token: str

    def data(self) -> str:
        """The data as it goes to Telegram, at most 64 bytes."""
        return f"{self.action}{self.number}:{self.token}"


def read_press(data: str | None) -> Press | None:
    """The press that `data` is, or None for anything that no button of ours sends."""
    match = _DATA.fullmatch(data or "")
    if match is None or match[1] not in list(Action):
        return None
    return Press(Action(match[1]), int(match[2]), match[3])


def answer_keyboard(token: str, kept: Kept, number: int, quote: "Quote | None", texts: Texts) -> "InlineKeyboardMarkup":
    """The buttons below a quote, or below a not-found with its nearest miss."""
    from telegram import InlineKeyboardMarkup

    def button(key: str, action: Action, at: int = number, *values: object) -> "InlineKeyboardButton":
        return _button(texts(key, *values), Press(action, at, token))

    rows = []
    if kept.answered:
        turn = [button("tg_previous", Action.PAGE, number - 1, number - 1)] if number > 1 else []
        if number < len(kept.places):
            turn.append(button("tg_next", Action.PAGE, number + 1, number + 1))
        else:
            turn.append(button("tg_more", Action.PAGE, number + 1))
        rows.append(turn)
    if quote is not None:
        rows.append([button("tg_context", Action.CONTEXT), _copy(quote, token, number, texts)])
    if kept.narrowed:
        rows.append([button("tg_free", Action.FREE)])
    judged = number if kept.answered else 0
    rows.append([_button("👍", Press(Action.UP, judged, token)), _button("👎", Press(Action.DOWN, judged, token))])
    return InlineKeyboardMarkup(rows)


def show_keyboard(token: str, texts: Texts) -> "InlineKeyboardMarkup":
    """The one button that shows an answer of which nobody knows whether it arrived."""
    from telegram import InlineKeyboardMarkup

    return InlineKeyboardMarkup([[_button(texts("tg_show"), Press(Action.SHOW, 1, token))]])


def clear_keyboard(user_id: int, texts: Texts) -> "InlineKeyboardMarkup":
    """The one button that clears the filters of the person `user_id`, when that person presses it."""
    from telegram import InlineKeyboardMarkup

    return InlineKeyboardMarkup([[_button(texts("tg_clear"), Press(Action.CLEAR, 0, str(user_id)))]])


def bears(markup: "InlineKeyboardMarkup | None", data: str) -> bool:
    """Whether a message with these buttons has the one that sends `data`."""
    return markup is not None and any(button.callback_data == data for row in markup.inline_keyboard for button in row)


def answered_token(markup: "InlineKeyboardMarkup | None") -> str | None:
    """The token of the answer that a message with these buttons shows; None where they belong to none."""
    rows = markup.inline_keyboard if markup else ()
    data = (button.callback_data for row in rows for button in row)
    presses = (read_press(each) for each in data if isinstance(each, str))
    return next((press.token for press in presses if press and press.action is not Action.CLEAR), None)


def _button(text: str, press: Press) -> "InlineKeyboardButton":
    from telegram import InlineKeyboardButton

    return InlineKeyboardButton(text, callback_data=press.data())


def _copy(quote: "Quote", token: str, number: int, texts: Texts) -> "InlineKeyboardButton":
    """A button that copies by itself where Telegram lets it hold the text; else one that asks for it."""
    from telegram import CopyTextButton, InlineKeyboardButton

    text = copy_text(quote, texts)
    if units(text) > MAX_COPY:
        return _button(texts("tg_copy"), Press(Action.COPY, number, token))
    return InlineKeyboardButton(texts("tg_copy"), copy_text=CopyTextButton(text))

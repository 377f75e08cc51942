"""Which handler an update goes to. In a private chat everything is meant for the bot; in a group only what names it."""

import logging
import re
from typing import TYPE_CHECKING, Any

from telegram import MessageEntity, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram import questions
from bot.telegram.buttons import Buttons
from bot.telegram.commands import Call, Commands
from bot.telegram.front import Front
from bot.telegram.inline import Inline
from bot.telegram.keyboards import answered_token
from bot.telegram.limits import MAX_TOAST, clip
from bot.telegram.markup import escape
from bot.telegram.outage import PUT_OFF
from bot.wording.telegram import COMMANDS

if TYPE_CHECKING:
    from telegram import Message

log = logging.getLogger("wortlaut.telegram")
_Context = Any


class Handlers:
    """The routes of one bot."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._commands = Commands(front)

    def register(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Put the routes into the application."""
        private = filters.ChatType.PRIVATE
        new = filters.UpdateType.MESSAGE
        application.add_handler(TypeHandler(Update, self._gate), group=-1)
        application.add_handler(CallbackQueryHandler(Buttons(self._front).handle))
        application.add_handler(InlineQueryHandler(Inline(self._front).handle))
        application.add_handler(CommandHandler(self._commands.names, self._command, filters=new))
        application.add_handler(MessageHandler(new & filters.COMMAND, self._unknown))
        application.add_handler(MessageHandler(new & filters.TEXT, self._text))
        application.add_handler(MessageHandler(private & filters.UpdateType.EDITED_MESSAGE & filters.TEXT, self._edited))
        application.add_handler(MessageHandler(private & new & ~filters.StatusUpdate.ALL, self._other))
        application.add_error_handler(self._error)

    async def _gate(self, update: Update, context: _Context) -> None:
        """Stops what is not for us: other bots, our own inline results, people who may not ask."""
        user, chat, message = update.effective_user, update.effective_chat, update.effective_message
        own = update.message is not None and update.message.via_bot is not None and update.message.via_bot.id == context.bot.id
        if user is None or (user.is_bot and not _is_anonymous_admin(update)) or own:
            raise ApplicationHandlerStop
        if await self._front.admits(user.id, chat.id if chat else None):
            return
        texts = (await self._front.person(chat.id if chat else user.id, user))[1]
        if update.inline_query is not None:
            asked = update.inline_query
            await self._front.sender.try_to(lambda: asked.answer([], is_personal=True))
        elif update.callback_query is not None:
            query = update.callback_query
            await self._front.sender.try_to(lambda: query.answer(clip(texts("tg_closed"), MAX_TOAST)))
        elif chat is not None and chat.type == "private" and message is not None:
            word = re.match(r"/start\s+(\S+)", message.text or "")
            redeem, run = self._front.access.redeem, self._front.state.run
            if word and self._front.rate.wait(user.id) == 0 and await run(redeem, word[1], user.id):
                await self._front.sender.notice(chat.id, escape(texts("tg_welcome")))
                return
            if word or self._front.rate.tell(user.id):
                await self._front.sender.notice(chat.id, escape(texts("tg_bad_code" if word else "tg_closed")))
        raise ApplicationHandlerStop

    async def _command(self, update: Update, context: _Context) -> None:
        message, user = update.message, update.effective_user
        assert message is not None and message.text is not None and user is not None
        command, words = _command_of(message)
        person, texts = await self._front.person(message.chat.id, user)
        reply_to = None if _is_private(message) else message.message_id
        name, replied = context.bot.username, _replied(message)
        call = Call(update.update_id, message.chat.id, user, person, words, texts, name, reply_to, replied)
        await self._commands.handle(command[1:].partition("@")[0].lower(), call)

    async def _text(self, update: Update, context: _Context) -> None:
        message, user = update.message, update.effective_user
        assert message is not None and message.text is not None and user is not None
        question = message.text if _is_private(message) else self._addressed(message, context)
        if question is None:
            return
        reply_to = None if _is_private(message) else message.message_id
        if not question.strip():
            await self._say(message, user, "tg_ask_empty")
            return
        replied = message.reply_to_message
        older = answered_token(replied.reply_markup) if replied and replied.from_user and replied.from_user.is_bot else None
        await questions.ask(self._front, update.update_id, message.chat.id, user, question, reply_to=reply_to, replied=older)

    async def _unknown(self, update: Update, context: _Context) -> None:
        """A command nobody knows: said in private, and in a group where it names this bot."""
        message, user = update.message, update.effective_user
        assert message is not None and message.text is not None and user is not None
        word = _command_of(message)[0]
        named = word.partition("@")[2].lower()
        if named == context.bot.username.lower() or (_is_private(message) and not named):
            await self._say(message, user, "tg_unknown", clip(word.partition("@")[0], 60))

    async def _edited(self, update: Update, _: _Context) -> None:
        message, user = update.edited_message, update.effective_user
        assert message is not None and user is not None
        await self._say(message, user, "tg_edited")

    async def _other(self, update: Update, _: _Context) -> None:
        """Stickers, pictures, voice and all the rest, in a private chat."""
        message, user = update.message, update.effective_user
        assert message is not None and user is not None
        await self._say(message, user, "tg_only_text")

    async def _error(self, update: object, context: _Context) -> None:
        """What no handler caught: noted, and said where there is a chat. The update counts as done, unless it is put off.

        Nothing else may take the update up, above all not where the gate has failed.
        """
        if isinstance(update, Update) and isinstance(context.error, PUT_OFF):
            self._front.put_off[update.update_id] = context.error
            raise ApplicationHandlerStop
        log.error("handler failed", exc_info=context.error)
        message, user = (update.message, update.effective_user) if isinstance(update, Update) else (None, None)
        if message is not None and user is not None and _is_private(message):
            await self._say(message, user, "tg_broken")
        raise ApplicationHandlerStop

    async def _say(self, message: "Message", user: Any, key: str, *values: object) -> None:
        texts = (await self._front.person(message.chat.id, user))[1]
        if self._front.rate.wait(user.id) == 0:
            await self._front.sender.notice(message.chat.id, escape(texts(key, *values)))

    def _addressed(self, message: "Message", context: _Context) -> str | None:
        """The question of a message in a group that mentions the bot or replies to it; None for every other message."""
        found = False
        text = message.text or ""
        mentions = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
        for entity, shown in sorted(mentions.items(), key=lambda item: -item[0].offset):
            named = shown.lower() == f"@{context.bot.username.lower()}"
            if named or (entity.user is not None and entity.user.id == context.bot.id):
                found = True
                text = _without(text, entity)
        replied = message.reply_to_message
        if replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id:
            found = True
        return text.strip().lstrip(",:").strip() if found else None


async def register_commands(bot: Any) -> None:
    """The menu of commands, in German for those whose Telegram speaks it, in English for everybody else."""
    english = [(name, says) for _, name, _, says in COMMANDS]
    german = [(name, says) for name, _, says, _ in COMMANDS]
    await bot.set_my_commands(english)
    await bot.set_my_commands(english, language_code="en")
    await bot.set_my_commands(german, language_code="de")


def _command_of(message: "Message") -> tuple[str, str]:
    """The command as Telegram marks it, and the words behind it: „/frage: Wer …?“ is „/frage“ with „Wer …?“."""
    text, end = message.text or "", message.entities[0].length
    rest = text[end:]
    return text[:end], rest.lstrip(",:;.?!").strip()


def _replied(message: "Message") -> str:
    """The text of the message that this one replies to: the part that the person chose there, else all of it."""
    if message.quote is not None:
        return message.quote.text
    replied = message.reply_to_message
    return (replied.text or replied.caption or "") if replied is not None else ""


def _without(text: str, entity: MessageEntity) -> str:
    """The text without an entity; Telegram counts in UTF-16."""
    raw = text.encode("utf-16-le")
    return (raw[: 2 * entity.offset] + raw[2 * (entity.offset + entity.length) :]).decode("utf-16-le")


def _is_private(message: "Message") -> bool:
    return message.chat.type == "private"


def _is_anonymous_admin(update: Update) -> bool:
    """Whether a group speaks as itself: Telegram then names a bot of its own as the sender."""
    message = update.message
    return message is not None and message.sender_chat is not None and message.sender_chat.id == message.chat.id

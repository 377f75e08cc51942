"""What all handlers share: the parts of one bot, and whom it speaks to."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.telegram.access import Access, Rate
from bot.telegram.archive import Archive
from bot.telegram.desk import Desk
from bot.telegram.metrics import Metrics
from bot.telegram.people import Person
from bot.telegram.sending import Sender
from bot.telegram.state import State
from bot.texts import Lang, Texts

if TYPE_CHECKING:
    from telegram import User


@dataclass
class Front:
    """One running bot. `searching` are the chats whose question is in work, by update: whom to tell at a stop.

    `put_off` says, by update, why one could not be seen to its end for now.
    """

    archive: Archive
    state: State
    desk: Desk
    sender: Sender
    access: Access
    rate: Rate
    inline_rate: Rate
    metrics: Metrics
    lang: Lang
    log_questions: bool
    keep: float
    searching: dict[int, tuple[int, Texts]] = field(default_factory=dict)
    put_off: dict[int, Exception] = field(default_factory=dict)

    async def person(self, chat_id: int, user: "User") -> tuple[Person, Texts]:
        """The person with what is stored, and the language: the chosen one, else what `spoken` says."""
        person = await self.state.run(self.state.people.get, chat_id, user.id)
        return person, Texts(person.lang) if person.lang else self.spoken(user)

    def spoken(self, user: "User") -> Texts:
        """The language of the person's Telegram, else the setting's."""
        code = (user.language_code or "").partition("-")[0]
        return Texts("de" if code == "de" else "en" if code == "en" else self.lang)

    async def admits(self, user_id: int, chat_id: int | None = None) -> bool:
        """Whether the person may ask, here."""
        if self.access.needs_no_look(user_id, chat_id):
            return True
        return await self.state.run(self.access.admits, user_id, chat_id)

    async def may_go_on(self, chat_id: int, user: "User", texts: Texts) -> bool:
        """Whether the person's rate allows another question; says so where it does not, once a minute."""
        seconds = self.rate.wait(user.id)
        if seconds and self.rate.tell(user.id):
            await self.sender.notice(chat_id, texts("tg_wait", seconds))
        return not seconds

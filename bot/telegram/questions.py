"""From a question to its one answer in the chat."""

import logging
import time
from typing import TYPE_CHECKING, get_args

from bot.telegram.desk import Busy, TooSlow
from bot.telegram.front import Front
from bot.telegram.kept import Kept
from bot.telegram.keyboards import answer_keyboard, show_keyboard
from bot.telegram.markup import escape
from bot.telegram.messages import Page, not_found_html, page_html
from bot.telegram.outage import PUT_OFF, until_it_works
from bot.telegram.sending import InDoubt, Undeliverable
from bot.texts import Texts
from corpus.errors import QuestionEmpty, QuestionError, WortlautError
from corpus.filters import NO_FILTER, Filter
from retrieval.answer import Status

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup, User

    from corpus.store import Coverage
    from retrieval import Answer, Quote
    from retrieval.answer import Origins
    from retrieval.disagreement import Disagreement
    from retrieval.turn import Turn

log = logging.getLogger("wortlaut.telegram")


async def ask(
    front: Front,
    update_id: int,
    chat_id: int,
    user: "User",
    question: str,
    *,
    reply_to: int | None = None,
    free: Kept | None = None,
    replied: str | None = None,
) -> bool:
    """Answer `question` in the chat, within the person's filters; exactly one message says what came of it.

    The question may lean on that of the answer with the token `replied`, where it replies to one, else on the person's last.
    With `free` that answer's question is asked again as it was understood there, but without any period, source or filter.
    Returns whether there was an answer or an honest no.
    """
    person, texts = await front.person(chat_id, user)
    if not await front.may_go_on(chat_id, user, texts):
        return False
    filters = NO_FILTER if free else person.filters
    state = front.state
    older = await state.run(state.answers.get, replied) if replied else None
    own = older is not None and (older.chat_id, older.user_id) == (chat_id, user.id)  # what others asked is theirs to forget
    before = free.before if free else older.turn if older and own else person.turn
    begun = time.monotonic()
    front.searching[update_id] = (chat_id, texts)
    front.metrics.waiting.set(front.desk.waiting + 1)
    outcome = "broken"
    try:
        async with front.sender.typing(chat_id):
            answer, origins, code = await front.desk.run(lambda: _search(front, question, before, filters, free))
        kept = Kept.of(answer, chat_id, user.id, filters, before)
        await state.run(state.people.set_turn, chat_id, user.id, kept.turn)
        token = await state.run(state.answers.add, kept)
        first = answer.quotes[0] if answer.quotes else answer.nearest
        shown = render(token, kept, 1, first, origins, answer.coverage, texts, answer.disagreements, code)
        await state.run(state.journal.sending, update_id, token)
        outcome = answer.status
        await _send_once(front, token, chat_id, shown, reply_to, texts)
    except PUT_OFF:  # it is asked again when that can be done, or another answers it
        outcome = "put_off"
        raise
    except (Busy, TooSlow, WortlautError, Exception) as error:  # whatever happens, it is said, and the bot goes on
        outcome, sentence = _trouble(error, texts)
        await front.sender.notice(chat_id, sentence)
    finally:
        front.searching.pop(update_id, None)
        seconds = time.monotonic() - begun
        front.metrics.question(outcome, seconds)
        front.metrics.waiting.set(front.desk.waiting)
        fields = {"update": update_id, "outcome": outcome, "seconds": round(seconds, 3)}
        log.info("question", extra={"fields": fields | ({"question": question} if front.log_questions else {})})
    return outcome in get_args(Status)


def _search(
    front: Front, question: str, before: "Turn | None", filters: Filter, free: Kept | None
) -> "tuple[Answer, Origins | None, str | None]":
    """The answer, and origins and receipt's code of the first quote. Runs in a thread."""
    archive = front.archive
    answer = archive.ask_freed(free) if free else archive.ask(question, before, filters)
    if not answer.quotes:
        return answer, None, None
    first = answer.quotes[0]
    return answer, archive.origins(first), archive.codes([first])(first)


def render(
    token: str,
    kept: Kept,
    number: int,
    quote: "Quote | None",
    origins: "Origins | None",
    coverage: "Coverage",
    texts: Texts,
    differing: "tuple[Disagreement, ...]" = (),
    code: str | None = None,
) -> "tuple[str, InlineKeyboardMarkup]":
    """The message and buttons for the quote `number` of an answer, `origins` its own; or for the answer's not-found.

    `differing` is what the answer's sources say differently, `code` that of the quote's receipt.
    """
    keyboard = answer_keyboard(token, kept, number, quote, texts)
    if kept.answered and quote is not None:
        of = len(kept.places)
        page = Page(
            quote, number, of, kept.understood, kept.filters, origins, kept.origins, kept.apart, differing, coverage, code
        )
        return page_html(page, texts), keyboard
    return not_found_html(quote, kept.understood, kept.filters, coverage, kept.unknown, texts, kept.apart), keyboard


async def offer_again(front: Front, token: str, texts: Texts) -> None:
    """Say that an answer may not have arrived, with a button that shows it."""
    kept = await front.state.run(front.state.answers.get, token)
    if kept is not None:
        await front.sender.notice(kept.chat_id, escape(texts("tg_in_doubt")), show_keyboard(token, texts))


async def _send_once(
    front: Front, token: str, chat_id: int, shown: "tuple[str, InlineKeyboardMarkup]", reply_to: int | None, texts: Texts
) -> None:
    try:
        await front.sender.send(chat_id, *shown, reply_to)
    except InDoubt:
        log.warning("in doubt", extra={"fields": {"answer": token[:4]}})
        await until_it_works(lambda: offer_again(front, token, texts))  # never the whole question once more
    except Undeliverable:
        log.warning("undeliverable")


def _trouble(error: Exception, texts: Texts) -> tuple[str, str]:
    """The outcome's name and the sentence for the person; what its owner must see goes to the log."""
    if isinstance(error, Busy):
        return "busy", texts("tg_busy")
    if isinstance(error, TooSlow):
        return "slow", texts("tg_slow")
    if isinstance(error, QuestionEmpty):
        return "refused", texts("tg_no_words")
    if isinstance(error, QuestionError):
        return "refused", escape(error.say(texts.lang))
    if isinstance(error, WortlautError):
        log.error("archive", extra={"fields": {"reason": error.say("en")}})
        return "broken", texts("tg_archive_broken")
    log.error("search failed", exc_info=error)
    return "broken", texts("tg_broken")

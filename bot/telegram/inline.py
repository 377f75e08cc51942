"""Inline mode: `@bot question` in any chat offers quotes to insert."""

from typing import TYPE_CHECKING

from bot.telegram.desk import Busy, TooSlow
from bot.telegram.front import Front
from bot.telegram.limits import MAX_INLINE_TITLE, clip
from bot.telegram.messages import inline_html
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.filters import NO_FILTER

if TYPE_CHECKING:
    from telegram import InlineQuery, InlineQueryResultArticle, Update

    from retrieval import Quote

CACHE_SECONDS = 60
SHORTEST = 6
"""While a person types, every pause is a query; what is shorter is no question yet."""
START_WORD = "inline"


class Inline:
    """The handler of inline queries. Of a person's queries only the latest is searched."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._latest: dict[int, str] = {}

    async def handle(self, update: "Update", _: object) -> None:
        """Offer quotes; nothing while the question is short, when it is not found or when too much is asked."""
        query = update.inline_query
        assert query is not None
        user = query.from_user
        _person, texts = await self._front.person(user.id, user)
        if (
            not await self._front.admits(user.id)
            or len(query.query.strip()) < SHORTEST
            or self._front.inline_rate.wait(user.id)
        ):
            return await self._answer(query, [], None)
        self._latest[user.id] = query.id
        try:
            answer = await self._front.desk.run(lambda: self._search(user.id, query))
        except (Busy, TooSlow, WortlautError):
            return await self._answer(query, [], None)
        finally:
            if self._latest.get(user.id) == query.id:
                del self._latest[user.id]
        if answer is None:
            return await self._answer(query, [], None)
        return await self._answer(query, answer, texts)

    def _search(self, user_id: int, query: "InlineQuery") -> "tuple[Quote, ...] | None":
        """The quotes; None when the person has typed on meanwhile. Runs in a thread."""
        if self._latest.get(user_id, query.id) != query.id:
            return None
        return self._front.archive.ask(query.query, None, NO_FILTER).quotes

    async def _answer(self, query: "InlineQuery", quotes: "list[Quote] | tuple[Quote, ...]", texts: Texts | None) -> None:
        """`texts` is given where the search was done: then what was found, and that nothing was, may be cached."""
        from telegram import InlineQueryResultsButton

        results = [_result(number, quote, texts) for number, quote in enumerate(quotes, start=1)] if texts else []
        button = (
            InlineQueryResultsButton(clip(texts("not_found"), 64), start_parameter=START_WORD)
            if texts and not results
            else None
        )
        seconds = CACHE_SECONDS if texts else 0
        await self._front.sender.try_to(lambda: query.answer(results, cache_time=seconds, is_personal=True, button=button))


def _result(number: int, quote: "Quote", texts: Texts) -> "InlineQueryResultArticle":
    from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
    from telegram.constants import ParseMode

    article = quote.article
    source = article.source.value if article.source else texts("source_unknown")
    content = InputTextMessageContent(
        inline_html(quote, texts), parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    answering = quote.highlights[0] if quote.highlights else (quote.start, quote.end)
    return InlineQueryResultArticle(
        id=f"{number}-{article.id[:40]}",
        title=clip(texts("tg_reference", source=source, date=article.published_label(texts.lang)), MAX_INLINE_TITLE),
        description=clip(article.text[slice(*answering)], 200),
        input_message_content=content,
    )

"""What a conversation in the terminal does with each line: a question is answered, a command is done."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.filters import filter_from, first_day, last_day

if TYPE_CHECKING:
    from rich.console import Console

    from bot.conversation import Conversation
    from bot.receipts import Receipts
    from corpus.store import Coverage
    from retrieval import Answer

COMMANDS = {
    "de": {"more": "/mehr", "context": "/kontext", "sources": "/quellen", "since": "/seit", "until": "/bis"}
    | {
        "freed": "/ohne",
        "source": "/quelle",
        "timeline": "/zeitleiste",
        "check": "/pruefen",
        "receipt": "/beleg",
        "new": "/neu",
        "help": "/hilfe",
        "quit": "/ende",
    },
    "en": {"more": "/more", "context": "/context", "sources": "/sources", "since": "/since", "until": "/until"}
    | {
        "freed": "/without",
        "source": "/source",
        "timeline": "/timeline",
        "check": "/check",
        "receipt": "/receipt",
        "new": "/new",
        "help": "/help",
        "quit": "/quit",
    },
}


class ChatSession:
    """Turns lines into answers and commands into what they do, on one console."""

    def __init__(
        self, conversation: "Conversation", coverage: "Coverage", console: "Console", texts: Texts, receipts: "Receipts"
    ) -> None:
        self._conversation = conversation
        self._coverage = coverage
        self._console = console
        self._texts = texts
        self._receipts = receipts
        actions = {"more": self._more, "context": self._context, "sources": self._sources, "new": self._new, "help": self._help}
        actions |= {"freed": self._freed, "since": self._since, "until": self._until, "source": self._source}
        actions |= {"timeline": self._timeline, "check": self._check, "receipt": self._receipt}
        self._actions: dict[str, Callable[[str], None]] = {
            names[key]: action for names in COMMANDS.values() for key, action in actions.items()
        } | {"/prüfen": self._check}
        self._quits = {names["quit"] for names in COMMANDS.values()}

    def greet(self) -> None:
        """Say what the archive holds and how to go on."""
        from bot.formatting.plain import period_label

        self._say(self._texts("chat_hello", articles=self._coverage.articles, period=period_label(self._coverage, self._texts)))

    def run(self, lines: Iterable[str]) -> None:
        """Handle each line until /ende or the end; an error is said and the conversation goes on."""
        for line in lines:
            text = line.strip()
            if text in self._quits:
                break
            if text:
                try:
                    self._handle(text)
                except WortlautError as error:
                    self._say(error.say(self._texts.lang))
        self._say(self._texts("chat_bye"))

    def _handle(self, text: str) -> None:
        if not text.startswith("/"):
            self._answer(self._conversation.ask(text))
            return
        name, _, rest = text.partition(" ")
        action = self._actions.get(name.lower())
        if action is None:
            self._say(self._texts("chat_unknown", name))
        else:
            action(rest.strip())

    def _more(self, _: str) -> None:
        from bot.formatting.terminal import render_quotes

        if self._conversation.last is None:
            self._say(self._texts("chat_nothing_asked"))
            return
        shown = len(self._conversation.last.quotes)
        quotes = self._conversation.more()
        if quotes:
            self._console.print(render_quotes(quotes, shown + 1, self._texts, self._receipts.book.codes(quotes)))
        else:
            self._say(self._texts("chat_no_more"))

    def _freed(self, _: str) -> None:
        answer = self._conversation.freed()
        if answer is None:
            self._say(self._texts("chat_nothing_asked"))
        else:
            self._answer(answer)

    def _answer(self, answer: "Answer") -> None:
        from bot.formatting.terminal import render_answer

        self._console.print(render_answer(answer, self._texts, self._receipts.book.codes(answer.quotes)))

    def _receipt(self, rest: str) -> None:
        from bot.formatting.receipts import receipt_text

        if rest:
            self._say(receipt_text(*self._receipts.by_code(rest), self._texts))
        else:
            self._say(self._texts("receipt_which"))

    def _context(self, rest: str) -> None:
        from bot.conversation import surroundings
        from bot.formatting.terminal import render_context

        quote = self._conversation.quote(int(rest)) if rest.isdecimal() and len(rest) < 5 else None
        if quote is None:
            self._say(self._texts("chat_no_quote", rest or "?"))
        else:
            self._console.print(render_context(quote, surroundings(quote), self._texts))

    def _sources(self, _: str) -> None:
        from bot.formatting.plain import visible_line

        for name, count in self._coverage.sources.items():
            self._say(f"{count:4}  {visible_line(name or self._texts('source_unknown'))}")

    def _since(self, rest: str) -> None:
        self._limit(since=first_day(rest) if rest else None)

    def _until(self, rest: str) -> None:
        self._limit(until=last_day(rest) if rest else None)

    def _source(self, rest: str) -> None:
        from bot.formatting.plain import sources_there

        named = filter_from(None, None, rest)
        if named and not self._conversation.holds(named):
            missing = self._texts("remark_unknown_source", text=rest) + sources_there(self._coverage, self._texts)
            self._say(f"{missing} {self._texts('chat_limit_stays')}")
            return
        self._limit(source=named.source)

    def _limit(self, **changed: Any) -> None:
        """Change the filter, which stays until it is changed again, and say what it is now."""
        from bot.formatting.plain import filter_line

        self._conversation.only = replace(self._conversation.only, **changed)
        self._say(filter_line(self._conversation.only, self._texts) or self._texts("filter_none"))

    def _timeline(self, rest: str) -> None:
        from bot.formatting.timeline import render_timeline

        timeline = self._conversation.timeline(rest)
        if timeline is None:
            self._say(self._texts("chat_nothing_asked"))
            return
        code_of = self._receipts.book.codes(entry.quotes[0] for entry in timeline.numbered)
        self._console.print(render_timeline(timeline, self._texts, code_of=code_of))

    def _check(self, rest: str) -> None:
        from bot.formatting.check import render_check

        if rest:
            self._console.print(render_check(self._conversation.check(rest), self._texts))
        else:
            self._say(self._texts("check_empty"))

    def _new(self, _: str) -> None:
        self._conversation.forget()
        self._say(self._texts("chat_new"))

    def _help(self, _: str) -> None:
        self._say(self._texts("chat_help", example=self._texts("chat_example")))

    def _say(self, text: str) -> None:
        from bot.formatting.plain import visible

        self._console.print(visible(text), markup=False)

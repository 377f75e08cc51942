"""`wortlaut chat`: a conversation in the terminal; without one it answers what standard input asks and ends."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from bot.cli.chat_session import COMMANDS, ChatSession
from bot.cli.common import LocalCommand, notifier
from bot.cli.options import top_k_option
from bot.texts import Texts


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="chat",
        texts=texts,
        help="Das Archiv im Gespräch befragen." if de else "Ask the archive in a conversation.",
        example='wortlaut chat\necho "Wer leitet die Mission?" | wortlaut chat'
        if de
        else 'wortlaut chat\necho "Who leads the mission?" | wortlaut chat',
    )
    @top_k_option(texts)
    def chat(top_k: int | None) -> None:
        from bot.conversation import Conversation
        from bot.formatting.terminal import stdout_console
        from bot.opening import open_retriever, open_store
        from bot.receipt_book import ReceiptBook
        from bot.receipts import Receipts
        from bot.settings import load_settings
        from bot.wiring import archive_coverage

        settings = load_settings()
        retriever = open_retriever(settings, notifier(texts))
        session = ChatSession(
            Conversation(retriever, top_k or settings.top_k),
            archive_coverage(settings),
            stdout_console(),
            texts,
            Receipts(ReceiptBook.of(settings), open_store(settings)),
        )
        if sys.stdin.isatty() and sys.stdout.isatty():
            session.greet()
            session.run(_typed_lines(settings.data_dir, texts))
        else:
            lines = [line for line in sys.stdin if line.strip()] if not sys.stdin.isatty() else []
            session.run(_echoed(lines or [texts("chat_example")], texts))

    return chat


def _typed_lines(folder: Path, texts: Texts) -> Iterable[str]:
    """Lines typed at a prompt with history and completion; ends at Ctrl-D."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    from corpus.private import make_file

    history_file = folder / "chat-history"
    try:
        make_file(history_file)
        history: FileHistory | InMemoryHistory = FileHistory(str(history_file))
    except OSError:
        history = InMemoryHistory()
    completer = WordCompleter(list(COMMANDS[texts.lang].values()), sentence=True)
    session: PromptSession[str] = PromptSession(history=history, completer=completer, complete_while_typing=True)
    while True:
        try:
            yield session.prompt(texts("chat_prompt"))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _echoed(lines: Iterable[str], texts: Texts) -> Iterable[str]:
    """Lines that were not typed are shown, so that the output reads as a conversation."""
    for line in lines:
        click.echo(texts("chat_prompt") + line.strip())
        yield line

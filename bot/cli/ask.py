"""`wortlaut ask`: one question, or a file of them."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import LocalCommand, notifier
from bot.cli.exporting import Exports, export_options
from bot.cli.options import file_option, filter_options, no_filter_option, top_k_option
from bot.cli.receipts import receipts_option, write_receipts
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.export import json_line
from corpus.filters import Filter, filter_from

if TYPE_CHECKING:
    from bot.receipt_book import CodeOf
    from retrieval import Answer, Quote
    from retrieval.turn import Turn

_EXAMPLES = {
    "de": 'wortlaut ask "Wer leitet die Nato-Mission im Irak?"\n'
    'wortlaut ask "Wer leitet die Nato-Mission im Irak?" --since 2018-02 --until 2018-07 --source dpa\n'
    'wortlaut ask "Wer leitet die Nato-Mission im Irak?" --export zitate.md --export literatur.bib\n'
    "wortlaut ask --questions fragen.jsonl --json\n"
    "# zwei Zeilen von fragen.jsonl, die zweite knüpft an die erste an:\n"
    '{"id": "f1", "question": "Wie viele Soldaten kommen aus Deutschland?"}\n'
    '{"id": "f2", "question": "Und aus Kanada?", "follow_up_of": "f1"}',
    "en": 'wortlaut ask "Who leads the Nato mission in Iraq?"\n'
    'wortlaut ask "Who leads the Nato mission in Iraq?" --since 2018-02 --until 2018-07 --source dpa\n'
    'wortlaut ask "Who leads the Nato mission in Iraq?" --export quotes.md --export literature.bib\n'
    "wortlaut ask --questions questions.jsonl --json\n"
    "# two lines of questions.jsonl, the second follows up on the first:\n"
    '{"id": "q1", "question": "How many soldiers come from Germany?"}\n'
    '{"id": "q2", "question": "And from Canada?", "follow_up_of": "q1"}',
}


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="ask",
        texts=texts,
        help="Eine Frage mit wörtlichen Zitaten beantworten." if de else "Answer a question with exact quotes.",
        example=_EXAMPLES[texts.lang],
    )
    @click.argument("question", required=False, metavar="FRAGE" if de else "QUESTION")
    @file_option(
        texts,
        "--questions",
        de="JSONL-Datei mit id, question und optional follow_up_of",
        en="JSONL file with id, question, optional follow_up_of",
    )
    @click.option("--json", "as_json", is_flag=True, help="je Antwort ein JSON-Objekt" if de else "one JSON object an answer")
    @top_k_option(texts)
    @export_options(texts)
    @receipts_option(texts)
    @no_filter_option(texts)
    @filter_options(texts)
    def ask(
        question: str | None,
        questions: Path | None,
        as_json: bool,
        top_k: int | None,
        receipts: Path | None,
        no_filter: bool,
        exports: Exports,
        **wanted: str | None,
    ) -> None:
        if (question is None) == (questions is None):
            raise click.UsageError(texts("one_of"))
        asking = _Asking(as_json, top_k, filter_from(**wanted), not no_filter, exports, texts)
        if question is not None:
            asking.one(question)
        else:
            assert questions is not None
            asking.file(questions)
        if receipts is not None:
            from bot.settings import load_settings

            write_receipts(receipts, asking.shown, load_settings(), texts)

    return ask


@dataclass(frozen=True)
class _Asking:
    """How the command was told to ask and to show; `shown` gathers the quotes of all answers."""

    as_json: bool
    top_k: int | None
    only: Filter
    narrow: bool
    exports: Exports
    texts: Texts
    shown: "list[Quote]" = field(default_factory=list)

    def one(self, question: str) -> None:
        """Answer a question."""
        from retrieval.question import checked

        checked(question)
        answer, code_of = self._opened()(question)
        made = self._as_json(answer, code_of) if self.as_json or self.exports else {}
        self.exports.add(answer, made, code_of=code_of)
        self.exports.write()
        if self.as_json:
            click.echo(json_line(made))
            return
        from bot.formatting.terminal import render_answer, stdout_console

        stdout_console().print(render_answer(answer, self.texts, code_of))

    def file(self, path: Path) -> None:
        """Answer the questions of a file; one that cannot be answered is told in its place."""
        from rich.text import Text

        from bot.formatting.plain import visible
        from bot.formatting.terminal import render_answer, stdout_console
        from bot.questions_file import read_questions
        from bot.receipt_book import no_code
        from retrieval.turn import Turn

        rows = [row for _, row in read_questions(path)]
        ask = self._opened()
        turns: dict[str, Turn] = {}
        for row in rows:
            made: dict[str, Any] = {"id": row["id"]}
            answer: Answer | None = None
            code_of: CodeOf = no_code
            try:
                answer, code_of = ask(row["question"], turns.get(row.get("follow_up_of", "")))
                turns[row["id"]] = Turn.of(answer)
                made |= self._as_json(answer, code_of)
            except WortlautError as error:
                made |= {"question": row["question"], "status": "error", "error": error.say(self.texts.lang), "quotes": []}
            self.exports.add(answer, made, code_of=code_of)
            if self.as_json:
                sys.stdout.write(json_line(made) + "\n")
                continue
            console = stdout_console()
            console.print(visible(f"--- {row['id']}: {row['question']}"), markup=False)
            console.print(render_answer(answer, self.texts, code_of) if answer else Text(made["error"]))
        self.exports.write(many=True)

    def _opened(self) -> "Callable[..., tuple[Answer, CodeOf]]":
        """What answers a question, with the turn before it if there is one, and gives the codes of its quotes."""
        from bot.opening import open_retriever
        from bot.receipt_book import ReceiptBook
        from bot.settings import load_settings

        settings = load_settings()
        retriever, book = open_retriever(settings, notifier(self.texts)), ReceiptBook.of(settings)

        def ask(question: str, before: "Turn | None" = None) -> "tuple[Answer, CodeOf]":
            answer = retriever.answer(
                question, top_k=self.top_k or settings.top_k, before=before, only=self.only, narrow=self.narrow
            )
            self.shown.extend(answer.quotes)
            return answer, book.codes(answer.quotes)

        return ask

    def _as_json(self, answer: "Answer", code_of: "CodeOf") -> dict[str, Any]:
        """The answer with the code of each quote."""
        made = answer.as_json(self.texts.lang)
        for row, quote in zip(made["quotes"], answer.quotes, strict=True):
            row["receipt"] = code_of(quote)
        return made

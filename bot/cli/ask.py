"""`wortlaut ask`: one question, or a file of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import LocalCommand, filter_options, no_filter_option, notifier
from bot.cli.exporting import Exports, export_options
from bot.cli.receipts import receipts_option, write_receipts
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.export import json_line
from corpus.filters import Filter, filter_from

if TYPE_CHECKING:
    from bot.receipt_book import CodeOf
    from retrieval import Answer, Quote

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
    @click.option(
        "--questions",
        type=click.Path(path_type=Path),
        help="JSONL-Datei mit id, question und optional follow_up_of"
        if de
        else "JSONL file with id, question, optional follow_up_of",
    )
    @click.option("--json", "as_json", is_flag=True, help="je Antwort ein JSON-Objekt" if de else "one JSON object an answer")
    @click.option(
        "--top-k",
        type=click.IntRange(1, 50),
        help="Zahl der Zitate, auch WORTLAUT_TOP_K" if de else "number of quotes, also WORTLAUT_TOP_K",
    )
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
        only = filter_from(**wanted)
        shown: list[Quote] = []
        if question is not None:
            _ask_one(question, as_json, top_k, only, not no_filter, exports, texts, shown)
        else:
            assert questions is not None
            _ask_file(questions, as_json, top_k, only, not no_filter, exports, texts, shown)
        if receipts is not None:
            from bot.settings import load_settings

            write_receipts(receipts, shown, load_settings(), texts)

    return ask


def _ask_one(
    question: str,
    as_json: bool,
    top_k: int | None,
    only: Filter,
    narrow: bool,
    exports: Exports,
    texts: Texts,
    shown: "list[Quote]",
) -> None:
    from bot.opening import open_retriever
    from bot.receipt_book import ReceiptBook
    from bot.settings import load_settings
    from retrieval.question import checked

    checked(question)
    settings = load_settings()
    retriever = open_retriever(settings, notifier(texts))
    answer = retriever.answer(question, top_k=top_k or settings.top_k, only=only, narrow=narrow)
    shown += answer.quotes
    code_of = ReceiptBook.of(settings).codes(answer.quotes)
    made = _as_json(answer, code_of, texts) if as_json or exports else {}
    exports.add(answer, made, code_of=code_of)
    exports.write()
    if as_json:
        click.echo(json_line(made))
        return
    from bot.formatting.terminal import render_answer, stdout_console

    stdout_console().print(render_answer(answer, texts, code_of))


def _as_json(answer: "Answer", code_of: "CodeOf", texts: Texts) -> dict[str, Any]:
    """The answer with the code of each quote."""
    made = answer.as_json(texts.lang)
    for row, quote in zip(made["quotes"], answer.quotes, strict=True):
        row["receipt"] = code_of(quote)
    return made


def _ask_file(
    path: Path,
    as_json: bool,
    top_k: int | None,
    only: Filter,
    narrow: bool,
    exports: Exports,
    texts: Texts,
    shown: "list[Quote]",
) -> None:
    from rich.text import Text

    from bot.formatting.plain import visible
    from bot.formatting.terminal import render_answer, stdout_console
    from bot.opening import open_retriever
    from bot.questions_file import read_questions
    from bot.receipt_book import ReceiptBook, no_code
    from bot.settings import load_settings
    from retrieval.turn import Turn

    rows = [row for _, row in read_questions(path)]
    settings = load_settings()
    retriever = open_retriever(settings, notifier(texts))
    book = ReceiptBook.of(settings)
    turns: dict[str, Turn] = {}
    for row in rows:
        before = turns.get(row.get("follow_up_of", ""))
        made: dict[str, Any]
        code_of: CodeOf = no_code
        try:
            answer = retriever.answer(row["question"], top_k=top_k or settings.top_k, before=before, only=only, narrow=narrow)
            turns[row["id"]] = Turn.of(answer)
            shown += answer.quotes
            code_of = book.codes(answer.quotes)
            made = {"id": row["id"]} | _as_json(answer, code_of, texts)
        except WortlautError as error:
            made = {
                "id": row["id"],
                "question": row["question"],
                "status": "error",
                "error": error.say(texts.lang),
                "quotes": [],
            }
            answer = None
        exports.add(answer, made, code_of=code_of)
        if as_json:
            sys.stdout.write(json_line(made) + "\n")
            continue
        console = stdout_console()
        console.print(visible(f"--- {row['id']}: {row['question']}"), markup=False)
        console.print(render_answer(answer, texts, code_of) if answer else Text(made["error"]))
    exports.write(many=True)

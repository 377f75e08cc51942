"""`wortlaut eval`: judged questions against the archive, as a table or JSON."""

from importlib.resources import files
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import LocalCommand, notifier, progress_bars
from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.export import json_line

if TYPE_CHECKING:
    from retrieval.evaluation import Evaluation


class JudgedFileError(WortlautError):
    """A file of judged questions that is none."""

    de = "{path} ist keine Datei mit bewerteten Fragen ({reason}). Das Format zeigt corpus/sample/README.md."
    en = "{path} is not a file of judged questions ({reason}). corpus/sample/README.md shows the format."


class ArticlesMissing(WortlautError):
    """Judged articles that the archive does not hold."""

    de = "{n} Artikel der Fragen fehlen im Archiv, zuerst {name}. Für die Beispielfragen: wortlaut ingest --sample"
    en = "{n} articles of the questions are not in the archive, first {name}. For the sample: wortlaut ingest --sample"


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="eval",
        texts=texts,
        help="Bewertete Fragen stellen und messen, wie gut die Zitate antworten."
        if de
        else "Ask judged questions and measure how well the quotes answer.",
        example="wortlaut eval\nwortlaut eval --questions fragen.jsonl --json"
        if de
        else "wortlaut eval --questions questions.jsonl --json",
    )
    @click.option(
        "--questions",
        type=click.Path(path_type=Path),
        help="JSONL mit gold-Stellen; sonst die Beispielfragen" if de else "JSONL with gold spans; else the sample questions",
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def evaluate(questions: Path | None, as_json: bool) -> None:
        from bot.opening import open_retriever, open_store
        from bot.settings import load_settings
        from retrieval.evaluation import evaluate as measure
        from retrieval.evaluation import read_judged

        path = questions or Path(str(files("corpus") / "sample" / "questions.jsonl"))
        try:
            judged = read_judged(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JudgedFileError(path=path, reason=str(error)) from error
        if not judged:
            raise JudgedFileError(path=path, reason="leer" if de else "empty")
        settings = load_settings()
        with open_store(settings).read() as snapshot:
            held = {PurePath(name).name for name in snapshot.article_paths().values()}
        missing = sorted({span.article for question in judged for span in question.gold} - held)
        if missing:
            raise ArticlesMissing(n=len(missing), name=missing[0])
        retriever = open_retriever(settings, notifier(texts))
        with progress_bars(texts, quiet=as_json) as progress:
            evaluation = measure(
                judged,
                lambda question, before: retriever.answer(question, before=before),
                lambda done: progress("asking", done, len(judged)),
            )
        _print(evaluation, path, as_json, texts)

    return evaluate


def _print(evaluation: "Evaluation", path: Path, as_json: bool, texts: Texts) -> None:
    no: dict[str, Any] = {
        "answerable": evaluation.answerable,
        "answered": evaluation.answered,
        "unanswerable": evaluation.unanswerable,
        "refused": evaluation.refused,
        "auroc": evaluation.auroc,
        "risk_answerable": evaluation.risk_answerable,
        "risk_all": evaluation.risk_all,
    }
    if as_json:
        groups = {name: {"n": count} | figures for name, (count, figures) in evaluation.groups.items()}
        click.echo(json_line({"questions": str(path), "groups": groups, "saying_no": no}))
        return
    from rich.table import Table

    from bot.formatting.terminal import stdout_console

    total = evaluation.answerable + evaluation.unanswerable
    table = Table(title=texts("eval_title", n=total, file=path.name), title_justify="left", box=None, padding=(0, 1))
    names = list(evaluation.groups["all"][1]) if "all" in evaluation.groups else []
    table.add_column(texts("eval_group"))
    for column in ("n", *names):
        table.add_column(column.replace("Success@", texts("eval_success") + "@"), justify="right")
    for name, (count, figures) in evaluation.groups.items():
        label = texts("eval_all") if name == "all" else name
        table.add_row(label, str(count), *(f"{value:.3f}" for value in figures.values()))
    console = stdout_console()
    console.print(table)
    console.print(
        texts("eval_unanswerable", refused=no["refused"], n=no["unanswerable"], kept=no["answered"], m=no["answerable"])
    )
    if evaluation.auroc is not None:
        console.print(texts("eval_auroc", value=f"{evaluation.auroc:.3f}"))
    for label, risks in (("eval_risk_answerable", evaluation.risk_answerable), ("eval_risk_all", evaluation.risk_all)):
        if risks:
            console.print(texts(label, risks=" · ".join(f"{coverage:.0%}: {value:.1%}" for coverage, value in risks.items())))

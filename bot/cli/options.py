"""Options that several commands have, each said in one place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.texts import Texts

_Command = Callable[..., Any]


def file_option(texts: Texts, *names: str, de: str, en: str, ending: str = "", **kind: bool) -> Callable[[_Command], _Command]:
    """An option that takes a file, with its help in both languages; `kind` are further arguments of click.Path."""
    metavar, says = ("DATEI", de) if texts.lang == "de" else ("FILE", en)
    return click.option(*names, type=click.Path(path_type=Path, **kind), metavar=metavar + ending, help=says)


def top_k_option(texts: Texts) -> Callable[[_Command], _Command]:
    """--top-k: how many quotes an answer has; without it as the settings have it."""
    says = "Zahl der Zitate je Antwort, auch WORTLAUT_TOP_K" if texts.lang == "de" else "quotes an answer, also WORTLAUT_TOP_K"
    return click.option("--top-k", type=click.IntRange(1, 50), help=says)


def filter_options(texts: Texts) -> Callable[[_Command], _Command]:
    """The options that make a filter: --since, --until, --source, as texts that `corpus.filters.filter_from` reads."""
    de = texts.lang == "de"

    def add(command: _Command) -> _Command:
        day = "DATUM" if de else "DATE"
        for name, value, says in (
            ("--source", "NAME", "nur dieses Blatt oder diese Agentur" if de else "only this outlet or agency"),
            ("--until", day, "nur bis zu diesem Datum" if de else "only until this date"),
            ("--since", day, "nur ab diesem Datum: 2018, 2018-02 …" if de else "only since this date: 2018, 2018-02 …"),
        ):
            command = click.option(name, metavar=value, help=says)(command)
        return command

    return add


def no_filter_option(texts: Texts) -> Callable[[_Command], _Command]:
    """--no-filter: what the question itself names is understood but favours nothing."""
    return click.option(
        "no_filter",
        "--no-filter",
        "--without-period-and-source",
        is_flag=True,
        help="nicht beachten, welchen Zeitraum und welche Quelle die Frage nennt"
        if texts.lang == "de"
        else "do not take the period and source that the question names into account",
    )

"""What the commands share: progress on standard error, notices, the language of click's own words."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from bot.texts import Texts

_GERMAN = {
    "Options": "Optionen",
    "Commands": "Befehle",
    "Usage: ": "Aufruf: ",
    "Show this message and exit.": "Diese Hilfe zeigen.",
}


def german(texts: Texts, english: str) -> str:
    """A word of click's own in the language of `texts`."""
    return _GERMAN[english] if texts.lang == "de" else english


class _Local(click.Command):
    """A command or group whose own words and click's are in one language."""

    texts: Texts

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=german(self.texts, "Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        rows = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section(german(self.texts, "Options")):
            formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = german(self.texts, "Show this message and exit.")
        return option


class LocalCommand(_Local):
    """A command whose help ends with an example."""

    def __init__(self, name: str, *, texts: Texts, example: str, **kwargs: Any) -> None:
        self.texts = texts
        heading = "Beispiel" if texts.lang == "de" else "Example"
        epilog = f"\b\n{heading}:\n" + "\n".join(f"  {line}" for line in example.splitlines())
        super().__init__(name, epilog=epilog, **kwargs)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        options = f"[{german(self.texts, 'Options').upper()}]"
        return [options if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]


class LocalGroup(_Local, click.Group):
    """The group of all commands."""

    def __init__(self, *args: Any, texts: Texts, **kwargs: Any) -> None:
        self.texts = texts
        super().__init__(*args, **kwargs)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["BEFEHL …" if self.texts.lang == "de" else "COMMAND …"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(german(self.texts, "Commands")):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in self.commands.items()])


def notice(text: str) -> None:
    """A line on standard error; a file's name in it cannot break it or steer the terminal."""
    from bot.formatting.plain import visible_line

    click.echo(visible_line(text), err=True)


def notifier(texts: Texts) -> Any:
    """What to call when something takes long: says so once on standard error."""
    return lambda code: notice(texts(f"notify_{code}"))


@contextmanager
def progress_bars(texts: Texts, quiet: bool = False) -> Iterator[Any]:
    """A callable for (stage, done, total) that draws a bar for each stage on standard error, in a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(texts(f"stage_{stage}"), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show

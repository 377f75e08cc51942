"""`wortlaut`: the group of all commands, its language, and what becomes of errors.

Exit codes: 0 done (an honest "not found" is an answer), 1 nothing could be done, 2 the call is wrong,
3 `ingest` or `check` could not read a part of what it was given or `verify` does not know a receipt, 4 `check --fail`
found something that is not printed so, 130 interrupted.
"""

import gc
import io
import os
import sys

import click

from bot.cli import (
    archive,
    ask,
    chat,
    check,
    current,
    doctor,
    dossier,
    evaluate,
    export,
    ingest,
    receipts,
    telegram,
    timeline,
    verify,
)
from bot.cli.common import LocalGroup, notice
from bot.texts import Lang, Texts
from corpus.errors import QuestionError, WortlautError

_USAGE_DE: dict[type[click.UsageError], str] = {
    click.exceptions.NoSuchCommand: "Den Befehl {0} gibt es nicht.",
    click.NoSuchOption: "Die Option {0} gibt es nicht.",
    click.MissingParameter: "Es fehlt: {0}.",
    click.BadOptionUsage: "Die Option {0} braucht einen Wert.",
    click.BadParameter: "Der Wert für {0} ist ungültig.",
}


def build(texts: Texts) -> click.Group:
    """All commands in one language."""
    say = (
        "Antwortet auf Fragen an ein Nachrichtenarchiv mit dessen eigenen Worten: wörtliche Zitate mit Quelle und Datum."
        if texts.lang == "de"
        else "Answers questions about a news archive with the archive's own words: exact quotes with source and date."
    )
    group = LocalGroup("wortlaut", texts=texts, help=say, no_args_is_help=True)
    language_help = (
        "Sprache der Ausgabe, auch WORTLAUT_LANG" if texts.lang == "de" else "language of the output, also WORTLAUT_LANG"
    )
    group.params.append(click.Option(["--lang"], type=click.Choice(["de", "en"]), help=language_help, expose_value=False))
    version_help = "Version zeigen." if texts.lang == "de" else "Show the version."
    group = click.version_option(package_name="wortlaut", help=version_help)(group)
    for command in (
        ask.command(texts),
        timeline.command(texts),
        dossier.command(texts),
        check.command(texts),
        chat.command(texts),
        telegram.command(texts),
        ingest.command(texts),
        current.watch_command(texts),
        current.remove_command(texts),
        archive.status_command(texts),
        archive.show_command(texts),
        export.command(texts),
        receipts.command(texts),
        verify.command(texts),
        archive.reindex_command(texts),
        archive.move_command(texts),
        doctor.command(texts),
        evaluate.command(texts),
    ):
        command.params.append(click.Option(["--lang"], type=click.Choice(["de", "en"]), help=language_help, expose_value=False))
        group.add_command(command)
    return group


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(50_000)  # what is imported stays: to look through it again and again takes a twelfth of a cold question
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some in every installed distribution
    _prepare_streams()
    words = [_text(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    texts = Texts(_language(words))
    try:
        code = build(texts).main(words, prog_name="wortlaut", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        notice(error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        notice(_usage_sentence(error, texts))
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        notice(texts("interrupted"))
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: nothing more to say
        sys.exit(0)
    except WortlautError as error:
        notice(error.say(texts.lang))
        sys.exit(2 if isinstance(error, QuestionError) else 1)
    except OSError as error:  # what reads and writes files says its own errors: this is the output itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        notice(texts("output_failed", error.strerror or str(error)))
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _prepare_streams() -> None:
    """Closed streams swallow what they get; one that cannot write „ gets an escape instead of ending everything."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    sys.stdout = sys.stdout or os.fdopen(nothing, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(nothing, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _text(word: str) -> str:
    """An argument as text: a byte that is no UTF-8 becomes U+FFFD."""
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _language(words: list[str]) -> Lang:
    """The language by --lang, then by the settings; help is in it too, so it is needed before anything is parsed."""
    named = None
    for at, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and at + 1 < len(words):
            named = words[at + 1]
        elif word.startswith("--lang="):
            named = word.removeprefix("--lang=")
    if named is None and ("--help" in words or not words):
        named = os.environ.get("WORTLAUT_LANG")  # help opens no settings
    elif named is None:
        from bot.settings import load_settings

        try:
            return load_settings().lang
        except WortlautError as error:
            notice(error.say("en" if os.environ.get("WORTLAUT_LANG") == "en" else "de"))
            sys.exit(2)
    return "en" if named == "en" else "de"


def _usage_sentence(error: click.UsageError, texts: Texts) -> str:
    """What is wrong with the call, and where its help is. click itself speaks English only."""
    command = error.ctx.command_path if error.ctx else "wortlaut"
    hint = f"{'Hilfe' if texts.lang == 'de' else 'Help'}: {command} --help"
    sentence = error.format_message()
    if texts.lang == "de":
        if isinstance(error, click.exceptions.NoSuchCommand):
            name = error.command_name
        elif isinstance(error, click.NoSuchOption | click.BadOptionUsage):
            name = error.option_name
        else:
            parameter = error.param if isinstance(error, click.BadParameter) else None
            name = (parameter.metavar or parameter.opts[0]) if parameter else ""
        german = next((words for kind, words in _USAGE_DE.items() if isinstance(error, kind)), None)
        if sentence.startswith("Got unexpected extra argument"):
            sentence = "Zu viele Angaben; eine Frage mit Leerzeichen gehört in Anführungszeichen."
        sentence = german.format(name) if german else sentence
    return f"{sentence} {hint}"


if __name__ == "__main__":
    main()

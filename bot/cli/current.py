"""`wortlaut watch` and `remove`: what keeps the archive as its folders are."""

import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.cli.common import LocalCommand, notice, notifier
from bot.texts import Texts
from corpus.export import json_line

_MOST_NAMED = 10


def remove_command(texts: Texts) -> click.Command:
    """`wortlaut remove` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="remove",
        texts=texts,
        help="Artikel aus dem Archiv nehmen: nach Kennung, Pfad, Dateiname oder Ordner. Die Dateien bleiben."
        if de
        else "Take articles out of the archive: by id, path, file name or folder. The files stay.",
        example="wortlaut remove 17_was_kostet_das.txt\nwortlaut remove artikel/2018 --yes"
        if de
        else "wortlaut remove 17_was_kostet_das.txt\nwortlaut remove articles/2018 --yes",
    )
    @click.argument("names", nargs=-1, required=True, metavar="KENNUNG|PFAD…" if de else "ID|PATH…")
    @click.option("--yes", is_flag=True, help="bei mehreren nicht fragen" if de else "do not ask where there are several")
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def remove(names: tuple[str, ...], yes: bool, as_json: bool) -> None:
        from bot import wiring
        from bot.settings import load_settings

        settings = load_settings()
        found = {name: wiring.matching(settings, [name]) for name in names}
        unknown = [name for name, matches in found.items() if not matches]
        if unknown:
            notice(texts("remove_none", names=", ".join(unknown)))
            raise click.exceptions.Exit(1)
        chosen = {key: path for matches in found.values() for key, path in matches.items()}
        if len(chosen) > 1 and not yes and not _agreed(list(chosen.values()), as_json, texts):
            notice(texts("remove_kept"))
            raise click.exceptions.Exit(1)
        wiring.remove(settings, list(chosen))
        if as_json:
            click.echo(json_line({"removed": [{"id": key, "path": path} for key, path in chosen.items()]}))
            return
        from bot.formatting.plain import visible

        click.echo(visible(texts("removed", n=len(chosen), paths=", ".join(_named(list(chosen.values()), texts)))))
        if any(Path(path).exists() for path in chosen.values()):
            notice(texts("removed_files"))

    return remove


def _agreed(paths: list[str], as_json: bool, texts: Texts) -> bool:
    """Ask in a terminal; elsewhere nobody would answer. Raises UsageError there."""
    if as_json or not sys.stdin.isatty():
        raise click.UsageError(texts("remove_say_yes", n=len(paths)))
    notice(texts("remove_matches", n=len(paths)))
    for line in _named(paths, texts):
        notice(f"  {line}")
    question = texts("remove_sure", n=len(paths))
    letters = ("j", "J", "ja", "y") if texts.lang == "de" else ("y", "Y", "yes")
    answer: str = click.prompt(f"{question} [{letters[0]}/N]", default="n", show_default=False, err=True)
    return answer.strip() in letters


def _named(paths: list[str], texts: Texts) -> list[str]:
    if len(paths) <= _MOST_NAMED:
        return paths
    return [*paths[: _MOST_NAMED - 1], texts("remove_more", n=len(paths) - _MOST_NAMED + 1)]


def watch_command(texts: Texts) -> click.Command:
    """`wortlaut watch` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="watch",
        texts=texts,
        help="Ordnern folgen: Was sich ändert, wird eingelesen, sobald es fertig geschrieben ist."
        if de
        else "Follow folders: what changes is read in once it is wholly written.",
        example="wortlaut watch artikel/ --prune" if de else "wortlaut watch articles/ --prune",
    )
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PFAD…" if de else "PATH…")
    @click.option(
        "--prune", is_flag=True, help="Artikel entfernen, deren Datei verschwindet" if de else "remove articles whose file goes"
    )
    @click.option("--once", is_flag=True, help="nach der ersten Änderung enden" if de else "end after the first change")
    @click.option(
        "--polling",
        is_flag=True,
        help="regelmäßig nachsehen (für Netzlaufwerke)" if de else "look through at intervals (for network drives)",
    )
    def watch(paths: tuple[Path, ...], prune: bool, once: bool, polling: bool) -> None:
        from bot.memory import share_arenas
        from bot.settings import load_settings
        from bot.watching import follow

        if not paths:
            raise click.UsageError(texts("watch_no_paths"))
        share_arenas()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, it ends as with Ctrl-C
        settings = load_settings()

        def update(changed: Sequence[Path]) -> None:
            _read(settings, changed, prune, texts)

        try:
            notice(texts("watch_start", paths=", ".join(str(path) for path in paths)))
            follow(paths, update, lambda code, value: _say(code, value, texts), once=once, polling=polling)
        except KeyboardInterrupt:
            notice(texts("watch_end"))

    return watch


def _read(settings: Any, changed: Sequence[Path], prune: bool, texts: Texts) -> None:
    """Read in what changed and say in a line what became of it, if anything did."""
    from bot import wiring
    from bot.watching import articles_of

    there, gone = articles_of(changed)
    if not there and not (gone and prune):
        return
    began = time.monotonic()
    report = wiring.ingest(settings, [*there, *gone] if prune else there, prune=prune, notify=notifier(texts))
    collected = report.collected
    for path, error in collected.skipped:
        notice(texts("ingest_skipped", path=path, reason=error.say(texts.lang)))
    if collected.added or collected.changed or report.removed:
        counts = {name: len(getattr(collected, name)) for name in ("added", "changed", "unchanged", "skipped")}
        summary = texts("ingest_summary", removed=len(report.removed), **counts)
        seconds = f"{time.monotonic() - began:.1f}"
        click.echo(texts("watch_update", time=time.strftime("%H:%M:%S"), summary=summary, seconds=seconds))
        sys.stdout.flush()


def _say(code: str, value: Any, texts: Texts) -> None:
    from bot.watching import RETRY

    if code == "error":
        notice(f"{value.say(texts.lang)} {texts('watch_retry', seconds=RETRY)}")
    else:
        notice(texts(f"watch_{code}", value))

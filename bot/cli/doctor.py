"""`wortlaut doctor`: every check in a line, and repair. Exit code 0 when all is well, 1 when something is damaged."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import LocalCommand, notice, notifier, progress_bars
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.examining import Diagnosis
    from bot.repairing import Step
    from corpus.check import Check, Said

_WIDTH = 15


def command(texts: Texts) -> click.Command:
    """`wortlaut doctor` in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="doctor",
        texts=texts,
        help="Das ganze Archiv prüfen: Artikel, Index, Modell, Dateirechte; mit --repair reparieren. Endet mit 1, wenn etwas "
        "beschädigt ist."
        if de
        else "Check the whole archive: articles, index, model, file modes; repair it with --repair. Exits with 1 when "
        "something is damaged.",
        example="wortlaut doctor\nwortlaut doctor --repair",
    )
    @click.option(
        "--repair",
        "mend",
        is_flag=True,
        help="neu bauen, was abgeleitet ist, und beschädigte Artikel aus ihren Dateien neu lesen"
        if de
        else "make anew what is derived, and read damaged articles again from their files",
    )
    @click.option("--json", "as_json", is_flag=True, help="als JSON" if de else "as JSON")
    def doctor(mend: bool, as_json: bool) -> None:
        from bot import wiring
        from bot.settings import load_settings

        steps: list[Step] = []
        with progress_bars(texts, as_json) as progress:
            if mend:
                steps, found = wiring.repair(load_settings(), progress, notifier(texts))
            else:
                found = wiring.examine(load_settings(), progress, notifier(texts))
        if as_json:
            click.echo(json.dumps(_as_json(found, steps, texts), ensure_ascii=False))
        else:
            _print(found, steps, mend, texts)
        if not found.is_well:
            raise click.exceptions.Exit(1)

    return doctor


def _print(found: "Diagnosis", steps: Sequence["Step"], mended: bool, texts: Texts) -> None:
    from bot.formatting.plain import visible

    for step in steps:
        click.echo(visible(texts(step.key, step.value)))
    width = max(len(texts(f"state_{state}")) for state in ("good", "bad", "unmade"))
    for name, check in found.checks.items():
        state = texts(f"state_{check.state}")
        click.echo(visible(f"{state:<{width}}  {texts(f'check_{name}'):<{_WIDTH}}  {_line(name, check, texts)}"))
    if found.writing:
        notice(texts("doctor_writing", found.writing))
    names = ", ".join(texts(f"check_{name}") for name, check in found.checks.items() if check.wrong)
    if names:
        click.echo(texts("doctor_unwell" if found.is_mendable and not mended else "doctor_left", names))
    else:
        click.echo(texts("doctor_untouched") if mended and not steps else texts("doctor_well"))


def _line(name: str, check: "Check", texts: Texts) -> str:
    """What there is to say of a check, in one line."""
    if check.wrong:
        said = [_in(said, texts) for said in check.said]
        more = check.wrong - len(said)
        return "; ".join([*said, texts("doctor_more", more)] if more else said)
    if check.unmade:
        return _in(check.unmade, texts)
    if check.note:
        return _in(check.note, texts)
    if check.looked:
        return texts("doctor_looked", check.looked)
    return texts("doctor_none" if name == "leftovers" else "doctor_nothing")


def _in(said: "Said", texts: Texts) -> str:
    return said[0 if texts.lang == "de" else 1].replace("\n", " ")


def _as_json(found: "Diagnosis", steps: Sequence["Step"], texts: Texts) -> dict[str, Any]:
    return {
        "archive": str(found.folder),
        "well": found.is_well,
        "generation": found.generation,
        "writing": found.writing,
        "checks": [
            {
                "check": name,
                "state": check.state,
                "checked": check.looked,
                "wrong": check.wrong,
                "said": [_in(said, texts) for said in check.said],
                "open": _in(check.unmade, texts) if check.unmade else None,
                "note": _in(check.note, texts) if check.note else None,
            }
            for name, check in found.checks.items()
        ],
        "repaired": [texts(step.key, step.value) for step in steps],
    }

"""`wortlaut verify`: whether receipts hold, against the archive here or against an original file.

Exit codes: 0 all are valid, 1 one is damaged or its source has changed, 3 none of these, but one is unknown here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import LocalCommand, notice
from bot.texts import Texts
from corpus.errors import ArchiveMissing, PathUnreadable, ReadError, WortlautError
from corpus.export import json_line

if TYPE_CHECKING:
    from retrieval.receipts import Receipt
    from retrieval.verification import Verified


class OriginalUnreadable(WortlautError):
    """A file that no receipt can be held against."""

    de = "{path}: {reason_de}."
    en = "{path}: {reason_en}."


def command(texts: Texts) -> click.Command:
    """The command in one language."""
    de = texts.lang == "de"

    @click.command(
        cls=LocalCommand,
        name="verify",
        texts=texts,
        help="Belege prüfen, ohne Netz: gegen das Archiv oder nur gegen die Originaldatei. Ende mit 0: alle gültig; "
        "1: Quelle geändert oder Beleg beschädigt; 3: hier unbekannt."
        if de
        else "Verify receipts, offline: against the archive or only against the original file. Ends with 0: all valid; "
        "1: source changed or receipt damaged; 3: unknown here.",
        example="wortlaut verify beleg.json\nwortlaut verify belege.jsonl --json\nwortlaut verify beleg.json --file artikel.txt"
        if de
        else "wortlaut verify receipt.json\nwortlaut verify receipts.jsonl --json\n"
        "wortlaut verify receipt.json --file article.txt",
    )
    @click.argument(
        "paths",
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="BELEG.json …" if de else "RECEIPT.json …",
    )
    @click.option(
        "--file",
        "original",
        type=click.Path(path_type=Path),
        metavar="ORIGINAL",
        help="nicht gegen das Archiv prüfen, sondern gegen diese Datei" if de else "verify against this file, not the archive",
    )
    @click.option("--json", "as_json", is_flag=True, help="je Beleg ein JSON-Objekt" if de else "one JSON object a receipt")
    def verify(paths: tuple[Path, ...], original: Path | None, as_json: bool) -> None:
        from bot.formatting.receipts import verified_lines

        named = [(path, line, text) for path in paths for line, text in _lines(path)]
        outcomes = _verified([text for *_, text in named], original, texts)
        for at, ((path, line, _), verified) in enumerate(zip(named, outcomes, strict=True)):
            if as_json:
                click.echo(json_line({"receipt": str(path), "line": line} | verified.as_json(texts.lang)))
            else:
                click.echo(("\n" if at else "") + "\n".join(verified_lines(verified, texts, in_file=original is not None)))
        found = {verified.outcome for verified in outcomes}
        raise click.exceptions.Exit(1 if found & {"changed", "damaged"} else 3 if "unknown" in found else 0)

    return verify


def _verified(lines: list[str], original: Path | None, texts: Texts) -> "list[Verified]":
    """What came of each line, in their order."""
    from retrieval.receipts import Receipt, ReceiptDamaged
    from retrieval.verification import Verified

    made: dict[int, Verified] = {}
    intact: dict[int, Receipt] = {}
    for at, line in enumerate(lines):
        try:
            intact[at] = Receipt.from_json(line)
        except ReceiptDamaged as error:
            made[at] = Verified("damaged", reason=(str(error.data["reason_de"]), str(error.data["reason_en"])))
    held = _held_against(list(intact.values()), original, texts) if intact else []
    made.update(zip(intact, held, strict=True))
    return [made[at] for at in range(len(lines))]


def _held_against(receipts: "list[Receipt]", original: Path | None, texts: Texts) -> "list[Verified]":
    from retrieval.verification import Verified, verify_in_archive, verify_in_file

    if original is not None:
        try:
            return verify_in_file(receipts, original)
        except ReadError as error:
            de, en = error.say("de"), error.say("en")
            raise OriginalUnreadable(path=original, reason_de=de, reason_en=en) from error
    from bot.opening import open_store
    from bot.settings import load_settings

    try:
        store = open_store(load_settings())
    except ArchiveMissing:
        notice(texts("verify_no_archive"))
        return [Verified("unknown", receipt) for receipt in receipts]
    with store.read() as snapshot:
        return verify_in_archive(receipts, snapshot)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The number and text of each receipt in a file. What is not UTF-8 keeps its place as U+FFFD, so it is seen as damaged.

    Raises PathUnreadable.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise PathUnreadable(path=path, reason=error.strerror or str(error)) from error
    text = raw.decode("utf-8", "replace")
    lines = [(number, line.removesuffix("\r")) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise PathUnreadable(path=path, reason="leer / empty")
    if lines[0][1].strip() == "{":  # set in lines by somebody: one receipt, not as it was written
        lines = [(1, text.strip())]
    yield from lines

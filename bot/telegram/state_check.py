"""Whether the bot's state is whole, without the bot: it may be running meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.check import Check


def check_state(folder: Path, check: Check) -> None:
    """SQLite's own check of `folder/telegram.db`, where there is one."""
    path = folder / "telegram.db"
    if not path.exists():
        return
    check.looked = 1
    cure = "die Datei umbenennen, der Bot legt eine neue an", "rename the file, the bot makes a new one"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)) as connection:
            lines = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(100)")]
    except sqlite3.Error as error:
        lines = [str(error)]
    for line in lines:
        if line != "ok":
            said = line.splitlines()[0]
            check.fault(f"telegram.db: {said}; {cure[0]}", f"telegram.db: {said}; {cure[1]}")

"""Make docs/terminal.svg: what `wortlaut ask` really prints in a terminal of 80 columns, on the archive in force.

`python docs/screenshot.py "Question"`
"""

import io
import os
import re
import sys
from pathlib import Path

import pexpect
from rich.console import Console
from rich.text import Text

WIDTH = 80


def main() -> None:
    question = sys.argv[1]
    environment = dict(os.environ) | {"TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
    wortlaut = str(Path(sys.executable).with_name("wortlaut"))
    size = (60, WIDTH)
    terminal = pexpect.spawn(wortlaut, ["ask", question], env=environment, encoding="utf-8", timeout=120, dimensions=size)
    terminal.expect(pexpect.EOF)
    printed = terminal.before or ""
    console = Console(record=True, width=WIDTH + 4, file=io.StringIO(), force_terminal=True)
    console.print(Text(f'$ wortlaut ask "{question}"\n'))
    console.print(Text.from_ansi(printed.replace("\r\n", "\n")))
    target = Path(__file__).with_name("terminal.svg")
    # rich names a font that the picture would fetch from the net; any fixed-width one of the reader's will do.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="Wortlaut"), flags=re.DOTALL)
    target.write_text(picture.replace("Fira Code", "DejaVu Sans Mono"), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The house rules of the code: who may import whom, and what starts light stays light."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.texts import TEXTS
from bot.wording.answers import ANSWERS
from bot.wording.archive import ARCHIVE
from bot.wording.chat import CHAT
from bot.wording.checking import CHECKING
from bot.wording.disagreement import DISAGREEMENT
from bot.wording.doctor import DOCTOR
from bot.wording.dossier import DOSSIER
from bot.wording.exporting import EXPORTING
from bot.wording.receipts import RECEIPTS
from bot.wording.reports import REPORTS
from bot.wording.telegram import TELEGRAM
from bot.wording.timeline import TIMELINE
from bot.wording.understanding import UNDERSTANDING
from bot.wording.voice import VOICE

PROJECT = Path(__file__).parents[1]
MAY_IMPORT = {"corpus": {"corpus"}, "retrieval": {"retrieval", "corpus"}, "bot": {"bot", "retrieval", "corpus"}}
KNOWN_TO = {
    "faiss": {"retrieval/dense.py", "retrieval/dense_lists.py", "retrieval/dense_writer.py"},
    "tantivy": {"retrieval/analysis.py", "retrieval/lexical.py", "retrieval/lexical_writer.py"},
    "sqlalchemy": {
        f"corpus/{name}.py"
        for name in (
            "sqlite",
            "store",
            "snapshot",
            "tables",
            "term_store",
            "history",
            "holdings",
            "coverage",
            "column_store",
            "duplicate_rows",
            "duplicate_store",
            "row_checks",
            "derived_checks",
            "mending",
            "moving",
            "dialects",
            "postgres",
            "postgres_errors",
            "postgres_store",
        )
    }
    | {f"bot/telegram/{name}.py" for name in ("tables", "journal", "people", "answers", "invites", "processes")}
    | {"bot/telegram/state_file.py", "bot/telegram/state_server.py", "bot/receipt_book.py", "bot/inserting.py"},
    "pymilvus": {"retrieval/milvus/client.py", "retrieval/milvus/collection.py"},
    "milvus_lite": {"retrieval/milvus/lite.py"},
    "grpc": {"retrieval/milvus/client.py"},
    "text_to_num": {"retrieval/numbers/number_words.py"},
    "sentencex": {"retrieval/sentences.py"},
    "pydantic_settings": {"bot/settings.py"},
    "watchfiles": {"bot/watching.py"},
    "matplotlib": {"bot/formatting/plot.py"},
    "onnxruntime": {"retrieval/encoder.py"},
    "onnx": {"retrieval/models/graph.py"},
    "sentence_transformers": {"retrieval/encoder.py", "retrieval/models/bundled.py"},
    "torch": {"retrieval/models/bundled.py"},
    "lxml": {"corpus/readers/markup.py", "bot/dossier/elements.py"},
    "trafilatura": {"corpus/readers/web.py"},
    "htmldate": {"corpus/readers/web.py"},
    "yaml": {"corpus/readers/markdown.py"},
    "feedparser": {"corpus/readers/feed.py"},
    "pypdf": {"corpus/readers/pdf.py"},
    "warcio": {"corpus/readers/warc.py"},
    "ftfy": {"corpus/mojibake.py"},
    "httpx": {"bot/telegram/sending.py"},
    "tornado": {"bot/telegram/webhook.py"},
    "prometheus_client": {"bot/telegram/metrics.py"},
}
HEAVY = (
    "torch faiss tantivy onnxruntime numpy sqlalchemy sentence_transformers rich prompt_toolkit watchfiles matplotlib "
    "telegram httpx lxml trafilatura htmldate yaml feedparser pypdf warcio ftfy"
).split()
NOT_TO_ASK = (
    "torch transformers sentence_transformers onnx watchfiles lxml httpx telegram tornado "
    "pymilvus retrieval.milvus "
    "corpus.collect corpus.readers corpus.build retrieval.indexer retrieval.lexical_writer retrieval.line_up "
    "retrieval.generation_writer "
    "retrieval.evaluation retrieval.checking retrieval.verification difflib bot.wiring bot.watching bot.formatting.plot"
).split()
"""What reads files, writes an index, or belongs to another command."""
ASK = """
import re, sys

compiled = []
real = re._compiler.compile
re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or real(pattern, flags)
sys.argv = ["wortlaut", "ask", "Wer leitet die Nato-Mission im Irak?"]
from bot.cli.main import main

try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(len(compiled), *sys.modules)
"""


def imported(path: Path) -> set[str]:
    """The names of all modules a file imports anywhere, lazily and for type checking too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module or "")
    return names


IMPORTS = {
    path.relative_to(PROJECT).as_posix(): {name.split(".")[0] for name in imported(path)}
    for package in MAY_IMPORT
    for path in sorted((PROJECT / package).rglob("*.py"))
}


def test_the_files_are_found() -> None:
    assert {"corpus/store.py", "retrieval/models/bundled.py", "bot/cli/main.py"} <= IMPORTS.keys()


@pytest.mark.parametrize("path", IMPORTS)
def test_imports_go_down_only(path: str) -> None:
    assert IMPORTS[path] & MAY_IMPORT.keys() <= MAY_IMPORT[path.partition("/")[0]]


@pytest.mark.parametrize("library", KNOWN_TO)
def test_each_library_is_known_to_one_module(library: str) -> None:
    assert {path for path, names in IMPORTS.items() if library in names} == KNOWN_TO[library]


def test_telegram_is_known_to_its_front_alone() -> None:
    importers = {path for path, names in IMPORTS.items() if "telegram" in names}
    assert "bot/telegram/sending.py" in importers
    assert all(path.startswith("bot/telegram/") for path in importers)


def test_the_clock_alone_asks_what_day_it_is() -> None:
    asking = re.compile(r"\b(?:date|datetime)\.(?:today|now|utcnow)\(")
    found = {path for path in IMPORTS if asking.search((PROJECT / path).read_text(encoding="utf-8"))}
    assert found == {"corpus/clock.py"}


def last_line(*arguments: str, **variables: str) -> list[str]:
    """The words of the last line that a fresh interpreter prints."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)} | variables
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    return done.stdout.splitlines()[-1].split()


def modules_after(*arguments: str) -> set[str]:
    """What a fresh interpreter has imported, by top-level name, as the last line of its standard output lists."""
    return {name.split(".")[0] for name in last_line(*arguments)}


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import runpy, sys\nsys.argv = ['wortlaut', '--help']\n"
        "try:\n    runpy.run_module('bot.cli.main', run_name='__main__')\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(*sys.modules)"
    )
    modules = modules_after("-c", script)
    assert {"bot", "click"} <= modules
    assert modules.isdisjoint(HEAVY)


def test_a_question_imports_and_compiles_what_it_needs(sample_settings: Settings) -> None:
    folders = {"WORTLAUT_DATA_DIR": str(sample_settings.data_dir), "WORTLAUT_CACHE_DIR": str(sample_settings.cache_dir)}
    compiled, *modules = last_line("-c", ASK, **folders)
    assert {"onnxruntime", "faiss", "tantivy", "bot.formatting.terminal"} <= set(modules)
    assert set(modules) & set(NOT_TO_ASK) == set()
    expressions = len(re.findall(r"\bregex\(", "".join((PROJECT / path).read_text(encoding="utf-8") for path in IMPORTS)))
    assert expressions > 300
    assert int(compiled) < expressions, "libraries compile a hundred and fifty of their own"


def test_expressions_are_compiled_at_first_use() -> None:
    """`re.compile` at the head of a module would compile what no question needs; of bytes there is one."""
    compiling = {path for path in IMPORTS if "re.compile(" in (PROJECT / path).read_text(encoding="utf-8")}
    assert compiling == {"corpus/patterns.py", "corpus/readers/markup.py"}


def test_what_silences_a_check_says_why() -> None:
    silence = re.compile(r"# (?:type: ignore|noqa|pragma:|mypy:|ruff:)(?!.* # \w)")
    sources = [path for folder in (*MAY_IMPORT, "benchmarks", "tests") for path in (PROJECT / folder).rglob("*.py")]
    assert [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if silence.search(line)
    ] == []


def test_no_sentence_is_overwritten_by_another_of_the_same_name() -> None:
    parts = [ANSWERS, ARCHIVE, CHAT, CHECKING, DISAGREEMENT, DOCTOR, DOSSIER, EXPORTING, RECEIPTS, REPORTS, TELEGRAM]
    parts += [TIMELINE, UNDERSTANDING, VOICE]
    assert sum(map(len, parts)) == len(TEXTS)

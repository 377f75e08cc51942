"""The process that forks a child for each run: the other end of `benchmarks.torture.forked.Runs`."""

import json
import os
import resource
import select
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.torture.forked import Outcome, encodes_with
from retrieval.encoder import Encoder


def serve() -> None:
    """Read tasks from standard input, a line each, and answer each with its outcome."""
    import faiss
    import tantivy

    import bot.cli.ingest_reports
    import bot.cli.main
    import bot.ingesting
    import retrieval.indexer
    import retrieval.retriever
    from benchmarks.torture.recorded import Recorded

    loaded = (faiss, tantivy, bot.cli.ingest_reports, bot.ingesting, retrieval.indexer, retrieval.retriever)
    assert all(loaded), "imported once for all"
    recorded = Recorded(Path(sys.argv[1]))
    with encodes_with(recorded):
        _warm(recorded)
        answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
        for line in sys.stdin:
            answers.write(json.dumps(_forked(json.loads(line))) + "\n")
            answers.flush()


def _warm(encoder: Encoder) -> None:
    """What is worked out once in a process (expressions, tables) is worked out before the first fork."""
    from benchmarks.torture.world import World, look
    from corpus.store import Store
    from retrieval import Retriever

    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.lay("after")
        world.ingest(reader="never")
        retriever = Retriever(Store.open(world.data), encoder)
        look(world.data, retriever)
        retriever.close()


def _forked(task: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as made:
        pid = os.fork()
        if not pid:
            _child(task, said.fileno(), made.fileno())
        hung = not _ended(pid, task["seconds"])
        if hung:
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        said.seek(0)
        made.seek(0)
        found = json.loads(made.read() or "{}")
        code = os.waitstatus_to_exitcode(status)
        outcome = Outcome(pid, code if code >= 0 else None, hung, said.read()[-4000:], [], 0, None)
    return asdict(outcome) | found


def _ended(pid: int, seconds: float) -> bool:
    waiting = os.pidfd_open(pid)
    try:
        return bool(select.select([waiting], [], [], seconds)[0])
    finally:
        os.close(waiting)


def _child(task: dict[str, Any], said: int, made: int) -> None:
    """Never returns."""
    os.setsid()
    os.dup2(said, 1)
    os.dup2(said, 2)
    found: dict[str, Any] = {"states": []}
    code = 70
    try:
        for name, value in task["constants"].items():
            _set(name, value)
        for name, value in task["limits"].items():
            kind = getattr(resource, name)
            resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))
        if task["user"]:
            os.setuid(task["user"])
        os.environ["WORTLAUT_DATA_DIR"] = task["data"]
        code = _run(task, found)
    except BaseException as error:
        import traceback

        found["raised"] = f"{type(error).__module__}.{type(error).__name__}: {error}"
        traceback.print_exc()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(made, json.dumps(found).encode())
    os._exit(code)


def _run(task: dict[str, Any], found: dict[str, Any]) -> int:
    from benchmarks.torture.world import look
    from corpus.store import Store
    from retrieval import Retriever
    from retrieval.encoder import load_encoder

    data = Path(task["data"])

    def looked() -> None:
        retriever = Retriever(Store.open(data), load_encoder("bundled", data))
        found["states"].append(json.loads(json.dumps(asdict(look(data, retriever)))))
        retriever.close()

    if task["states"]:
        plain = Store.apply

        def apply(self: Store, *arguments: Any) -> None:
            plain(self, *arguments)
            looked()

        mock.patch.object(Store, "apply", apply).start()
    shim = _armed(task["arm"]) if task["arm"] else None
    code = 0
    try:
        if task["arguments"]:
            from bot.cli.main import main

            try:
                main(list(task["arguments"]))
            except SystemExit as error:
                code = error.code if isinstance(error.code, int) else 1
        else:
            looked()
    finally:
        if shim:
            found["steps"] = shim.shim_count()
    return code


def _armed(arm: Mapping[str, Any]) -> Any:
    import ctypes

    shim = ctypes.CDLL(None)
    shim.shim_count.restype = ctypes.c_long
    log = os.open(arm["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    folder = os.fsencode(arm["folder"])
    shim.shim_arm(folder, arm["mode"], arm["kinds"], ctypes.c_long(arm["at"]), arm["errno"], log)
    return shim


def _set(name: str, value: int) -> None:
    """A module's constant; that of lists stands in a default too, which is set when its function is made."""
    import importlib

    module, constant = name.split(":")
    setattr(importlib.import_module(module), constant, value)
    if constant == "LISTS_FROM":
        from retrieval.dense_writer import DenseWriter

        DenseWriter.__init__.__defaults__ = (*DenseWriter.__init__.__defaults__[:-1], value)

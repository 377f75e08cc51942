"""Damage to the models' cache: the encoder, the reader, their vocabulary. They are loaded cold each time, as a process does."""

import os
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.torture.askers import Askers, Outcome, Refused, Said, Work
from benchmarks.torture.tally import Tally
from benchmarks.torture.ways import Damage, damages, put
from benchmarks.torture.world import World

_CURED_BY_MAKING = 2
"""So many damaged folders are really made again, which takes seconds; the others are cured by a copy of the good one."""


def model_damages(scratch: Path, quick: bool, say: Callable[[str], None]) -> list[Tally]:
    """Every file that asking loads from the cache, in a few ways each."""
    from bot.settings import Settings

    source = Settings().cache_dir
    tallies: dict[str, Tally] = {}
    with Askers() as askers:
        world = World(scratch / "models")
        world.lay("before")
        askers.do(Work(world.data, "ingest", world.articles))
        cache = scratch / "cache"
        link(source, cache)
        good = askers.do(Work(world.data, cache=cache)).answers
        if not good or any(isinstance(said, Refused) for said in good.values()):
            raise ValueError(f"the undamaged models do not answer: {good}")
        files = [path.relative_to(cache).as_posix() for path in sorted((cache / "models").rglob("*")) if is_used(path)]
        chosen = [damage for name in files for damage in few(cache, name)]
        chosen += list(mixed(cache))
        chosen = random.Random("models").sample(chosen, len(chosen) // 20) if quick else chosen
        say(f"  models: {len(chosen)} damages")
        made_again = 0
        for damage in chosen:
            tally = tallies.setdefault(damage.fault, Tally("damage", f"models: {damage.fault}"))
            own(cache / damage.file)
            damage.harm(cache / damage.file)
            tally.injected += 1
            outcome = askers.do(Work(world.data, cache=cache))
            judge(outcome, damage, tally, good)
            refused = next((one for one in outcome.refusals if one.kind == "ModelError"), None)
            if (
                refused
                and made_again < _CURED_BY_MAKING
                and (folder := named(refused, cache))
                and folder.name.startswith("int8")
            ):
                made_again += 1
                shutil.rmtree(folder)
                judge(askers.do(Work(world.data, cache=cache), limit=120), damage, tally, good, cured=True)
            elif refused and not named(refused, cache):
                tally.fail(f"{damage}: no folder is named: {refused.told}")
            elif refused:
                shutil.rmtree(named(refused, cache) or cache)
            link(source, cache)
    return list(tallies.values())


def judge(outcome: Outcome, damage: Damage, tally: Tally, good: Mapping[str, Said | Refused], cured: bool = False) -> None:
    """Count what came of it: the answers as ever, or an error that says what to delete."""
    tally.runs += 1
    tally.hung += outcome.ended == "hung"
    if outcome.ended:
        tally.fail(f"{damage}: {outcome.ended}")
    for one in outcome.refusals:
        if cured or one.kind != "ModelError" or "delete this folder" not in one.told:
            tally.fail(f"{damage}: {one.kind}: {one.told} {one.trace}")
    if other := [name for name, said in outcome.answers.items() if isinstance(said, Said) and said != good[name]]:
        tally.wrong += len(other)
        tally.note(f"{damage}: other answers to {', '.join(other)}")


def few(cache: Path, name: str) -> list[Damage]:
    """A few ways for one file: these are loaded cold, and some are large."""
    every = list(damages(cache, name, 8))
    draw = random.Random(name)
    by_fault: dict[str, list[Damage]] = {}
    for damage in every:
        by_fault.setdefault(damage.fault, []).append(damage)
    return [one for found in by_fault.values() for one in draw.sample(found, min(2, len(found)))]


def mixed(cache: Path) -> list[Damage]:
    """Graphs in each other's place: those of the same encoder in another form, and the reader's."""
    graphs = [path for path in sorted((cache / "models").glob("*/*.onnx")) if is_used(path)]
    graphs += [path for path in sorted((cache / "models").glob("*/*/*.onnx")) if is_used(path)]
    return [
        put(one.relative_to(cache).as_posix(), two.resolve(), f"{two.parent.name}/{two.name}")
        for one in graphs
        for two in graphs
        if one != two
    ]


def is_used(path: Path) -> bool:
    """Whether asking may load it: the full model for others and forms of earlier versions are not."""
    from retrieval.models.adapted import reader_home
    from retrieval.models.eight_bit import eight_bit_home

    cache = next(parent for parent in path.parents if parent.name == "models").parent
    homes = {reader_home(cache), eight_bit_home(cache)} | set((cache / "models").glob("*/runtime"))
    return (
        path.is_file()
        and (path.suffix == ".json" or any(home in path.parents for home in homes))
        and ("sentence-transformers" not in path.parts and path.name != "done")
    )


def link(source: Path, cache: Path) -> None:
    """The cache with every file a link to the good one's: hundreds of megabytes are copied only where one is damaged."""
    shutil.rmtree(cache, ignore_errors=True)
    for path in source.rglob("*"):
        if path.is_file() and "sentence-transformers" not in path.parts:
            to = cache / path.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.symlink_to(path.resolve())


def own(path: Path) -> None:
    """A file of its own in place of the link to the good one."""
    content = path.resolve()
    path.unlink()
    shutil.copyfile(content, path)
    os.utime(path)


def named(refused: Refused, cache: Path) -> Path | None:
    """The folder that the error says to delete."""
    return next((path for path in sorted((cache / "models").rglob("*"), reverse=True) if f"({path}: " in refused.told), None)

"""The figures of a run as tables, and the bars they are held against."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.speed.contenders import PLAIN, WORTLAUT
from benchmarks.speed.parts import PARTS

Figures = dict[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed, between two in proportion."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = int(at)
    return ordered[below] + (at - below) * (ordered[min(below + 1, len(ordered) - 1)] - ordered[below])


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of each name, the median over the rounds."""
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def asked(answers: Sequence[Mapping[str, Any]]) -> Figures:
    """Median and 95th percentile in milliseconds, of whole answers and of their parts; a part an answer lacks took no time."""
    walls = [1000 * answer["wall"] for answer in answers]
    order = [*PARTS, "format", "rest"]
    parts: dict[str, list[float]] = {
        name: [] for name in sorted({name for answer in answers for name in answer["parts"]}, key=order.index)
    }
    for answer in answers:
        for name, values in parts.items():
            values.append(1000 * answer["parts"].get(name, 0.0))
    return _halves(walls) | {"parts": {name: _halves(values) for name, values in parts.items()}}


def _halves(values: Sequence[float]) -> Figures:
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95), "mean": statistics.fmean(values)}


def bars(figures: Figures) -> list[Figures]:
    """Each bar with what was measured and whether it is met; those for which something is missing are left out."""
    made = []

    def bar(name: str, value: float, limit: float, *, least: bool = False) -> None:
        met = value >= limit if least else value <= limit
        made.append({"bar": name, "value": value, "limit": limit, "least": least, "met": met})

    encode, ingest, cold, warm = (figures[name] for name in ("encode", "ingest", "cold", "warm"))
    for what, clock in (("texts a second", "wall"), ("the same by processor time", "processor")):
        plain = encode[PLAIN][clock]
        bar(f"whole ingest beside sentence-transformers' encoding: {what}", plain / ingest[WORTLAUT][clock], 2.5, least=True)
        bar(f"encoding beside sentence-transformers' encoding: {what}", plain / encode[WORTLAUT][clock], 2.5, least=True)
    beside = warm[WORTLAUT]["p50"] / warm[PLAIN]["parts"]["encode"]["p50"]
    bar("warm answer, median, of sentence-transformers' encoding of the question", beside, 0.75)
    bar("cold `wortlaut ask`, processor seconds", cold[WORTLAUT]["processor"], 1.2)
    if "txtai" in cold:
        bar("cold `wortlaut ask`, of txtai's processor time", cold[WORTLAUT]["processor"] / cold["txtai"]["processor"], 0.25)
    return made


def shares(figures: Figures) -> Figures:
    """Of each encoder, the share of the measured multiplication rate that its multiply-adds reach, by both clocks."""
    return {
        name: {clock: figures["multiply_adds"] / figures["encode"][name][clock] / rate for clock, rate in rates.items()}
        for name, rates in figures["gemm"].items()
    }


def tables(figures: Figures) -> str:
    """All of it in Markdown."""
    texts, tokens, half = figures["texts"], figures["tokens"], figures["warm"][WORTLAUT]["p50"]
    lines = [
        "{processor} ({flags}), {cores} cores, load {load} at the start, {after} at the end".format(
            **figures["machine"] | {"flags": " ".join(figures["machine"]["flags"]), "after": figures["load_after"]}
        ),
        f"{figures['articles']} articles, {figures['characters']:,} characters, {texts} texts encoded "
        f"({figures['passages']} passages, {figures['sentences']} sentences), {tokens:,} tokens; encoder in {figures['form']}, "
        "sentence-transformers in batches of {batch}, threads: {threads[texts]}, for a question {threads[question]}".format(
            **figures
        ),
    ]
    rows = [
        [
            name,
            f"{texts / took['wall']:.0f}",
            f"{tokens / took['wall']:,.0f}",
            f"{took['wall']:.2f}",
            f"{took['processor']:.2f}",
        ]
        for name, took in figures["encode"].items()
    ]
    lines += _table("encoding alone | texts a second | tokens a second | wall s | processor s", rows)
    rates = [
        [name, *(f"{figures['gemm'][name][clock] / 1e9:.0f}" for clock in ("wall", "processor"))]
        + [f"{figures['shares'][name][clock]:.0%}" for clock in ("wall", "processor")]
        for name in figures["gemm"]
    ]
    head = "matrix products in its precision | 10⁹ multiply-adds a second | a processor second"
    lines += _table(f"{head} | encoder's share | by processor time", rates)
    for stage, title in (("ingest", "ingest, whole process"), ("cold", "cold question, whole process")):
        ours = figures[stage][WORTLAUT]
        rows = [
            [name, *(f"{took[key]:.2f}" for key in ("processor", "wall")), f"{took['peak']:.0f}"]
            + [f"{ours[key] / took[key]:.2f}" for key in ("processor", "wall", "peak")]
            + ([f"{figures['disk'][name] / 1e6:.1f}"] if stage == "ingest" else [])
            for name, took in figures[stage].items()
        ]
        more = " | MB on disk" if stage == "ingest" else ""
        lines += _table(
            f"{title} | processor s | wall s | peak MiB | Wortlaut's share: processor | wall | peak{more}",
            rows,
        )
    rows = [
        [name, *(f"{value:.1f}" for value in (took["p50"], took["p95"], figures["peak"][name])), f"{half / took['p50']:.2f}"]
        for name, took in figures["warm"].items()
    ]
    lines += _table("warm question | p50 ms | p95 ms | peak MiB | Wortlaut's share of p50", rows)
    rows = [
        [name, part, *(f"{took[key]:.2f}" for key in ("p50", "p95", "mean"))]
        for name in figures["warm"]
        for part, took in figures["warm"][name]["parts"].items()
    ]
    lines += _table("of a warm question | part | p50 ms | p95 ms | mean ms", rows)
    rows = [
        [
            each["bar"],
            f"{each['value']:.2f}",
            f"{'≥' if each['least'] else '≤'} {each['limit']}",
            "pass" if each["met"] else "miss",
        ]
        for each in figures["bars"]
    ]
    return "\n".join(lines + _table("bar | measured | wanted | met", rows))


def _table(head: str, rows: Sequence[Sequence[str]]) -> list[str]:
    return ["", f"| {head} |", "|---" * (head.count("|") + 1) + "|", *(f"| {' | '.join(row)} |" for row in rows)]

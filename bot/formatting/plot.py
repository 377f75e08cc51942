"""A picture of the archive: articles by month or year, stacked by source; what has no such date stands apart."""

import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from bot.texts import Texts
from corpus.errors import WortlautError
from corpus.holdings import Periods

_MOST_SOURCES = 8
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee8866", "#44bb99")
OTHERS = "#bbbbbb"
_MOST_LABELS = 26


class PlottingMissing(WortlautError):
    """matplotlib is an extra of its own: most people never draw."""

    de = "Für das Bild fehlt matplotlib: pip install 'wortlaut[plot]' (im Ordner des Projekts: pip install -e '.[plot]')."
    en = "The picture needs matplotlib: pip install 'wortlaut[plot]' (in the project's folder: pip install -e '.[plot]')."


class PlotUnwritten(WortlautError):
    de = "Das Bild {path} lässt sich nicht schreiben ({reason}). Die Endung muss .png, .svg oder .pdf sein, der Ordner da sein."
    en = "The picture {path} cannot be written ({reason}). It must end in .png, .svg or .pdf and its folder be there."


def plot(periods: Periods, path: Path, texts: Texts) -> None:
    """Draw `periods` into `path`. Raises PlottingMissing, PlotUnwritten."""
    check_suffix(path)
    figure = new_figure(11, 5)
    names, counts = _columns(periods, texts)
    _draw(figure.add_subplot(), periods, names, counts, texts)
    save(figure, path, dpi=130)


def check_suffix(path: Path) -> None:
    """Raises PlotUnwritten where `path` is no kind of picture that is drawn."""
    if path.suffix.lower() not in {".png", ".svg", ".pdf"}:
        raise PlotUnwritten(path=path, reason=path.suffix or path.name)


def new_figure(width: float, height: float) -> Any:
    """An empty matplotlib figure of so many inches. Raises PlottingMissing."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlottingMissing() from error
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save(figure: Any, path: Path, dpi: int) -> None:
    """Write the figure. Raises PlotUnwritten. A letter that the font lacks is drawn as a box and is not worth a warning."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")
            figure.savefig(path, dpi=dpi)
    except OSError as error:
        raise PlotUnwritten(path=path, reason=error.strerror or str(error)) from error


def grouped(counts: list[Counter[str]]) -> tuple[list[str], Counter[str]]:
    """The sources with the most articles, the most first, and how many the rest of them has in each column, by its number."""
    total: Counter[str] = sum(counts, Counter())
    ranked = sorted(total, key=lambda source: (-total[source], source))
    shown = ranked if len(ranked) <= _MOST_SOURCES + 1 else ranked[:_MOST_SOURCES]
    rest = Counter({str(at): sum(n for source, n in column.items() if source not in shown) for at, column in enumerate(counts)})
    return shown, rest


def _columns(periods: Periods, texts: Texts) -> tuple[list[str], list[Counter[str]]]:
    """The bars from left to right; those without such a date last."""
    bars = dict(periods.periods)
    if periods.vaguer:
        bars[texts("plot_vaguer" if periods.unit == "month" else "plot_vaguer_year")] = periods.vaguer
    if periods.undated:
        bars[texts("status_undated")] = periods.undated
    return list(bars), list(bars.values())


def _draw(axes: Any, periods: Periods, names: list[str], counts: list[Counter[str]], texts: Texts) -> None:
    dated = len(periods.periods)
    places = [at if at < dated else at + 1 for at in range(len(names))]  # a gap before what has no such date
    shown, rest = grouped(counts)
    base = [0] * len(names)
    layers = [(source or texts("source_unknown"), [column[source] for column in counts]) for source in shown]
    if sum(rest.values()):
        layers.append((texts("plot_others"), [rest[str(at)] for at in range(len(counts))]))
    for number, (label, heights) in enumerate(layers):
        colour = COLOURS[number] if number < len(COLOURS) else OTHERS
        axes.bar(places, heights, bottom=base, color=colour, label=short_label(label), width=0.85)
        base = [low + height for low, height in zip(base, heights, strict=True)]
    step = -(-dated // _MOST_LABELS) or 1
    ticks = [at for at in range(len(names)) if at >= dated or at % step == 0]
    crowded = len(ticks) > 12
    labels = [names[at].replace("\n", " ") if crowded else names[at] for at in ticks]
    axes.set_xticks([places[at] for at in ticks], labels, rotation=60 if crowded else 0)
    if crowded:
        for tick in axes.get_xticklabels():
            tick.set_horizontalalignment("right")
            tick.set_rotation_mode("anchor")
    axes.set_title(texts("plot_title_month" if periods.unit == "month" else "plot_title_year", n=sum(base)), loc="left")
    axes.set_ylabel(texts("status_articles"))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if layers:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, reverse=True)


def short_label(label: str, most: int = 32) -> str:
    """A source's name for the legend. matplotlib leaves out names that begin with „_“ and reads „$“ as a formula."""
    cut = label if len(label) <= most else label[: most - 1] + "…"
    return ("\u200b" + cut if cut.startswith("_") else cut).replace("$", r"\$")

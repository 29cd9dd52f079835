"""Figures of tables. Needs lamina-llm[plot]; each function draws on `axes`, or on new ones, and returns them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from .errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# 95 % of a normal distribution lies within this many standard deviations of its mean.
Z_95 = NormalDist().inv_cdf(0.975)


def plot_layer_scores(table: Sequence[Mapping[str, Any]], axes: Axes | None = None) -> Axes:
    """A line per model and metric over relative depth, with 95 % intervals: the rows of layer_scores()."""
    drawn = axes or create_axes()
    for (model, metric), rows in group(table, "model", "metric").items():
        found = sorted((row for row in rows if row["mean"] is not None), key=lambda row: row["relative_depth"])
        depths = [row["relative_depth"] for row in found]
        (line,) = drawn.plot(depths, [row["mean"] for row in found], marker="o", label=f"{model}, {spell(metric)}")
        known = [row for row in found if row["mean_low"] is not None]
        lows, highs = [row["mean_low"] for row in known], [row["mean_high"] for row in known]
        drawn.fill_between([row["relative_depth"] for row in known], lows, highs, alpha=0.2, color=line.get_color())
    drawn.set_xlabel("relative depth (0 = first layer, 1 = last)")
    drawn.set_ylabel("score (lower = more redundant)")
    drawn.legend()
    return drawn


def plot_trade_off(table: Sequence[Mapping[str, Any]], axes: Axes | None = None) -> Axes:
    """Retention over the share of removed layers, a line per model, benchmark and strategy: rows of evaluations().

    Draws of a random strategy are shown as points, since a line through their mean would hide how far they lie apart.
    """
    drawn = axes or create_axes()
    pruned = [row for row in table if row["retention"] is not None]
    for (model, benchmark, metric, strategy), rows in group(pruned, "model", "benchmark", "metric", "strategy").items():
        found = sorted(rows, key=lambda row: row["removed_block_ratio"])
        is_random = any(row["seed"] is not None for row in found)
        drawn.errorbar(
            [row["removed_block_ratio"] for row in found],
            [row["retention"] for row in found],
            yerr=[Z_95 * (row["retention_standard_error"] or 0.0) for row in found],
            fmt="." if is_random else "o-",
            capsize=2,
            label=f"{model}, {benchmark} {metric}, {spell(strategy)}",
        )
    drawn.axhline(1, color="grey", linewidth=0.8)
    drawn.set_xlabel("share of layers removed (by blocks)")
    drawn.set_ylabel("retention (pruned / dense)")
    drawn.legend(fontsize="small")
    return drawn


def create_axes() -> Axes:
    """Axes of a new figure."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtraError("plot") from error
    axes: Axes = pyplot.subplots()[1]
    return axes


def group(table: Sequence[Mapping[str, Any]], *columns: str) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    """Rows by the values of some columns, in the order of their first row."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in table:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


def spell(name: str) -> str:
    """`BLOCK_INFLUENCE` as "block influence"."""
    return name.lower().replace("_", " ")

"""Comparison of strategies: pruned models beside random removal and block influence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .flatten import flatten
from .schema_types import ControlVerdict, DifferenceError, DifferenceVerdict, Strategy
from .table import Provenance, Table


@dataclass(frozen=True)
class ComparedStrategy:
    """One strategy, on one calibration text, at one number of removed units.

    Intervals are 95 % intervals, not corrected.

    Differences are above 0 where the strategy is better. On a text, retentions, margins and differences are factors of
    perplexity, computed on the logarithm: margins and differences above 1 are better, and standard errors are those of
    logarithms. An error is PAIRED (by document, or window) or INDEPENDENT (from the two results). Corrected p-values
    follow Holm over all differences of the comparison. BETTER and WORSE hold by the scores of two texts at least, and
    of an evolutionary search with three seeds on one of them; otherwise a verdict ends with _ON_THIS_TEXT.
    """

    removed_count: int
    # Removed units / all units of these kinds.
    removed_ratio: float
    strategy: Strategy
    # Calibration text whose scores chose the units; None for strategies that read no scores.
    chosen_on: str | None
    # Other texts on which the strategy chose the same units.
    also_chosen_on: list[str]
    # Whether the benchmark judges the choice: not if a text of the same source chose these units.
    judges: bool
    # Removed layers, ascending; None where several draws are averaged.
    removed: list[int] | None
    # Layers of which only the attention, and only the MLP, is removed; None where several draws are averaged.
    removed_attention: list[int] | None
    removed_mlp: list[int] | None
    protect_first: bool
    protect_last: bool
    # Number of prunings in the average.
    draws: int
    # Value of the metric; None for an average over benchmarks.
    value: float | None
    # Pruned / dense; on a text, above 1 is a loss.
    retention: float
    retention_low: float | None
    retention_high: float | None
    retention_standard_error: float | None
    # Retention of random removals of as many inner units; None for fewer than five draws.
    control_mean: float | None
    control_low: float | None
    control_high: float | None
    control_draws: int | None
    # Difference from their mean (on a text geometric); BEATS_CONTROL is beyond every draw too.
    margin: float | None
    margin_standard_error: float | None
    margin_low: float | None
    margin_high: float | None
    margin_error: DifferenceError | None
    margin_holm_p: float | None
    verdict: ControlVerdict
    # Difference from block influence on the same text with as many units; None for itself, and where no error is known.
    over_default: float | None
    over_default_standard_error: float | None
    over_default_low: float | None
    over_default_high: float | None
    over_default_error: DifferenceError | None
    over_default_p: float | None
    over_default_holm_p: float | None
    over_default_verdict: DifferenceVerdict | None
    # Global id of the pruning; None where several draws are averaged.
    pruning: str | None


@dataclass(frozen=True)
class StrategyComparison:
    """The strategies that were evaluated on one model, by retention on the same benchmarks."""

    # Lane of the evaluations; None if no pruned model was evaluated.
    lane: str | None
    metric: str
    # Benchmarks over which retention is averaged.
    benchmarks: list[str]
    # Fewest removed units first; for each number, the best strategy first.
    results: Table[ComparedStrategy]


def to_strategy_comparison(value: Mapping[str, Any], provenance: Provenance) -> StrategyComparison:
    """A reply as a table."""
    rows = [
        flatten({**{name: fact for name, fact in step.items() if name != "results"}, **result}, ComparedStrategy)
        for step in value["steps"]
        for result in step["results"]
    ]
    return StrategyComparison(
        lane=value["lane"],
        metric=value["metric"],
        benchmarks=value["benchmarks"],
        results=Table(rows, ComparedStrategy, provenance),
    )

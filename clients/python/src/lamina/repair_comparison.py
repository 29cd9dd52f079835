"""Comparison of repairs: pruned models with a training-free repair, beside the same removals without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .flatten import flatten
from .schema_types import RepairKind, RepairVerdict, Strategy, TokenRule
from .table import Provenance, Table


@dataclass(frozen=True)
class ComparedRepair:
    """One removal of whole layers with one repair, or without any. Intervals are 95 % intervals."""

    removed_count: int
    # Removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # NONE = removal alone.
    repair: RepairKind
    strategy: Strategy
    # The text on which the repair is solved, and which of its tokens count; None without a repair.
    calibration: str | None
    token_rule: TokenRule | None
    # Rank, ridge and windows that were asked for, in words; None without a repair.
    setting: str | None
    # Pruned / dense accuracy, mean over `benchmarks`; 1 = no loss.
    # None until all of them are measured.
    retention: float | None
    retention_standard_error: float | None
    # Average accuracy minus that of removal alone, over the same documents: -1 to 1, above 0 = the repair helps.
    # None for removal alone, and until all benchmarks are measured for both.
    gain: float | None
    gain_standard_error: float | None
    # Not corrected for the number of repairs.
    gain_low: float | None
    gain_high: float | None
    # Two-sided p of the gain, and the same after Holm's correction over all differences of the comparison, of accuracy
    # and of perplexity.
    p: float | None
    holm_p: float | None
    # From holm_p at 5 %. BETTER and WORSE need the same on at least two calibration texts; what holds on one only is
    # BETTER_ON_THIS_TEXT or WORSE_ON_THIS_TEXT; otherwise NOT_DISTINGUISHABLE.
    verdict: RepairVerdict | None
    # Pruned / dense perplexity, geometric mean over `texts`; 1 = no loss, above 1 = a loss.
    perplexity_ratio: float | None
    perplexity_low: float | None
    perplexity_high: float | None
    # ln(repaired / removed alone perplexity), over the same documents, mean over `texts`: below 0 = the repair helps.
    # Interval, p, corrected p and verdict as of the gain.
    perplexity_change: float | None
    perplexity_change_standard_error: float | None
    perplexity_change_low: float | None
    perplexity_change_high: float | None
    perplexity_p: float | None
    perplexity_holm_p: float | None
    perplexity_verdict: RepairVerdict | None
    # Kullback-Leibler divergence from the dense model in nats per token, mean over `texts`; 0 = equal predictions.
    divergence: float | None
    divergence_standard_error: float | None
    # Share of the change of the residual stream that the repair gets wrong, on calibration documents that it was not
    # solved on; 0 = exact, 1 = no better than removal alone. By the token rule of the repair, over all tokens, and
    # without sinks: sinks hold nearly all of the squared norm, so they rule the error over all tokens.
    predicted_error: float | None
    predicted_error_all: float | None
    predicted_error_no_sinks: float | None
    # Share of the added loss that the repair leaves; 0 = all repaired, 1 = no better than removal alone.
    measured_error: float | None
    # Global id of the pruning.
    pruning: str | None


@dataclass(frozen=True)
class RepairComparison:
    """The repairs that were evaluated on one model, each with the same removal alone."""

    # Lane of the evaluations; None if no repaired model was evaluated.
    lane: str | None
    # Multiple-choice benchmarks of retention and gain.
    benchmarks: list[str]
    # Texts of perplexity and divergence.
    texts: list[str]
    # Fewest removed layers first; for each number, removal alone first.
    results: Table[ComparedRepair]


def to_repair_comparison(value: Mapping[str, Any], provenance: Provenance) -> RepairComparison:
    """A reply as a table."""
    rows = [
        flatten({**{name: fact for name, fact in step.items() if name != "results"}, **result}, ComparedRepair)
        for step in value["steps"]
        for result in step["results"]
    ]
    return RepairComparison(
        lane=value["lane"],
        benchmarks=value["benchmarks"],
        texts=value["texts"],
        results=Table(rows, ComparedRepair, provenance),
    )

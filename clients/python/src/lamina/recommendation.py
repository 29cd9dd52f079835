"""Recommendations: what to remove from a model within a maximum loss of quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schema_types import RecommendationVerdict, RepairKind, Strategy, UnitKind
from .table import Provenance

Interval = tuple[float, float]


@dataclass(frozen=True)
class SpeedRatio:
    """A speed divided by the dense model's speed, both measured alternately; above 1 is faster."""

    ratio: float
    # 95 %; if it contains 1, there is no significant difference.
    interval: Interval | None


@dataclass(frozen=True)
class RemovalSaving:
    """What a removal saves; None for values that were not measured."""

    parameters: int
    # Of all parameters, 0 to 1.
    parameter_ratio: float
    # Of weights, measured or computed.
    bytes: int | None
    cache_bytes_per_token: int | None
    prefill: SpeedRatio | None
    decode: SpeedRatio | None
    machine: str | None


@dataclass(frozen=True)
class OtherLoss:
    """A loss beside the limited one: answers to few questions can hide what a model has lost."""

    # "perplexity" beside scores, "average" beside a perplexity.
    metric: str
    benchmarks: list[str]
    # Lost share of the dense score, or pruned / dense perplexity - 1.
    loss: float
    # 95 %.
    loss_interval: Interval


@dataclass(frozen=True)
class RecommendedRemoval:
    """A measured removal compared with the maximum loss."""

    # Layers removed completely, and layers that lose one half only, in the dense model's numbering.
    removed: list[int]
    removed_attention: list[int]
    removed_mlp: list[int]
    # What replaces the removed layers; None if nothing does.
    repair: RepairKind | None
    strategies: list[Strategy]
    # Calibration texts whose scores led to it; empty if no scores were read.
    chosen_on: list[str]
    # Lost share of the dense score, or pruned / dense perplexity - 1.
    loss: float
    # 95 %, for this removal only.
    loss_interval: Interval
    # Probability that the loss is within the maximum, for this removal only.
    probability_within: float
    # A lower bound of that probability that holds for all compared removals at once (Holm).
    corrected_probability: float
    # For the benchmark with the fewest documents.
    documents: int
    # What else it loses; None if it was not measured.
    other_loss: OtherLoss | None
    saves: RemovalSaving
    # The command that writes the pruned model.
    command: str
    # Global id of the pruning.
    pruning: str


@dataclass(frozen=True)
class MeasurementRequest:
    """What to measure next; `submit_study(model, benchmarks=…, strategies=…, counts=…, units=…, …)` starts it."""

    reason: str
    strategies: list[Strategy]
    counts: list[int]
    # Sets of kinds of units; strategies choose from each set by itself.
    units: list[list[UnitKind]]
    # Repairs to measure beside the removals.
    repairs: list[RepairKind]
    benchmarks: list[str]
    # For each benchmark; None = all.
    documents: int | None
    # Whether to measure speed and memory too.
    efficiency: bool


@dataclass(frozen=True)
class Recommendation:
    """Which layers to remove, the loss, the savings, and their probability."""

    verdict: RecommendationVerdict
    # The answer as a sentence, with its numbers.
    statement: str
    # How the probabilities are computed, with sources.
    method: str
    maximum_loss: float
    metric: str
    benchmarks: list[str]
    lane: str | None
    # Removals that were compared.
    compared_count: int
    # Documents per benchmark that would decide it; None if it is decided, or cannot be.
    documents_needed: int | None
    # The removal that saves most among those with an estimated loss within the maximum.
    choice: RecommendedRemoval | None
    # A removal that saves less but is more certain.
    surer: RecommendedRemoval | None
    measure: MeasurementRequest | None
    provenance: Provenance


def to_recommendation(value: Mapping[str, Any], provenance: Provenance) -> Recommendation:
    """A reply as a recommendation."""
    measure = value["measure"]
    return Recommendation(
        verdict=value["verdict"],
        statement=value["statement"],
        method=value["method"],
        maximum_loss=value["maximumLoss"],
        metric=value["metric"],
        benchmarks=value["benchmarks"],
        lane=value["lane"],
        compared_count=value["comparedCount"],
        documents_needed=value["documentsNeeded"],
        choice=to_removal(value["choice"]),
        surer=to_removal(value["surer"]),
        measure=None if measure is None else MeasurementRequest(**measure),
        provenance=provenance,
    )


def to_removal(value: Mapping[str, Any] | None) -> RecommendedRemoval | None:
    """One removal of a reply."""
    if value is None:
        return None
    saves = value["saves"]
    return RecommendedRemoval(
        removed=value["removed"],
        removed_attention=value["removedAttention"],
        removed_mlp=value["removedMlp"],
        repair=value["repair"],
        strategies=value["strategies"],
        chosen_on=value["chosenOn"],
        loss=value["loss"],
        loss_interval=to_interval(value["lossInterval"]),
        probability_within=value["probabilityWithin"],
        corrected_probability=value["correctedProbability"],
        documents=value["documents"],
        other_loss=to_other_loss(value["otherLoss"]),
        saves=RemovalSaving(
            parameters=saves["parameters"],
            parameter_ratio=saves["parameterRatio"],
            bytes=saves["bytes"],
            cache_bytes_per_token=saves["cacheBytesPerToken"],
            prefill=to_speed(saves["prefill"]),
            decode=to_speed(saves["decode"]),
            machine=saves["machine"],
        ),
        command=value["command"],
        pruning=value["pruning"]["id"],
    )


def to_other_loss(value: Mapping[str, Any] | None) -> OtherLoss | None:
    """What else a removal of a reply loses."""
    if value is None:
        return None
    return OtherLoss(
        metric=value["metric"],
        benchmarks=value["benchmarks"],
        loss=value["loss"],
        loss_interval=to_interval(value["lossInterval"]),
    )


def to_interval(value: Mapping[str, Any]) -> Interval:
    """One interval of a reply."""
    return (value["low"], value["high"])


def to_speed(value: Mapping[str, Any] | None) -> SpeedRatio | None:
    """One speed of a reply."""
    if value is None:
        return None
    interval = value["interval"]
    return SpeedRatio(value["ratio"], None if interval is None else to_interval(interval))

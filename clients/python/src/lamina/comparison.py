"""Comparison of models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .flatten import flatten
from .schema_types import ModelAgreement
from .table import Provenance, Table


@dataclass(frozen=True)
class ComparedLayer:
    """One layer of a compared model."""

    model: str
    layer_index: int
    # index / (layers − 1): 0 = first layer, 1 = last.
    relative_depth: float
    mean: float | None
    standard_error: float | None
    # Rank in the model, from 1 = lowest.
    rank: int | None


@dataclass(frozen=True)
class ComparedBin:
    """One model in one range of relative depth; `mean` is None if it has no layer there."""

    model: str
    low: float
    high: float
    mean: float | None
    count: int


@dataclass(frozen=True)
class Comparison:
    """A comparison as three tidy tables: every layer, ranges of relative depth, and every pair of models."""

    metric: str
    lane: str
    # How many of the lowest layers the overlaps compare.
    lowest_count: int
    layers: Table[ComparedLayer]
    bins: Table[ComparedBin]
    agreements: Table[ModelAgreement]


def to_comparison(value: Mapping[str, Any], provenance: Provenance) -> Comparison:
    """The tables of a reply."""
    layers = [
        flatten({"model": compared["model"]["model"], **point}, ComparedLayer)
        for compared in value["models"]
        for point in compared["points"]
    ]
    bins = [
        {"model": cell["slug"], "low": each["low"], "high": each["high"], "mean": cell["mean"], "count": cell["count"]}
        for each in value["bins"]
        for cell in each["cells"]
    ]
    agreements = [flatten(each, ModelAgreement) for each in value["agreements"]]
    return Comparison(
        metric=value["metric"],
        lane=value["lane"],
        lowest_count=value["lowestCount"],
        layers=Table(layers, ComparedLayer, provenance),
        bins=Table(bins, ComparedBin, provenance),
        agreements=Table(agreements, ModelAgreement, provenance),
    )

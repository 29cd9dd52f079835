"""Prediction of the layers that tolerate rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .flatten import flatten
from .schema_types import ModelPredictionScore
from .table import Provenance, Table


@dataclass(frozen=True)
class Prediction:
    """A profile that was predicted from a configuration alone, with the error of such predictions."""

    sentence: str
    neighbour: str
    relation: str
    # How much rounding each layer changes the model, as a multiple of the mean over inner layers; None = not known.
    sensitivity: list[float] | None
    # The five layers that tolerate rounding best; None = not known.
    most_tolerant: list[int] | None
    # How well published models with a neighbour of the same relation are predicted, each left out.
    leave_one_out: Table[ModelPredictionScore]
    credit: str


def to_prediction(value: Mapping[str, Any], provenance: Provenance) -> Prediction:
    """The prediction of an answer."""
    rows = [flatten(each, ModelPredictionScore) for each in value["leaveOneOut"]]
    return Prediction(
        sentence=value["sentence"],
        neighbour=value["neighbour"],
        relation=value["relation"],
        sensitivity=value["sensitivity"],
        most_tolerant=value["mostTolerant"],
        leave_one_out=Table(rows, ModelPredictionScore, provenance),
        credit=value["source"]["credit"],
    )

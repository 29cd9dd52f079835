"""Influence of whole layers, of their attentions and of their MLPs, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .flatten import flatten

INFLUENCES = ("BLOCK_INFLUENCE", "ATTENTION_INFLUENCE", "MLP_INFLUENCE")


@dataclass(frozen=True)
class LayerInfluence:
    """One layer in one score run. An influence is 0 to 2, lower is more redundant; low and high are its 95 % interval.

    Attention and MLP are None where a layer has no such sublayer, or where the run did not measure them.
    """

    model: str
    layer_index: int
    # index / (layers - 1): 0 = first layer, 1 = last.
    relative_depth: float
    # 1 - mean cosine of the states that enter and leave the layer.
    block_influence: float | None
    block_influence_low: float | None
    block_influence_high: float | None
    # 1 - mean cosine of the states before and after its attention.
    attention_influence: float | None
    attention_influence_low: float | None
    attention_influence_high: float | None
    # 1 - mean cosine of the states before and after its MLP.
    mlp_influence: float | None
    mlp_influence_low: float | None
    mlp_influence_high: float | None
    calibration: str
    # Scores of one lane may be ranked together across models.
    lane: str
    # Global id of the score run.
    score_run: str


def to_influences(scores: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of layer_scores() with one metric each as one row per layer and score run, in the order of first rows."""
    layers: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in scores:
        key = (row["model"], row["score_run"], row["layer_index"])
        name = row["metric"].lower()
        layer = layers.setdefault(key, {**row})
        layer |= {name: row["mean"], f"{name}_low": row["mean_low"], f"{name}_high": row["mean_high"]}
    return [flatten(layer, LayerInfluence) for layer in layers.values()]

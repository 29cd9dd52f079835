"""Methods of the client beyond whole layers: the influence of attentions and MLPs, and repairs of removed layers."""

from __future__ import annotations

from .known_names import KnownNames
from .layer_influence import INFLUENCES, LayerInfluence, to_influences
from .names import OneOrMore, drop_missing
from .repair_comparison import RepairComparison, to_repair_comparison
from .schema_types import LayerScore
from .session import Session
from .table import Table


class UnitsAndRepairs:
    """The part of the client that reads influences of units and comparisons of repairs."""

    _session: Session
    _names: KnownNames

    def influences(
        self, models: OneOrMore | None = None, *, calibration: str | None = None, lane: str | None = None
    ) -> Table[LayerInfluence]:
        """Influence of each layer, of its attention and of its MLP: one row per layer, from the main run of each model.

        The columns `block_influence`, `attention_influence` and `mlp_influence` are 1 - mean cosine (no unit, 0 to 2,
        lower is more redundant); each has a 95 % interval in `…_low` and `…_high`. Attention and MLP are None for
        models whose layers have no halves. Naming a `calibration` or a `lane` gives one row per layer and score run.
        """
        is_canonical = calibration is None and lane is None
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            metrics=list(INFLUENCES),
            calibration=calibration,
            lane=lane,
            canonical=True if is_canonical else None,
        )
        scores = self._session.list_rows("layer_scores", LayerScore, {"filter": conditions})
        return Table(to_influences(scores), LayerInfluence, scores.provenance)

    def repair_comparison(self, model: str, *, lane: str | None = None, above_chance: bool = False) -> RepairComparison:
        """What repairs of removed layers are worth on one model: each compared with the same removal alone.

        `results` is a table with one row per removal, repair and calibration text: `retention` (pruned / dense,
        1 = no loss), `gain` (accuracy minus that of removal alone, -1 to 1) with its 95 % interval and `verdict`
        (BETTER only where two texts show the same), `perplexity_ratio` (1 = no loss), `divergence` (nats per token),
        `predicted_error_no_sinks` and `measured_error` (0 = exact, 1 = no better than removal alone).
        `ComparedRepair` describes every column. `lane` is one of the evaluations, by default the
        one with the most evaluations of repaired models. Without such evaluations the table is empty.
        `above_chance` counts `retention` and the control as (pruned - chance) / (dense - chance), 0 = guessing.
        """
        self._names.check_slugs(model)
        variables = {"model": model, "lane": lane, "aboveChance": above_chance}
        value, provenance = self._session.read_one("repair_comparison", variables)
        return to_repair_comparison(value["repairComparison"], provenance)

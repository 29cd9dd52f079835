"""Methods of the client that compare: influences of layers and their sublayers, and strategies."""

from __future__ import annotations

from .known_names import KnownNames
from .layer_influence import INFLUENCES, LayerInfluence, to_influences
from .names import OneOrMore, drop_missing, to_enums
from .schema_types import LayerScore, UnitKind
from .session import Session
from .strategy_comparison import StrategyComparison, to_strategy_comparison
from .table import Table


class UnitsAndRepairs:
    """The part of the client that reads influences of units, and comparisons of strategies."""

    _session: Session
    _names: KnownNames

    def influences(
        self, models: OneOrMore | None = None, *, calibration: str | None = None, lane: str | None = None
    ) -> Table[LayerInfluence]:
        """Influence of each layer, of its attention and of its MLP: one row per layer, from the main run of each model.

        The columns `block_influence`, `attention_influence` and `mlp_influence` are 1 - mean cosine (no unit, 0 to 2,
        lower is more redundant); each has a 95 % interval in `…_low` and `…_high`. Attention and MLP are None for
        models whose layers have no sublayers. Naming a `calibration` or a `lane` gives one row per layer and score run.
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

    def strategy_comparison(
        self,
        model: str,
        *,
        benchmark: str | None = None,
        text: str | None = None,
        units: OneOrMore = "BLOCK",
        lane: str | None = None,
    ) -> StrategyComparison:
        """Returns the comparison of strategies on one model.

        Each is compared with random removal of as many inner units (`margin`) and with block influence
        (`over_default`).

        `results` is a table with one row per strategy, calibration text (`chosen_on`) and number of removed
        units; of a strategy on one text, the newest score run counts. Each difference has a 95 % interval,
        paired by document where all answers are stored (`…_error` says so), a p corrected by Holm over all
        differences of the comparison, and a verdict that is BETTER or WORSE only where this p is below 0.05.
        `ComparedStrategy` describes every column. `benchmark` is one benchmark; by default retention is the
        mean over all multiple-choice ones. With `text`, strategies are compared by their losses on it. `units` are
        the kinds that could be removed. `lane` is by default the one with the most evaluations.
        """
        self._names.check_slugs(model)
        variables = {
            "model": model,
            "lane": lane,
            "benchmark": benchmark,
            "text": text,
            "units": to_enums("units", units, UnitKind),
        }
        value, provenance = self._session.read_one("strategy_comparison", variables)
        return to_strategy_comparison(value["strategyComparison"], provenance)

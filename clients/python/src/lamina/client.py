"""The client: a Lamina server's data as tidy tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answer import Answer, to_answer
from .cache import ReplyCache, default_cache_folder
from .comparison import Comparison, to_comparison
from .data_release import DataRelease
from .errors import UnknownNameError
from .finding import Finding, to_finding
from .flatten import flatten
from .known_names import KnownNames
from .names import OneOrMore, Range, drop_missing, find_near, to_enum, to_enums, to_list, to_range
from .prediction import Prediction, to_prediction
from .schema_types import (
    Benchmark,
    CalibrationSet,
    Evaluation,
    Layer,
    LayerScore,
    LeaderboardRow,
    Metric,
    Model,
    Pruning,
    PublishedLayerScore,
    PublishedResult,
    Release,
    ReleaseFile,
    RepairKind,
    Rounding,
    Saving,
    Strategy,
    TextEvaluation,
    TokenClass,
    UnitKind,
    WeightUnit,
)
from .session import Session
from .table import Provenance, Table
from .transport import RetryPolicy, Transport
from .units_and_repairs import UnitsAndRepairs
from .work import Work


@dataclass(frozen=True)
class QueryReply:
    """The reply to a custom operation: its data and their provenance."""

    data: dict[str, Any]
    provenance: Provenance


@dataclass(frozen=True)
class Batch:
    """Objects in the order of the requested ids; None for ids that do not exist."""

    objects: list[dict[str, Any] | None]
    # The requested ids that the server does not know.
    missing: list[str]
    provenance: Provenance


class Client(UnitsAndRepairs, Work):
    """Reads and writes one Lamina server.

    Replies to reads are kept in a local cache, by data release: where the server is away, the newest stored reply
    stands in and says so. `release` pins all reads to one data release; `offline=True` never asks the server.
    """

    def __init__(
        self,
        url: str = "http://localhost:4000",
        token: str | None = None,
        *,
        release: str | None = None,
        offline: bool = False,
        cache: Path | str | bool = True,
        timeout_s: float = 60.0,
        retry: RetryPolicy | None = None,
    ) -> None:
        """`token` is needed for writes only; `cache` is a folder, True for the default one, or False for none."""
        folder = default_cache_folder() if cache is True else Path(cache) if cache else None
        self._session = Session(
            Transport(url, token, release=release, timeout_s=timeout_s, retry=retry),
            None if folder is None else ReplyCache(folder),
            release=release,
            offline=offline,
        )
        self._names = KnownNames(self._session)

    def models(
        self,
        slugs: OneOrMore | None = None,
        *,
        family: str | None = None,
        search: str | None = None,
        norm_placement: str | None = None,
        limit: int | None = None,
    ) -> Table[Model]:
        """Models, by name."""
        placement = None if norm_placement is None else norm_placement.upper()
        conditions = drop_missing(
            slugs=self._names.check_slugs(slugs), family=family, search=search, normPlacement=placement
        )
        return self._session.list_rows("models", Model, {"filter": conditions}, limit)

    def layers(
        self, models: OneOrMore | None = None, *, relative_depth: Range | None = None, limit: int | None = None
    ) -> Table[Layer]:
        """Layers of models, first to last."""
        conditions = drop_missing(models=self._names.check_slugs(models), relativeDepth=to_range(relative_depth))
        return self._session.list_rows("layers", Layer, {"filter": conditions}, limit)

    def layer_scores(
        self,
        models: OneOrMore | None = None,
        metric: OneOrMore | None = None,
        *,
        calibration: str | None = None,
        lane: str | None = None,
        layer: Range | None = None,
        relative_depth: Range | None = None,
        all_runs: bool = False,
        limit: int | None = None,
    ) -> Table[LayerScore]:
        """Scores of layers, one row per layer and metric, from the main run of each model.

        `all_runs` gives one row per score run; so does naming a `calibration` or a `lane`.
        """
        is_canonical = not all_runs and calibration is None and lane is None
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            metrics=to_enums("metric", metric, Metric),
            calibration=calibration,
            lane=lane,
            layerIndex=to_range(layer),
            relativeDepth=to_range(relative_depth),
            canonical=True if is_canonical else None,
        )
        return self._session.list_rows("layer_scores", LayerScore, {"filter": conditions}, limit)

    def prunings(
        self,
        models: OneOrMore | None = None,
        strategy: OneOrMore | None = None,
        *,
        units: OneOrMore | None = None,
        repair: OneOrMore | None = None,
        removed_count: Range | None = None,
        removed_block_ratio: Range | None = None,
        limit: int | None = None,
    ) -> Table[Pruning]:
        """Prunings: sets of removed layers, attentions and MLPs, and repairs of them.

        `units` are exactly the kinds that could be removed; `repair="NONE"` are removals that nothing replaces.
        """
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            strategies=to_enums("strategy", strategy, Strategy),
            units=to_enums("units", units, UnitKind),
            repairs=to_enums("repair", repair, RepairKind),
            removedCount=to_range(removed_count),
            removedRatio=to_range(removed_block_ratio),
        )
        return self._session.list_rows("prunings", Pruning, {"filter": conditions}, limit)

    def evaluations(
        self,
        models: OneOrMore | None = None,
        benchmarks: OneOrMore | None = None,
        *,
        strategy: OneOrMore | None = None,
        metric: OneOrMore | None = None,
        dense: bool | None = None,
        units: OneOrMore | None = None,
        repair: OneOrMore | None = None,
        removed_count: Range | None = None,
        removed_block_ratio: Range | None = None,
        lane: str | None = None,
        limit: int | None = None,
    ) -> Table[Evaluation]:
        """Results of benchmarks, dense (no pruning) and pruned, with retention against the dense model.

        `retention_above_chance` is None for dense rows, without a chance level, and where the benchmark shows no loss.

        `units` and `repair` select prunings; dense rows have none of them.
        """
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            benchmarks=self._names.check_benchmarks(benchmarks),
            strategies=to_enums("strategy", strategy, Strategy),
            metrics=to_list(metric),
            dense=dense,
            units=to_enums("units", units, UnitKind),
            repairs=to_enums("repair", repair, RepairKind),
            removedCount=to_range(removed_count),
            removedRatio=to_range(removed_block_ratio),
            lane=lane,
        )
        return self._session.list_rows("evaluations", Evaluation, {"filter": conditions}, limit)

    def text_evaluations(
        self,
        models: OneOrMore | None = None,
        texts: OneOrMore | None = None,
        *,
        strategy: OneOrMore | None = None,
        dense: bool | None = None,
        units: OneOrMore | None = None,
        repair: OneOrMore | None = None,
        removed_count: Range | None = None,
        limit: int | None = None,
    ) -> Table[TextEvaluation]:
        """Losses on texts by text-loss@1, one row per change and text: 0.05 = 5 % more perplexity.

        `loss_low` and `loss_high` are a 95 % interval, computed on the logarithm. Whole models have no loss.
        """
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            texts=to_list(texts),
            strategies=to_enums("strategy", strategy, Strategy),
            dense=dense,
            units=to_enums("units", units, UnitKind),
            repairs=to_enums("repair", repair, RepairKind),
            removedCount=to_range(removed_count),
        )
        return self._session.list_rows("text_evaluations", TextEvaluation, {"filter": conditions}, limit)

    def roundings(
        self,
        models: OneOrMore | None = None,
        types: OneOrMore | None = None,
        *,
        units: OneOrMore | None = None,
        texts: OneOrMore | None = None,
        layer_index: Range | None = None,
        limit: int | None = None,
    ) -> Table[Rounding]:
        """Where bits matter, one row per unit and type: how far the next tokens move if its weights alone are rounded.

        `divergence` is `rounding-divergence@1` in nats per token, with its standard error over windows. `stored_types`
        names other types where the blocks of the type do not divide the rows of a matrix.
        """
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            types=to_list(types),
            units=to_enums("units", units, WeightUnit),
            texts=to_list(texts),
            layerIndex=to_range(layer_index),
        )
        return self._session.list_rows("roundings", Rounding, {"filter": conditions}, limit)

    def token_classes(self, model: str) -> Table[TokenClass]:
        """Which words: the tokens of a model by what they write, the largest class first; empty where nobody counted.

        `rows` are those of the embedding, `bytes` theirs in the file (None for ONNX, which keeps all tokens), and
        `occurrences` say how often the tokens stand in each bundled text.
        """
        self._names.check_slugs(model)
        value, provenance = self._session.read_one("token_classes", {"model": model})
        rows = [flatten(each, TokenClass) for each in value["tokenClasses"] or []]
        return Table(rows, TokenClass, provenance)

    def findings(self, model: str | None = None) -> list[Finding]:
        """Eight findings about a model, by default about each real model with measured changes, as on the page."""
        if model is not None:
            self._names.check_slugs(model)
        value, _ = self._session.read_one("findings", {"model": model})
        return [to_finding(each) for each in value]

    def benchmarks(self, *, category: str | None = None) -> Table[Benchmark]:
        """Benchmarks that have results."""
        return self._session.list_rows("benchmarks", Benchmark, {"filter": drop_missing(category=category)})

    def calibration_sets(self) -> Table[CalibrationSet]:
        """Texts that models were scored on."""
        return self._session.list_rows("calibration_sets", CalibrationSet, {})

    def published_results(
        self,
        *,
        paper: str | None = None,
        model: str | None = None,
        method: str | None = None,
        benchmark: str | None = None,
    ) -> Table[PublishedResult]:
        """Numbers quoted from papers: never measured by the server. `paper` are words of a title.

        Rows with a `repair` are not comparable with rows of removal only.
        """
        conditions = drop_missing(paper=paper, model=model, method=method, benchmark=benchmark)
        return self._session.list_rows("published_results", PublishedResult, {"filter": conditions})

    def published_layer_scores(
        self, models: OneOrMore | None = None, *, units: OneOrMore | None = None, operations: OneOrMore | None = None
    ) -> Table[PublishedLayerScore]:
        """Values of layers that other people measured, never the server. Show `credit` with the values.

        `models` are short names, or org/name of the hub. Low values mean that the model tolerates the operation, except
        of cosines. Operations rank layers differently: never average them.
        """
        given = {"models": models, "units": units, "operations": operations}
        conditions = {name: to_list(each) for name, each in given.items() if each is not None}
        return self._session.list_rows("published_layer_scores", PublishedLayerScore, {"filter": conditions})

    def predict(self, hub_id: str | None = None, *, config: Mapping[str, Any] | None = None) -> Prediction:
        """Which layers tolerate rounding: of a published model by its hub name, of any other by its config.json."""
        value, provenance = self._session.read_one("predict", {"hubId": hub_id, "config": config})
        return to_prediction(value, provenance)

    def leaderboard(
        self,
        *,
        strategy: str | None = "BLOCK_INFLUENCE",
        removed_block_ratio: float = 0.25,
        benchmarks: OneOrMore | None = None,
        lane: str | None = None,
        families: OneOrMore | None = None,
    ) -> Table[LeaderboardRow]:
        """Models ranked by retention at a share of removed layers; `strategy=None` uses each model's best strategy.

        Nothing replaces the layers. `answer` weighs repairs, attentions, MLPs and quantized forms too.
        """
        variables = {
            "strategy": None if strategy is None else to_enum("strategy", strategy, Strategy),
            "removedRatio": removed_block_ratio,
            "benchmarks": self._names.check_benchmarks(benchmarks),
            "lane": lane,
            "filter": drop_missing(families=to_list(families)),
        }
        return self._session.list_rows("leaderboard", LeaderboardRow, variables)

    def compare(
        self,
        models: Sequence[str],
        metric: str = "BLOCK_INFLUENCE",
        *,
        lane: str | None = None,
        lowest_count: int | None = None,
        bin_count: int = 10,
    ) -> Comparison:
        """Compares models by one metric, aligned by relative depth."""
        variables = {
            "slugs": self._names.check_slugs(list(models)),
            "metric": to_enum("metric", metric, Metric),
            "lane": lane,
            "lowestCount": lowest_count,
            "binCount": bin_count,
        }
        value, provenance = self._session.read_one("compare_models", variables)
        return to_comparison(value, provenance)

    def answer(self, model: str, lose: float = 0.05, *, save: str = "bytes", fit: float | None = None) -> Answer:
        """Returns, from stored measurements, what may go at a loss of at most `lose` (0.05 = 5 % more perplexity).

        `save` is what counts: "bytes", "cache", "speed" or "parameters". With `fit`, a number of bytes that the file
        may have, the change is named that fits and costs least.
        """
        self._names.check_slugs(model)
        variables = {"model": model, "lose": lose, "save": to_enum("save", save, Saving), "fit": fit}
        value, provenance = self._session.read_one("answer", variables)
        return to_answer(value["answer"], provenance)

    def releases(self) -> Table[Release]:
        """Frozen data releases, newest first."""
        return self._session.list_rows("releases", Release, {"filter": {}})

    def release(self, version: str | None = None) -> DataRelease:
        """A data release, by default the newest; its download() fetches and verifies the files."""
        value, _ = self._session.read_one("release", {"version": version})
        if value is None:
            known = [row["version"] for row in self.releases()]
            raise UnknownNameError(
                "data release", version or "newest", find_near(version or "", known), "see releases()"
            )
        files = [ReleaseFile(**flatten(each, ReleaseFile)) for each in value["files"]]
        return DataRelease(
            version=value["version"],
            title=value["title"],
            created_at=value["createdAt"],
            sha256=value["sha256"],
            bibtex=value["bibtex"],
            files=files,
            _transport=self._session.transport,
        )

    def models_by_slug(self, slugs: Sequence[str]) -> Batch:
        """Models in the order of their short names, in batches of 100."""
        found, provenance = self._session.read_batches("models_by_slug", "slugs", list(slugs))
        rows = [None if each is None else flatten(each, Model) for each in found]
        return Batch(rows, [slug for slug, row in zip(slugs, rows, strict=True) if row is None], provenance)

    def nodes(self, ids: Sequence[str]) -> Batch:
        """Objects of any type by global id, in the order of the ids, in batches of 100."""
        found, provenance = self._session.read_batches("nodes", "ids", list(ids))
        return Batch(found, [each for each, row in zip(ids, found, strict=True) if row is None], provenance)

    def query(self, query: str, variables: Mapping[str, Any] | None = None) -> QueryReply:
        """Runs any GraphQL operation. Mutations are never cached, and never sent again if they may have started."""
        given = dict(variables or {})
        if re.search(r"(?m)^\s*(mutation|subscription)\b", query):
            replies = [(self._session.send(query, given, repeatable=False), False)]
        else:
            replies = [self._session.read(query, given)]
        return QueryReply(replies[0][0].reply.data, self._session.describe(query, given, replies))

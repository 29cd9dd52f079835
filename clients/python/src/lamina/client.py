"""The client: a Lamina server's data as tidy tables."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cache import ReplyCache, default_cache_folder
from .comparison import Comparison, to_comparison
from .data_release import DataRelease
from .errors import UnknownNameError
from .flatten import flatten
from .known_names import KnownNames
from .names import OneOrMore, Range, drop_missing, find_near, to_enum, to_enums, to_list, to_range
from .operations import load_operation
from .pruning_download import download_files
from .recommendation import Recommendation, to_recommendation
from .result_import import Imported, list_model_names, upload
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
    PruningLane,
    PublishedResult,
    Release,
    ReleaseFile,
    RepairKind,
    Strategy,
    Study,
    UnitKind,
)
from .session import Session
from .table import Provenance, Table
from .transport import RetryPolicy, Transport
from .units_and_repairs import UnitsAndRepairs
from .watch import Watched, watch


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


class Client(UnitsAndRepairs):
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
        pruning_lane: str | None = None,
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
            pruningLane=None if pruning_lane is None else to_enum("pruning_lane", pruning_lane, PruningLane),
            removedCount=to_range(removed_count),
            removedRatio=to_range(removed_block_ratio),
        )
        return self._session.list_rows("prunings", Pruning, {"filter": conditions}, limit)

    def download_pruning(self, pruning: str, folder: Path | str) -> list[Path]:
        """Downloads the written model of a pruning (its id, from prunings()) into `folder` and returns its files.

        Run it again after an interruption: it continues in the middle of a file. Every file is checked by its digest.
        Raises UnknownNameError if the pruning has no files on the server, DigestMismatchError for other content.
        """
        query = load_operation("pruning_artefact")
        node = self._session.send(query, {"id": pruning}).reply.data["node"]
        artefact = node and node.get("artefact")
        if not artefact or not artefact["files"]:
            hint = "only prunings that a worker wrote have files; `lamina prune` writes the others"
            raise UnknownNameError("written model of the pruning", pruning, [], hint)
        return download_files(self._session.transport, artefact["files"], Path(folder))

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
        pruning_lane: str | None = None,
        removed_count: Range | None = None,
        removed_block_ratio: Range | None = None,
        lane: str | None = None,
        limit: int | None = None,
    ) -> Table[Evaluation]:
        """Results of benchmarks, dense (no pruning) and pruned, with retention against the dense model.

        `retention_above_chance` is None for dense rows, without a chance level, and where the dense model guesses.

        `units`, `repair` and `pruning_lane` select prunings; dense rows have none of them.
        """
        conditions = drop_missing(
            models=self._names.check_slugs(models),
            benchmarks=self._names.check_benchmarks(benchmarks),
            strategies=to_enums("strategy", strategy, Strategy),
            metrics=to_list(metric),
            dense=dense,
            units=to_enums("units", units, UnitKind),
            repairs=to_enums("repair", repair, RepairKind),
            pruningLane=None if pruning_lane is None else to_enum("pruning_lane", pruning_lane, PruningLane),
            removedCount=to_range(removed_count),
            removedRatio=to_range(removed_block_ratio),
            lane=lane,
        )
        return self._session.list_rows("evaluations", Evaluation, {"filter": conditions}, limit)

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

    def leaderboard(
        self,
        *,
        strategy: str | None = "BLOCK_INFLUENCE",
        pruning_lane: str | None = "REMOVAL_ONLY",
        units: OneOrMore = ("BLOCK",),
        repair: str | None = None,
        removed_block_ratio: float = 0.25,
        minimum_retention: float = 0.9,
        benchmarks: OneOrMore | None = None,
        lane: str | None = None,
        families: OneOrMore | None = None,
        above_chance: bool = False,
    ) -> Table[LeaderboardRow]:
        """Models ranked by retention at a share of removed units; `strategy=None` uses each model's best strategy.

        Lanes are not ranked together: `pruning_lane=None` puts all into one list, and each row says which it is.
        `above_chance` counts retention as (pruned - chance) / (dense - chance) of accuracies, 0 = guessing, in
        averages, ranks and cells. The averages leave out benchmarks without a chance level, and those on which most
        dense models guess.
        """
        variables = {
            "strategy": None if strategy is None else to_enum("strategy", strategy, Strategy),
            "pruningLane": None if pruning_lane is None else to_enum("pruning_lane", pruning_lane, PruningLane),
            "units": to_enums("units", units, UnitKind),
            "repair": None if repair is None else to_enum("repair", repair, RepairKind),
            "removedRatio": removed_block_ratio,
            "minimumRetention": minimum_retention,
            "benchmarks": self._names.check_benchmarks(benchmarks),
            "aboveChance": above_chance,
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

    def recommendation(
        self,
        model: str,
        maximum_loss: float,
        *,
        metric: str = "average",
        units: OneOrMore | None = None,
        lane: str | None = None,
    ) -> Recommendation:
        """Which layers to remove for a loss of at most `maximum_loss` (0.05 = 5 %), from stored measurements.

        `metric` is "average" (mean retention over the benchmarks), "perplexity" or the name of a benchmark; `units`
        says what may be removed: "block", "attention", "mlp".
        """
        self._names.check_slugs(model)
        if metric not in ("average", "perplexity"):
            self._names.check_benchmarks(metric)
        variables = {
            "model": model,
            "maximumLoss": maximum_loss,
            "on": metric,
            "units": to_enums("unit", units, UnitKind),
            "lane": lane,
        }
        value, provenance = self._session.read_one("recommendation", variables)
        return to_recommendation(value, provenance)

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

    def register_model(
        self,
        reference: str,
        slug: str | None = None,
        *,
        name: str | None = None,
        licence: str | None = None,
        description: str | None = None,
        family: str | None = None,
    ) -> str:
        """Queues a job that reads a model's files; returns its id, for watch(). Needs the scope SCORE.

        `reference` is a folder below the scorer's model folders, or org/name[@revision][:variant] on the Hugging Face
        hub; the short name is its last part where none is given.
        """
        request = drop_missing(
            slug=slug or re.split("[@:]", reference.rsplit("/", 1)[-1])[0].lower(),
            reference=reference,
            name=name,
            licence=licence,
            description=description,
            family=None if family is None else {"slug": family},
            idempotencyKey=f"python-{uuid.uuid4()}",
        )
        job: str = self._session.write("register_model", {"input": request}).data["registerModel"]["job"]["id"]
        return job

    def submit_study(
        self,
        models: OneOrMore,
        *,
        benchmarks: OneOrMore,
        calibration: str = "invented-world",
        strategies: OneOrMore = ("BLOCK_INFLUENCE", "REVERSE", "RANDOM_INNER"),
        counts: Sequence[int] = (1, 2, 4),
        seeds: Sequence[int] | None = None,
        units: Sequence[OneOrMore] = ("BLOCK",),
        repairs: Sequence[str | Mapping[str, Any]] = (),
        window: int = 256,
        windows: int | None = None,
        until: float | None = None,
        search_passes: int | None = None,
        limit: float | None = None,
        idempotency_key: str | None = None,
    ) -> list[Study]:
        """Queues the measurement of models, one study each; needs a token with the scope SCORE.

        Each entry of `units` is a kind of unit, or several kinds that are ranked together, as `["BLOCK", ["ATTENTION",
        "MLP"]]`. A repair is a kind, as `"LINEAR_FOLD"`, or a mapping with the fields of the API's RepairInput. With
        `windows`, only so many windows of the text are scored and solve repairs; with `limit`, only so many documents
        of each benchmark are asked. Both count from the start. With `until`, a confidence such as 0.95, the text is
        read in random order, and no more once the lowest layers are known. `search_passes` is the budget of the
        strategy EVOLUTIONARY: how often its search reads the text for each count.
        """
        request = {
            "models": self._names.check_slugs(models),
            "benchmarks": to_list(benchmarks),
            "calibration": calibration,
            "strategies": to_enums("strategy", strategies, Strategy),
            "counts": list(counts),
            "seeds": None if seeds is None else list(seeds),
            "units": [to_enums("units", each, UnitKind) for each in units],
            "repairs": [_to_repair(each) for each in repairs],
            "window": window,
            "windows": windows,
            "until": None if until is None else {"confidence": until},
            "searchPasses": search_passes,
            "limit": limit,
            # The client generates a key if none is given, so that a repeated request creates no second study.
            "idempotencyKey": idempotency_key or f"python-{uuid.uuid4()}",
        }
        reply = self._session.write("submit_study", {"input": request})
        return [Study(**flatten(each, Study)) for each in reply.data["submitStudy"]["studies"]]

    def watch(
        self, job: str | Study | Mapping[str, Any], *, poll_s: float = 1.0, timeout_s: float | None = None
    ) -> Watched:
        """Follows a job or a study, by id or as submit_study returned it, until it ends; shows a progress bar.

        Raises JobFailedError where it fails or is cancelled, TimeoutError after `timeout_s`.
        """
        given = job.id if isinstance(job, Study) else job["id"] if isinstance(job, Mapping) else job
        return watch(self._session, given, poll_s=poll_s, timeout_s=timeout_s)

    def import_evaluations(
        self,
        path: Path | str,
        model: str | None = None,
        *,
        pruning: str | None = None,
        samples: Mapping[str, Path | str] | None = None,
    ) -> Imported:
        """Imports a results.json of lm-evaluation-harness or of Lamina; needs a token with the scope IMPORT.

        `model` is needed where the file does not name a model by its short name here. `samples` are the harness' files
        of single answers by task, which give retention a paired error. Files are read while they are sent.
        """
        slug = model if model is not None else self._names.find_slug(list_model_names(Path(path)))
        self._names.check_slugs(slug)
        about = drop_missing(model=slug, format="LM_EVAL_RESULTS", pruning=pruning)
        answers = {f"samples.{task}": Path(file) for task, file in (samples or {}).items()}
        return upload(self._session.transport, "evaluations", about, {"content": Path(path), **answers})

    def import_layer_scores(
        self,
        rows: Sequence[Mapping[str, Any]],
        *,
        model: str,
        calibration: Mapping[str, Any],
        tool: str,
        precision: str | None = None,
    ) -> Imported:
        """Imports layer scores that another tool measured; needs a token with the scope IMPORT.

        A row has layer, metric, mean and, where known, standardError, count and undefinedCount.
        """
        self._names.check_slugs(model)
        given = {"model": model, "format": "JSON", "calibration": dict(calibration), "tool": tool}
        content = json.dumps([dict(row) for row in rows]).encode()
        about = {**given, **drop_missing(precision=precision)}
        return upload(self._session.transport, "layer-scores", about, {"content": content})


def _to_repair(repair: str | Mapping[str, Any]) -> dict[str, Any]:
    given = {"kind": repair} if isinstance(repair, str) else dict(repair)
    return {**given, "kind": to_enum("repair", given["kind"], RepairKind)}

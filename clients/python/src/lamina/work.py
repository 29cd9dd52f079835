"""Methods of the client that have a server work: models to register, studies, pruned models, and imports."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import UnknownNameError
from .flatten import flatten
from .known_names import KnownNames
from .names import OneOrMore, drop_missing, to_enum, to_enums, to_list
from .operations import load_operation
from .pruning_download import download_files
from .result_import import Imported, list_model_names, to_imported
from .schema_types import RepairKind, Strategy, Study, UnitKind, WeightPrecision
from .session import Session
from .watch import Watched, watch


class Work:
    """The part of the client that submits work, follows it, sends results, and fetches pruned models."""

    _session: Session
    _names: KnownNames

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
        removals: Sequence[Sequence[int] | Mapping[str, Sequence[int]]] = (),
        repairs: Sequence[str | Mapping[str, Any]] = (),
        vocabularies: OneOrMore = (),
        types: OneOrMore = (),
        combinations: Sequence[Mapping[str, Any]] = (),
        window: int = 256,
        windows: int | None = None,
        until: float | None = None,
        limit: float | None = None,
        precisions: OneOrMore = (),
        roundings: OneOrMore = (),
        efficiency: bool = False,
        idempotency_key: str | None = None,
        **settings: Any,
    ) -> list[Study]:
        """Queues the measurement of models, one study each; needs a token with the scope SCORE.

        Each entry of `units` is a kind of unit, or several kinds that are ranked together, as `["BLOCK", ["ATTENTION",
        "MLP"]]`. A repair is a kind, as `"LINEAR_FOLD"`, or a mapping with the fields of the API's RepairInput. With
        `windows`, only so many windows of the text are scored and solve repairs; with `limit`, only so many documents
        of each benchmark are asked. Both count from the start. With `until`, a confidence such as 0.95, the text is
        read in random order, and no more once the lowest layers are known. Other `settings` are fields of the API's
        SubmitStudyInput, such as `search_passes=40` or `search_repair="LINEAR"`. Each of `removals` is a list of
        layers, or a mapping as `{"blocks": [3], "attention": [5], "mlp": [2]}`, which is removed beside what the
        strategies choose. Each of `vocabularies` keeps some tokens, as `"latin,greek"` or `"ascii,wikipedia,65536"`;
        each of `types` is a type of GGUF files, as `"Q8_0"`, in which the whole model is written. Each of
        `combinations` is several of these at once, as `{"removal": {"attention": [5]}, "keep_vocabulary": "latin",
        "type": "Q8_0"}`. Models in ONNX have none of them. Each of `precisions` (FP16, INT8, INT4, W8A8) that the
        model does not have yet becomes a model and a study of its own. For each of `roundings`, a type such as
        `"Q4_0"`, it is measured where bits matter: see `Client.roundings`. With `efficiency`, speed and memory are
        measured too, for the dense model and at every count.
        """
        request = {
            "models": self._names.check_slugs(models),
            "benchmarks": to_list(benchmarks),
            "calibration": calibration,
            "strategies": to_enums("strategy", strategies, Strategy),
            "counts": list(counts),
            "seeds": None if seeds is None else list(seeds),
            "units": [to_enums("units", each, UnitKind) for each in units],
            "removals": [dict(each) if isinstance(each, Mapping) else {"blocks": list(each)} for each in removals],
            "repairs": [_to_repair(each) for each in repairs],
            "vocabularies": to_list(vocabularies),
            "types": to_list(types),
            "combinations": [{_to_field(name): part for name, part in each.items()} for each in combinations],
            "window": window,
            "windows": windows,
            "until": None if until is None else {"confidence": until},
            "limit": limit,
            "precisions": to_enums("precision", precisions, WeightPrecision),
            "roundings": to_list(roundings),
            "efficiency": efficiency,
            # The client generates a key if none is given, so that a repeated request creates no second study.
            "idempotencyKey": idempotency_key or f"python-{uuid.uuid4()}",
            **{_to_field(name): _to_value(value) for name, value in settings.items()},
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

    def write_pruning(self, pruning: str) -> str:
        """Has a worker write the model of a pruning (its id), so that download_pruning finds it; returns the job.

        Prunings are written when they are chosen, except repaired ones and random draws. Needs a token with the scope
        SCORE.
        """
        job: str = self._session.write("write_pruning", {"pruning": pruning}).data["writePruning"]["job"]["id"]
        return job

    def download_pruning(self, pruning: str, folder: Path | str) -> list[Path]:
        """Downloads the written model of a pruning (its id, from prunings()) into `folder` and returns its files.

        Run it again after an interruption: it continues in the middle of a file. Every file is checked by its digest.
        Raises UnknownNameError if the pruning has no files on the server, DigestMismatchError for other content.
        """
        query = load_operation("pruning_artefact")
        node = self._session.send(query, {"id": pruning}).reply.data["node"]
        artefact = node and node.get("artefact")
        if not artefact or not artefact["files"]:
            hint = "only prunings that a worker wrote have files; write_pruning has the others written"
            raise UnknownNameError("written model of the pruning", pruning, [], hint)
        return download_files(self._session.transport, artefact["files"], Path(folder))

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
        of single answers by task, which give retention a paired error.
        """
        slug = model if model is not None else self._names.find_slug(list_model_names(Path(path)))
        self._names.check_slugs(slug)
        answers = [{"task": task, "content": Path(file).read_text("utf-8")} for task, file in (samples or {}).items()]
        request = {
            **{
                "model": slug,
                "format": "LM_EVAL_RESULTS",
                "content": Path(path).read_text("utf-8"),
                "samples": answers,
            },
            **drop_missing(pruning=pruning),
        }
        return to_imported(self._session.write("import_evaluations", {"input": request}).data["importEvaluations"])

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
        content = json.dumps([dict(row) for row in rows])
        request = {**given, "content": content, **drop_missing(precision=precision)}
        [imported] = self._session.write("import_layer_scores", {"input": request}).data["importLayerScores"]["imports"]
        return to_imported(imported)


def _to_field(name: str) -> str:
    """`search_passes` → `searchPasses`."""
    return re.sub("_(.)", lambda found: found.group(1).upper(), name)


def _to_value(value: Any) -> Any:
    """Names are sent as the API spells its enums."""
    return value.upper().replace("-", "_") if isinstance(value, str) else value


def _to_repair(repair: str | Mapping[str, Any]) -> dict[str, Any]:
    given = {"kind": repair} if isinstance(repair, str) else dict(repair)
    return {**given, "kind": to_enum("repair", given["kind"], RepairKind)}

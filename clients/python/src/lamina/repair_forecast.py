"""Predicts on this machine which repairs are worth it, with the command line `lamina`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .local import run_command
from .names import OneOrMore, to_enums
from .schema_types import RepairKind


@dataclass(frozen=True)
class RepairForecast:
    """One repair of one run of neighbouring layers, before anything is evaluated."""

    # The removed layers.
    removed: list[int]
    repair: str
    # Share of the residual stream that the repaired model gets wrong at the gap: 0 = nothing. It ranks gaps and
    # repairs together. None if the repair is refused.
    left: float | None
    # Error on text that the repair was not solved on, over all tokens and without sinks (tokens with very long
    # states): 0 = exact, 1 = no better than removal alone.
    error: float | None
    error_no_sinks: float | None
    # The same error on the calibration text.
    calibration_error: float | None
    # Why the model cannot have this repair.
    refused: str | None


def predict_repairs(
    model: Path | str,
    *,
    calibration_text: Sequence[Path | str],
    text: Sequence[Path | str],
    lengths: Sequence[int] = (1, 3, 5, 8),
    repairs: OneOrMore | None = None,
    window: int = 256,
) -> list[dict[str, Any]]:
    """Predicts the error of every repair of every run of `lengths` neighbouring layers; measures nothing on benchmarks.

    `calibration_text` solves the repairs and `text` judges them: two lists of files, one document per file. `repairs`
    are kinds, by default all; NONE is removal alone. Returns a dict per run and repair, with the keys of RepairForecast
    and the smallest `left` first in each run. Raises MissingCommandError without Node, CommandFailedError if the
    command fails, for example because both texts are the same.
    """
    command = ["repairs", str(model), "--lengths", ",".join(map(str, lengths)), "--window", str(window)]
    kinds = to_enums("repair", repairs, RepairKind)
    if kinds is not None:
        command += ["--kinds", ",".join(kind.lower().replace("_", "-") for kind in kinds)]
    command += ["--calibration-text", *map(str, calibration_text), "--text", *map(str, text)]
    return [asdict(row) for gap in run_command(command)["gaps"] for row in to_forecasts(gap)]


def to_forecasts(gap: Mapping[str, Any]) -> list[RepairForecast]:
    """The repairs of one run of layers, then those that the model refuses."""
    removed = list(range(*gap["run"]))
    return [
        RepairForecast(
            removed=removed,
            repair=to_kind(each["kind"]),
            left=each["left"],
            error=each["heldOutErrors"]["all"],
            error_no_sinks=each["heldOutErrors"]["no-sinks"],
            calibration_error=each["calibrationError"],
            refused=None,
        )
        for each in gap["repairs"]
    ] + [
        RepairForecast(removed, to_kind(each["kind"]), None, None, None, None, each["reason"])
        for each in gap["refused"]
    ]


def to_kind(name: str) -> str:
    """`linear-fold` of the command line as `LINEAR_FOLD` of the API."""
    return name.upper().replace("-", "_")

"""Predictions of repairs on this machine with the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_local import ROOT

import lamina
from lamina.repair_forecast import to_forecasts

COMMANDS = f"{ROOT / 'node_modules' / '.bin'}:{ROOT / 'node_modules' / 'node' / 'bin'}:/usr/bin:/bin"


def write_documents(folder: Path) -> tuple[list[Path], list[Path]]:
    """Six documents of the bundled text, one a file: four for solving and two for judging."""
    texts = (ROOT / "models" / "calibration" / "invented-world.txt").read_text(encoding="utf-8").split("\n\n")[:6]
    paths = [folder / f"{place}.txt" for place in range(6)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text.strip(), encoding="utf-8")
    return paths[:4], paths[4:]


def test_predicts_repairs_of_runs_of_layers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", COMMANDS)
    calibration, text = write_documents(tmp_path)
    model = ROOT / "models" / "lamina-llama-8"
    repairs = ["none", "linear-fold", "LINEAR"]
    rows = lamina.predict_repairs(
        model, calibration_text=calibration, text=text, lengths=[2], repairs=repairs, window=64
    )
    assert len(rows) == 7 * 3
    assert rows[0].keys() == lamina.RepairForecast.__dataclass_fields__.keys()
    for removed in [[start, start + 1] for start in range(7)]:
        own = {row["repair"]: row for row in rows if row["removed"] == removed}
        assert own.keys() == {"NONE", "LINEAR_FOLD", "LINEAR"}
        assert own["NONE"]["error"] == pytest.approx(1)
        assert 0 < own["LINEAR"]["left"] < own["NONE"]["left"]
        assert 0 < own["LINEAR"]["calibration_error"] < own["LINEAR"]["error"]
    (refused,) = [row for row in rows if row["refused"] is not None]
    assert (refused["removed"], refused["repair"], refused["left"]) == ([0, 1], "LINEAR_FOLD", None)


def test_refuses_a_text_that_would_solve_and_judge_a_repair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", COMMANDS)
    calibration, _ = write_documents(tmp_path)
    with pytest.raises(lamina.CommandFailedError, match="overlaps"):
        lamina.predict_repairs(ROOT / "models" / "lamina-llama-8", calibration_text=calibration, text=calibration)


def test_refuses_unknown_repairs_with_near_names() -> None:
    with pytest.raises(lamina.UnknownNameError, match="did you mean 'LINEAR_FOLD'"):
        lamina.predict_repairs("model", calibration_text=["a"], text=["b"], repairs="linear-fould")


def test_repairs_come_before_those_that_are_refused() -> None:
    errors = {"heldOutErrors": {"all": 0.5, "no-sinks": 0.25}, "left": 0.1, "calibrationError": 0.4}
    gap = {
        "run": [3, 5],
        "repairs": [{"kind": "scalar-ls", **errors}],
        "refused": [{"kind": "linear-fold", "reason": "why"}],
    }
    first, second = to_forecasts(gap)
    assert first == lamina.RepairForecast([3, 4], "SCALAR_LS", 0.1, 0.5, 0.25, 0.4, None)
    assert second == lamina.RepairForecast([3, 4], "LINEAR_FOLD", None, None, None, None, "why")

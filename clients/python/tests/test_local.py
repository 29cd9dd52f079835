"""Scoring on this machine with the command line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import lamina
from lamina.local import to_arguments

ROOT = Path(__file__).resolve().parents[3]


def test_scores_with_the_command_line_of_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PATH", f"{ROOT / 'node_modules' / '.bin'}:{ROOT / 'node_modules' / 'node' / 'bin'}:/usr/bin:/bin"
    )
    text = next((ROOT / "models" / "calibration").glob("*.txt"))
    result = lamina.score(ROOT / "models" / "lamina-llama-8", text=str(text), windows=1, window=32)
    assert len(result["nllPerWindow"]) == 1
    assert 0 < result["nllPerWindow"][0] < math.inf


def test_says_how_to_get_the_command_without_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(lamina.MissingCommandError, match=r"Node 20\.19.*npm install --global lamina"):
        lamina.score("model")


def test_passes_on_why_the_command_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    command = tmp_path / "lamina"
    command.write_text('#!/bin/sh\necho "working" >&2\necho "NOT_FOUND: there is no $2" >&2\nexit 1\n')
    command.chmod(0o755)
    with pytest.raises(lamina.CommandFailedError, match="NOT_FOUND: there is no model"):
        lamina.score("model")


def test_options_are_those_of_the_command() -> None:
    assert to_arguments("windows", 4) == ["--windows", "4"]
    assert to_arguments("leave_one_out", True) == ["--leave-one-out"]
    assert to_arguments("leave_one_out", False) == []
    assert to_arguments("remove", [3, 4]) == ["--remove", "3,4"]

"""Runs the command line `lamina`, which is an npm package, on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import CommandFailedError, MissingCommandError

Option = str | int | float | bool | Sequence[str | int]


def score(model: Path | str, **options: Option) -> dict[str, Any]:
    """Scores a checkpoint folder, a file or a model of the hub; returns what `lamina score --json -` prints.

    Options are those of the command: `windows=4` is `--windows 4`, `leave_one_out=True` is `--leave-one-out`, and
    `remove=[3, 4]` is `--remove 3,4`. Raises MissingCommandError without Node, CommandFailedError if the command fails.
    """
    command = ["score", str(model)]
    for name, value in options.items():
        command += to_arguments(name, value)
    return run_command(command)


def run_command(arguments: Sequence[str]) -> dict[str, Any]:
    """Returns the output of `--json -`; raises MissingCommandError without Node, CommandFailedError on failure."""
    command = [*find_command(), *arguments, "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode} and said nothing"]
        raise CommandFailedError(lines[-1])
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def find_command() -> list[str]:
    """`lamina` if it is installed, else npx, which installs it in its cache at the first run."""
    installed = shutil.which("lamina")
    if installed is not None:
        return [installed]
    npx = shutil.which("npx")
    if npx is not None:
        return [npx, "--yes", "lamina"]
    raise MissingCommandError()


def to_arguments(name: str, value: Option) -> list[str]:
    """An option of the command line; False leaves it out."""
    flag = f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return [flag] if value else []
    if isinstance(value, str | int | float):
        return [flag, str(value)]
    return [flag, ",".join(map(str, value))]

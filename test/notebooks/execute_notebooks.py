"""Executes notebooks against a running server; with --write, stores the outputs in the files."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from traitlets.config import Config

TIMEOUT_S = 1500
# A local path, as in tracebacks, temporary folders and kernels.
MACHINE_PATH = re.compile(r"(?:/(?:home|root|tmp|work|Users|private|var)/)[^\s'\"<>]*")


def main() -> None:
    """Prints one line per notebook, then `N passed, N failed`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    problems = {path.name: execute(path, write=options.write) for path in options.notebooks}
    for name, problem in problems.items():
        print(f"  {'ok  ' if problem is None else 'FAIL'}  {name}", flush=True)
        if problem is not None:
            print(problem)
    failed = sum(problem is not None for problem in problems.values())
    print(f"\n{len(problems) - failed} passed, {failed} failed")
    sys.exit(min(failed, 1))


def execute(path: Path, *, write: bool) -> str | None:
    """Runs every cell in a new kernel; returns the error, if any."""
    before = nbformat.read(path, as_version=4)
    committed = find_machine_path(before)
    if committed is not None and not write:
        return f"the committed outputs show a path of a machine: {committed}"
    notebook = nbformat.from_dict(before)
    resources = {"metadata": {"path": path.parent}}
    # Sockets of files: another program can take a free port between its choice and its use.
    with tempfile.TemporaryDirectory() as folder:
        sockets = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
        client = NotebookClient(notebook, timeout=TIMEOUT_S, kernel_name="python3", resources=resources, config=sockets)
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError) as error:
            return str(error)
    shown = find_machine_path(notebook)
    if shown is not None:
        return f"an output shows a path of this machine: {shown}"
    if write:
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
        # The test server has a random port; readers use the default port.
        text = nbformat.writes(notebook).replace(os.environ["LAMINA_URL"], "http://localhost:4000")
        path.write_text(f"{text}\n", encoding="utf-8")
    return None


def find_machine_path(notebook: nbformat.NotebookNode) -> str | None:
    """The first local path in the outputs, except in pictures."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            texts = [output.get("text", "")]
            texts += [text for kind, text in output.get("data", {}).items() if kind.startswith("text/")]
            for text in texts:
                found = MACHINE_PATH.search("".join(text))
                if found is not None:
                    return found.group()
    return None


if __name__ == "__main__":
    main()

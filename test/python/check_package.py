"""Builds wheel and sdist of the client, checks them as PyPI does, and uses the wheel from an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "clients" / "python"
# Reads from a server, as the first lines of the README do; fails where it finds no model.
USE = """
import os, lamina
client = lamina.Client(os.environ["LAMINA_TEST_URL"], cache=False)
slugs = [row.slug for row in client.models().rows]
assert slugs, "the server has no model"
print(lamina.__file__, *slugs)
"""


def run(*command: str | Path) -> str:
    """The output of a command. Raises where it fails."""
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True, env=environment
    ).stdout


def build(folder: Path) -> str:
    """Builds both files with the tools that are installed, so that no other version of them is fetched."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CLIENT)
    names = sorted(path.name for path in folder.iterdir())
    assert [Path(name).suffix for name in names] == [".whl", ".gz"], names
    return ", ".join(names)


def check(folder: Path) -> str:
    """Checks what PyPI would refuse or not show."""
    return run(sys.executable, "-m", "twine", "check", "--strict", *folder.iterdir()).strip().splitlines()[-1]


def use(folder: Path) -> str:
    """Installs the wheel without a network into a new environment, and reads from the server."""
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", next(folder.glob("*.whl")))
    said = run(python, "-I", "-c", USE)
    assert said.startswith(str(environment)), said
    return f"reads {len(said.split()) - 1} models"


STEPS = (
    ("wheel and sdist are built", build),
    ("twine accepts them", check),
    ("the wheel works alone", use),
)


def main() -> int:
    """Prints a line for each check, then the counts."""
    if not os.environ.get("LAMINA_TEST_URL"):
        sys.exit("these checks need a server of their own: npm run test:python")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        for title, step in STEPS:
            try:
                print(f"ok    {title}: {step(Path(name))}")
            except (AssertionError, subprocess.CalledProcessError) as error:
                failed += 1
                print(f"FAIL  {title}: {error}\n{getattr(error, 'stderr', '')}")
    print(f"\n{len(STEPS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

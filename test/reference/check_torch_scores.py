"""Compares lamina.torch_scores on a transformers model with `lamina score` on its ONNX export: the same tokens must give the same numbers."""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import transformers

METRICS = {
    "block-influence@1": "blockInfluence",
    "block-influence-final-norm@1": "blockInfluenceFinalNorm",
    "relative-magnitude@1": "relativeMagnitude",
}
# Two runtimes in single precision; the scorer's own check against PyTorch allows 1e-4.
TOLERANCE = 2e-6
WINDOW, DOCUMENTS, LETTERS = 128, 3, 2400


def list_documents(path: Path) -> list[str]:
    """Three parts of the text, each longer than two windows, but not a multiple of the window."""
    text = path.read_text(encoding="utf-8")
    return [text[place * LETTERS : (place + 1) * LETTERS].strip() for place in range(DOCUMENTS)]


def score(command: list[str], model: str, documents: list[str]) -> dict:
    """The command line's scores, document by document."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{place}.txt" for place in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_text(document, encoding="utf-8")
        result = Path(folder) / "scores.json"
        options = ["--window", str(WINDOW), "--set", "losses=false", "--json", str(result), "--text", *map(str, paths)]
        subprocess.run([*command, "score", model, *options], check=True, stderr=subprocess.DEVNULL)
        return json.loads(result.read_text(encoding="utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("client", "model", "weights", "text", "lamina"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    sys.path.insert(0, options.client)
    import lamina

    documents = list_documents(Path(options.text))
    model = transformers.AutoModelForCausalLM.from_pretrained(options.weights)
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.weights)
    here = lamina.torch_scores(model, tokenizer, documents, window=WINDOW, partial_windows="dropped")
    there = score(shlex.split(options.lamina), options.model, documents)
    outcomes = {
        "token ids": here.definition.ids_sha256 == there["definition"]["idsSha256"],
        "text": here.definition.text_sha256 == there["definition"]["textSha256"],
    }
    for metric, name in METRICS.items():
        rows = [row for row in here.rows if row["metric"] == metric]
        for column, field in (("mean", "mean"), ("standardError", "standardError"), ("count", "count")):
            gaps = [abs(row[column] - value) for row, value in zip(rows, there[name][field], strict=True)]
            outcomes[f"{metric} {column}, largest gap {max(gaps):.1e}"] = max(gaps) <= TOLERANCE
    for title, is_right in outcomes.items():
        print(f"{'ok   ' if is_right else 'FAIL '} {title}")
    failed = sum(not is_right for is_right in outcomes.values())
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures every bundled model on every benchmark: python measure_models.py [--split dev] [--models FOLDER ...]."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks import BENCHMARKS
from export_model import MODELS, list_exported
from scoring import OnnxModel, measure, read_rows

RESULT = MODELS / "measurements.json"


def measure_model(folder: Path, split: str) -> dict[str, dict]:
    """Measurements by benchmark; values are rounded to four digits."""
    model, results = OnnxModel(folder), {}
    for benchmark in BENCHMARKS:
        rows = read_rows(MODELS / "benchmarks" / benchmark.name / f"{split}.jsonl")
        found = asdict(measure(model, benchmark, rows))
        results[benchmark.name] = {k: round(v, 4) if isinstance(v, float) else v for k, v in found.items()}
        print(folder.name, split, benchmark.name, results[benchmark.name], flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=["dev", "test"], help="only print this split; otherwise both are saved")
    parser.add_argument("--models", type=Path, nargs="+", default=[MODELS / slug for slug in list_exported()])
    options = parser.parse_args()
    if options.split:
        for folder in options.models:
            measure_model(folder, options.split)
        return
    results = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for folder in options.models:
        results[folder.name] = {split: measure_model(folder, split) for split in ("dev", "test")}
    RESULT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()

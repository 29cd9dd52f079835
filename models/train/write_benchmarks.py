"""Writes task.json, dev.jsonl and test.jsonl of every benchmark: python write_benchmarks.py."""

import json
from pathlib import Path

from architectures import ARCHITECTURES
from benchmarks import BENCHMARKS, DEV_SIZE, TEST_SIZE, VERSION, Benchmark, draw_items
from document import Document
from training_text import list_training_documents

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"



# The end marker of a document ends an answer first; a sentence would end one too.
STOPS = ["."]


def describe(benchmark: Benchmark) -> dict[str, object]:
    """The content of task.json."""
    settings = {"until": STOPS, "maxTokens": benchmark.max_tokens} if benchmark.kind == "generation" else {}
    return {
        "name": benchmark.name,
        "version": VERSION,
        "kind": benchmark.kind,
        "category": benchmark.category,
        "description": benchmark.description,
        "chance": benchmark.chance,
        **settings,
    }


def to_row(benchmark: Benchmark, split: str, index: int, item: Document) -> dict[str, object]:
    """One line of a split: a question with its choices or its answer, or a text."""
    identity = {"id": f"{benchmark.name}-{split}-{index:03d}"}
    if benchmark.kind == "perplexity":
        return {**identity, "text": item.text}
    if benchmark.kind == "generation":
        return {**identity, "context": item.prompt, "references": [item.answer]}
    gold = item.choices.index(item.answer)
    return {**identity, "context": item.prompt, "choices": item.choices, "gold": gold}


def check_items(benchmark: Benchmark, splits: dict[str, list[Document]], trained: set[str]) -> None:
    """Raises when a test or dev item was trained on, or stands in both splits."""
    texts = {split: {item.text for item in items} for split, items in splits.items()}
    shared = (texts["test"] & texts["dev"]) | (texts["test"] & trained) | (texts["dev"] & trained)
    if shared:
        raise ValueError(f"{benchmark.name}: {len(shared)} items are not held out, such as {min(shared)!r}")


def write_benchmark(benchmark: Benchmark, trained: set[str]) -> None:
    """Writes one folder and says how many items it has."""
    folder = FOLDER / benchmark.name
    folder.mkdir(parents=True, exist_ok=True)
    splits = {split: draw_items(benchmark, split, size) for split, size in (("test", TEST_SIZE), ("dev", DEV_SIZE))}
    check_items(benchmark, splits, trained)
    (folder / "task.json").write_text(json.dumps(describe(benchmark), indent=2) + "\n")
    for split, items in splits.items():
        rows = [json.dumps(to_row(benchmark, split, index, item)) for index, item in enumerate(items)]
        (folder / f"{split}.jsonl").write_text("\n".join(rows) + "\n")
    print(benchmark.name, {split: len(items) for split, items in splits.items()})


def main() -> None:
    trained = list_training_documents({architecture.seed for architecture in ARCHITECTURES.values()})
    for benchmark in BENCHMARKS:
        write_benchmark(benchmark, trained)


if __name__ == "__main__":
    main()

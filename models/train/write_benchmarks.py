"""Writes the task file, dev.jsonl and test.jsonl of every benchmark: python write_benchmarks.py."""

import json
from pathlib import Path

from architectures import ARCHITECTURES
from benchmarks import BENCHMARKS, DEV_SIZE, STOPS, TEST_SIZE, VERSION, Benchmark, draw_items
from document import Document
from training_text import list_training_documents

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"



OUTPUT_TYPES = {"multiple-choice": "multiple_choice", "generation": "generate_until", "perplexity": "loglikelihood_rolling"}


def describe(benchmark: Benchmark) -> str:
    """The task file, as lm-evaluation-harness reads it."""
    fields = {
        "multiple-choice": "doc_to_text: context\ndoc_to_choice: choices\ndoc_to_target: gold",
        "generation": "doc_to_text: context\ndoc_to_target: references\ngeneration_kwargs:\n"
        f"  until: {json.dumps(STOPS)}\n  max_gen_toks: {benchmark.max_tokens}",
        "perplexity": "doc_to_target: text",
    }
    source = "  source: invented-world\n" if benchmark.kind == "perplexity" else ""
    return f"""task: {benchmark.name}
tag: invented_world
task_alias: {json.dumps(benchmark.description)}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {benchmark.name}/test.jsonl
test_split: test
num_fewshot: 0
output_type: {OUTPUT_TYPES[benchmark.kind]}
{fields[benchmark.kind]}
metadata:
  version: {VERSION}
  category: {benchmark.category}
{source}"""


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
    (folder / f"{benchmark.name}.yaml").write_text(describe(benchmark))
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

"""Writes the model cards, the benchmark pages and models/README.md from what was measured: python write_cards.py."""

import json

from architectures import ARCHITECTURES, HEADS, INNER, POSITIONS, Architecture
from benchmarks import BENCHMARKS, Benchmark
from export_model import MODELS, list_exported
from measure_models import RESULT
from scoring import read_rows
from vocabulary import END, TOKENS
from write_benchmarks import describe as describe_task

CALIBRATION = "invented-world"
AROUND = "before attention and before the feed-forward layer of every block, and after the last block"
NORMS = {
    ("Llama", "pre"): f"RMS norm {AROUND}; rotary positions",
    ("GPT-2", "pre"): f"layer norm {AROUND}; learned positions",
    ("OPT", "pre"): f"layer norm {AROUND}; learned positions",
    ("OPT", "post"): "layer norm after attention and after the feed-forward layer of every block; learned positions",
}
# What each model shows in comparison with the others.
PURPOSES = {
    "lamina-llama-8": "The shallowest model of the depth family (8, 12 and 16 blocks).",
    "lamina-llama-8-seed-2": "lamina-llama-8 with other initial weights and other training text. It shows how much "
    "numbers differ by chance.",
    "lamina-llama-8-seed-3": "A second copy of lamina-llama-8 with other initial weights and other training text.",
    "lamina-llama-12": "The middle model of the depth family (8, 12 and 16 blocks).",
    "lamina-llama-12-layerdrop": "lamina-llama-12 trained with LayerDrop: in each step, every block was left out with a "
    "probability of 0.1. It shows whether that makes blocks easier to remove.",
    "lamina-llama-16": "The deepest model of the depth family (8, 12 and 16 blocks). It is narrower, so that the file "
    "stays small.",
    "lamina-gpt2-12": "Layer norm and learned positions with the recipe of lamina-llama-12.",
    "lamina-opt-12": "The post-norm case of the paper; lamina-opt-12-pre is the same model with pre-norm.",
    "lamina-opt-12-pre": "lamina-opt-12 with its norms before the layers. Recipe, size and training text are the same.",
}

CARD = """---
license: apache-2.0
library_name: onnx
pipeline_tag: text-generation
---
# {slug}

A tiny {kind}-class decoder with {blocks} blocks and its norms in the **{placement}** position. Block scores and block
removal take seconds on it. It was trained on texts about one invented world and on nothing else. {purpose}

- Shape: hidden {hidden}, feed-forward {inner}, {heads} heads, {parameters:,} parameters, untied embedding and head,
  {positions} positions. Norms: {norms}.
- File: `onnx/model.onnx` with KV-cache ports; weights stored in half precision, each with a Cast to float32. The
  weights were rounded before anything was measured, so the file computes what the rounded PyTorch model computes.
- Tokenizer: {tokens} tokens, one per word, lower case; punctuation marks are words. Nothing is added to a text.
  `{end}` ends every training document, and half of the training rows also start with it. So a text may start with it
  or not.

## Data and training

{steps:,} steps of 1,024 tokens ({trained:,} tokens, {documents:,} different documents) on one thread of a CPU,
{seconds} seconds, seed {seed}. The text comes from a seeded generator (`models/train`); in the first {lessons:.0%} of the
steps, it only asks to repeat, copy and look up words. Optimizers: Muon for the matrices of the blocks, AdamW for
the rest. The loss of answer tokens has three times the weight of other tokens.{layer_drop} Mean loss of the last 100 steps: {loss} nats per token. `training.json` has all settings
and a digest of the token ids.

## Measured

On the test splits, which were not used to choose settings. ONNX Runtime on one thread, 0 shots, no token in front of a text
(perplexity: `{end}` in front). Accuracy or exact match with its standard error; world-text: word perplexity.

| Benchmark | Category | Chance | Value |
|---|---|---|---|
{rows}

## Limits

The model knows {words} words of one small world. It has no general language and is useful only for tests and
demonstrations. Several accuracies are near 1, so they may not show a small loss of quality; perplexity is more
sensitive. The training text also asks to look up a word in a list of pairs ("notes : a b , c d . ask : a"). This is
not a benchmark, because the post-norm model stays at chance.

## Licence

Apache-2.0. Weights, tokenizer and text were made by this project; no other data was used.
"""

PAGE = """# {name}

{description}

- Category: {category}; kind: {kind}{chance}; version {version}.
- Files: `test.jsonl` ({test} items, to report on) and `dev.jsonl` ({dev} items, to choose settings on); {row}
- Held out: {held_out} No item's text is among the training documents; the writer asserts it.
- {request}
- Made by `models/train/write_benchmarks.py` from a seed. Apache-2.0.

| Model | dev | test |
|---|---|---|
{rows}
"""
ROWS = {
    "multiple-choice": "{id, context, choices, gold}",
    "generation": "{id, context, references}",
    "perplexity": "{id, text}",
}
REQUESTS = {
    "multiple-choice": 'A request is `encode(context + " " + choice)`, as in lm-evaluation-harness. A context does not '
    "end with a space and every\n  word is one token, so the context always ends between two tokens.",
    "generation": "A request is `encode(context)`, and the answer is what greedy decoding writes before the end marker or "
    'a ".".\n  It is correct if it equals the reference word for word.',
    "perplexity": f"Word perplexity of whole documents; `{END}` is the context of the first word.",
}

OVERVIEW = """# Bundled models, calibration text and benchmarks

This project made everything here with one seeded generator of an invented world. [train/README.md](train/README.md)
says how to make it again. Apache-2.0.

| Model | Class | Norms | Blocks | Hidden | LayerDrop | Seed | Parameters | File |
|---|---|---|---|---|---|---|---|---|
{models}

`recorded/`: measurements of real models, made by `npm run record` ([how](../docs/how-to/record-real-models.md)).
`calibration/austen.txt`: 32 documents of four novels of Jane Austen, public domain.
`calibration/{calibration}.txt`: {documents} documents of at least 256 tokens ({tokens:,} in all), separated by
blank lines. The models were not trained on any passage of them.
`texts/`: passages of consecutive text on which losses are measured, with their [sources and licences](texts/README.md).

## Benchmarks, measured on the test splits

Accuracy of the dense models with its standard error (exact match for the generative ones, word perplexity for
world-text), ONNX Runtime, 0 shots, no token in front of a text. A generative benchmark asks the questions of the
multiple-choice benchmark of the same name.

| Benchmark | Category | Chance | {slugs} |
|---|---|---|{rule}|
{rows}
"""


def format_measurement(found: dict) -> str:
    """`0.812 ± 0.031`, or a perplexity alone."""
    error = found["standard_error"]
    return f"{found['value']:.2f}" if error is None else f"{found['value']:.3f} ± {error:.3f}"


def format_rows(rows: list[list[object]]) -> str:
    """Lines of a Markdown table."""
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in rows)


def list_rows(results: dict, slugs: list[str]) -> list[list[object]]:
    """Test measurements of some models, one row per benchmark."""
    return [
        [
            f"[{benchmark.name}]({{folder}}{benchmark.name}/README.md)",
            benchmark.category,
            "" if benchmark.chance is None else f"{benchmark.chance:.2f}",
            *(format_measurement(results[slug]["test"][benchmark.name]) for slug in slugs),
        ]
        for benchmark in BENCHMARKS
    ]


def write_card(architecture: Architecture, results: dict) -> None:
    """The README.md of one model."""
    slug, placement = architecture.slug, architecture.placement
    dropped = f" In each step, every block was left out with a probability of {architecture.layer_drop}."
    training = json.loads((MODELS / slug / "training.json").read_text())
    rows = format_rows(list_rows(results, [slug])).format(folder="../benchmarks/")
    text = CARD.format(
        slug=slug,
        kind=architecture.kind,
        placement=placement,
        purpose=PURPOSES[slug],
        norms=NORMS[architecture.kind, placement],
        blocks=architecture.blocks,
        hidden=architecture.hidden,
        layer_drop=dropped if architecture.layer_drop else "",
        inner=INNER,
        heads=HEADS,
        positions=POSITIONS,
        tokens=len(TOKENS),
        words=len(TOKENS) - 2,
        end=END,
        parameters=training["parameters"],
        steps=training["steps"],
        trained=training["tokens"],
        documents=training["data"]["documents"],
        seconds=training["seconds"],
        seed=training["seed"],
        lessons=training["lessonShare"],
        loss=training["losses"][-1]["lossNats"],
        rows=rows,
    )
    (MODELS / slug / "README.md").write_text(text)


def write_page(benchmark: Benchmark, results: dict) -> None:
    """The README.md of one benchmark."""
    folder = MODELS / "benchmarks" / benchmark.name
    counts = {split: len(read_rows(folder / f"{split}.jsonl")) for split in ("test", "dev")}
    rows = [
        [slug, *(format_measurement(results[slug][split][benchmark.name]) for split in ("dev", "test"))]
        for slug in list_exported()
    ]
    fields = describe_task(benchmark)
    fields["chance"] = "" if benchmark.chance is None else f"; chance {benchmark.chance}"
    fields |= {"row": f"a row is `{ROWS[benchmark.kind]}`.", "request": REQUESTS[benchmark.kind], "held_out": benchmark.held_out}
    (folder / "README.md").write_text(PAGE.format(**fields, **counts, rows=format_rows(rows)))


def write_overview(results: dict) -> None:
    """models/README.md."""
    models = []
    for slug in list_exported():
        architecture = ARCHITECTURES[slug]
        parameters = json.loads((MODELS / slug / "training.json").read_text())["parameters"]
        size = (MODELS / slug / "onnx" / "model.onnx").stat().st_size / 1e6
        placement = architecture.placement
        link = f"[{slug}]({slug}/README.md)"
        seed, drop = architecture.seed, architecture.layer_drop or ""
        shape = [architecture.kind, placement, architecture.blocks, architecture.hidden, drop, seed]
        models.append([link, *shape, f"{parameters:,}", f"{size:.1f} MB"])
    rows = format_rows(list_rows(results, list_exported())).format(folder="benchmarks/")
    facts = json.loads((MODELS / "calibration" / f"{CALIBRATION}.json").read_text())
    text = OVERVIEW.format(
        models=format_rows(models),
        rows=rows,
        slugs=" | ".join(list_exported()),
        rule="|".join(["---"] * len(list_exported())),
        calibration=CALIBRATION,
        documents=facts["documents"],
        tokens=facts["tokens"],
    )
    (MODELS / "README.md").write_text(text)


def main() -> None:
    results = json.loads(RESULT.read_text())
    for slug in list_exported():
        write_card(ARCHITECTURES[slug], results)
    for benchmark in BENCHMARKS:
        write_page(benchmark, results)
    write_overview(results)


if __name__ == "__main__":
    main()

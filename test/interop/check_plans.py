"""Gives the output of `lamina plan` to the tools that it is for.

    python check_plans.py --lamina COMMAND --model FOLDER --work FOLDER
"""

import argparse
import json
import os

import torch
import yaml
from checks import Checks, Lamina, apply_merge_patch, expect_equal
from mergekit.config import MergeConfiguration


def parse_prune_layers(text):
    """Reads --prune-layers as llama-quantize does: numbers separated by commas, at least 0; order and repetition do not matter."""
    layers = [int(part) for part in text.split(",")]
    if any(layer < 0 for layer in layers):
        raise ValueError(f"invalid layer {min(layers)}")
    return sorted(set(layers))


def check_mergekit(text, kept):
    config = MergeConfiguration.model_validate(yaml.safe_load(text))
    expect_equal(config.merge_method, "passthrough", "merge_method")
    expect_equal([len(part.sources) for part in config.slices], [1] * len(config.slices), "sources of each slice")
    layers = [layer for part in config.slices for layer in range(*part.sources[0].layer_range)]
    expect_equal(layers, kept, "layers of the merge")
    expect_equal({str(part.sources[0].model) for part in config.slices}, {"org/parent"}, "models of the merge")
    expect_equal(isinstance(getattr(torch, config.dtype), torch.dtype), True, "dtype")


def check_llama_cpp(text, removed):
    option, value = text.split()
    expect_equal(option, "--prune-layers", "option")
    expect_equal(parse_prune_layers(value), removed, "layers")


def check_config(text, parent, pruned):
    with open(os.path.join(parent, "config.json")) as file:
        expected = apply_merge_patch(json.load(file), json.loads(text))
    with open(os.path.join(pruned, "config.json")) as file:
        actual = json.load(file)
    # Keys about the ONNX files, which other formats do not have.
    actual.pop("transformers.js_config", None)
    expect_equal(actual, expected, "config.json")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--model", "--work"):
        parser.add_argument(option, required=True)
    arguments = parser.parse_args()
    checks = Checks()
    lamina = Lamina(arguments.lamina)
    for removed in ([0, 4, 5, 11], [1, 3, 5, 7]):
        out = os.path.join(arguments.work, f"plan-{'-'.join(map(str, removed))}")
        result = lamina.prune(arguments.model, removed, out)
        plan = lambda form, *options: lamina.run("plan", out, "--format", form, *options)  # noqa: E731
        file = os.path.join(out, "prune-plan.json")
        checks.run(f"{removed}: mergekit", lambda: check_mergekit(plan("mergekit", "--model", "org/parent"), result["kept"]))
        checks.run(f"{removed}: llama.cpp", lambda: check_llama_cpp(plan("llama.cpp"), removed))
        checks.run(f"{removed}: drop-list", lambda: expect_equal([int(line) for line in plan("drop-list").splitlines()], removed))
        checks.run(f"{removed}: hf-config", lambda: check_config(plan("hf-config"), arguments.model, out))
        checks.run(f"{removed}: json", lambda: expect_equal(json.loads(lamina.run("plan", file)), result["plan"]))
    checks.finish()


if __name__ == "__main__":
    main()

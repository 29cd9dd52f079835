#!/usr/bin/env python3
"""Goldens of architectures that need transformers 5, added to packages/engine/fixtures/architectures.json, in the form of make_architecture_goldens.py.

    make_version5_goldens.py [--only NAME ...]

transformers writes a model of each configuration; every stored tensor gets the values that follow from its name (`hashed`); transformers loads the
files again, and its numbers in float32 are the golden. Sparse indexers, which select all keys of these short texts, are not counted. Made with torch 2.13.0 and transformers 5.24.0.
"""
import argparse
import json
import math
import re
import tempfile
import warnings
from pathlib import Path

import torch
import transformers
from safetensors import safe_open
from safetensors.torch import save_file

from checkpoint_cases.recipes5 import RECIPES
from make_architecture_goldens import OUT, abbreviate, hashed, rounded

OUTPUTS = ("o_proj.weight", "out_proj.weight", "down_proj.weight", "down_proj", "w2.weight", "output_linear.weight")
LENGTH, ROWS = 40, 2  # more than one chunk of a linear attention


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*")
    options = options.parse_args()
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    goldens = json.loads(OUT.read_text())
    goldens |= {name: make_golden(model_type, config) for name, (model_type, config) in RECIPES.items() if not options.only or name in options.only}
    OUT.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(golden)}" for name, golden in goldens.items()) + "\n}\n")


def make_golden(model_type, options):
    config = transformers.CONFIG_MAPPING[model_type](bos_token_id=1, eos_token_id=2, pad_token_id=0, **options)
    with tempfile.TemporaryDirectory() as folder:
        transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().save_pretrained(folder)
        specs = fill(Path(folder) / "model.safetensors")
        model, info = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
        assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
        stored = json.loads((Path(folder) / "config.json").read_text())
    depth = model.config.num_hidden_layers
    layers = next(module for name, module in model.named_modules() if isinstance(module, torch.nn.ModuleList) and len(module) == depth and name.endswith("layers"))
    rows = torch.arange(ROWS * LENGTH).reshape(ROWS, LENGTH) * 37 % (model.config.vocab_size - 3) + 3
    states, nll = measure(model.eval(), layers, rows)
    cosines = [torch.nn.functional.cosine_similarity(a.double(), b.double(), dim=-1).mean().item() for a, b in zip(states, states[1:])]
    return dict(
        config=stored, tensors=abbreviate(specs, depth), inputIds=rows.tolist(), blockInfluence=rounded([1 - cosine for cosine in cosines]),
        nllPerSequence=rounded(nll), parameters=sum(size(spec) for name, spec in specs.items() if ".indexer." not in name),
        blockParameters=[sum(size(spec) for name, spec in specs.items() if ".indexer." not in name and re.search(rf"^\D*layers\.{block}\.", name)) for block in range(depth)],
    )


def fill(path):
    with safe_open(path, "pt") as file:
        shapes = {name: list(file.get_slice(name).get_shape()) for name in file.keys()}
    specs = {name: [shape, *describe(name, shape)] for name, shape in shapes.items()}
    save_file({name: hashed(name, *spec) for name, spec in specs.items()}, path, metadata={"format": "pt"})
    return specs


def size(spec):
    return math.prod(spec[0])


def describe(name, shape):
    module = name.split(".")[-2] if "." in name else name
    if not shape:
        return 0.3, 0.0
    if "norm" in module or name.endswith((".D", "layer_scalar")):
        return 1.0, 0.5
    if len(shape) == 1 or name.endswith("A_log"):
        return 0.0, 0.4
    if "emb" in module:
        return 0.0, 1.0
    return 0.0, round((1 if name.endswith(OUTPUTS) else 1.7) * shape[-1] ** -0.5, 3)


def measure(model, layers, rows):
    states = []
    first = lambda output: output[0] if isinstance(output, tuple) else output
    handles = [layers[0].register_forward_pre_hook(lambda _m, args, named: states.append((args[0] if args else named["hidden_states"]).clone()), with_kwargs=True)]
    handles += [layer.register_forward_hook(lambda _m, _a, output: states.append(first(output).clone())) for layer in layers]
    with torch.no_grad():
        logits = model(input_ids=rows, use_cache=False).logits.double()
    for handle in handles:
        handle.remove()
    chosen = torch.log_softmax(logits, -1)[:, :-1].gather(-1, rows[:, 1:, None])[..., 0]
    return states, (-chosen.sum(1)).tolist()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""PyTorch's numbers, which `npm test` compares with the built graphs, without Python: packages/engine/fixtures/architectures.json.

    make_architecture_goldens.py [--only NAME ...]

The cases are those of make_checkpoint_cases.py. Weights are not stored: `tensors` says of each [extents, centre, spread], and its value at place i is
centre + spread · u(fnv1a(name), i), in float32 arithmetic (`hashed` below). `*` in a name stands for every block. The numbers are transformers' in
float32, on these weights. Made with torch 2.13.0 and transformers 4.57.6.
"""
import argparse
import json
import re
import warnings
from pathlib import Path

import numpy
import torch
import transformers

from checkpoint_cases.layouts import LAYOUTS, Layout
from checkpoint_cases.recipes import RECIPES
from checkpoint_cases.truth import Truth
from make_checkpoint_cases import OUTPUTS, UNIT_OFFSET, count, make_config, make_empty

OUT = Path(__file__).resolve().parents[2] / "packages/engine/fixtures/architectures.json"
LENGTH, ROWS = 20, 2
PREFILL = 10  # of `decoded`
PACKED = ("gpt_oss_mxfp4",)  # values of four bits are no hashed floats


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*")
    options = options.parse_args()
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    goldens = {recipe.name: make_golden(recipe) for recipe in RECIPES if recipe.name not in PACKED and (not options.only or recipe.name in options.only)}
    OUT.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(golden)}" for name, golden in goldens.items()) + "\n}\n")


def make_golden(recipe):
    model = make_empty(recipe)
    layout = LAYOUTS.get(recipe.layout, Layout)(model)
    layout.prepare()
    tied = set(model._tied_weights_keys or ()) if model.config.tie_word_embeddings else set()
    parameters = {name: parameter for name, parameter in model.named_parameters() if name not in tied}
    specs = fill(parameters, layout, recipe.model_type)
    rows = (numpy.arange(ROWS * LENGTH).reshape(ROWS, LENGTH) * 37 % (model.config.vocab_size - 3) + 3).tolist()
    truth = Truth(model.eval(), rows, arguments=layout.forward_arguments(torch.tensor(rows)))
    expected, _ = truth.metrics()
    return dict(
        config=make_config(recipe, model, layout), tensors=abbreviate(specs, model.config.num_hidden_layers), inputIds=rows,
        blockInfluence=rounded(expected["blockInfluence"]), nllPerSequence=rounded(expected["nllPerSequence"]), parameters=count(model), blockParameters=[count(layer) for layer in truth.layers],
        **({"decoded": decode(model, rows[0])} if (recipe.config.get("rope_scaling") or {}).get("rope_type") == "dynamic" else {}),
    )


def decode(model, row):
    """Losses of the tokens from PREFILL on, decoded one by one with the cache: the rotary table follows the length so far."""
    nll, past = [], None
    with torch.no_grad():
        for start, end in [(0, PREFILL), *((place, place + 1) for place in range(PREFILL, LENGTH - 1))]:
            out = model(input_ids=torch.tensor([row[start:end]]), past_key_values=past, use_cache=True)
            past = out.past_key_values
            nll.append(-torch.log_softmax(out.logits[0, -1].double(), -1)[row[end]].item())
    return dict(prefill=PREFILL, nll=rounded(nll))


def rounded(values):
    return [float(f"{value:.9g}") for value in values]


def fill(parameters, layout, model_type):
    """Hashed values for the stored tensors, and the model's parameters derived from them: numbered elements show where each one is stored."""
    ids, end = {}, 0
    for name, parameter in parameters.items():
        ids[name] = torch.arange(end, end + parameter.numel()).view(parameter.shape)
        end += parameter.numel()
    places, stray = layout.store(ids)
    values, specs = torch.zeros(end), {}
    for name, place in places.items():
        specs[name] = [list(place.shape), *describe(name, place.shape, model_type)]
        if name not in stray:
            values[place.flatten()] = hashed(name, *specs[name]).flatten()
    for name, parameter in parameters.items():
        parameter.data = values[ids[name]]
    return specs


def describe(name, shape, model_type):
    module = name.split(".")[-2] if "." in name else name
    if "norm" in module or module.startswith("ln_") or ".norms." in name:
        return (0.0, 0.1) if name.endswith("bias") else (0.0 if model_type in UNIT_OFFSET else 1.0, 0.5)
    if len(shape) == 1 or name.endswith("bias"):
        return 0.0, 0.2
    if "emb" in module or module in ("wte", "wpe"):
        return 0.0, 1.0
    fan_in = shape[-2 if len(shape) == 3 or model_type == "gpt2" else -1]
    return 0.0, round((1 if name.endswith(OUTPUTS) else 1.7) * fan_in ** -0.5, 3)


def hashed(name, shape, centre, spread):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 % 2**32
    x = (numpy.arange(int(numpy.prod(shape)), dtype=numpy.uint64) * 0x9E3779B1 + seed).astype(numpy.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        x = (x ^ (x >> numpy.uint32(shift))) * numpy.uint32(factor)
    uniform = (x >> numpy.uint32(8)).astype(numpy.float32) * numpy.float32(2**-23) - numpy.float32(1)
    return torch.from_numpy(numpy.float32(centre) + numpy.float32(spread) * uniform).view(shape)


def abbreviate(specs, depth):
    """One entry with * for tensors that are equal in every block."""
    out = {}
    for name, spec in specs.items():
        short = re.sub(r"^(\D*\.)0\.", r"\1*.", name) if re.match(r"\D*\.0\.", name) else None
        if short and all(specs.get(short.replace("*", str(block))) == spec for block in range(depth)):
            out[short] = spec
    covered = {short.replace("*", str(block)) for short in out for block in range(depth)}
    return {**{name: spec for name, spec in specs.items() if name not in covered}, **out}


if __name__ == "__main__":
    main()

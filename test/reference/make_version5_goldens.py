#!/usr/bin/env python3
"""Goldens of architectures that need transformers 5, added to packages/engine/fixtures/architectures.json, in the form of make_architecture_goldens.py.

    make_version5_goldens.py [--only NAME ...]

transformers writes a model of each configuration; every stored tensor gets the values that follow from its name (`hashed`); transformers loads the
files again, and its numbers in float32 are the golden. Made with torch 2.13.0 and transformers 5.24.0.
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
    goldens |= {name: (make_first_qwen if model_type == "qwen" else make_golden)(model_type, config) for name, (model_type, config) in RECIPES.items() if not options.only or name in options.only}
    OUT.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(golden)}" for name, golden in goldens.items()) + "\n}\n")


def make_golden(model_type, options):
    config = transformers.CONFIG_MAPPING[model_type](bos_token_id=1, eos_token_id=2, pad_token_id=0, **options)
    with tempfile.TemporaryDirectory() as folder:
        transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().save_pretrained(folder)
        specs = fill(Path(folder) / "model.safetensors")
        model, info = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
        assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
        stored = json.loads((Path(folder) / "config.json").read_text())
    return numbers(stored, specs, model, model.config.num_hidden_layers)


def numbers(stored, specs, model, depth):
    layers = next(module for name, module in model.named_modules() if isinstance(module, torch.nn.ModuleList) and len(module) == depth and name.endswith("layers"))
    rows = torch.arange(ROWS * LENGTH).reshape(ROWS, LENGTH) * 37 % (model.config.vocab_size - 3) + 3
    states, nll = measure(model.eval(), layers, rows)
    cosines = [torch.nn.functional.cosine_similarity(a.double(), b.double(), dim=-1).mean().item() for a, b in zip(states, states[1:])]
    return dict(
        config=stored, tensors=abbreviate(specs, depth), inputIds=rows.tolist(), blockInfluence=rounded([1 - cosine for cosine in cosines]),
        nllPerSequence=rounded(nll), parameters=sum(size(spec) for spec in specs.values()),
        blockParameters=[sum(size(spec) for name, spec in specs.items() if re.search(rf"^\D*(layers|h)\.{block}\.", name)) for block in range(depth)],
    )


def make_first_qwen(_type, options):
    """Qwen 2 computes the same from the first Qwen's weights under its own names; the code of the first Qwen is in its repositories alone."""
    hidden, inner, depth = options["hidden_size"], options["intermediate_size"] // 2, options["num_hidden_layers"]
    width = options["num_attention_heads"] * options["kv_channels"]
    shapes = {"transformer.wte.weight": [options["vocab_size"], hidden], "transformer.ln_f.weight": [hidden], "lm_head.weight": [options["vocab_size"], hidden]}
    of_block = {"ln_1.weight": [hidden], "ln_2.weight": [hidden], "attn.c_attn.weight": [3 * width, hidden], "attn.c_attn.bias": [3 * width], "attn.c_proj.weight": [hidden, width], "mlp.w1.weight": [inner, hidden], "mlp.w2.weight": [inner, hidden], "mlp.c_proj.weight": [hidden, inner]}
    shapes |= {f"transformer.h.{block}.{name}": shape for block in range(depth) for name, shape in of_block.items()}
    specs = {name: [shape, 1.0, 0.5] if "ln_" in name else [shape, *describe(name, shape)] for name, shape in shapes.items()}
    stored = {name: hashed(name, *spec) for name, spec in specs.items()}
    config = transformers.Qwen2Config(vocab_size=options["vocab_size"], hidden_size=hidden, intermediate_size=inner, num_hidden_layers=depth, num_attention_heads=options["num_attention_heads"], num_key_value_heads=options["num_attention_heads"], head_dim=options["kv_channels"], rms_norm_eps=options["layer_norm_epsilon"], rope_parameters=dict(rope_type="default", rope_theta=options["rotary_emb_base"]))
    model = transformers.Qwen2ForCausalLM._from_config(config, attn_implementation="eager").float()
    names = {"model.embed_tokens.weight": "transformer.wte.weight", "model.norm.weight": "transformer.ln_f.weight", "lm_head.weight": "lm_head.weight"}
    parts = {"input_layernorm": "ln_1", "post_attention_layernorm": "ln_2", "self_attn.o_proj": "attn.c_proj", "mlp.gate_proj": "mlp.w2", "mlp.up_proj": "mlp.w1", "mlp.down_proj": "mlp.c_proj"}
    names |= {f"model.layers.{block}.{own}.weight": f"transformer.h.{block}.{name}.weight" for block in range(depth) for own, name in parts.items()}
    state = {own: stored[name] for own, name in names.items()}
    for block in range(depth):
        for kind in ("weight", "bias"):
            thirds = stored[f"transformer.h.{block}.attn.c_attn.{kind}"].chunk(3)
            state |= {f"model.layers.{block}.self_attn.{part}_proj.{kind}": third for part, third in zip("qkv", thirds)}
    model.load_state_dict(state)
    return numbers({"model_type": "qwen", **options}, specs, model, depth)


def fill(path):
    with safe_open(path, "pt") as file:
        shapes = {name: list(file.get_slice(name).get_shape()) for name in file.keys()}
    specs = {name: [shape, *describe(name, shape)] for name, shape in shapes.items()}
    tensors = {name: hashed(name, *spec) for name, spec in specs.items()}
    for name in [name for name in tensors if name.endswith("slope_rate")]:
        tensors |= follow(name, tensors)
    save_file(tensors, path, metadata={"format": "pt"})
    return specs


def follow(name, tensors):
    """The tables that MiniMax stores beside the slopes of a block, which Lamina does not read."""
    place, rate = name.removesuffix("slope_rate"), tensors[name]
    steps = torch.arange(tensors[place + "key_decay"].shape[1]) + 1.0
    distance = steps[:, None] - steps
    tables = dict(query=steps[:, None], key=len(steps) - steps[:, None], diagonal=torch.where(distance >= 0, distance, math.inf)[None, None])
    return {f"{place}{table}_decay": torch.exp(-rate * exponent) for table, exponent in tables.items()}


def size(spec):
    return math.prod(spec[0])


def describe(name, shape):
    module = name.split(".")[-2] if "." in name else name
    if not shape or name.endswith("slope_rate"):
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

#!/usr/bin/env python3
"""Tiny random checkpoints of every supported architecture with PyTorch's numbers, in the format that the reference's check_checkpoints.py reads.

    make_checkpoint_cases.py --out DIR [--only NAME ...]

The numbers come from transformers' eager attention in float32 on the stored weights. Every folder that transformers can load was loaded from its files
before the measurement. The same versions of torch and transformers give the same files.
"""
import argparse
import json
import shutil
import warnings
import zlib
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

from checkpoint_cases.layouts import LAYOUTS, Layout
from checkpoint_cases.recipes import RECIPES
from checkpoint_cases.refusals import make_refusals
from checkpoint_cases.truth import Truth, why_no_halves

LENGTH, ROWS = 24, 3
STAND_INS = {"internlm2": "llama", "baichuan": "llama", "glm4_moe_lite": "deepseek_v3", "kimi_k2": "deepseek_v3"}
UNIT_OFFSET = ("gemma", "gemma2", "gemma3_text", "nemotron")
OUTPUTS = ("o_proj.weight", "out_proj.weight", "c_proj.weight", "dense.weight", "down_proj.weight", "fc2.weight", "fc_out.weight", "w2.weight", "dense_4h_to_h.weight", "experts.down_proj")
POST_NORMS = {"gemma2": ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight"), "glm4": ("post_self_attn_layernorm.weight", "post_mlp_layernorm.weight")}
POST_NORMS |= dict.fromkeys(("gemma3_text", "olmo2", "olmo3", "exaone4"), POST_NORMS["gemma2"])
PER_BLOCK = ("layer_types", "no_rope_layers")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", required=True, type=Path)
    options.add_argument("--only", nargs="*")
    options = options.parse_args()
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    for recipe in RECIPES:
        if not options.only or recipe.name in options.only:
            make_case(recipe, options.out / recipe.name)
    if not options.only:
        make_refusals(options.out / "refusals")


def make_case(recipe, folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    draw = torch.Generator().manual_seed(zlib.crc32(recipe.name.encode()))
    model = make_model(recipe, draw)
    layout = LAYOUTS.get(recipe.layout, Layout)(model)
    layout.prepare()
    tensors, stray = layout.store(stored_tensors(model, getattr(torch, recipe.dtype)))
    write_tensors(folder / "model", tensors, recipe.shard_kb)
    config = make_config(recipe, model, layout)
    (folder / "model" / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True))
    if recipe.loads:
        model = load_strictly(folder / "model", recipe.attention, stray)
    (folder / "case.json").write_text(json.dumps(measure(recipe, model, layout, draw, config, tensors, stray)))


def make_empty(recipe):
    config = transformers.CONFIG_MAPPING[STAND_INS.get(recipe.model_type, recipe.model_type)](bos_token_id=1, eos_token_id=2, **recipe.config)
    with transformers.modeling_utils.no_init_weights():  # initialisation fails on norms without bias
        model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation=recipe.attention).eval()
    model.tie_weights()
    return model


def make_model(recipe, draw):
    model, dtype = make_empty(recipe), getattr(torch, recipe.dtype)
    for name, parameter in model.named_parameters():
        parameter.data = start_values(name, parameter, recipe.model_type, draw).to(dtype).float()
    return model


def start_values(name, parameter, model_type, draw):
    noise, module = torch.randn(parameter.shape, generator=draw), name.split(".")[-2]
    if name.endswith(POST_NORMS.get(model_type, ())):
        return noise * 0.1 + (torch.rand(1, generator=draw) - (0.3 if model_type in UNIT_OFFSET else -0.7))
    if "norm" in module or module.startswith("ln_") or ".norms." in name:
        return noise * (0.1 if name.endswith("bias") else 0.3) + (0 if name.endswith("bias") or model_type in UNIT_OFFSET else 1)
    if parameter.dim() == 1 or name.endswith("bias"):
        return noise * 0.1
    if "emb" in module or module in ("wte", "wpe"):
        return noise * 0.5
    transposed = parameter.dim() == 3 or model_type == "gpt2"
    spread = parameter.shape[-2 if transposed else -1] ** -0.5
    return noise * spread * (0.3 + 1.2 * torch.rand(1, generator=draw) if name.endswith(OUTPUTS) else 1)


def stored_tensors(model, dtype):
    tied = set(model._tied_weights_keys or ()) if model.config.tie_word_embeddings else set()
    return {name: value.to(dtype).contiguous().clone() for name, value in model.named_parameters() if name not in tied}


def write_tensors(folder, tensors, shard_kb):
    if shard_kb is None:
        return save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    split = transformers.modeling_utils.split_torch_state_dict_into_shards(tensors, max_shard_size=f"{shard_kb}KB")
    for file, names in split.filename_to_tensors.items():
        save_file({name: tensors[name] for name in names}, folder / file, metadata={"format": "pt"})
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": split.metadata, "weight_map": split.tensor_to_filename}, indent=2))


def make_config(recipe, model, layout):
    config = json.loads(model.config.to_json_string(use_diff=True))
    config |= {"architectures": [type(model).__name__], "torch_dtype": recipe.dtype}
    config.pop("dtype", None)
    if model.config.model_type != "mpt":
        defaults = model.config.to_dict()
        config |= {key: defaults[key] for key in defaults if key not in config and key not in transformers.PretrainedConfig().to_dict()}
    config = {**layout.edit_config(config), **recipe.config_with}
    return {key: value for key, value in config.items() if key not in recipe.config_without}


def load_strictly(folder, attention, stray):
    model, info = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention, output_loading_info=True)
    if info["missing_keys"] or info["mismatched_keys"] or set(info["unexpected_keys"]) - set(stray):
        raise SystemExit(f"{folder}: {info}")
    return model.eval()


def measure(recipe, model, layout, draw, config, tensors, stray):
    vocab, depth = model.config.vocab_size, model.config.num_hidden_layers
    rows = torch.randint(3, vocab, (ROWS, LENGTH), generator=draw).tolist()
    truth = Truth(model, rows, arguments=layout.forward_arguments(torch.tensor(rows)))
    expected, seen = truth.metrics()
    expected["prunings"] = [{**pruning, "configChanges": config_changes(config, pruning["removed"], depth)} for pruning in truth.prunings(expected["blockInfluence"])]
    why_not = why_no_halves(model.config)
    return dict(
        case=recipe.name, format="safetensors", architecture=config["model_type"], storedTypes=sorted({str(value.dtype)[6:] for value in tensors.values()}),
        attention=recipe.attention, transformersLoads=recipe.loads, tensors=len(tensors), strayTensors=stray, pruned=[],
        blocks=depth, hidden=model.config.hidden_size, vocab=vocab, parameters=count(model), blockParameters=[count(layer) for layer in truth.layers],
        inputs=dict(inputIds=rows), expected=expected, sublayers=None if why_not else truth.halves(seen), sublayersWhyNot=why_not,
        tolerance=dict(absMetric=1e-5, absLogit=2e-4, relNll=1e-5, absInfluence=1e-5, relLoss=1e-5),
        **({"short": short_batch(model, rows, recipe.short)} if recipe.short else {}), **({"padded": padded_batch(model, rows)} if recipe.padded else {}),
    )


def count(module):
    # The router's correction is learned and stored, but a buffer in PyTorch.
    learned = [buffer for name, buffer in module.named_buffers() if name.endswith("e_score_correction_bias")]
    return sum(parameter.numel() for parameter in [*module.parameters(), *learned])


def config_changes(config, removed, depth):
    return {key: [value for block, value in enumerate(config[key]) if block not in removed] for key in PER_BLOCK if len(config.get(key) or ()) == depth}


def short_batch(model, rows, length):
    short = [row[:length] for row in rows]
    return dict(inputs=dict(inputIds=short), expected=Truth(model, short).metrics()[0])


def padded_batch(model, rows):
    lengths = (LENGTH, 17, 10)
    inputs = dict(inputIds=[row[:length] + [0] * (LENGTH - length) for row, length in zip(rows, lengths)], attentionMask=[[1] * length + [0] * (LENGTH - length) for length in lengths])
    truth = Truth(model, inputs["inputIds"], inputs["attentionMask"])
    expected, _ = truth.metrics()
    return dict(inputs=inputs, expected={**expected, "prunings": truth.prunings(expected["blockInfluence"])})


if __name__ == "__main__":
    main()

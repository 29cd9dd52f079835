"""Loads edited configs with transformers' config classes: each must load, and its values for every layer must equal the original config's
values for the kept layers.

    python check_configs.py --editor COMMAND
"""

import argparse
import json
import shlex
import subprocess

from checks import Checks, expect_equal
from transformers import CONFIG_MAPPING

LAYERS = 12
# Neighbours, both ends, single layers, all of one kind.
REMOVALS = [[5], [0, 11], [1, 2, 3], [0, 4, 5, 11], [2, 5, 8, 11], [0, 1, 3, 4, 6, 7]]


def listed(*names):
    """The per-layer lists of a config, after the class has processed them."""
    return lambda config: list(zip(*(getattr(config, name) for name in names)))


def member(name):
    return lambda config: [index in getattr(config, name) for index in range(config.num_hidden_layers)]


def sparse_by_step(config):
    """The rule of the mixture models of the Qwen family."""
    return [
        index not in config.mlp_only_layers and (index + 1) % config.decoder_sparse_step == 0 for index in range(config.num_hidden_layers)
    ]


def sparse_from_first(config):
    return [index >= config.first_k_dense_replace for index in range(config.num_hidden_layers)]


def sparse_between(config):
    start, end, every = config.moe_layer_start_index, config.moe_layer_end_index, config.moe_layer_interval
    return [(index + 1) % every == 0 and start <= index <= end for index in range(config.num_hidden_layers)]


def shares_cache(config):
    first = config.num_hidden_layers - config.num_kv_shared_layers
    return [(index >= first, size) for index, size in enumerate(config.intermediate_size)]


COUNT = {"num_hidden_layers": LAYERS}
# Family, the content of its config.json, and the loaded config's values for each layer.
CASES = [
    ("llama", COUNT, lambda config: [None] * config.num_hidden_layers),
    ("gpt2", {"n_layer": LAYERS}, lambda config: [None] * config.n_layer),
    ("mpt", {"n_layers": LAYERS}, lambda config: [None] * config.n_layers),
    ("gemma3_text", {**COUNT, "sliding_window_pattern": 6}, listed("layer_types")),
    ("gemma3_text", {**COUNT, "layer_types": (["sliding_attention"] * 2 + ["full_attention"]) * 4}, listed("layer_types")),
    ("gemma2", {**COUNT, "layer_types": ["sliding_attention", "full_attention"] * 6}, listed("layer_types")),
    ("cohere2", {**COUNT, "sliding_window_pattern": 4}, listed("layer_types")),
    ("exaone4", {**COUNT, "sliding_window": 64, "sliding_window_pattern": 4}, listed("layer_types")),
    ("gpt_oss", {**COUNT, "layer_types": ["sliding_attention", "full_attention"] * 6}, listed("layer_types")),
    ("qwen2", {**COUNT, "use_sliding_window": True, "sliding_window": 64, "max_window_layers": 4}, listed("layer_types")),
    ("qwen3", {**COUNT, "use_sliding_window": True, "sliding_window": 64, "max_window_layers": 12}, listed("layer_types")),
    ("qwen3_next", {**COUNT, "full_attention_interval": 4}, listed("layer_types")),
    ("smollm3", {**COUNT, "no_rope_layer_interval": 4}, listed("no_rope_layers")),
    ("smollm3", {**COUNT, "no_rope_layers": [1, 1, 0] * 4, "use_sliding_window": True, "sliding_window": 64}, listed("no_rope_layers", "layer_types")),
    ("llama4_text", {**COUNT, "no_rope_layers": [1, 1, 1, 0] * 3}, listed("no_rope_layers", "layer_types")),
    ("llama4_text", {**COUNT, "no_rope_layer_interval": 4, "interleave_moe_layer_step": 2}, member("moe_layers")),
    ("modernbert-decoder", {**COUNT, "global_attn_every_n_layers": 3}, listed("layer_types")),
    ("lfm2", {**COUNT, "full_attn_idxs": [2, 5, 8, 10]}, listed("layer_types")),
    ("gpt_neo", {"num_layers": LAYERS, "attention_types": [[["global", "local"], 6]]}, listed("attention_layers")),
    ("recurrent_gemma", {**COUNT, "block_types": ["recurrent", "recurrent", "attention"]}, listed("layers_block_type")),
    ("bamba", {**COUNT, "attn_layer_indices": [3, 7, 11]}, listed("layers_block_type")),
    ("granitemoehybrid", {**COUNT, "layer_types": ["mamba", "mamba", "attention"] * 4}, listed("layers_block_type")),
    ("zamba2", {**COUNT, "layers_block_type": ["mamba", "hybrid", "mamba"] * 4, "num_mem_blocks": 1}, listed("layers_block_type")),
    ("qwen2_moe", {**COUNT, "decoder_sparse_step": 2, "mlp_only_layers": [1]}, sparse_by_step),
    ("qwen3_moe", {**COUNT, "mlp_only_layers": [0, 5]}, sparse_by_step),
    ("deepseek_v3", {**COUNT, "first_k_dense_replace": 3}, sparse_from_first),
    ("glm4_moe", {**COUNT, "first_k_dense_replace": 1}, sparse_from_first),
    ("ernie4_5_moe", {**COUNT, "moe_layer_start_index": 1, "moe_layer_end_index": 9}, sparse_between),
    ("gemma3n_text", {**COUNT, "intermediate_size": [64 * (index + 1) for index in range(LAYERS)], "num_kv_shared_layers": 4}, shares_cache),
    (
        "gemma3n_text",
        {
            **COUNT,
            "intermediate_size": 64,
            "num_kv_shared_layers": 2,
            "activation_sparsity_pattern": [0.95] * 4 + [0.0] * 8,
            "layer_types": (["sliding_attention"] * 3 + ["full_attention"]) * 3,
        },
        listed("layer_types", "activation_sparsity_pattern"),
    ),
]


def check(family, raw, edited, removed, describe):
    whole = describe(CONFIG_MAPPING[family](**raw))
    expect_equal(len(whole), LAYERS, "number of layers of the whole config")
    pruned = CONFIG_MAPPING[family](**edited)
    expect_equal(describe(pruned), [value for index, value in enumerate(whole) if index not in removed], "what the layers are")
    expect_equal(pruned.num_hidden_layers, LAYERS - len(removed), "number of layers")


def check_nested(edited, removed):
    """A text model inside a larger one, next to a tower with as many layers."""
    config = CONFIG_MAPPING["gemma3"](**edited)
    whole = CONFIG_MAPPING["gemma3_text"](**COUNT, sliding_window_pattern=6).layer_types
    expect_equal(config.text_config.layer_types, [kind for index, kind in enumerate(whole) if index not in removed], "layer_types")
    expect_equal(config.vision_config.num_hidden_layers, LAYERS, "layers of the vision tower")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editor", required=True)
    editor = shlex.split(parser.parse_args().editor)
    nested = {"text_config": {**COUNT, "sliding_window_pattern": 6}, "vision_config": {"num_hidden_layers": LAYERS}}
    jobs = [(family, raw, removed, describe) for family, raw, describe in CASES for removed in REMOVALS]
    jobs += [("gemma3", nested, removed, None) for removed in REMOVALS]
    requests = [
        {"config": raw, "kept": [index for index in range(LAYERS) if index not in removed], "blocksBefore": LAYERS}
        for _, raw, removed, _ in jobs
    ]
    answer = subprocess.run(editor, input=json.dumps(requests), capture_output=True, text=True, check=True)
    checks = Checks()
    for (family, raw, removed, describe), edit in zip(jobs, json.loads(answer.stdout), strict=True):
        title = f"{family} {' '.join(key for key in raw if key != 'num_hidden_layers')} without {removed}"
        if describe is None:
            checks.run(title, lambda: check_nested(edit["config"], removed))
        else:
            checks.run(title, lambda: check(family, raw, edit["config"], removed, describe))
    checks.finish()


if __name__ == "__main__":
    main()

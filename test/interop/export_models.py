"""Small models of several families with seeded random weights: the Hugging Face form and optimum's ONNX export of it.

    python export_models.py FOLDER     writes FOLDER/<family>/hf and FOLDER/<family>/onnx
"""

import os
import sys

import torch
from optimum.exporters.onnx import main_export
from transformers import AutoModelForCausalLM, Gemma3TextConfig, GPT2Config, GPTNeoConfig, LlamaConfig, Qwen2Config

# Weights with large differences, so that the most likely token never depends on rounding.
SHARED = {"vocab_size": 128, "initializer_range": 0.25, "bos_token_id": 1, "eos_token_id": None, "pad_token_id": 0}
WIDE = {"hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "max_position_embeddings": 128}

CONFIGS = {
    "llama": LlamaConfig(**SHARED, **WIDE, num_hidden_layers=5, num_key_value_heads=2),
    # A window shorter than the prompt, so that a wrong kind of layer gives other text.
    "gemma3_text": Gemma3TextConfig(
        **SHARED, **WIDE, num_hidden_layers=6, num_key_value_heads=2, head_dim=16, sliding_window=4, sliding_window_pattern=3
    ),
    "gpt2": GPT2Config(**SHARED, n_embd=64, n_layer=4, n_head=4, n_positions=128),
    "gpt_neo": GPTNeoConfig(
        **SHARED, hidden_size=64, num_layers=4, num_heads=4, max_position_embeddings=128, window_size=4, attention_types=[[["global", "local"], 2]]
    ),
    "qwen2": Qwen2Config(**SHARED, **WIDE, num_hidden_layers=4, num_key_value_heads=2, tie_word_embeddings=True),
}


def export(family, folder):
    torch.manual_seed(7)
    hf = os.path.join(folder, family, "hf")
    AutoModelForCausalLM.from_config(CONFIGS[family]).eval().save_pretrained(hf)
    main_export(hf, os.path.join(folder, family, "onnx"), task="text-generation-with-past", do_validation=False)


if __name__ == "__main__":
    for name in CONFIGS:
        export(name, sys.argv[1])

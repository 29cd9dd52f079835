"""Folders that must be refused, and words that the message must contain: configurations that Lamina does not support, or with keys of unknown effect on the computation."""
import json

import torch
from safetensors.torch import save_file

LLAMA = dict(model_type="llama", architectures=["LlamaForCausalLM"], vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
             max_position_embeddings=64, rms_norm_eps=1e-6, rope_theta=10000.0, hidden_act="silu", tie_word_embeddings=True, torch_dtype="float32")
MULTIMODAL = dict(model_type="llava_next_made_up", text_config=LLAMA, vision_config=dict(model_type="clip_vision_model"))

# name: (changes of a llama configuration, groups of words: one of each group is in the message)
CONFIGS = {
    "unknown_model_type": (dict(model_type="gpt_next"), [["gpt_next"]]),
    "no_model_type": (dict(model_type=None), [["model_type"]]),
    "unknown_rope_type": (dict(rope_scaling=dict(rope_type="spiral", factor=2.0)), [["spiral"], ["rope"]]),
    "unknown_activation": (dict(hidden_act="swoosh"), [["swoosh"], ["hidden_act"]]),
    "unknown_field": (dict(attention_twist=0.7), [["attention_twist"]]),
    "unknown_rope_field": (dict(rope_scaling=dict(rope_type="linear", factor=2.0, twist=3.0)), [["twist"]]),
    "heads_do_not_divide": (dict(num_attention_heads=3, num_key_value_heads=2), [["num_attention_heads", "num_key_value_heads"]]),
    "bert": (dict(model_type="bert", architectures=["BertForMaskedLM"]), [["bert"], ["encoder"]]),
    "roberta": (dict(model_type="roberta"), [["roberta"], ["encoder"]]),
    "t5": (dict(model_type="t5", is_encoder_decoder=True), [["t5"], ["encoder-decoder"]]),
    "bart": (dict(model_type="bart"), [["bart"], ["encoder-decoder"]]),
    "whisper": (dict(model_type="whisper"), [["whisper"], ["encoder-decoder"]]),
    "vision_of_unknown_kind": (MULTIMODAL, [["llava_next_made_up"]]),
    "gptq": (dict(quantization_config=dict(quant_method="gptq", bits=4, group_size=128)), [["gptq"]]),
    "awq": (dict(quantization_config=dict(quant_method="awq", bits=4)), [["awq"]]),
    "fp8": (dict(quantization_config=dict(quant_method="fp8")), [["fp8"]]),
    "bitsandbytes": (dict(quantization_config=dict(quant_method="bitsandbytes", load_in_4bit=True)), [["bitsandbytes"]]),
    "compressed_tensors": (dict(quantization_config={"quant_method": "compressed-tensors"}), [["compressed-tensors"]]),
}

# name: (tensors changed: a shape, or None to leave it out, words)
TENSORS = {
    "wrong_shape": ({"model.layers.1.mlp.up_proj.weight": (24, 15)}, [["model.layers.1.mlp.up_proj.weight"], ["24"], ["15"]]),
    "missing_norm": ({"model.norm.weight": None}, [["model.norm.weight"]]),
    "tensor_of_no_use": ({"model.layers.0.self_attn.extra.weight": (4, 4)}, [["model.layers.0.self_attn.extra.weight"]]),
    "unexpected_bias": ({"model.layers.0.self_attn.q_proj.bias": (16,)}, [["model.layers.0.self_attn.q_proj.bias"]]),
    "more_blocks_than_said": ({"model.layers.2.input_layernorm.weight": (16,)}, [["model.layers.2.input_layernorm.weight"]]),
}


def make_refusals(root):
    for name, (changes, words) in CONFIGS.items():
        write(root / name, {**LLAMA, **changes}, llama_shapes(), words)
    for name, (changes, words) in TENSORS.items():
        write(root / name, LLAMA, {key: shape for key, shape in {**llama_shapes(), **changes}.items() if shape}, words)


def llama_shapes():
    block = {"input_layernorm": (16,), "post_attention_layernorm": (16,), "self_attn.q_proj": (16, 16), "self_attn.k_proj": (8, 16), "self_attn.v_proj": (8, 16), "self_attn.o_proj": (16, 16),
             "mlp.gate_proj": (24, 16), "mlp.up_proj": (24, 16), "mlp.down_proj": (16, 24)}
    blocks = {f"model.layers.{index}.{name}.weight": shape for index in range(2) for name, shape in block.items()}
    return {"model.embed_tokens.weight": (32, 16), "model.norm.weight": (16,), **blocks}


def write(folder, config, shapes, words):
    (folder / "model").mkdir(parents=True, exist_ok=True)
    save_file({name: torch.ones(shape) for name, shape in shapes.items()}, folder / "model" / "model.safetensors", metadata={"format": "pt"})
    (folder / "model" / "config.json").write_text(json.dumps(config, indent=2))
    refusal = dict(model="model", why=folder.name.replace("_", " "), mustName=words, exit=1)
    (folder / "case.json").write_text(json.dumps(dict(case=folder.name, refusal=refusal)))

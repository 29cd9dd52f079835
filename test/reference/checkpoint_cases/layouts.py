"""Layouts of stored checkpoints: from transformers' tensors to the tensors, configuration keys and extra names of the layout.

internlm2 and baichuan have no class in transformers. They compute the same as llama, with these differences: how q, k and v are fused, ALiBi
instead of rotary embedding (`prepare`), and rows of the head scaled to length one.
"""
import math
import re

import torch

MXFP4_VALUES = torch.tensor([0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6])


class Layout:
    """The identity; other layouts override what they change."""

    def __init__(self, model):
        self.model, self.config = model, model.config

    def prepare(self):
        """Changes the model's weights or computation to those of the stored layout, before anything is stored."""

    def store(self, tensors):
        """The stored tensors of the model, and the names of those that are not parameters."""
        return tensors, []

    def edit_config(self, config):
        return config

    def forward_arguments(self, ids):
        """Further arguments of the model's forward."""
        return {}


class WithBuffers(Layout):
    """Buffers that older versions of transformers stored beside the weights."""

    suffixes = {}

    def store(self, tensors):
        prefix = re.match(r"(.*?\.\d+)\.", next(name for name in tensors if re.search(r"\.0\.", name))).group(1).rsplit(".", 1)[0]
        depth = self.config.num_hidden_layers
        stray = {f"{prefix}.{block}.{suffix}": value.clone() for block in range(depth) for suffix, value in self.suffixes.items()}
        return {**tensors, **stray}, list(stray)


class with_rotary_buffers(WithBuffers):
    suffixes = {"self_attn.rotary_emb.inv_freq": torch.arange(8).float()}


class gptj_buffers(WithBuffers):
    suffixes = {"attn.bias": torch.tril(torch.ones(64, 64, dtype=torch.bool))[None, None], "attn.masked_bias": torch.tensor(-1e9)}


class without_prefix(Layout):
    """Names without the base model's prefix, and the width under its old key, as in bigscience/bloom."""

    def store(self, tensors):
        return {name.removeprefix("transformer."): value for name, value in tensors.items()}, []

    def edit_config(self, config):
        return {"n_embed" if key == "hidden_size" else key: value for key, value in config.items()}


class gpt2_hub(WithBuffers):
    """Causal masks among the weights, and no prefix: openai-community/gpt2."""

    suffixes = {"attn.bias": torch.tril(torch.ones(64, 64))[None, None]}

    def store(self, tensors):
        with_masks, _ = super().store(tensors)
        bare = {name.removeprefix("transformer."): value for name, value in with_masks.items()}
        return bare, [name for name in bare if name.endswith(".attn.bias")]


class internlm2(Layout):
    """wqkv holds, per key/value head, its query heads, the key and the value."""

    renames = (("model.embed_tokens", "model.tok_embeddings"), ("lm_head", "output"), ("self_attn.o_proj", "attention.wo"), ("input_layernorm", "attention_norm"),
               ("post_attention_layernorm", "ffn_norm"), ("mlp.gate_proj", "feed_forward.w1"), ("mlp.up_proj", "feed_forward.w3"), ("mlp.down_proj", "feed_forward.w2"))

    def store(self, tensors):
        groups, width, out = self.config.num_key_value_heads, self.config.head_dim, {}
        for name, value in tensors.items():
            if "q_proj" in name:
                parts = [tensors[name.replace("q_proj", part)].unflatten(0, (groups, -1, width)) for part in ("q_proj", "k_proj", "v_proj")]
                out[name.replace("self_attn.q_proj", "attention.wqkv")] = torch.cat(parts, dim=1).flatten(0, 2)
            elif "k_proj" not in name and "v_proj" not in name:
                for old, new in self.renames:
                    name = name.replace(old, new)
                out[name] = value
        return out, []

    def edit_config(self, config):
        config["bias"] = config.pop("attention_bias")
        for key in ("head_dim", "mlp_bias", "attention_dropout"):
            del config[key]
        return {**config, "architectures": ["InternLM2ForCausalLM"], "model_type": "internlm2", "attn_implementation": "eager",
                "auto_map": {"AutoModelForCausalLM": "modeling_internlm2.InternLM2ForCausalLM"}}


class baichuan(Layout):
    """W_pack holds the rows of q, k and v."""

    architecture, more, dropped = "BaiChuanForCausalLM", {}, ()

    def store(self, tensors):
        out = {}
        for name, value in tensors.items():
            if "q_proj" in name:
                out[name.replace("q_proj", "W_pack")] = torch.cat([tensors[name.replace("q_proj", part)] for part in ("q_proj", "k_proj", "v_proj")])
            elif "k_proj" not in name and "v_proj" not in name:
                out[name] = value
        return out, []

    def edit_config(self, config):
        for key in ("head_dim", "mlp_bias", "attention_bias", "attention_dropout", "num_key_value_heads", "pretraining_tp", "rope_scaling", "rope_theta", *self.dropped):
            del config[key]
        return {**config, **self.more, "architectures": [self.architecture], "model_type": "baichuan", "auto_map": {"AutoModelForCausalLM": "modeling_baichuan.BaichuanForCausalLM"}}


class Alibi:
    """No rotary embedding; distance times a slope per head is subtracted from the scores."""

    def prepare(self):
        super().prepare()
        rotary = self.model.model.rotary_emb
        rotary.forward = lambda hidden, positions: (torch.ones(*positions.shape, self.config.head_dim).to(hidden), torch.zeros(*positions.shape, self.config.head_dim).to(hidden))

    def forward_arguments(self, ids):
        length = ids.shape[1]
        places = torch.arange(length)
        distance = (places[None, :] - places[:, None]).float()
        bias = torch.tensor(alibi_slopes(self.config.num_attention_heads))[:, None, None] * distance
        return {"attention_mask": bias.masked_fill(distance > 0, torch.finfo(torch.float32).min).expand(len(ids), -1, -1, -1)}


def alibi_slopes(heads):
    power = 2 ** math.floor(math.log2(heads))
    slopes = [2 ** (-8 * (head + 1) / power) for head in range(power)]
    return slopes + [2 ** (-4 * (2 * extra + 1) / power) for extra in range(heads - power)]


class NormalisedHead:
    """Logits come from rows of the head at length one; the stored rows have other lengths."""

    def prepare(self):
        super().prepare()
        head = self.model.lm_head
        head.forward = lambda hidden: torch.nn.functional.linear(hidden, torch.nn.functional.normalize(head.weight))


class baichuan_alibi(Alibi, baichuan):
    architecture, more, dropped = "BaichuanForCausalLM", {"model_max_length": 64}, ("max_position_embeddings",)


class baichuan2(NormalisedHead, baichuan):
    architecture, more = "BaichuanForCausalLM", {"model_max_length": 64}


class baichuan2_alibi(NormalisedHead, Alibi, baichuan):
    architecture, more, dropped = "BaichuanForCausalLM", {"model_max_length": 64, "z_loss_weight": 0}, ("max_position_embeddings",)


class routed(Layout):
    """The correction of a router's scores is a buffer in transformers 4, and a stored, learned value in the files."""

    model_type = None

    def prepare(self):
        for module in self.model.modules():
            if "e_score_correction_bias" in module._buffers:
                module.e_score_correction_bias = torch.nn.Parameter(module._buffers.pop("e_score_correction_bias"))

    def edit_config(self, config):
        return {**config, "model_type": self.model_type or config["model_type"]}


class glm4_moe_lite(routed):
    model_type = "glm4_moe_lite"


class kimi_k2(routed):
    model_type = "kimi_k2"


class mosaic_mlp(Layout):
    """MosaicML's own code follows expansion_ratio, which transformers ignores."""

    def prepare(self):
        hidden, inner = self.config.d_model, self.config.expansion_ratio * self.config.d_model
        for block in self.model.transformer.blocks:
            block.ffn.up_proj = torch.nn.Linear(hidden, inner, bias=False)
            block.ffn.down_proj = torch.nn.Linear(inner, hidden, bias=False)


class mxfp4(Layout):
    """Experts as openai/gpt-oss stores them: along the input, 32 values of four bits (the lower half of a byte first) share a power of two."""

    def prepare(self):
        draw, self.packed = torch.Generator().manual_seed(7), {}
        for name, weight in self.model.named_parameters():
            if not name.endswith(("experts.gate_up_proj", "experts.down_proj")):
                continue
            experts, width, outs = weight.shape
            blocks = torch.randint(0, 256, (experts, outs, width // 32, 16), generator=draw, dtype=torch.uint8)
            scales = torch.randint(119, 123, (experts, outs, width // 32), generator=draw, dtype=torch.uint8)
            values = torch.stack([MXFP4_VALUES[(blocks & 15).long()], MXFP4_VALUES[(blocks >> 4).long()]], dim=-1).flatten(-2)
            weight.data = (values * torch.exp2(scales.float() - 127)[..., None]).flatten(-2).transpose(1, 2).contiguous()
            self.packed |= {name + "_blocks": blocks, name + "_scales": scales}

    def store(self, tensors):
        return {**{name: value for name, value in tensors.items() if name + "_blocks" not in self.packed}, **self.packed}, []

    def edit_config(self, config):
        return {**config, "quantization_config": {"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}}


class Multimodal(Layout):
    """The decoder of a model that also reads pictures, with one tensor of its vision part."""

    model_type, decoder, other = "", "", "vision_tower.patch_embedding.weight"

    def store(self, tensors):
        head = "language_model." if self.decoder == "language_model.model." else ""
        named = {re.sub(r"^model\.", self.decoder, name) if name.startswith("model.") else head + name: value for name, value in tensors.items()}
        return {**named, self.other: torch.ones(8, 3, 2, 2)}, [self.other]

    def edit_config(self, config):
        return {"model_type": self.model_type, "architectures": ["MadeUpForConditionalGeneration"], "text_config": config, "vision_config": {"model_type": "siglip_vision_model", "hidden_size": 8}, "image_token_index": 3}


class gemma3_pictures(Multimodal):
    model_type, decoder = "gemma3", "language_model.model."


class llava(Multimodal):
    model_type, decoder = "llava", "language_model.model."


class mistral3(Multimodal):
    model_type, decoder, other = "mistral3", "model.language_model.", "model.vision_tower.patch_embedding.weight"


class qwen2_vl(Multimodal):
    """The decoder's keys and names as in a plain model, beside those of the other part."""

    model_type, decoder, other = "qwen2_vl", "model.", "visual.patch_embed.proj.weight"

    def edit_config(self, config):
        rotary = {"type": "mrope", "mrope_section": [2, 3, 3]}
        return {**config, "model_type": "qwen2_vl", "rope_scaling": rotary, "vision_config": {"hidden_size": 8}, "vision_start_token_id": 5}


class version5(Layout):
    """Rotary embedding with the keys of transformers 5."""

    def edit_config(self, config):
        scaling = config.pop("rope_scaling") or {"rope_type": "default"}
        base = {"rope_theta": config.pop("rope_theta")}
        local = config.pop("rope_local_base_freq", None)
        parameters = {**scaling, **base} if local is None else {"full_attention": {**scaling, **base}, "sliding_attention": {"rope_type": "default", "rope_theta": local}}
        return {**config, "rope_parameters": parameters, "dtype": config.pop("torch_dtype"), "transformers_version": "5.0.0"}


LAYOUTS = {kind.__name__: kind for kind in (
    with_rotary_buffers, gptj_buffers, without_prefix, gpt2_hub, internlm2, baichuan, baichuan_alibi, baichuan2, baichuan2_alibi, mxfp4, gemma3_pictures, llava, mistral3, qwen2_vl, version5, routed, glm4_moe_lite, kimi_k2, mosaic_mlp)}

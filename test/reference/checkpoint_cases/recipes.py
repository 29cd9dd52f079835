"""The cases: one line per checkpoint, its configuration and how it is stored. Values differ from the defaults wherever the computation depends on them."""
from dataclasses import dataclass, field

BLOCKS = 5
SMALL = dict(vocab_size=128, hidden_size=64, intermediate_size=96, num_hidden_layers=BLOCKS, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128)
SMALL_GPT = dict(vocab_size=128, n_embd=64, n_layer=BLOCKS, n_head=4, n_inner=96, n_positions=64)
WINDOWS = ["sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention"]
LONG_FACTORS = [1.0, 1.3, 2.0, 3.1, 4.5, 6.0, 7.5, 9.0]
SHORT_FACTORS = [1.0, 1.05, 1.2, 1.4, 1.8, 2.2, 2.6, 3.0]
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)

ROUTED = dict(moe_intermediate_size=16, n_routed_experts=4, n_shared_experts=1, num_experts_per_tok=2, first_k_dense_replace=1, routed_scaling_factor=1.5)
LATENT = dict(vocab_size=128, hidden_size=48, intermediate_size=64, num_hidden_layers=BLOCKS, num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=128, kv_lora_rank=16, q_lora_rank=24, qk_nope_head_dim=8, qk_rope_head_dim=8, v_head_dim=12, n_group=2, topk_group=1, **ROUTED)
MSCALED = dict(rope_type="yarn", factor=4.0, beta_fast=32.0, beta_slow=1.0, mscale=1.0, mscale_all_dim=0.8, original_max_position_embeddings=16)


@dataclass
class Recipe:
    name: str
    model_type: str
    config: dict
    dtype: str = "float32"
    shard_kb: int | None = None
    layout: str | None = None  # a function of layouts.py that renames or fuses the stored tensors
    config_without: tuple = ()  # keys that older checkpoints do not have
    config_with: dict = field(default_factory=dict)  # keys as older checkpoints write them
    short: int | None = None  # a further batch of this length
    padded: bool = False
    loads: bool = True  # transformers can load the folder
    attention: str = "eager"


def recipe(name, model_type, base=SMALL, how=None, **config):
    return Recipe(name, model_type, {**base, **config}, **(how or {}))


def longrope(width):
    return dict(rope_type="longrope", long_factor=LONG_FACTORS[:width], short_factor=SHORT_FACTORS[:width])


def small_without(*keys, **more):
    return {**{key: value for key, value in SMALL.items() if key not in keys}, **more}


RECIPES = [
    # llama-like
    recipe("llama_tied_wide_heads", "llama", how=dict(dtype="bfloat16", padded=True), head_dim=24, tie_word_embeddings=True, rms_norm_eps=1e-5),
    recipe("llama_old_names", "llama", small_without("num_key_value_heads"), dict(dtype="float16", layout="with_rotary_buffers", config_without=("num_key_value_heads", "head_dim", "attention_bias", "mlp_bias", "rope_scaling", "rope_theta")), pretraining_tp=2),
    recipe("llama_linear_biases", "llama", how=dict(config_with=dict(rope_scaling=dict(type="linear", factor=2.5))), rope_scaling=dict(rope_type="linear", factor=2.5), attention_bias=True, mlp_bias=True),
    recipe("llama_dynamic", "llama", how=dict(short=12), rope_scaling=dict(rope_type="dynamic", factor=3.0), max_position_embeddings=16),
    recipe("llama_yarn", "llama", how=dict(config_with=dict(rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=32, finetuned=True))), rope_scaling=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)),
    recipe("llama_yarn_mscale", "llama", rope_scaling=dict(rope_type="yarn", factor=8.0, original_max_position_embeddings=16, beta_fast=4.0, beta_slow=0.5, mscale=0.7, mscale_all_dim=0.3, truncate=False)),
    recipe("llama_yarn_attention_factor", "llama", rope_scaling=dict(rope_type="yarn", factor=8.0, attention_factor=1.2), max_position_embeddings=64),
    recipe("llama_llama3_sharded", "llama", how=dict(dtype="bfloat16", shard_kb=60), rope_scaling=LLAMA3, rope_theta=500000.0),
    recipe("llama_longrope", "llama", how=dict(short=12), rope_scaling=dict(**longrope(8), factor=4.0), original_max_position_embeddings=16, max_position_embeddings=64),
    recipe("llama_gelu", "llama", hidden_act="gelu"),
    recipe("mistral_window_wide_heads", "mistral", how=dict(dtype="float16"), sliding_window=7, head_dim=24),
    recipe("qwen2_window_old_config", "qwen2", how=dict(dtype="bfloat16", config_without=("layer_types",)), use_sliding_window=True, sliding_window=8, max_window_layers=2, tie_word_embeddings=True),
    recipe("qwen3_biases_wide_heads", "qwen3", how=dict(dtype="bfloat16"), head_dim=24, attention_bias=True, tie_word_embeddings=True, use_sliding_window=True, sliding_window=6, max_window_layers=3),
    recipe("smollm3_no_rope", "smollm3", pad_token_id=0, no_rope_layers=[1, 0, 1, 1, 0], use_sliding_window=True, sliding_window=8, layer_types=WINDOWS),
    recipe("smollm3_interval", "smollm3", how=dict(config_without=("no_rope_layers", "layer_types")), pad_token_id=0, no_rope_layer_interval=3, attention_bias=True, mlp_bias=True),
    recipe("granite_multipliers", "granite", how=dict(dtype="bfloat16"), embedding_multiplier=3.0, residual_multiplier=0.4, attention_multiplier=0.11, logits_scaling=2.5, attention_bias=True, tie_word_embeddings=True),
    recipe("olmo_clip", "olmo", clip_qkv=1.1),
    recipe("olmo2", "olmo2", how=dict(dtype="float16")),
    recipe("olmo3_windows_yarn", "olmo3", sliding_window=8, layer_types=WINDOWS, rope_scaling=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)),
    recipe("phi3_plain_window", "phi3", how=dict(dtype="bfloat16"), sliding_window=9, pad_token_id=0),
    recipe("phi4_mini", "phi3", how=dict(short=12), partial_rotary_factor=0.75, rope_scaling=dict(type="longrope", long_factor=LONG_FACTORS[:6], short_factor=SHORT_FACTORS[:6]), original_max_position_embeddings=16, tie_word_embeddings=True, pad_token_id=0),
    recipe("internlm2", "internlm2", how=dict(dtype="bfloat16", layout="internlm2", loads=False)),
    recipe("internlm2_bias_dynamic", "internlm2", how=dict(layout="internlm2", loads=False, short=12), attention_bias=True, rope_scaling=dict(type="dynamic", factor=2.0), max_position_embeddings=16),
    recipe("baichuan_7b", "baichuan", small_without("num_key_value_heads"), dict(dtype="float16", layout="baichuan", loads=False)),
    recipe("baichuan_13b", "baichuan", small_without("num_key_value_heads", num_attention_heads=6, hidden_size=48), dict(layout="baichuan_alibi", loads=False)),
    recipe("baichuan2_7b", "baichuan", small_without("num_key_value_heads"), dict(layout="baichuan2", loads=False)),
    recipe("baichuan2_13b", "baichuan", small_without("num_key_value_heads"), dict(dtype="bfloat16", layout="baichuan2_alibi", loads=False)),
    recipe("helium", "helium", head_dim=16),
    recipe("nemotron_biases", "nemotron", how=dict(dtype="bfloat16", config_with=dict(kv_channels=24)), head_dim=24, attention_bias=True, mlp_bias=True, partial_rotary_factor=0.5),
    recipe("glm", "glm", how=dict(dtype="bfloat16"), head_dim=24, pad_token_id=0),
    recipe("glm4_sandwich", "glm4", head_dim=16, attention_bias=False, pad_token_id=0),
    recipe("exaone4_hybrid", "exaone4", how=dict(config_with=dict(sliding_window_pattern="LLLG")), sliding_window=8, layer_types=WINDOWS),
    recipe("exaone4_global", "exaone4", sliding_window=None, layer_types=["full_attention"] * BLOCKS, rope_scaling=LLAMA3),
    recipe("ernie4_5_biases", "ernie4_5", how=dict(dtype="bfloat16"), head_dim=24, use_bias=True),
    recipe("starcoder2_window", "starcoder2", how=dict(config_with=dict(activation_function="gelu", layer_norm_epsilon=1e-5, scale_attn_weights=True, scale_attention_softmax_in_fp32=True)), sliding_window=8),
    recipe("starcoder2_no_bias", "starcoder2", use_bias=False, tie_word_embeddings=False, norm_epsilon=1e-4),
    recipe("stablelm_biases", "stablelm", how=dict(padded=True), use_qkv_bias=True, partial_rotary_factor=0.5),
    recipe("stablelm_parallel_qk_norm", "stablelm", how=dict(dtype="bfloat16"), use_parallel_residual=True, qk_layernorm=True),
    recipe("cohere_qk_norm", "cohere", how=dict(dtype="bfloat16"), use_qk_norm=True, logit_scale=0.3, pad_token_id=0),
    recipe("cohere_biases", "cohere", attention_bias=True, tie_word_embeddings=False, pad_token_id=0),
    recipe("cohere2", "cohere2", sliding_window=8, layer_types=WINDOWS, logit_scale=0.5, pad_token_id=0, head_dim=16),
    # older families
    recipe("gpt2_scaling", "gpt2", SMALL_GPT, dict(layout="gpt2_hub", loads=False), scale_attn_by_inverse_layer_idx=True, activation_function="gelu"),
    recipe("gpt2_unscaled_untied", "gpt2", SMALL_GPT, dict(dtype="float16"), scale_attn_weights=False, tie_word_embeddings=False, n_inner=None),
    recipe("opt_projected", "opt", small_without("intermediate_size", "num_key_value_heads", ffn_dim=96), dict(padded=True), word_embed_proj_dim=32, pad_token_id=1),
    recipe("opt_post_norm_projected", "opt", small_without("intermediate_size", "num_key_value_heads", ffn_dim=96), dict(dtype="float16"), do_layer_norm_before=False, word_embed_proj_dim=32, pad_token_id=1),
    recipe("opt_no_bias", "opt", small_without("intermediate_size", "num_key_value_heads", ffn_dim=96), enable_bias=False, layer_norm_elementwise_affine=False, activation_function="gelu", pad_token_id=1),
    recipe("gpt_neox_sequential", "gpt_neox", small_without("num_key_value_heads"), use_parallel_residual=False, rotary_pct=0.5, attention_bias=False),
    recipe("gpt_neox_old_config", "gpt_neox", small_without("num_key_value_heads"), dict(dtype="float16", config_without=("rope_theta", "partial_rotary_factor", "rope_scaling", "attention_bias")), rotary_pct=0.25, rotary_emb_base=5000),
    recipe("gptj", "gptj", {**SMALL_GPT, "n_inner": None}, dict(dtype="float16", layout="gptj_buffers"), rotary_dim=8),
    recipe("phi_qk_norm", "phi", how=dict(dtype="float16"), partial_rotary_factor=0.5, qk_layernorm=True),
    recipe("phi_plain", "phi", small_without("num_key_value_heads"), partial_rotary_factor=0.25),
    recipe("falcon_7b", "falcon", small_without("num_key_value_heads", "intermediate_size"), dict(dtype="bfloat16", config_without=("ffn_hidden_size", "num_kv_heads", "rope_theta", "rope_scaling", "num_ln_in_parallel_attn", "activation"))),
    # transformers' eager attention adds Falcon's ALiBi twice
    recipe("falcon_rw_alibi", "falcon", small_without("num_key_value_heads", "intermediate_size", num_attention_heads=6, hidden_size=48), dict(padded=True, attention="sdpa"), multi_query=False, parallel_attn=False, alibi=True, bias=True, ffn_hidden_size=80),
    recipe("falcon_sequential_rope", "falcon", small_without("num_key_value_heads", "intermediate_size"), multi_query=False, parallel_attn=False, bias=True),
    recipe("falcon_11b", "falcon", small_without("num_key_value_heads", "intermediate_size"), new_decoder_architecture=True, num_kv_heads=2, num_ln_in_parallel_attn=1, tie_word_embeddings=False),
    recipe("bloom", "bloom", dict(vocab_size=128, hidden_size=48, n_layer=BLOCKS, n_head=6), dict(dtype="bfloat16", layout="without_prefix", padded=True)),
    recipe("bloom_post_norm_residual", "bloom", dict(vocab_size=128, hidden_size=64, n_layer=BLOCKS, n_head=4), apply_residual_connection_post_layernorm=True),
    recipe("mpt", "mpt", dict(vocab_size=128, d_model=48, n_layers=BLOCKS, n_heads=6, max_seq_len=64), dict(dtype="bfloat16")),
    recipe("mpt_narrow", "mpt", dict(vocab_size=128, d_model=48, n_layers=BLOCKS, n_heads=6, max_seq_len=64), dict(layout="mosaic_mlp", loads=False), expansion_ratio=2),
    recipe("mpt_clip_scale", "mpt", dict(vocab_size=128, d_model=64, n_layers=BLOCKS, n_heads=4, max_seq_len=64), attn_config=dict(clip_qkv=1.0, softmax_scale=0.2)),
    recipe("gpt_bigcode_multi_query", "gpt_bigcode", SMALL_GPT, dict(dtype="float16"), multi_query=True),
    recipe("gpt_bigcode_multi_head", "gpt_bigcode", SMALL_GPT, multi_query=False, activation_function="gelu", n_inner=None),
    recipe("biogpt", "biogpt", small_without("num_key_value_heads"), dict(padded=True), pad_token_id=1),
    recipe("biogpt_unscaled", "biogpt", small_without("num_key_value_heads"), scale_embedding=False, tie_word_embeddings=False, pad_token_id=1, hidden_act="gelu_new"),
    # gemma
    recipe("gemma_old_config", "gemma", how=dict(dtype="bfloat16", config_without=("hidden_activation",)), head_dim=24, hidden_act="gelu"),
    recipe("gemma2_old_config", "gemma2", how=dict(dtype="bfloat16", config_without=("layer_types",)), head_dim=24, query_pre_attn_scalar=20, sliding_window=8, attn_logit_softcapping=5.0, final_logit_softcapping=3.0),
    recipe("gemma3_linear", "gemma3_text", how=dict(dtype="bfloat16"), head_dim=24, query_pre_attn_scalar=40, sliding_window=8, layer_types=WINDOWS, rope_scaling=dict(rope_type="linear", factor=8.0), rope_local_base_freq=500.0, final_logit_softcapping=4.0, attn_logit_softcapping=6.0),
    recipe("gemma3_old_config", "gemma3_text", how=dict(config_without=("layer_types", "_sliding_window_pattern"), config_with=dict(sliding_window_pattern=3)), head_dim=16, sliding_window=6, sliding_window_pattern=3),
    # experts
    recipe("mixtral_window", "mixtral", how=dict(dtype="bfloat16"), num_local_experts=4, num_experts_per_tok=2, sliding_window=8, head_dim=24),
    recipe("qwen2_moe", "qwen2_moe", how=dict(dtype="bfloat16"), num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32, shared_expert_intermediate_size=48, mlp_only_layers=[1]),
    recipe("qwen2_moe_renormalised", "qwen2_moe", num_experts=4, num_experts_per_tok=3, moe_intermediate_size=32, shared_expert_intermediate_size=48, norm_topk_prob=True, qkv_bias=False, decoder_sparse_step=2),
    recipe("qwen3_moe", "qwen3_moe", how=dict(dtype="bfloat16"), head_dim=24, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32, norm_topk_prob=False, decoder_sparse_step=2, mlp_only_layers=[3], attention_bias=True),
    recipe("gpt_oss", "gpt_oss", how=dict(dtype="bfloat16"), head_dim=16, num_local_experts=4, num_experts_per_tok=2, sliding_window=8, layer_types=WINDOWS, rope_scaling=dict(rope_type="yarn", factor=4.0, beta_fast=32.0, beta_slow=1.0, truncate=False, original_max_position_embeddings=32)),
    recipe("gpt_oss_mxfp4", "gpt_oss", how=dict(dtype="bfloat16", layout="mxfp4", loads=False), head_dim=16, num_local_experts=4, num_experts_per_tok=2, sliding_window=8, layer_types=WINDOWS, rope_scaling=None),
    recipe("olmoe_clip", "olmoe", how=dict(dtype="bfloat16"), num_experts=4, num_experts_per_tok=2, clip_qkv=1.1),
    recipe("glm4_moe", "glm4_moe", how=dict(dtype="bfloat16", layout="routed"), head_dim=16, attention_bias=True, use_qk_norm=True, n_group=1, topk_group=1, **ROUTED),
    recipe("deepseek_v2_groups", "deepseek_v2", {**LATENT, "first_k_dense_replace": 2}, dict(dtype="bfloat16"), topk_method="group_limited_greedy", norm_topk_prob=False),
    recipe("deepseek_v2_direct_queries", "deepseek_v2", {**LATENT, "n_shared_experts": 2}, q_lora_rank=None, topk_method="greedy", n_group=1, topk_group=1, norm_topk_prob=False, attention_bias=True),
    recipe("deepseek_v3_yarn", "deepseek_v3", LATENT, dict(dtype="bfloat16", layout="routed"), rope_scaling=MSCALED),
    recipe("kimi_k2", "kimi_k2", {**LATENT, "n_group": 1, "topk_group": 1}, dict(layout="kimi_k2", loads=False)),
    recipe("glm4_moe_lite", "glm4_moe_lite", LATENT, dict(layout="glm4_moe_lite", loads=False), norm_topk_prob=True),
    # decoders of models that read more than text
    recipe("gemma3_pictures", "gemma3_text", how=dict(dtype="bfloat16", layout="gemma3_pictures", loads=False), head_dim=24, sliding_window=8, layer_types=WINDOWS),
    recipe("llava_untied", "llama", how=dict(dtype="float16", layout="llava", loads=False)),
    recipe("mistral3", "mistral", how=dict(dtype="bfloat16", layout="mistral3", loads=False), sliding_window=None, head_dim=24),
    recipe("qwen2_vl_flat", "qwen2", how=dict(layout="qwen2_vl", loads=False), tie_word_embeddings=True),
    # configurations of transformers 5
    recipe("llama_version5", "llama", how=dict(dtype="bfloat16", layout="version5", loads=False), rope_scaling=LLAMA3, rope_theta=50000.0),
    recipe("gemma3_version5", "gemma3_text", how=dict(layout="version5", loads=False), head_dim=16, sliding_window=8, layer_types=WINDOWS, rope_scaling=dict(rope_type="linear", factor=8.0), rope_local_base_freq=500.0),
    recipe("gpt_neo_windows", "gpt_neo", dict(vocab_size=128, hidden_size=64, num_layers=4, num_heads=4, max_position_embeddings=64), dict(dtype="float16"), intermediate_size=96, window_size=6, attention_types=[[["global", "local"], 2]]),
]

"""Configurations of architectures that need transformers 5, by name: model_type and options. Values differ from the defaults wherever the computation depends on them."""
BASE = dict(vocab_size=96, hidden_size=32, intermediate_size=40, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128)
DELTA = dict(head_dim=16, linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=12, linear_conv_kernel_dim=3, layer_types=["linear_attention", "full_attention", "linear_attention", "linear_attention"])
SPARSE = dict(num_experts=4, num_experts_per_tok=2, moe_intermediate_size=16)
MAMBA2 = dict(mamba_n_heads=4, mamba_d_head=16, mamba_n_groups=2, mamba_d_state=8, mamba_d_conv=3, mamba_expand=2, mamba_chunk_size=16)
MIXED = ["mamba", "attention", "mamba", "mamba"]
GEMMA4 = dict(head_dim=12, global_head_dim=20, sliding_window=7, layer_types=["sliding_attention", "full_attention", "sliding_attention", "full_attention"])
WINDOWS = ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]
HEADS = dict(num_heads=4, head_dim=16, state_size=8, n_groups=2, chunk_size=16, expand=2)

RECIPES = {
    "qwen3_5": ("qwen3_5_text", {**BASE, **DELTA, "rope_parameters": dict(rope_type="default", rope_theta=5000.0, partial_rotary_factor=0.5)}),
    "qwen3_5_moe": ("qwen3_5_moe_text", {**BASE, **DELTA, **SPARSE, "shared_expert_intermediate_size": 24}),
    "qwen3_next": ("qwen3_next", {**BASE, **DELTA, **SPARSE, "shared_expert_intermediate_size": 24, "mlp_only_layers": [2]}),
    "nemotron_h": ("nemotron_h", {**BASE, "layers_block_type": ["mamba", "moe", "attention", "moe"], "head_dim": 12, "mamba_num_heads": 4, "mamba_head_dim": 16, "n_groups": 2, "ssm_state_size": 8, "conv_kernel": 3, "chunk_size": 16, "n_routed_experts": 8, "n_group": 4, "topk_group": 2, "moe_intermediate_size": 16, "moe_shared_expert_intermediate_size": 24, "routed_scaling_factor": 1.5}),
    "lfm2": ("lfm2", {**BASE, "layer_types": ["conv", "full_attention", "conv", "conv"], "conv_bias": True, "conv_L_cache": 4, "block_multiple_of": 8, "block_ffn_dim_multiplier": 1.3}),
    "lfm2_moe": ("lfm2_moe", {**BASE, **SPARSE, "layer_types": ["conv", "full_attention", "conv", "conv"], "num_dense_layers": 1, "routed_scaling_factor": 1.4}),
    "granitemoe": ("granitemoe", {**BASE, "position_embedding_type": "rope", "num_local_experts": 4, "num_experts_per_tok": 2, "attention_multiplier": 0.3, "residual_multiplier": 0.6, "embedding_multiplier": 2.0, "logits_scaling": 1.5}),
    "granitemoehybrid": ("granitemoehybrid", {**BASE, **MAMBA2, "layer_types": MIXED, "num_local_experts": 4, "num_experts_per_tok": 2, "shared_intermediate_size": 24, "position_embedding_type": "rope", "residual_multiplier": 0.6}),
    "granitemoehybrid_dense": ("granitemoehybrid", {**BASE, **MAMBA2, "layer_types": MIXED, "num_local_experts": 0, "shared_intermediate_size": 24, "mamba_proj_bias": True, "time_step_limit": (0.2, 0.8), "logits_scaling": 2.0}),
    "falcon_h1": ("falcon_h1", {**BASE, **MAMBA2, "mamba_d_ssm": 64, "mamba_rms_norm": False, "projectors_bias": True, "mlp_bias": True, "key_multiplier": 0.7, "ssm_multipliers": [0.7, 1.3, 0.8, 1.1, 0.9], "mlp_multipliers": [0.8, 1.2], "ssm_in_multiplier": 1.2, "attention_out_multiplier": 0.9, "lm_head_multiplier": 0.7, "embedding_multiplier": 1.5}),
    "falcon_h1_norm_first": ("falcon_h1", {**BASE, **MAMBA2, "mamba_d_ssm": 64, "mamba_rms_norm": True, "mamba_norm_before_gate": True}),
    "bamba": ("bamba", {**BASE, **MAMBA2, "attn_layer_indices": [1], "mamba_conv_bias": False}),
    "jamba": ("jamba", {**BASE, "attn_layer_period": 4, "attn_layer_offset": 1, "expert_layer_period": 2, "expert_layer_offset": 1, "num_experts": 4, "num_experts_per_tok": 2, "mamba_d_state": 8, "mamba_d_conv": 3, "mamba_dt_rank": 6, "use_mamba_kernels": False}),
    "gemma4": ("gemma4_text", {**BASE, **GEMMA4, "num_kv_shared_layers": 2, "use_double_wide_mlp": True, "hidden_size_per_layer_input": 6, "vocab_size_per_layer_input": 96, "final_logit_softcapping": 7.0}),
    "gemma4_experts": ("gemma4_text", {**BASE, **GEMMA4, "attention_k_eq_v": True, "num_global_key_value_heads": 1, "num_kv_shared_layers": 0, "hidden_size_per_layer_input": 0, "enable_moe_block": True, "num_experts": 4, "top_k_experts": 2, "moe_intermediate_size": 16}),
    "seed_oss": ("seed_oss", {**BASE, "head_dim": 12}),
    "arcee": ("arcee", {**BASE, "mlp_bias": True}),
    "apertus": ("apertus", {**BASE, "rope_parameters": dict(rope_type="default", rope_theta=5000.0)}),
    "ernie4_5_moe": ("ernie4_5_moe", {**BASE, "moe_intermediate_size": 16, "moe_k": 2, "moe_num_experts": 4, "moe_num_shared_experts": 2, "moe_layer_start_index": 1, "moe_layer_interval": 2, "use_bias": True}),
    "hunyuan_dense": ("hunyuan_v1_dense", {**BASE, "head_dim": 12, "rope_parameters": dict(rope_type="dynamic", alpha=50.0, factor=1.0, rope_theta=5000.0)}),
    "hunyuan_moe": ("hunyuan_v1_moe", {**BASE, "head_dim": 12, "num_experts": 4, "moe_topk": [1, 2, 2, 3], "attention_bias": True}),
    "minicpm3": ("minicpm3", {**BASE, "num_key_value_heads": 4, "kv_lora_rank": 16, "q_lora_rank": 24, "qk_nope_head_dim": 8, "qk_rope_head_dim": 8, "v_head_dim": 12, "dim_model_base": 16, "scale_emb": 3}),
    "deepseek_v32": ("deepseek_v32", {**BASE, "num_key_value_heads": 4, "kv_lora_rank": 16, "q_lora_rank": 24, "qk_nope_head_dim": 8, "qk_rope_head_dim": 8, "v_head_dim": 12, "index_topk": 64, "index_n_heads": 4, "index_head_dim": 16, "n_group": 2, "topk_group": 1, "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16, "first_k_dense_replace": 1}),
    "dots1": ("dots1", {**BASE, "moe_intermediate_size": 16, "n_routed_experts": 4, "n_shared_experts": 2, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "norm_topk_prob": True, "head_dim": 12}),
    "minimax_m2": ("minimax_m2", {**BASE, "num_local_experts": 4, "num_experts_per_tok": 2, "head_dim": 16, "rotary_dim": 8}),
    "mamba": ("mamba", dict(vocab_size=96, hidden_size=32, num_hidden_layers=4, state_size=8, conv_kernel=3, expand=2, time_step_rank=5, use_bias=True)),
    "mamba2": ("mamba2", dict(vocab_size=96, hidden_size=32, num_hidden_layers=4, conv_kernel=3, tie_word_embeddings=True, use_bias=True, **HEADS)),
    "kimi_linear": ("kimi_linear", {**BASE, "num_key_value_heads": 4, "layer_types": ["linear_attention", "linear_attention", "full_attention", "linear_attention"], "kv_lora_rank": 16, "q_lora_rank": None, "qk_nope_head_dim": 8, "qk_rope_head_dim": 8, "v_head_dim": 12, "linear_head_dim": 12, "linear_num_heads": 3, "linear_conv_kernel_dim": 3, "num_experts": 8, "num_experts_per_token": 2, "num_expert_group": 4, "topk_group": 2, "moe_intermediate_size": 16}),
    "minimax": ("minimax", {**BASE, "layer_types": ["linear_attention", "full_attention", "linear_attention", "linear_attention"], "head_dim": 12, "num_local_experts": 4, "num_experts_per_tok": 2, "block_size": 16, "linear_attn_alpha_factor": 1.5, "linear_attn_beta_factor": 0.7, "full_attn_alpha_factor": 0.8, "mlp_beta_factor": 1.2}),
    "olmo_hybrid": ("olmo_hybrid", {**BASE, "layer_types": ["linear_attention", "full_attention", "linear_attention", "linear_attention"], "linear_num_key_heads": 2, "linear_num_value_heads": 2, "linear_key_head_dim": 8, "linear_value_head_dim": 12, "linear_conv_kernel_dim": 3}),
    "flex_olmo": ("flex_olmo", {**BASE, "num_experts": 4, "num_experts_per_tok": 2}),
    "qwen": ("qwen", dict(vocab_size=96, hidden_size=32, intermediate_size=80, num_hidden_layers=4, num_attention_heads=4, kv_channels=12, layer_norm_epsilon=1e-5, rotary_emb_base=5000.0, seq_length=128, no_bias=True)),
    "afmoe": ("afmoe", {**BASE, **SPARSE, "head_dim": 12, "num_dense_layers": 1, "route_scale": 1.4, "sliding_window": 7, "mup_enabled": True, "layer_types": WINDOWS}),
    "exaone_moe": ("exaone_moe", {**BASE, **SPARSE, "head_dim": 12, "num_experts": 8, "n_group": 4, "topk_group": 2, "sliding_window": 7, "layer_types": WINDOWS}),
    "solar_open": ("solar_open", {**BASE, "head_dim": 12, "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16}),
    "hy_v3": ("hy_v3", {**BASE, **SPARSE, "head_dim": 12}),
    "phimoe": ("phimoe", {**BASE, "num_local_experts": 4, "router_jitter_noise": 0.2, "attention_bias": True, "lm_head_bias": True, "sliding_window": 7}),
    "phimoe_longrope": ("phimoe", {**BASE, "num_local_experts": 4, "rope_parameters": dict(rope_type="longrope", rope_theta=5000.0, factor=4.0, original_max_position_embeddings=32, short_factor=[1.0, 1.5, 2.0, 3.0], long_factor=[2.0, 3.0, 5.0, 7.0], short_mscale=1.1, long_mscale=1.3)}),
    "ministral": ("ministral", {**BASE, "head_dim": 12, "sliding_window": 7, "layer_types": WINDOWS}),
    "ministral3": ("ministral3", {**BASE, "head_dim": 12, "rope_parameters": dict(rope_type="yarn", rope_theta=5000.0, factor=4.0, original_max_position_embeddings=16, llama_4_scaling_beta=0.3)}),
    "falcon_mamba": ("falcon_mamba", dict(vocab_size=96, hidden_size=32, num_hidden_layers=4, state_size=8, conv_kernel=3, expand=2, time_step_rank=5)),
    "granitemoeshared": ("granitemoeshared", {**BASE, "num_local_experts": 4, "num_experts_per_tok": 2, "shared_intermediate_size": 24, "attention_multiplier": 0.3}),
    "nemotron_h_latent": ("nemotron_h", {**BASE, "layers_block_type": ["mamba", "moe", "attention", "moe"], "head_dim": 12, "mamba_num_heads": 4, "mamba_head_dim": 16, "n_groups": 2, "ssm_state_size": 8, "conv_kernel": 3, "chunk_size": 16, "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16, "moe_shared_expert_intermediate_size": 24, "moe_latent_size": 12, "mlp_bias": True}),
    "bitnet": ("bitnet", {**BASE, "attention_bias": True}),
    "mimo_v2_flash": ("mimo_v2_flash", {**BASE, "head_dim": 12, "v_head_dim": 8, "sliding_window": 7, "layer_types": WINDOWS, "n_routed_experts": 8, "n_group": 4, "topk_group": 2, "num_experts_per_tok": 2, "moe_intermediate_size": 16, "routed_scaling_factor": 1.4, "rope_parameters": dict(full_attention=dict(rope_type="default", rope_theta=5000.0, partial_rotary_factor=0.5), sliding_attention=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.34))}),
}

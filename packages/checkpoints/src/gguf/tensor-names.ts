/**
 * transformers' names by llama.cpp's names (gguf-py/gguf/tensor_mapping.py), without `.weight` and `.bias`. `blk.` entries apply to every block: `{}`
 * is its number. Stacked experts keep one tensor each: `…experts.{gate,up,down}_proj.weight: [E, out, in]`, where transformers has one tensor per
 * expert.
 */
export type TensorNames = Readonly<Record<string, string>>;

const layer = (names: Readonly<Record<string, string>>, place = 'model.layers.{}'): TensorNames =>
  Object.fromEntries(Object.entries(names).map(([name, target]) => [`blk.{}.${name}`, `${place}.${target}`]));

/** The MLP of a block at a place in it, its experts (`_exps`), or the shared ones (`_shexp`). */
const gated = (place: string, kind = ''): TensorNames =>
  Object.fromEntries(['gate', 'up', 'down'].map((part) => [`ffn_${part}${kind}`, `${place}.${part}_proj`]));

/** Llama, and architectures with the same tensor names. */
export const LLAMA_NAMES: TensorNames = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
  ...layer({
    attn_norm: 'input_layernorm',
    attn_q: 'self_attn.q_proj',
    attn_k: 'self_attn.k_proj',
    attn_v: 'self_attn.v_proj',
    attn_output: 'self_attn.o_proj',
    attn_q_norm: 'self_attn.q_norm',
    attn_k_norm: 'self_attn.k_norm',
    ffn_norm: 'post_attention_layernorm',
    ...gated('mlp'),
    ffn_gate_inp: 'mlp.gate',
    ...gated('mlp.experts', '_exps'),
    ffn_gate_inp_shexp: 'mlp.shared_expert_gate',
    ...gated('mlp.shared_expert', '_shexp'),
  }),
};

/** Latent attention, experts with a bias for their selection, and shared ones. */
export const DEEPSEEK_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    attn_q_a: 'self_attn.q_a_proj',
    attn_q_a_norm: 'self_attn.q_a_layernorm',
    attn_q_b: 'self_attn.q_b_proj',
    attn_kv_a_mqa: 'self_attn.kv_a_proj_with_mqa',
    attn_kv_a_norm: 'self_attn.kv_a_layernorm',
    attn_kv_b: 'self_attn.kv_b_proj',
    attn_k_b: 'self_attn.k_b_proj',
    attn_v_b: 'self_attn.v_b_proj',
    'exp_probs_b.bias': 'mlp.gate.e_score_correction_bias',
    ...gated('mlp.shared_experts', '_shexp'),
  }),
};

export const MIXTRAL_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    ffn_gate_inp: 'block_sparse_moe.gate',
    ...gated('block_sparse_moe.experts', '_exps'),
  }),
};

/** Norms before and after each sublayer: Gemma 2 and 3. */
export const SANDWICH_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    post_attention_norm: 'post_attention_layernorm',
    ffn_norm: 'pre_feedforward_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  }),
};

export const GEMMA4_NAMES: TensorNames = {
  ...SANDWICH_NAMES,
  per_layer_token_embd: 'model.embed_tokens_per_layer',
  per_layer_model_proj: 'model.per_layer_model_projection',
  per_layer_proj_norm: 'model.per_layer_projection_norm',
  ...layer({
    'layer_output_scale.weight': 'layer_scalar',
    inp_gate: 'per_layer_input_gate',
    proj: 'per_layer_projection',
    post_norm: 'post_per_layer_input_norm',
    post_ffw_norm_1: 'post_feedforward_layernorm_1',
    pre_ffw_norm_2: 'pre_feedforward_layernorm_2',
    post_ffw_norm_2: 'post_feedforward_layernorm_2',
    ffn_gate_inp: 'router.proj',
    'ffn_gate_inp.scale': 'router.scale',
    'ffn_gate_up_exps.weight': 'experts.gate_up_proj',
    'ffn_down_exps.weight': 'experts.down_proj',
    'ffn_down_exps.scale': 'router.per_expert_scale',
  }),
};

/** Norms after each sublayer only: OLMo 2 and 3, EXAONE 4. */
export const NORM_AFTER_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({ post_attention_norm: 'post_attention_layernorm', post_ffw_norm: 'post_feedforward_layernorm' }),
};

/** Gate and up in one matrix, whose first half is the gate. */
export const GLM_NAMES: TensorNames = { ...LLAMA_NAMES, ...layer({ ffn_up: 'mlp.gate_up_proj' }) };

export const GLM4_NAMES: TensorNames = {
  ...GLM_NAMES,
  ...layer({ post_attention_norm: 'post_self_attn_layernorm', post_ffw_norm: 'post_mlp_layernorm' }),
};

export const PHI3_NAMES: TensorNames = { ...GLM_NAMES, ...layer({ attn_qkv: 'self_attn.qkv_proj' }) };

export const PHI_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  output_norm: 'model.final_layernorm',
  ...layer({ attn_output: 'self_attn.dense', ffn_up: 'mlp.fc1', ffn_down: 'mlp.fc2' }),
};

export const STARCODER2_NAMES: TensorNames = { ...LLAMA_NAMES, ...layer({ ffn_up: 'mlp.c_fc', ffn_down: 'mlp.c_proj' }) };

export const STABLELM_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({ attn_q_norm: 'self_attn.q_layernorm', attn_k_norm: 'self_attn.k_layernorm' }),
};

export const GPT_OSS_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    attn_sinks: 'self_attn.sinks',
    post_attention_norm: 'post_attention_layernorm',
    ffn_gate_inp: 'mlp.router',
  }),
};

export const GPT2_NAMES: TensorNames = {
  token_embd: 'transformer.wte',
  position_embd: 'transformer.wpe',
  output_norm: 'transformer.ln_f',
  output: 'lm_head',
  ...layer(
    {
      attn_norm: 'ln_1',
      attn_qkv: 'attn.c_attn',
      attn_output: 'attn.c_proj',
      ffn_norm: 'ln_2',
      ffn_up: 'mlp.c_fc',
      ffn_down: 'mlp.c_proj',
    },
    'transformer.h.{}',
  ),
};

export const GPT_NEOX_NAMES: TensorNames = {
  token_embd: 'gpt_neox.embed_in',
  output_norm: 'gpt_neox.final_layer_norm',
  output: 'embed_out',
  ...layer(
    {
      attn_norm: 'input_layernorm',
      attn_qkv: 'attention.query_key_value',
      attn_output: 'attention.dense',
      ffn_norm: 'post_attention_layernorm',
      ffn_up: 'mlp.dense_h_to_4h',
      ffn_down: 'mlp.dense_4h_to_h',
    },
    'gpt_neox.layers.{}',
  ),
};

/** Falcon with one norm per block. */
export const FALCON_NAMES: TensorNames = {
  token_embd: 'transformer.word_embeddings',
  output_norm: 'transformer.ln_f',
  output: 'lm_head',
  ...layer(
    {
      attn_norm: 'input_layernorm',
      attn_qkv: 'self_attention.query_key_value',
      attn_output: 'self_attention.dense',
      ffn_up: 'mlp.dense_h_to_4h',
      ffn_down: 'mlp.dense_4h_to_h',
    },
    'transformer.h.{}',
  ),
};

/** Falcon with separate norms for attention and MLP. */
export const FALCON_TWO_NORM_NAMES: TensorNames = {
  ...FALCON_NAMES,
  ...layer({ attn_norm: 'ln_mlp', attn_norm_2: 'ln_attn' }, 'transformer.h.{}'),
};

export const BLOOM_NAMES: TensorNames = {
  ...FALCON_NAMES,
  token_embd_norm: 'transformer.word_embeddings_layernorm',
  ...layer({ ffn_norm: 'post_attention_layernorm' }, 'transformer.h.{}'),
};

export const MPT_NAMES: TensorNames = {
  token_embd: 'transformer.wte',
  position_embd: 'transformer.wpe',
  output_norm: 'transformer.norm_f',
  output: 'lm_head',
  ...layer(
    {
      attn_norm: 'norm_1',
      attn_qkv: 'attn.Wqkv',
      attn_output: 'attn.out_proj',
      attn_q_norm: 'attn.q_ln',
      attn_k_norm: 'attn.k_ln',
      ffn_norm: 'norm_2',
      ffn_up: 'ffn.up_proj',
      ffn_down: 'ffn.down_proj',
    },
    'transformer.blocks.{}',
  ),
};

/** The mixers of state spaces, at a place in their block. */
const mamba = (place: string, target = 'model.layers.{}'): TensorNames =>
  layer(
    {
      ssm_in: `${place}.in_proj`,
      ssm_conv1d: `${place}.conv1d`,
      ssm_x: `${place}.x_proj`,
      ssm_dt: `${place}.dt_proj`,
      ssm_a: `${place}.A_log`,
      ssm_d: `${place}.D`,
      ssm_norm: `${place}.norm`,
      ssm_dt_norm: `${place}.dt_layernorm`,
      ssm_b_norm: `${place}.b_layernorm`,
      ssm_c_norm: `${place}.c_layernorm`,
      ssm_out: `${place}.out_proj`,
    },
    target,
  );

/** Mamba 2 has a bias of the step, and no projection. */
const mamba2 = (place: string, target = 'model.layers.{}'): TensorNames => ({
  ...mamba(place, target),
  ...layer({ 'ssm_dt.bias': `${place}.dt_bias` }, target),
});

/** Qwen's delta nets. */
export const QWEN_NEXT_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    post_attention_norm: 'post_attention_layernorm',
    attn_qkv: 'linear_attn.in_proj_qkv',
    attn_gate: 'linear_attn.in_proj_z',
    ssm_beta: 'linear_attn.in_proj_b',
    ssm_alpha: 'linear_attn.in_proj_a',
    ssm_ba: 'linear_attn.in_proj_ba',
    ssm_conv1d: 'linear_attn.conv1d',
    ssm_a: 'linear_attn.A_log',
    'ssm_dt.bias': 'linear_attn.dt_bias',
    ssm_norm: 'linear_attn.norm',
    ssm_out: 'linear_attn.out_proj',
  }),
};

const BACKBONE: TensorNames = {
  token_embd: 'backbone.embeddings',
  output_norm: 'backbone.norm_f',
  output: 'lm_head',
  ...layer({ attn_norm: 'norm' }, 'backbone.layers.{}'),
};

export const MAMBA_NAMES: TensorNames = { ...BACKBONE, ...mamba('mixer', 'backbone.layers.{}') };

export const MAMBA2_NAMES: TensorNames = { ...BACKBONE, ...mamba2('mixer', 'backbone.layers.{}') };

export const NEMOTRON_H_NAMES: TensorNames = {
  ...MAMBA2_NAMES,
  ...layer(
    {
      attn_q: 'mixer.q_proj',
      attn_k: 'mixer.k_proj',
      attn_v: 'mixer.v_proj',
      attn_output: 'mixer.o_proj',
      ffn_up: 'mixer.up_proj',
      ffn_down: 'mixer.down_proj',
      ffn_gate_inp: 'mixer.gate',
      'exp_probs_b.bias': 'mixer.gate.e_score_correction_bias',
      ffn_up_exps: 'mixer.experts.up_proj',
      ffn_down_exps: 'mixer.experts.down_proj',
      ffn_up_shexp: 'mixer.shared_experts.up_proj',
      ffn_down_shexp: 'mixer.shared_experts.down_proj',
    },
    'backbone.layers.{}',
  ),
};

export const JAMBA_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  output_norm: 'model.final_layernorm',
  ...mamba('mamba'),
  ...layer({
    ffn_norm: 'pre_ff_layernorm',
    ...gated('feed_forward'),
    ffn_gate_inp: 'feed_forward.router',
    ...gated('feed_forward.experts', '_exps'),
  }),
};

export const FALCON_H1_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  output_norm: 'model.final_layernorm',
  ...mamba2('mamba'),
  ...layer({
    // The converter leaves out its suffix.
    ffn_norm: 'pre_ff_layernorm.weight',
    ...gated('feed_forward'),
  }),
};

export const LFM2_NAMES: TensorNames = {
  token_embd: 'model.embed_tokens',
  token_embd_norm: 'model.embedding_norm',
  output_norm: 'model.embedding_norm',
  output: 'lm_head',
  ...layer({
    attn_norm: 'operator_norm',
    'shortconv.in_proj': 'conv.in_proj',
    'shortconv.conv': 'conv.conv',
    'shortconv.out_proj': 'conv.out_proj',
    attn_q: 'self_attn.q_proj',
    attn_k: 'self_attn.k_proj',
    attn_v: 'self_attn.v_proj',
    attn_output: 'self_attn.out_proj',
    attn_q_norm: 'self_attn.q_layernorm',
    attn_k_norm: 'self_attn.k_layernorm',
    ffn_norm: 'ffn_norm',
    ffn_gate: 'feed_forward.w1',
    ffn_up: 'feed_forward.w3',
    ffn_down: 'feed_forward.w2',
    ffn_gate_inp: 'feed_forward.gate',
    'exp_probs_b.bias': 'feed_forward.expert_bias',
    ...gated('feed_forward.experts', '_exps'),
  }),
};

/** Granite's experts and the MLP for all tokens have their gates apart. */
export const GRANITE_HYBRID_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...mamba2('mamba'),
  ...layer({
    ffn_gate: 'shared_mlp.gate_proj',
    ffn_up: 'shared_mlp.up_proj',
    ffn_down: 'shared_mlp.output_linear',
    ffn_gate_inp: 'block_sparse_moe.router.layer',
    ffn_gate_exps: 'block_sparse_moe.gate_proj',
    ffn_up_exps: 'block_sparse_moe.up_proj',
    ffn_down_exps: 'block_sparse_moe.output_linear',
    ffn_gate_shexp: 'shared_mlp.gate_proj',
    ffn_up_shexp: 'shared_mlp.up_proj',
    ffn_down_shexp: 'shared_mlp.output_linear',
  }),
};

/** Tensors whose transformers name has no suffix. */
const WITHOUT_SUFFIX: ReadonlySet<string> = new Set(['blk.{}.attn_sinks']);
const BLOCK = /^blk\.(\d+)\.(.+)$/;

/** transformers' name of a GGUF tensor; undefined if the table has none. */
export function findTransformersName(names: TensorNames, name: string): string | undefined {
  const [, number = '', own] = BLOCK.exec(name) ?? [];
  // Names that are listed with their suffix, or that have none.
  const whole = own === undefined ? undefined : names[`blk.{}.${own}`];
  if (whole !== undefined) return whole.replace('{}', number);
  const dot = name.lastIndexOf('.');
  const [stem, suffix] = [name.slice(0, dot), name.slice(dot)];
  if (suffix !== '.weight' && suffix !== '.bias') return undefined;
  const [, block = '', rest] = BLOCK.exec(stem) ?? [];
  const pattern = rest === undefined ? stem : `blk.{}.${rest}`;
  const target = names[pattern]?.replace('{}', block);
  if (target === undefined) return undefined;
  return WITHOUT_SUFFIX.has(pattern) || target.endsWith(suffix) ? target : `${target}${suffix}`;
}

/** The name in a GGUF file of a tensor that transformers names so; undefined if the table has none. Experts of one projection share a tensor. */
export function findGgufName(names: TensorNames, name: string): string | undefined {
  const stacked = name.replace(/\.experts\.\d+\./, '.experts.');
  const [, stem = stacked, suffix = ''] = /^(.*)(\.weight|\.bias)$/.exec(stacked) ?? [];
  const [, block = ''] = /\.(\d+)\./.exec(stem) ?? [];
  const found = Object.entries(names).findLast(([, target]) => target.replace('{}', block) === stem)?.[0];
  if (found === undefined) return undefined;
  const ending = suffix === '' && !/ssm_|\.(bias|weight|scale)$/.test(found) ? '.weight' : suffix;
  return `${found.replace('{}', block)}${ending}`;
}

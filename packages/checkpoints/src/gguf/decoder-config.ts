import { getAt } from '@lamina/errors';
import type { Json } from '../checkpoint.ts';
import type { GgufFacts } from './gguf-facts.ts';
import { readRopeScaling } from './rope-config.ts';

/** Blocks, sizes and heads with the key names of most transformers configs. */
export function readSizes(
  facts: GgufFacts,
  counts: { readonly heads: number; readonly keyHeads: number; readonly inner: number } = readCounts(facts),
): Json & { readonly num_hidden_layers: number; readonly head_dim: number } {
  const hidden = facts.count('embedding_length');
  const { heads, keyHeads, inner } = counts;
  const headSize = facts.count('attention.key_length', Math.floor(hidden / heads));
  facts.require('attention.value_length', headSize);
  facts.require('attention.causal', true);
  return {
    vocab_size: getAt(facts.getTensor('token_embd.weight').dims, 0),
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: facts.count('block_count'),
    num_attention_heads: heads,
    num_key_value_heads: keyHeads,
    head_dim: headSize,
    max_position_embeddings: facts.count('context_length'),
    tie_word_embeddings: facts.findTensor('output.weight') === undefined,
  };
}

/** Sizes that all blocks share. */
function readCounts(facts: GgufFacts) {
  const heads = facts.sameCount('attention.head_count');
  return { heads, keyHeads: facts.sameCount('attention.head_count_kv', heads), inner: facts.sameCount('feed_forward_length') };
}

/** Rotary base and scaling; heads that are partly rotated get `partial_rotary_factor`. */
function readRope(facts: GgufFacts, headSize: number): Json {
  const turning = facts.count('rope.dimension_count', headSize);
  return {
    rope_theta: facts.number('rope.freq_base', 10_000),
    rope_scaling: readRopeScaling(facts),
    ...(turning === headSize ? {} : { partial_rotary_factor: turning / headSize }),
  };
}

export function rmsEps(facts: GgufFacts): Json {
  return { rms_norm_eps: facts.number('attention.layer_norm_rms_epsilon') };
}

type Sizes = ReturnType<typeof readSizes>;

/** Sizes and rotary embedding. */
export function readRotated(facts: GgufFacts, sizes: Sizes = readSizes(facts)): Sizes {
  return { ...sizes, ...readRope(facts, sizes.head_dim) };
}

/** Sizes, rotary embedding and RMS norm: the common part of llama-like configs. */
export function readLlamaLike(facts: GgufFacts, sizes?: Sizes): Sizes {
  return { ...readRotated(facts, sizes), ...rmsEps(facts) };
}

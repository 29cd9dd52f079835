import type { Json } from '../../checkpoint.ts';
import type { GgufFacts } from '../gguf-facts.ts';

/** Rows of q and k are permuted: the converter's LlamaModel.permute. */
export const PERMUTED = { interleavedRotary: true } as const;

/** The biases of a llama, which no key of the file states. */
export const llamaBiases = (facts: GgufFacts): Json => ({
  attention_bias: facts.hasInBlocks('attn_q.bias'),
  mlp_bias: facts.hasInBlocks('ffn_up.bias'),
});

/** The multipliers of Granite. 0 means that the file has none; attention is then scaled as in llama. */
export const readGraniteScales = (facts: GgufFacts, headSize: number): Json => ({
  attention_multiplier: facts.findNumber('attention.scale') || headSize ** -0.5,
  embedding_multiplier: facts.findNumber('embedding_scale') || 1,
  residual_multiplier: facts.findNumber('residual_scale') || 1,
  logits_scaling: facts.findNumber('logit_scale') || 1,
});

/** Norms are stored with 1 added. */
export const WITH_ONE = { normsIncludeOne: true } as const;

/** Rows of query_key_value are all queries, all keys, all values. */
export const BY_ROWS = { fusedByRows: true } as const;

/** The epsilon of layer norms; the file must state it. */
export const layerNormEps = (facts: GgufFacts): number => facts.number('attention.layer_norm_epsilon');

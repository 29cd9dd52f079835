import type { Json } from '../../checkpoint.ts';
import type { GgufFacts } from '../gguf-facts.ts';

/** Rows of q and k are permuted: the converter's LlamaModel.permute. */
export const PERMUTED = { interleavedRotary: true } as const;

/** The biases of a llama, which no key of the file states. */
export const llamaBiases = (facts: GgufFacts): Json => ({
  attention_bias: facts.hasInBlocks('attn_q.bias'),
  mlp_bias: facts.hasInBlocks('ffn_up.bias'),
});

/** Norms are stored with 1 added. */
export const WITH_ONE = { normsIncludeOne: true } as const;

/** Rows of query_key_value are all queries, all keys, all values. */
export const BY_ROWS = { fusedByRows: true } as const;

/** The epsilon of layer norms; the file must state it. */
export const layerNormEps = (facts: GgufFacts): number => facts.number('attention.layer_norm_epsilon');

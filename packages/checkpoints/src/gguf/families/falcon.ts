import { readSizes } from '../decoder-config.ts';
import { FALCON_NAMES, FALCON_TWO_NORM_NAMES } from '../tensor-names.ts';
import { BY_ROWS, layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const falcon: Describe = (facts) => {
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

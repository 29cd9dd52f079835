import { readRotated } from '../decoder-config.ts';
import { STABLELM_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const stablelm: Describe = (facts) => {
  const sizes = readRotated(facts);
  // Files of the 12B model have use_parallel_residual; before that key existed, blocks without a second norm were parallel.
  const isParallel = facts.flag('use_parallel_residual', !facts.hasInBlocks('ffn_norm.weight'));
  return {
    modelType: 'stablelm',
    config: {
      ...sizes,
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
